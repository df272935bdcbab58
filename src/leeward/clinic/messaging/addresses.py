"""Addresses as they are written to: an e-mail address, or a telephone number with its country."""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from leeward.clinic.messaging.models import Channel

BETWEEN: Final = re.compile(r"[\s().\-/]")  # how people set a number apart
E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")  # ITU-T E.164: at most 15 digits, the country first
OF_EMAIL: Final = EmailValidator()


class NoAddress(ValueError):
    """What was given cannot be written to; the sentence says what to change."""


def address_of(channel: Channel, text: str) -> str:
    """Return an address as it is written to; raises NoAddress."""
    return email_of(text) if channel is Channel.EMAIL else phone_of(text)


def email_of(text: str) -> str:
    """Return an e-mail address, its domain in small letters; raises NoAddress.

    >>> email_of(" Ada@Example.ORG ")
    'Ada@example.org'
    """
    told = text.strip()
    try:
        OF_EMAIL(told)
    except ValidationError:
        raise NoAddress(f"“{told}” is no e-mail address. Write it like name@example.org.") from None
    name, _, domain = told.rpartition("@")
    return f"{name}@{domain.lower()}"


def phone_of(text: str) -> str:
    """Return a telephone number with its country, by E.164; raises NoAddress.

    >>> phone_of("+1 (303) 555-0100")
    '+13035550100'
    """
    told = BETWEEN.sub("", text)
    if not told.startswith("+"):
        raise NoAddress(
            f"“{text.strip()}” has no country. Begin with + and the country’s number, such as +1 for the US."
        )
    if not E164.fullmatch(told):
        raise NoAddress(f"“{text.strip()}” is no telephone number: after + come 7 to 15 digits and nothing else.")
    return told


def masked(address: str) -> str:
    """Return an address so that somebody knows theirs again and nobody else learns it.

    >>> masked("+13035550100"), masked("ada@example.org")
    ('+1••••••0100', 'a•••@example.org')
    """
    if "@" in address:
        return f"{address[:1]}•••@{address.rpartition('@')[2]}"
    return f"{address[:2]}{'•' * (len(address) - 6)}{address[-4:]}"
