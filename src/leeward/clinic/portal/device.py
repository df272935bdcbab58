"""The cookie that binds a link to the device on which it was opened first."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from leeward.clinic.portal.doors import INTAKE, Door
from leeward.clinic.portal.limits import RESTS_FOR

NAME: Final = INTAKE.cookie
SALT: Final = "leeward.clinic.portal.device"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What a device shows: which link it opened, its secret, and whether it rested so long that it is asked again."""

    link_id: UUID
    secret: str
    is_rested: bool


def read(request: HttpRequest, *, door: Door = INTAKE, rests_for: timedelta = RESTS_FOR) -> Device | None:
    """Return what the cookie says; None where there is none, or where it was written by somebody else."""
    raw, salt = request.COOKIES.get(door.cookie, ""), SALT + door.path
    try:
        kept = signing.loads(raw, salt=salt, max_age=door.holds_for)
    except signing.BadSignature:
        return None
    try:
        signing.loads(raw, salt=salt, max_age=rests_for)
    except signing.SignatureExpired:
        kept["rested"] = True
    return Device(link_id=UUID(kept["link"]), secret=kept["secret"], is_rested=kept["rested"])


def write(
    response: HttpResponseBase, *, link_id: UUID, secret: str, is_rested: bool = False, door: Door = INTAKE
) -> None:  # fmt: skip
    """Bind the device, or say that it did something just now, or that it was laid away."""
    response.set_cookie(
        door.cookie,
        signing.dumps({"link": str(link_id), "secret": secret, "rested": is_rested}, salt=SALT + door.path),
        max_age=door.holds_for,
        path=door.path,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",  # a link is opened from a message or from the mail's own site
    )


def forget(response: HttpResponseBase, *, door: Door = INTAKE) -> None:
    """Forget the device."""
    response.delete_cookie(door.cookie, path=door.path, samesite="Lax")
