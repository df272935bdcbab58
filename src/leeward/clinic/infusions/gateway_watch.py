"""The gateway's watch: each second decide what time alone brings, read what others wrote, and write the alarms."""

import asyncio
import logging
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar
from uuid import UUID

from django.db import DatabaseError

from leeward.clinic.infusions import watchdog
from leeward.clinic.infusions.gateway_chairs import Chairs
from leeward.clinic.infusions.gateway_door import Door
from leeward.clinic.infusions.gateway_journals import AT_ONCE
from leeward.clinic.infusions.gateway_others import Others
from leeward.clinic.infusions.gateway_records import Records
from leeward.clinic.infusions.gateway_spells import Spells
from leeward.clinic.web import metrics
from leeward.infusion.events import Event

T = TypeVar("T")
logger = logging.getLogger(__name__)
TICK_S: Final = 1.0
GATHER_S: Final = 0.1  # an alarm is decided and stands in memory meanwhile; a page shows it once it is written
NOT_WRITTEN: Final = "the records could not be written"
SET_BACK_TOLD: Final = timedelta(seconds=5)  # less is a clock that is being kept
FAILURES_ALLOWED: Final = 300  # five minutes: a database that is down comes back, and memory goes on deciding meanwhile
READ_AT_ONCE: Final = 50  # records that are read in one turn


class CannotWatch(Exception):
    """The alarms could not be decided or written for too long; whoever supervises starts the gateway again."""


