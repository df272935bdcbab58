"""Which processes of the clinic run, where, since when and in which version: each says so every few seconds.

Kept in the cache and not in the records, as the watchdog's beat is: it is no fact about a patient.
"""

import os
import platform
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.db import DatabaseError, close_old_connections

from leeward import __version__

NAMES: Final = "upkeep:processes"
ONE: Final = "upkeep:process:"
SAYS_EVERY_S: Final = 10.0
LATE_AFTER: Final = timedelta(seconds=35)  # three times not heard
FORGOTTEN_AFTER_S: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """What one process last said of itself; `facts` are numbers of its own, such as how many wait in its queue."""

    kind: str
    host: str
    pid: int
    version: str
    since: datetime
    at: datetime
    facts: Mapping[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What tells it from every other."""
        return f"{self.kind}:{self.host}:{self.pid}"


def present(kind: str, *, since: datetime, now: datetime, facts: Mapping[str, float] | None = None) -> None:
    """Say that this process runs."""
    own = Present(
        kind=kind, host=platform.node(), pid=os.getpid(), version=__version__, since=since, at=now, facts=facts or {}
    )
    names = cache.get(NAMES) or ()
    if own.name not in names:  # two that start at once may miss one another; each looks again when it speaks next
        cache.set(NAMES, (*names, own.name), FORGOTTEN_AFTER_S)
    cache.set(ONE + own.name, own, FORGOTTEN_AFTER_S)


def gone(kind: str) -> None:
    """Say that this process ends because it was asked to: nobody need look for it."""
    name = f"{kind}:{platform.node()}:{os.getpid()}"
    cache.set(NAMES, tuple(each for each in cache.get(NAMES) or () if each != name), FORGOTTEN_AFTER_S)
    cache.delete(ONE + name)


def all_present(*, now: datetime) -> tuple[Present, ...]:
    """Return who said something in the last day, by kind; one that was replaced by a later one of its kind is left out.

    A process that was killed and started again stands under a new number: the old one is no news.
    """
    found = [one for name in cache.get(NAMES) or () if (one := cache.get(ONE + name)) is not None]
    heard = [one for one in found if now - one.at <= LATE_AFTER]
    replaced = {(one.kind, one.host): one.since for one in heard}
    lost = [one for one in found if one not in heard and one.at > replaced.get((one.kind, one.host), one.since)]
    return tuple(sorted((*heard, *lost), key=lambda one: (one.kind, one.host, one.since)))


def keep_saying(
    kind: str, *, now: Callable[[], datetime], facts: Callable[[], Mapping[str, float]] = dict
) -> threading.Event:
    """Say from a thread of its own that this process runs, until the event that is returned is set."""
    stopping, since = threading.Event(), now()

    def say_on() -> None:
        while not stopping.is_set():
            try:
                close_old_connections()
                present(kind, since=since, now=now(), facts=facts())
            except DatabaseError:
                pass  # a database that is away is told by the checks
            stopping.wait(SAYS_EVERY_S)

    threading.Thread(target=say_on, name="roll call", daemon=True).start()
    return stopping
