"""The gateway's hands in the records: all of it in one thread, with one connection, in groups."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from leeward.clinic.audit.actor import acting
from leeward.clinic.crises import actions as crises
from leeward.clinic.infusions import interruption, partitions, watchdog, writing_back
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.gateway_journals import Journals
from leeward.clinic.infusions.gateway_keeper import WRITER, FrameKeeper
from leeward.clinic.infusions.keeper_apart import KeeperApart
from leeward.clinic.infusions.pairings import Pairings
from leeward.clinic.infusions.watchdog import ChairCall
from leeward.clinic.monitors.roll import Roll
from leeward.clinic.monitors.setting_aside import set_unreadable_aside
from leeward.devices.port import DeviceMessage, Receipt, Unreadable
from leeward.infusion.events import Event

DAYS_EVERY: Final = timedelta(hours=1)


class Records:
    """What the gateway writes and reads. Use it from one thread."""

    def __init__(
        self, *, now: Callable[[], datetime], origin: str = WRITER, keeper: FrameKeeper | KeeperApart | None = None
    ) -> None:
        self._now, self._keeper = now, keeper or FrameKeeper(now=now, origin=origin)
        self._journals, self._origin = Journals(), origin
        self.register = Roll()
        self._has_watched = False
        self._days_made_at: datetime | None = None

    @property
    def pairings(self) -> Pairings:
        """Whose readings each device's are, as of the last batch; may be read from any thread."""
        return self._keeper.pairings

    def keep(self, messages: Sequence[DeviceMessage]) -> list[Receipt | str]:
        """Keep the messages in one transaction; raises CannotKeep, or DiskFailed after which nothing may go on."""
        return self._keeper.keep(messages)

    def set_aside(self, what: Unreadable) -> None:
        """Keep what could not be read, for a person to see."""
        with acting(WRITER):
            set_unreadable_aside(what, now=self._now())

    def know(self) -> None:
        """Read who may speak and whose readings theirs are: before the first calls, or it passes as a stranger."""
        if isinstance(self._keeper, KeeperApart):
            writing_back.leave_to_another()
        self.register.refresh()
        self.pairings.refresh()

    def begin(self, *, is_alone: bool = True) -> tuple[UUID, ...]:
        """Write since when nobody watched, where that was so, and return every infusion that is to be watched.

        Where other gateways are there, they watched.
        """
        with acting(WRITER):
            interruption.record_interruption(now=self._now(), is_restart=is_alone and not self._has_watched)
        self._has_watched = True
        self._make_days()
        self.know()
        return self._journals.watched()

    def watched(self) -> tuple[UUID, ...]:
        """Return every infusion that is to be watched by some gateway."""
        self.pairings.refresh()
        return self._journals.standing()

    def touched(self) -> frozenset[UUID]:
        """Return the infusions that others wrote about, after what the clock of an open crisis brings."""
        with acting(WRITER):
            now = self._now()
            crises.advance(now=now)  # the clock of an open crisis runs while nobody looks at a page
            interruption.record_interruption(now=now, is_restart=False)
        self._make_days()
        self.know()
        return self._journals.touched()

    def _make_days(self) -> None:
        """Make the tables of the coming days' frames, now and then: there is a week's time, and a net."""
        now = self._now()
        if self._days_made_at is None or abs(now - self._days_made_at) > DAYS_EVERY:
            partitions.make_ahead(now=now)
            self._days_made_at = now

    def read(self, infusion_ids: Collection[UUID]) -> tuple[dict[UUID, Bedside | None], dict[UUID, str]]:
        """Return how each infusion stands, and the chairs that cannot be read; any thread may ask."""
        return Journals.read(infusion_ids, now=self._now())

    def write_alarms(self, decided: Mapping[UUID, tuple[Event, ...]]) -> dict[UUID, bool]:
        """Write what began and what ended in one transaction; return which journals took it."""
        with acting(WRITER):
            return self._journals.write(decided, now=self._now())

    def beat(
        self,
        *,
        failed: Sequence[str],
        calls: Sequence[ChairCall],
        troubles: Sequence[str] = (),
        is_alone: bool = True,
    ) -> None:
        """Say that the alarms were decided, but for the chairs that are named, and which chairs call for somebody."""
        now = self._now()
        watchdog.beat(now=now, failed=failed, troubles=troubles)
        watchdog.call(calls, now=now, who=self._origin, is_alone=is_alone)

    def close(self) -> None:
        """Close the thread's connection."""
        if not connection.in_atomic_block:
            connection.close()

    def let_go(self) -> None:
        """Let the process that writes end, where there is one: nothing is to be kept any more."""
        if isinstance(self._keeper, KeeperApart):
            self._keeper.close()
