"""What a provider of text messages tells us: what became of a message, and what somebody answered."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import compare_digest
from typing import Any, Final

from leeward.clinic.messaging.models import Delivery

# What people write who want no more, in English and in Spanish: the whole answer, or its first word.
STOP_WORDS: Final = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "alto", "parar", "pare", "baja", "cancelar", "fin"}
)
FIELDS: Final = {"reference": "id", "status": "status", "from": "from", "text": "text"}  # ours -> the provider's
STATUS: Final = {
    "delivered": Delivery.Kind.DELIVERED,
    "failed": Delivery.Kind.FAILED,
    "undelivered": Delivery.Kind.FAILED,
    "undeliverable": Delivery.Kind.FAILED,
    "rejected": Delivery.Kind.FAILED,
    "expired": Delivery.Kind.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One thing that a provider tells: a receipt, or an answer of somebody; what is neither is empty."""

    reference: str = ""
    status: Delivery.Kind | None = None
    number: str = ""
    is_stop: bool = False


def is_stop(text: str) -> bool:
    """Does somebody want no more messages?

    >>> is_stop(" Stop!"), is_stop("ALTO por favor"), is_stop("I will stop by")
    (True, True, False)
    """
    first = re.match(r"\W*(\w+)", text.strip().lower())
    return first is not None and first.group(1) in STOP_WORDS


def shows_secret(authorization: str, secret: str) -> bool:
    """Does a request show the secret, as a bearer's or as the password of a basic sign-in?"""
    scheme, _, told = authorization.partition(" ")
    if scheme.lower() == "basic":
        try:
            told = base64.b64decode(told.encode(), validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return False
    return bool(secret) and compare_digest(told.strip().encode(), secret.encode())


def read(told: Mapping[str, Any], names: Mapping[str, str]) -> Reply:
    """Read one receipt or answer by the provider's names of fields."""
    found = {ours: str(told.get(names.get(ours, theirs), "") or "") for ours, theirs in FIELDS.items()}
    return Reply(
        reference=found["reference"][:200],
        status=STATUS.get(found["status"].strip().lower()),
        number=found["from"][:40],
        is_stop=is_stop(found["text"]),
    )


def entries(body: bytes, *, is_json: bool, form: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return what a request tells, one or several; raises ValueError where it is not what it says."""
    if not is_json:
        return (form,)
    told = json.loads(body)
    several = told if isinstance(told, list) else [told]
    if not all(isinstance(each, dict) for each in several):
        raise ValueError("not an object, nor a list of them")
    return tuple(several)