class Watch:
    """Both of the watch's tasks: `run` looks every second, `scribe` writes an alarm the moment it was decided."""

    def __init__(
        self,
        records: Records,
        *,
        now: Callable[[], datetime],
        reads_beside: bool = False,
        others: Others | None = None,
    ) -> None:
        self._records, self._others = records, others
        # Reading ten thousand records at the start keeps no message waiting, where the database can be read beside.
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader") if reads_beside else None
        self._to_write = asyncio.Event()
        self.chairs = Chairs(lambda: records.pairings, now=now, decided=lambda _: self._to_write.set())
        self._writing = asyncio.Lock()
        self._spells, self._now = Spells(), now
        self._looked_at_s: float | None = None
        self._why_not_kept = ""
        self._failures = 0
        self._has_begun, self._is_listening = False, True
        self.begun = asyncio.Event()

    async def prepare(self, door: Door) -> None:
        """Read every chair before anybody calls: beside ten thousand monitors that speak it would take twice as long.

        Where the records cannot be had, `run` reads them as soon as they can, and what comes meanwhile is held.
        """
        self._is_listening = False
        try:
            await self._share(door)
            await self._sync(door)
            await self._beat(door)  # the last one was before the start: it would be told again, as of one that hung
        except DatabaseError as why:
            logger.warning("The chairs could not be read at the start: %s", why)
        self._is_listening = True
        self.chairs.wait_for_monitors()

    async def run(self, door: Door, stopping: asyncio.Event, *, every_s: float = TICK_S) -> None:
        """Look again and again until asked to stop; give up, loudly, when the records cannot be had for too long."""
        scribe = asyncio.ensure_future(self._scribe(door))
        try:
            while not stopping.is_set():
                await self._look(door)
                await _wait(stopping, door, scribe, every_s)
        finally:
            scribe.cancel()
            await asyncio.gather(scribe, return_exceptions=True)
            if self._reader is not None:
                await asyncio.get_running_loop().run_in_executor(self._reader, self._records.close)
                self._reader.shutdown()

    async def _look(self, door: Door) -> None:
        with metrics.TICK_SECONDS.time():
            self.chairs.tick()  # first: it asks nothing of any disk
        metrics.CHAIRS.set(len(self.chairs))
        could_not_keep = self._note_spells(door)
        try:
            if could_not_keep:  # the alarms were decided all the while; else the journals would say that nobody watched
                await self._beat(door)
            await self._share(door)
            await self._sync(door)
            await self._write(door)
            await self._beat(door)
            self._failures = 0
        except DatabaseError as why:
            self._failures += 1
            logger.warning("The records cannot be had (%s times in a row): %s", self._failures, why)
            if self._failures >= FAILURES_ALLOWED:
                raise CannotWatch(f"The alarms could not be written {self._failures} times in a row: {why}") from why

    def _note_spells(self, door: Door) -> bool:
        """Note what a spell of trouble is to leave in the journals; return whether only the keeping was interrupted."""
        now, now_s, before = self._now(), door.now_s(), self._why_not_kept
        was_late = self._looked_at_s is not None and now_s - self._looked_at_s > watchdog.LATE_AFTER.total_seconds()
        self._looked_at_s = now_s
        why_not = door.why_failing if door.intake.is_failing else NOT_WRITTEN if self._failures else ""
        told = self._spells.keeping(why_not, self.chairs.all_ids(), now=now)
        flooding = {name: self._records.pairings.get(name) for name in door.intake.flooding(now_s=now_s)}
        floods = self._spells.floods({name: one.infusion_id for name, one in flooding.items() if one}, now=now)
        for infusion_id, events in (*told.items(), *floods.items()):
            self.chairs.note(infusion_id, events)
        self._why_not_kept = why_not
        return self._has_begun and not was_late and bool(why_not or before)

    async def _beat(self, door: Door) -> None:
        beat = partial(
            self._records.beat,
            failed=sorted(self.chairs.failed.values()),
            calls=self.chairs.calls(),
            troubles=_troubles(door, self.chairs),
            is_alone=self._is_alone,
        )
        await door.in_thread(beat)

    @property
    def _is_alone(self) -> bool:
        return self._others is None or not self._others.are_there

    async def _share(self, door: Door) -> None:
        """Watch what is ours among the other gateways, and hear what its monitors sent to them."""
        if self._others is None:
            return
        looked = await door.in_thread(self._others.look)
        self.chairs.drop([one for one in self.chairs.all_ids() if not self._others.watches(one)])
        if looked.renewed.gained and self._has_begun:
            await self._read(door, await door.in_thread(self._records.watched))
        self.chairs.overhear(looked.readings)

    async def _sync(self, door: Door) -> None:
        """Take over what others wrote; at the beginning, every chair."""
        if not self._has_begun:
            await self._read(door, await door.in_thread(partial(self._records.begin, is_alone=self._is_alone)))
            self._has_begun = True
            self.begun.set()
            if self._is_listening:
                self.chairs.tick()
            return
        await self._read(door, self.chairs.unread | await door.in_thread(self._records.touched))

    async def _read(self, door: Door, infusion_ids: Collection[UUID]) -> None:
        ids = [one for one in infusion_ids if self._others is None or self._others.watches(one)]
        # All of them before any is read: what comes for the last of ten thousand is held until its turn.
        self.chairs.begin_reading(ids, door.intake.pending)
        for first in range(0, len(ids), READ_AT_ONCE):
            part = ids[first : first + READ_AT_ONCE]
            read, failed = await self._beside(door, partial(self._records.read, part))
            self.chairs.renew(read)
            self.chairs.failed.update(failed)
            if self._is_listening:
                self.chairs.tick()  # part by part: all of them at once would hold the messages up

    async def _beside(self, door: Door, act: Callable[[], T]) -> T:
        if self._reader is None:
            return await door.in_thread(act)
        return await asyncio.get_running_loop().run_in_executor(self._reader, act)

    async def _scribe(self, door: Door) -> None:
        """Write alarms soon after they are decided: those of one moment together, for messages wait meanwhile."""
        while True:
            await self._to_write.wait()
            await asyncio.sleep(GATHER_S)
            self._to_write.clear()
            try:
                await self._write(door)
            except DatabaseError as why:  # the next look tries again, and counts
                logger.warning("An alarm could not be written yet: %s", why)

    async def _write(self, door: Door) -> None:
        async with self._writing:
            decided = list(self.chairs.unwritten().items())
            for first in range(0, len(decided), AT_ONCE):
                part = dict(decided[first : first + AT_ONCE])
                done = await door.in_thread(partial(self._records.write_alarms, part))
                for infusion_id, is_written in done.items():
                    self._note(infusion_id, part[infusion_id], is_written=is_written)

    def _note(self, infusion_id: UUID, events: tuple[Event, ...], *, is_written: bool) -> None:
        chair = self.chairs.get(infusion_id)
        if chair is not None and is_written:
            chair.written(events)
            metrics.ALARM_DECISIONS.inc(len(events))
        elif chair is not None:
            self.chairs.failed[infusion_id] = chair.name


def _troubles(door: Door, chairs: Chairs) -> list[str]:
    """Say what every page is to tell of the gateway, beside the chairs."""
    found = [watchdog.NOT_KEPT.format(why=door.why_failing)] if door.intake.is_failing else []
    if chairs.set_back_by >= SET_BACK_TOLD:
        found.append(watchdog.SET_BACK)
    flooding = door.intake.flooding(now_s=door.now_s())
    return found + ([watchdog.FLOODS.format(monitors=", ".join(flooding))] if flooding else [])


async def _wait(stopping: asyncio.Event, door: Door, scribe: "asyncio.Future[None]", every_s: float) -> None:
    """Wait for the next look; raises CannotWatch at once where the door or the scribe cannot go on."""
    asked = asyncio.ensure_future(stopping.wait())
    either: set[asyncio.Future[object]] = {asked, door.failed, scribe}  # type: ignore[arg-type]
    try:
        await asyncio.wait(either, timeout=every_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        asked.cancel()
    for one in (door.failed, scribe):
        if one.done() and not one.cancelled():
            why = one.exception()
            raise CannotWatch(f"Nothing can be kept any more: {why}") from why
