"""A spell in which nothing could be kept, and a monitor that floods: what of it stands in the journals, and when."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import OperationalError

from leeward.clinic.infusions import interruption, journaling, watchdog
from leeward.clinic.infusions.flowsheet_table import TOLD
from leeward.clinic.infusions.gateway_door import CannotKeep, Door
from leeward.clinic.infusions.gateway_records import Records
from leeward.clinic.infusions.gateway_spells import REST, STALE_AFTER, Spells
from leeward.clinic.infusions.gateway_watch import Watch
from leeward.clinic.infusions.wording import WORDS, details
from leeward.devices.intake import Bounds
from leeward.devices.port import CannotTake
from leeward.infusion.events import KeepingInterrupted, MonitorFlooded, MonitoringInterrupted, kind_of
from leeward.infusion.vitals import VitalKind

from .conftest import message

CHAIR, OTHER = uuid4(), uuid4()
SECOND = timedelta(seconds=1)


def spell(spells, now, *, lasting, why="the disk is full", watched=(CHAIR,)):
    """Let nothing be kept for so long; return what the look after it tells."""
    assert spells.keeping("", watched, now=now) == {}
    for n in range(1, int(lasting / SECOND)):
        assert spells.keeping(why, watched, now=now + n * SECOND) == {}
    return spells.keeping("", watched, now=now + lasting)


def test_a_spell_longer_than_a_value_is_fresh_is_told_to_each_chair_once(now):
    spells = Spells()
    told = spell(spells, now, lasting=STALE_AFTER + SECOND, watched=(CHAIR, OTHER))
    assert set(told) == {CHAIR, OTHER}
    ((event,), _) = told.values()
    assert isinstance(event, KeepingInterrupted)
    assert (event.since, event.until, event.reason) == (now, now + STALE_AFTER + SECOND, "the disk is full")
    assert spells.keeping("", (CHAIR, OTHER), now=now + timedelta(minutes=1)) == {}


def test_a_shorter_spell_and_one_where_nobody_is_watched_tell_nothing(now):
    assert spell(Spells(), now, lasting=STALE_AFTER) == {}
    assert spell(Spells(), now, lasting=timedelta(minutes=5), watched=()) == {}


def test_a_gateway_that_starts_into_trouble_tells_of_what_it_saw_itself(now):
    spells = Spells()
    assert spells.keeping("the disk is full", (CHAIR,), now=now) == {}
    assert spells.keeping("the disk is full", (CHAIR,), now=now + STALE_AFTER) == {}
    ((event,),) = spells.keeping("", (CHAIR,), now=now + 2 * STALE_AFTER).values()
    assert event.since == now


@pytest.mark.hazard("H22 alarm flood")
def test_a_flood_is_told_as_it_begins_once_for_each_spell(now):
    spells = Spells()
    ((event,),) = spells.floods({"mon-3": CHAIR}, now=now).values()
    assert isinstance(event, MonitorFlooded)
    assert details(event) == "mon-3 sends more than a monitor may · what is too much is refused"
    for n in range(1, 9):  # on and off again, within one spell
        assert spells.floods({"mon-3": CHAIR} if n % 2 else {}, now=now + n * REST / 3) == {}
    ((other,),) = spells.floods({"mon-4": OTHER}, now=now + 3 * REST).values()
    assert other.device == "mon-4"
    later = now + 5 * REST
    assert set(spells.floods({"mon-3": CHAIR}, now=later)) == {CHAIR}


def test_both_stand_on_the_flowsheet_in_words():
    for kind in (KeepingInterrupted, MonitorFlooded):
        assert kind in TOLD
        assert kind.__name__ in WORDS


class Disk:
    """What refuses to keep anything while it is full: a batch, a beat, and looking for news."""

    def __init__(self, records):
        self.is_full, self.records = False, records
        self.keep, self.beat, self.touched = records.keep, records.beat, records.touched
        records.keep = lambda messages: self._or(CannotKeep("the disk is full"), self.keep, messages)
        records.beat = lambda **words: self._or(OperationalError("full"), self.beat, **words)
        records.touched = lambda: self._or(OperationalError("full"), self.touched)

    def _or(self, trouble, act, *arguments, **words):
        if self.is_full:
            raise trouble
        return act(*arguments, **words)


def through_the_watch(now, story, *, bounds=None):
    """Play a story with the gateway's own door, watch and records, and a clock that the story sets."""
    clock = [now]

    async def once():
        stopping, records = asyncio.Event(), Records(now=lambda: clock[0])
        disk, watch = Disk(records), Watch(records, now=lambda: clock[0])
        door = Door(records, decide=watch.chairs.hear, bounds=bounds)
        running = asyncio.ensure_future(watch.run(door, stopping, every_s=0.01))
        try:
            await asyncio.wait_for(watch.begun.wait(), 20)
            await story(clock, disk, door, watch)
            while watch.chairs.unwritten():
                await asyncio.sleep(0.005)
        finally:
            stopping.set()
            await running
            await door.in_thread(records.close)
            await door.close()

    cache.clear()
    asyncio.run(asyncio.wait_for(once(), 60))


