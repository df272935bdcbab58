"""A link that a message carries: the same however often the message is tried, and its secret kept nowhere."""

import base64
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.crypto import salted_hmac

from leeward.clinic.people.models import Person, Staff
from leeward.clinic.portal import links, opening
from leeward.clinic.portal.doors import Door
from leeward.clinic.portal.links import Known, Standing

SALT: Final = "leeward.clinic.portal.carried"  # apart from the stop link's, which proves the same message
STANDS: Final = frozenset({Standing.GIVEN, Standing.OPENED})


def link_id(message_id: UUID) -> UUID:
    """Return the id of the link that a message carries."""
    return uuid5(message_id, "link")


def token(message_id: UUID) -> str:
    """Return the secret of the link that a message carries: 256 bits, made anew from the clinic's key each time."""
    proof = salted_hmac(SALT, str(message_id), algorithm=sha256().name).digest()
    return base64.urlsafe_b64encode(proof).decode().rstrip("=")


def made(message_id: UUID, *, person_id: UUID, door: Door) -> Known | None:
    """Return the link that an earlier try of this message made; None at the first. Call it in a transaction."""
    Person.objects.select_for_update().get(pk=person_id)  # a try that was thought dead may still be at it
    return links.by_id(link_id(message_id), door.links)


def stands(known: Known, message_id: UUID, *, at: datetime) -> bool:
    """Does the link still open something with the message's secret? Not after the clinic's key was changed."""
    return known.standing(at) in STANDS and known.link.token_hash == links.hash_of(token(message_id))


@transaction.atomic
def secret_of(
    *, message_id: UUID, person_id: UUID, by: Staff, at: datetime, door: Door, **more: Any
) -> str:  # fmt: skip
    """Return the secret of the link that a message carries, made at its first try, which closes no page in use.

    Raises CannotInvite without a date of birth, and where the link was made at an earlier try and stands no more.
    """
    known = made(message_id, person_id=person_id, door=door)
    if known is None:
        return opening.make_link(
            person_id=person_id, link_id=link_id(message_id), by=by, at=at, door=door, keeps_opened=True,
            token=token(message_id), **more,
        )  # fmt: skip
    if not stands(known, message_id, at=at):
        raise opening.CannotInvite("The link of this message was taken back, sent, or has expired.")
    return token(message_id)
