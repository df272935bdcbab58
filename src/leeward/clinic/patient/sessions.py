"""Sessions of patients, begun with a passkey: a cookie and a table of their own, which no page of the staff knows."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from leeward.clinic.audit.actor import acting
from leeward.clinic.patient.limits import AT_MOST, IDLE_FOR, SEEN_EVERY
from leeward.clinic.patient.models import Passkey, PatientSession
from leeward.clinic.portal.links import hash_of

COOKIE: Final = "leeward_my"
PATH: Final = "/my/"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who is signed in with a passkey."""

    session_id: UUID
    person_id: UUID
    account_id: UUID

    @property
    def actor(self) -> str:
        """The name under which what they do is recorded."""
        return f"patient {self.account_id}"


def of(request: HttpRequest, *, now: datetime) -> SignedIn | None:
    """Return who is signed in; None after a rest, after the longest time, and where the passkey was removed."""
    token = request.COOKIES.get(COOKIE, "")
    row = _row(token) if token else None
    if row is None or row.ended_at is not None or not _is_fresh(row, now) or hasattr(row.passkey, "removal"):
        return None
    account = row.passkey.account
    known = SignedIn(session_id=row.pk, person_id=account.person_id, account_id=account.pk)
    if now - row.seen_at >= SEEN_EVERY:
        with acting(known.actor):
            PatientSession.objects.filter(pk=row.pk).update(seen_at=now)
    return known


def begin(*, passkey: Passkey, sign_count: int, at: datetime) -> str:
    """Begin a session; return its secret, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    PatientSession.objects.create(
        passkey=passkey, token_hash=hash_of(token), sign_count=sign_count, begun_at=at, seen_at=at
    )
    return token


def end(*, session_id: UUID, at: datetime) -> None:
    """Sign out: the secret opens nothing any more, wherever it went."""
    PatientSession.objects.filter(pk=session_id, ended_at=None).update(ended_at=at)


def write(response: HttpResponse, token: str) -> None:
    """Give the browser its secret."""
    response.set_cookie(
        COOKIE, token, max_age=AT_MOST, path=PATH, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )  # fmt: skip


def forget(response: HttpResponse) -> None:
    """Take it back."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")


def _row(token: str) -> PatientSession | None:
    rows = PatientSession.objects.select_related("passkey__account", "passkey__removal")
    return rows.filter(token_hash=hash_of(token)).first()


def _is_fresh(row: PatientSession, now: datetime) -> bool:
    return now - row.seen_at < IDLE_FOR and now - row.begun_at < AT_MOST
