"""Whether a session still stands: nobody is signed in for longer than a shift, or while away for an hour."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

SEEN: Final = "seen_at_s"
SINCE: Final = "signed_in_since_s"


def is_over(session: Mapping[str, Any], *, now_s: int) -> bool:
    """Has somebody asked for nothing for too long, or been signed in for longer than a shift?"""
    idle_s, lasted_s = now_s - session.get(SEEN, now_s), now_s - session.get(SINCE, now_s)
    return bool(idle_s > settings.SESSION_IDLE_S or lasted_s > settings.SESSION_COOKIE_AGE)
