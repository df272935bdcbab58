"""How the pages of devices say what is known: ages, clocks, modes."""

from datetime import datetime, timedelta
from typing import Final

from leeward.clinic.monitors.models import Device, Tally
from leeward.clinic.web.moments import moment
from leeward.protocol.monitoring import MONITORING

HEARD_WITHIN: Final = timedelta(seconds=90)  # counts are written every some seconds, and monitors send each minute
MODES: Final = {
    Device.Mode.REAL: ("ok", "real"),
    Device.Mode.TEST: ("ask", "test data"),
    Device.Mode.DEMO: ("ask", "on trial"),
}
MINUTE_S, HOUR_S = 60, 3600


def lasting(seconds: float) -> str:
    """Return a length of time in its largest two units at most."""
    whole = round(abs(seconds))
    if whole < MINUTE_S:
        return f"{whole} s"
    if whole < HOUR_S:
        return f"{whole // MINUTE_S} min"
    if whole < 24 * HOUR_S:
        return f"{whole // HOUR_S} h {whole % HOUR_S // MINUTE_S} min"
    return f"{whole // (24 * HOUR_S)} d"


def heard(last: Tally | None, *, chair: str, now: datetime) -> tuple[str, str, str]:
    """Return whether a device is heard: the kind of the tag, its word, and since when."""
    if last is None:
        return "quiet", "never heard", ""
    age = max((now - last.last_at).total_seconds(), 0.0)
    if not last.kept:
        return "warn", "nothing used", f"the last {lasting(age)} ago"
    if age <= HEARD_WITHIN.total_seconds():
        return "ok", "heard", f"{lasting(age)} ago"
    return "high" if chair else "quiet", "silent", f"since {moment(last.last_at)}"


def clock(last: Tally | None) -> tuple[str, bool]:
    """Return how far a device's clock is off, and whether that is too far."""
    if last is None or last.clock_offset_s is None:
        return "not told", False
    off = last.clock_offset_s
    if abs(off) <= MONITORING.clock_tolerance.total_seconds():
        return "right", False
    return f"{lasting(off)} {'ahead' if off > 0 else 'behind'}", True
