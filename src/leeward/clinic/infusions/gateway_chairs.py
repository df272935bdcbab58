"""Every chair that this gateway watches, in memory: alarms are decided here, whether or not a disk keeps them."""

import dataclasses
import logging
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from math import inf
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from leeward.clinic.infusions.bedside import WATCHED, Bedside
from leeward.clinic.infusions.gateway_chair import Chair
from leeward.clinic.infusions.pairings import Pairings, refusal
from leeward.clinic.infusions.watchdog import ChairCall
from leeward.devices.port import DeviceMessage
from leeward.devices.screen import Screen
from leeward.infusion.events import Event
from leeward.infusion.vitals import BY_HAND, Reading

logger = logging.getLogger(__name__)
LOOKED_AT_EVERY: Final = timedelta(seconds=5)  # while our clock is behind what it showed before
TO_CALL: Final = timedelta(seconds=3)  # after our start: monitors notice within a second or two that we listen again
HELD_WHILE_READ: Final = 256  # messages of one chair that come while its record is being read


class Chairs:
    """Used from the loop's thread alone; the pairings are the writer's, and are only read."""

    def __init__(
        self,
        pairings: Callable[[], Pairings],
        *,
        now: Callable[[], datetime],
        decided: Callable[[UUID], None] = lambda _: None,
    ) -> None:
        self._pairings, self._now, self._decided = pairings, now, decided
        self._chairs: dict[UUID, Chair] = {}
        self._screen = Screen()
        self._numbers: dict[UUID, int] = {}
        self._at: dict[int, UUID] = {}
        self._being_read: dict[UUID, deque[DeviceMessage]] = {}
        self._has_news: set[UUID] = set()  # whose chair may hold what its journal does not
        self._holds_all = True
        self._before: datetime | None = None  # our clock at the last tick, and the latest that it ever showed
        self._latest: datetime | None = None
        self.set_back_by = timedelta(0)
        self.failed: dict[UUID, str] = {}

    def __len__(self) -> int:
        return len(self._chairs)

    def get(self, infusion_id: UUID) -> Chair | None:
        """Return the chair, if it is watched."""
        return self._chairs.get(infusion_id)

    def hear(self, message: DeviceMessage) -> bool:
        """Decide what a message changes, at once; return False where as far as is known it may enter no record."""
        paired = self._pairings().get(message.device_id)
        if paired is None or refusal(message, paired):
            return False
        infusion_id, since = paired.infusion_id, paired.paired_at
        for row in message.rows:
            if row.at < since:  # it may be somebody else's
                message = replace(message, rows=tuple(row for row in message.rows if row.at >= since))
                break
        if any(alarm.at is not None and alarm.at < since for alarm in message.alarms):
            message = replace(message, alarms=tuple(one for one in message.alarms if one.at is None or one.at >= since))
        if self._holds_all or (self._being_read and infusion_id in self._being_read):
            self._hold(infusion_id, message)
        chair = self._chairs.get(infusion_id)
        if chair is not None and (message.rows or message.alarms):
            if chair.take(message):
                self._decide(chair, self._now())
            elif chair.has_later_due and chair.due is not None:
                self._screen.put(self._numbers[infusion_id], self._due_s(chair.due))
            if message.alarms and chair.unwritten:  # the device's own
                self._tell(infusion_id)
        return True

    def overhear(self, readings: Mapping[UUID, tuple[Reading, ...]]) -> None:
        """Take what monitors of these chairs sent to another gateway, which kept it."""
        for infusion_id, told in readings.items():
            chair = self._chairs.get(infusion_id)
            if chair is not None:
                chair.overhear(told)
                self._screen.put(self._numbers[infusion_id], -inf)

    def _decide(self, chair: Chair, now: datetime, *, as_of: datetime | None = None) -> None:
        """Decide, note when to look again, and say that there is something to write."""
        has_news = chair.decide(now, as_of=as_of)
        self._screen.put(self._numbers[chair.infusion_id], self._due_s(chair.due))
        if has_news:
            self._tell(chair.infusion_id)

    def _tell(self, infusion_id: UUID) -> None:
        """Say that there is something to write."""
        self._has_news.add(infusion_id)
        self._decided(infusion_id)

    def _due_s(self, due: datetime | None) -> float:
        """Return by when to look again: soon, while our clock is behind the time by which the silence was counted."""
        if due is None:
            return -inf
        if self.set_back_by:
            due = min(due, self._now() + LOOKED_AT_EVERY)
        return due.timestamp()

    def _look_at_clock(self, now: datetime) -> None:
        """Look at every bed where our clock was set back: what was due by the old time would be told too late."""
        before, latest = self._before, self._latest
        self._before, self._latest = now, max(now, latest or now)
        if before is not None and now < before:
            logger.warning("The clock of this machine was set back by %s; every chair is looked at", before - now)
            for number in self._at:
                self._screen.put(number, -inf)
        self.set_back_by = self._latest - now

    def begin_reading(self, infusion_ids: Iterable[UUID], pending: Iterable[DeviceMessage] = ()) -> None:
        """Hold what comes for these from now on, until `renew` brings what was read of them.

        `pending` came before and is not on disk yet, so the reading may miss it.
        """
        new = set(infusion_ids)
        if self._holds_all:  # until now nobody knew which chairs are watched here
            self._holds_all = False
            self._being_read = {key: held for key, held in self._being_read.items() if key in new}
        for infusion_id in new:
            self._being_read.setdefault(infusion_id, deque(maxlen=HELD_WHILE_READ))
        pairings = self._pairings()
        for message in pending:
            paired = pairings.get(message.device_id)
            if paired is not None and paired.infusion_id in new:  # the others have heard it
                self.hear(message)

    def _hold(self, infusion_id: UUID, message: DeviceMessage) -> None:
        self._being_read.setdefault(infusion_id, deque(maxlen=HELD_WHILE_READ)).append(message)

    @property
    def unread(self) -> frozenset[UUID]:
        """Which chairs are to be read still: one whose reading failed is known by its name, and not among them."""
        return frozenset(self._being_read.keys() - self.failed.keys())

    def renew(self, read: Mapping[UUID, Bedside | None]) -> None:
        """Take over what was read; None is an infusion that is watched no more, or cannot be read."""
        for infusion_id, bedside in read.items():
            came = self._being_read.pop(infusion_id, ())
            self.failed.pop(infusion_id, None)
            try:
                self._renew(infusion_id, bedside, came)
            except Exception:
                # One record that cannot be followed must not leave the other chairs without alarms.
                logger.exception("The record of infusion %s could not be followed", infusion_id)
                self.failed[infusion_id] = bedside.infusion.chair if bedside else ""

    def _renew(self, infusion_id: UUID, bedside: Bedside | None, came: Collection[DeviceMessage]) -> None:
        if bedside is None or bedside.state not in WATCHED:
            self.drop((infusion_id,))
            return
        chair = self._chairs.get(infusion_id)
        if chair is not None:
            chair.renew(bedside)
            for message in came:
                chair.take(message)
        else:
            chair = self._begin(bedside, came)
        self._screen.put(self._numbers[infusion_id], -inf)
        if chair.unwritten:
            self._tell(infusion_id)

    def _begin(self, bedside: Bedside, came: Collection[DeviceMessage]) -> Chair:
        """Watch from where the records stood when the first of these came: what was a call then, is called."""
        heard = {message.received_at for message in came}
        before = tuple(r for r in bedside.readings if r.received_at not in heard or r.source == BY_HAND)
        chair = Chair(dataclasses.replace(bedside, readings=before) if heard else bedside)
        infusion_id = chair.infusion_id
        self._chairs[infusion_id] = chair
        number = self._numbers[infusion_id] = self._screen.add()
        self._at[number] = infusion_id
        for message in came:
            if chair.take(message):
                self._decide(chair, self._now(), as_of=message.received_at)
        return chair

    def wait_for_monitors(self) -> None:
        """Give every monitor a moment to call before its silence is looked at; whose monitor calls is decided upon."""
        until = (self._now() + TO_CALL).timestamp()
        for number in self._at:
            self._screen.put(number, until)

    def tick(self) -> None:
        """Decide what time alone brings, at the chairs whose time has come."""
        now = self._now()
        self._look_at_clock(now)
        for number in self._screen.tick(now.timestamp()):
            chair = self._chairs[self._at[number]]
            try:
                due = chair.due
                if due is not None and due > now and not self.set_back_by:  # what came since moved it
                    self._screen.put(number, due.timestamp())
                else:
                    self._decide(chair, now)
            except Exception:
                logger.exception("The alarms of chair %s could not be decided", chair.name)
                self.failed[chair.infusion_id] = chair.name
            else:
                self.failed.pop(chair.infusion_id, None)

    def calls(self) -> list[ChairCall]:
        """Return the chairs that call beyond the bedside."""
        now = self._now()
        found = (chair.call(now) for chair in self._chairs.values())
        return [one for one in found if one is not None]

    def note(self, infusion_id: UUID, events: Iterable[Event]) -> None:
        """Have something beside alarms written into the chair's journal."""
        chair = self._chairs.get(infusion_id)
        if chair is not None:
            chair.unwritten.extend(events)
            self._has_news.add(infusion_id)

    def unwritten(self) -> dict[UUID, tuple[Event, ...]]:
        """Return what was decided and is not in the journal yet."""
        held = ((key, self._chairs.get(key)) for key in self._has_news)
        found = {key: tuple(chair.unwritten) for key, chair in held if chair is not None and chair.unwritten}
        self._has_news.intersection_update(found)
        return found

    def drop(self, infusion_ids: Iterable[UUID]) -> None:
        """Watch these no more: they are over, or another gateway does."""
        for infusion_id in infusion_ids:
            if self._chairs.pop(infusion_id, None) is not None:
                number = self._numbers.pop(infusion_id)
                self._screen.drop(number)
                del self._at[number]
            self._being_read.pop(infusion_id, None)
            self.failed.pop(infusion_id, None)

    def all_ids(self) -> frozenset[UUID]:
        """Return the infusions that are watched."""
        return frozenset(self._chairs)