async def looks(watch, many=3):
    """Wait until it has looked so often again."""
    for _ in range(many):
        seen = watch._looked_at_s
        while watch._looked_at_s == seen:
            await asyncio.sleep(0.002)


def events(infusion):
    return [one.event for one in journaling.load(infusion)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.hazard("H26 database full or corrupt")
def test_a_disk_that_was_full_leaves_one_event_and_nobody_is_said_not_to_have_watched(running, paired, now):
    start, refused = now + timedelta(minutes=1), []

    async def story(clock, disk, door, watch):
        clock[0] = start
        await door.take(message(start, {VitalKind.SPO2: 97.0}))
        await looks(watch)
        disk.is_full = True
        for n in range(1, 41):
            clock[0] = start + n * SECOND
            with suppress(CannotTake):
                await door.take(message(clock[0], {VitalKind.SPO2: 97.0}))
                refused.append("kept although the disk is full")
            await looks(watch, 1)
        disk.is_full = False
        clock[0] += SECOND
        await door.take(message(clock[0], {VitalKind.SPO2: 97.0}))
        await looks(watch)

    through_the_watch(now, story, bounds=Bounds(first_back_off_s=0.0, longest_back_off_s=0.0))
    assert refused == []
    found = [e for e in events(running) if isinstance(e, (KeepingInterrupted, MonitoringInterrupted))]
    assert [kind_of(event) for event in found] == ["KeepingInterrupted"]
    assert (found[0].since, found[0].until) == (start, start + 41 * SECOND)
    assert found[0].reason == "the disk is full"


@pytest.mark.django_db(transaction=True)
@pytest.mark.hazard("H22 alarm flood")
def test_a_monitor_that_floods_stands_in_its_chairs_journal_once(running, paired, now):
    async def story(clock, _, door, watch):
        clock[0] = now + timedelta(minutes=1)
        for _ in range(20):
            with suppress(CannotTake):
                await door.take(message(clock[0], {VitalKind.SPO2: 97.0}))
        await looks(watch)

    through_the_watch(now, story, bounds=Bounds(rate_per_s=1.0, burst=5))
    (told,) = [event for event in events(running) if isinstance(event, MonitorFlooded)]
    assert told.device == "mon-3"


@pytest.mark.django_db(transaction=True)
@pytest.mark.hazard("H21 lost alarm")
def test_a_start_after_a_while_is_told_once_and_is_no_gateway_that_hung(running, paired, now, caplog):
    watchdog.beat(now=now + timedelta(minutes=5), failed=())
    begun = now + timedelta(minutes=10)

    async def once():
        records = Records(now=lambda: begun)
        door, watch, stopping = Door(records), Watch(records, now=lambda: begun), asyncio.Event()
        try:
            await watch.prepare(door)
            beside = asyncio.ensure_future(watch.run(door, stopping, every_s=0.01))
            await looks(watch)
            stopping.set()
            await beside
        finally:
            await door.in_thread(records.close)
            await door.close()

    asyncio.run(asyncio.wait_for(once(), 60))
    (told,) = [each for each in events(running) if isinstance(each, MonitoringInterrupted)]
    assert told.reason == interruption.RESTARTED
    assert "could not be written down" not in caplog.text
