"""Who may hear that an infusion changed: asked once when a stream opens, and again every minute for all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Final
from urllib.parse import urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from leeward.clinic.consents.kiosk import HELD
from leeward.clinic.people.access import may
from leeward.clinic.people.middleware import SECOND_FACTORS, roles_that_need_a_second_factor
from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import Role
from leeward.clinic.people.standing import is_over

OF_INFUSION: Final = "infusions:live"
OF_ROOM: Final = "infusions:chairs_live"
AT_ONCE: Final = 500  # sessions looked up by one query


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The answer to whoever may not listen."""

    status: int
    says: str


SIGN_IN: Final = Refused(status=401, says="Sign in again.")
NOT_FOR_YOU: Final = Refused(status=403, says="Your role does not open this page.")
NOT_FROM_THERE: Final = Refused(status=403, says="Only Leeward's own pages listen here.")


def refusal_of_origin(*, origin: str, host: str, fetched_from: str) -> Refused | None:
    """Refuse a page that is not ours; the browser says where it came from, and no other page may read the answer."""
    if fetched_from not in ("", "same-origin", "same-site"):
        return NOT_FROM_THERE
    if not origin:
        return None  # the same origin: a proxy brought it here
    told = urlsplit(origin)
    if told.netloc == host and _is_our_host(told.hostname):
        return None
    own_port = settings.PAGES_PORT and str(told.port) == settings.PAGES_PORT
    return None if told.scheme == "http" and own_port and _is_our_host(told.hostname) else NOT_FROM_THERE


def _is_our_host(host: str | None) -> bool:
    from django.http.request import validate_host

    return bool(host) and validate_host(host or "", settings.ALLOWED_HOSTS)


def refusal(*, session_key: str, page: str, now: datetime) -> Refused | None:
    """Say why this session may not listen to what the page shows, or None."""
    found = _sessions([session_key], now=now).get(session_key)
    staff = _signed_in([found]).get(str(found.get(SESSION_KEY))) if found else None
    if found is None or staff is None or not _stands(found, staff, now=now):
        return SIGN_IN
    return None if may(Role(staff.role), page) else NOT_FOR_YOU


def over(session_keys: Iterable[str], *, page: str, now: datetime) -> frozenset[str]:
    """Return which of these sessions may no longer listen: signed out, too long idle, account closed, other role."""
    keys = sorted(set(session_keys))
    gone: set[str] = set()
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        sessions = _sessions(some, now=now)
        staff = _signed_in(sessions.values())
        gone |= {key for key in some if not _may_stay(sessions.get(key), staff, page=page, now=now)}
    return frozenset(gone)


def _may_stay(session: Mapping[str, Any] | None, staff: Mapping[str, Staff], *, page: str, now: datetime) -> bool:
    who = staff.get(str(session.get(SESSION_KEY))) if session else None
    if session is None or who is None:
        return False
    return _stands(session, who, now=now) and may(Role(who.role), page)


def _sessions(keys: Iterable[str], *, now: datetime) -> dict[str, Mapping[str, Any]]:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    rows = Session.objects.filter(session_key__in=list(keys), expire_date__gt=now)
    return {row.session_key: store.decode(row.session_data) for row in rows}


def _signed_in(sessions: Iterable[Mapping[str, Any]]) -> dict[str, Staff]:
    ids = {session[SESSION_KEY] for session in sessions if SESSION_KEY in session}
    return {str(staff.pk): staff for staff in Staff.objects.filter(pk__in=ids, is_active=True)}


def _stands(session: Mapping[str, Any], staff: Staff, *, now: datetime) -> bool:
    """Is this session still that of who signed in, with the same password, here, and not in a patient's hands?"""
    if session.get(HELD) or is_over(session, now_s=int(now.timestamp())):
        return False
    if not constant_time_compare(session.get(HASH_SESSION_KEY, ""), staff.get_session_auth_hash()):
        return False
    if Role(staff.role) not in roles_that_need_a_second_factor(settings.REQUIRE_MFA):
        return True
    return is_mfa_enabled(staff, types=SECOND_FACTORS)
