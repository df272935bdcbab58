"""What a clinic needs to run, looked at now: one line each, with what to do."""

import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from leeward.clinic.home import nearly_full
from leeward.clinic.infusions import watchdog

WRITTEN: Final = "upkeep:written:"
ASKED_AGAIN_S: Final = 2.0  # whoever asks more often hears the last answer: a probe must not become a load
TABLES_ASKED_AGAIN_S: Final = 60.0
WRITTEN_FOR_S: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at: whether it is well, what was found, and what to do where it is not."""

    key: str
    is_well: bool
    says: str
    do: str = ""


class Readiness:
    """The checks of one process, each asked at most every few seconds."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[float, Check]] = {}

    def look(self, *, now: datetime) -> tuple[Check, ...]:
        """Return every check, as it is now or was a moment ago."""
        return (
            self._asked("database", database, ASKED_AGAIN_S),
            self._asked("tables", tables, TABLES_ASKED_AGAIN_S),
            self._asked("disk", disk, ASKED_AGAIN_S),
            self._asked("alarms", lambda: alarms(now=now), 0.0),
        )

    def _asked(self, key: str, ask: Callable[[], Check], again_s: float) -> Check:
        last = self._last.get(key)
        if last and time.monotonic() - last[0] < (again_s if last[1].is_well else min(again_s, ASKED_AGAIN_S)):
            return last[1]
        try:
            found = ask()
        except DatabaseError:
            found = Check(key=key, is_well=False, says="The database does not answer.", do=DATABASE)
        self._last[key] = (time.monotonic(), found)
        return found


DATABASE: Final = (
    "See whether the disk is full and whether the database runs; the gateway takes no reading until it is back. "
    "Chart on paper meanwhile."
)


def database() -> Check:
    """Can something be written, for good?"""
    begun, place = time.perf_counter(), f"{WRITTEN}{os.getpid()}"
    cache.set(place, begun, WRITTEN_FOR_S)
    took_ms = (time.perf_counter() - begun) * 1000  # plain: milliseconds
    if cache.get(place) != begun:  # the cache keeps silent when it cannot write
        return Check(key="database", is_well=False, says=f"{_engine()} takes nothing in.", do=DATABASE)
    return Check(key="database", is_well=True, says=f"{_engine()} wrote in {took_ms:.0f} ms.")


def _engine() -> str:
    return "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"


def tables() -> Check:
    """Are the tables those of this version?"""
    executor = MigrationExecutor(connection)
    behind = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Check(
        key="tables",
        is_well=not behind,
        says=f"{behind} changes of the tables are missing." if behind else "The tables are those of this version.",
        do="Start `leeward serve` once, or run `leeward doctor` to see what it says." if behind else "",
    )


def disk() -> Check:
    """Is there room where the records lie?"""
    full = nearly_full(settings.HOME, least_free=settings.LEAST_FREE)
    free = os.statvfs(settings.HOME)
    says = f"{free.f_bavail * free.f_frsize / 1e9:.0f} GB are free where the records lie."
    return Check(
        key="disk",
        is_well=not full,
        says=says,
        do="No further infusion starts. Free space: remove old backups and logs, or give the disk more room."
        if full
        else "",
    )


def alarms(*, now: datetime) -> Check:
    """Were alarms decided within the last seconds, for every chair?"""
    trouble = watchdog.trouble(now=now)
    ago_s = watchdog.decided_ago_s(now=now)
    says = "Alarms were never decided here." if ago_s is None else f"Alarms were decided {max(ago_s, 0):.0f} s ago."
    return Check(key="alarms", is_well=not trouble, says=says, do=trouble)


def in_json(checks: Iterable[Check]) -> tuple[int, bytes]:
    """Return the status and the text of the answer to "are you ready": no word of a patient is in it."""
    found = tuple(checks)
    is_ready = all(check.is_well for check in found)
    told = {"ready": is_ready, "checks": {check.key: {"ok": check.is_well, "says": check.says} for check in found}}
    return (200 if is_ready else 503), json.dumps(told).encode()
