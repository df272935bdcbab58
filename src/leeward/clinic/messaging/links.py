"""The addresses in a message: where it leads, and where somebody says that they want no more."""

import base64
from hashlib import sha256
from secrets import compare_digest
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

SALT: Final = "leeward.clinic.messaging.stop"
PROOF: Final = 12  # bytes of the proof: short enough for a text message, too long to guess at a rate limit


def public(path: str) -> str:
    """Return the whole address of a path, as it is reached from outside."""
    return settings.PUBLIC_URL.rstrip("/") + path


def stop_url(message_id: UUID) -> str:
    """Return the page on which whoever got this message says that they want no more."""
    return public(reverse("messaging:stop", args=[stop_token(message_id)]))


def stop_token(message_id: UUID) -> str:
    """Return what proves that somebody holds a message; it opens nothing but the stop page."""
    return base64.urlsafe_b64encode(message_id.bytes + _proof(message_id)).decode().rstrip("=")


def message_of(token: str) -> UUID | None:
    """Return the message that a token belongs to; None where we did not make it."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        message_id = UUID(bytes=raw[:16])
    except ValueError:
        return None
    return message_id if compare_digest(raw[16:], _proof(message_id)) else None


def _proof(message_id: UUID) -> bytes:
    return salted_hmac(SALT, str(message_id), algorithm=sha256().name).digest()[:PROOF]
