"""The page of what runs: processes, records, devices, alarms, backups; each with its age and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from leeward import __version__
from leeward.clinic.infusions.models import DevicePairing
from leeward.clinic.infusions.tiles import ago
from leeward.clinic.monitors.models import Tally
from leeward.clinic.upkeep.backups import backup_line
from leeward.clinic.upkeep.checks import Check, Readiness
from leeward.clinic.upkeep.lines import Line
from leeward.clinic.web.roll_call import LATE_AFTER, Present, all_present

GATEWAY: Final = (
    "No reading comes in and no alarm is decided: watch the bedside monitors, chart by hand, and "
    "systemctl restart leeward-gateway."
)
MUST_RUN: Final = {
    "web": ("Pages", "Start it: `leeward web`, or systemctl restart leeward-web."),
    "hub": ("Live stream of the pages", "Pages ask by themselves meanwhile. systemctl restart leeward-hub."),
    "gateway": ("Gateway", GATEWAY),
    "worker": (
        "Messages to patients",
        "Nobody is written to meanwhile; nothing is lost. systemctl restart leeward-worker.",
    ),
}
TITLES: Final = {
    "database": "Records can be written",
    "tables": "Tables",
    "disk": "Disk",
    "alarms": "Alarms",
}
SILENT_AFTER: Final = timedelta(minutes=1)
QUEUE_LONG: Final = 1_000  # messages: seconds of work, where there should be none


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """Everything that must run, the red lines first in their own list."""

    seen: str
    version: str
    troubles: tuple[Line, ...]
    records: tuple[Line, ...]
    processes: tuple[Line, ...]
    devices: tuple[Line, ...]

    @property
    def kind(self) -> str:
        """How bad the worst line is."""
        return "high" if any(line.kind == "high" for line in self.troubles) else "warn"


def status_page(*, now: datetime, readiness: Readiness) -> StatusPage:
    """Look at everything now."""
    records = (*(_of_check(check) for check in readiness.look(now=now)), backup_line(settings.HOME, now=now))
    found = all_present(now=now)
    processes = (*_missing(found), *(_process(one, now=now) for one in found))
    devices = tuple(_devices(now=now))
    lines = (*records, *processes, *devices)
    return StatusPage(
        seen=f"{timezone.localtime(now):%H:%M:%S}",
        version=__version__,
        troubles=tuple(line for line in lines if line.kind in ("high", "warn")),
        records=records,
        processes=processes,
        devices=devices,
    )


def _of_check(check: Check) -> Line:
    kind = "ok" if check.is_well else "high"
    return Line(title=TITLES[check.key], says=check.says, kind=kind, do="" if check.is_well else check.do)


def _missing(found: tuple[Present, ...]) -> Iterator[Line]:
    for kind in MUST_RUN.keys() - {one.kind for one in found}:
        title, do = MUST_RUN[kind]
        yield Line(title=title, says="None has been heard for a day.", kind="high", do=do)


def _process(one: Present, *, now: datetime) -> Line:
    title, do = MUST_RUN.get(one.kind, (one.kind, "Start it again."))
    is_late = now - one.at > LATE_AFTER
    queue, late = one.facts.get("queue", 0), one.facts.get("late", 0)
    where = f"{one.host}, process {one.pid}, version {one.version}"
    facts = "".join(f", {_fact(name, value)}" for name, value in sorted(one.facts.items()))
    kind, told = "ok", ""
    if is_late:
        kind, told = "high", do
    elif one.version != __version__:
        kind, told = "warn", f"This page is of version {__version__}: restart the one that was left out of the upgrade."
    elif late:
        kind, told = "warn", "Messages should have gone a quarter of an hour ago: see the log of the worker."
    elif queue > QUEUE_LONG:
        kind, told = "warn", "The disk or the database is slow: see the lines above, and what else runs there."
    return Line(
        title=title,
        says=f"{where}, since {timezone.localtime(one.since):%d-%b-%Y %H:%M}{facts}",
        kind=kind,
        age=ago(max((now - one.at).total_seconds(), 0)),
        do=told,
    )


FACTS: Final = {
    "late": "messages late",
    "queue": "waiting for the disk",
    "chairs": "chairs watched",
    "watchers": "pages listening",
}


def _fact(name: str, value: float) -> str:
    return f"{FACTS.get(name, name)} {value:g}"


def _devices(*, now: datetime) -> Iterator[Line]:
    """Yield each paired device with when it was last heard; a silent one is somebody's to look at."""
    pairings = DevicePairing.objects.filter(ended_at=None).select_related("infusion").order_by("infusion__chair")
    found = list(pairings)
    heard: dict[str, datetime] = {}
    for sender, at in Tally.objects.filter(sender__in=[one.device_id for one in found]).values_list(
        "sender", "last_at"
    ):
        heard[sender] = max(at, heard.get(sender, at))
    for pairing in found:
        spoke_at = heard.get(pairing.device_id)
        is_silent = spoke_at is None or now - spoke_at > SILENT_AFTER
        yield Line(
            title=f"Chair {pairing.infusion.chair}: {pairing.device_id}",
            says="heard" if spoke_at else "not heard since it was paired",
            kind="warn" if is_silent else "ok",
            age=ago(max((now - spoke_at).total_seconds(), 0)) if spoke_at else "",
            do="Look at the monitor: is it on, and is its cable in? Chart by hand meanwhile." if is_silent else "",
        )
