"""What is looked at when the day is over: every microgram, every second, and whether order of arrival mattered."""

from datetime import datetime, timedelta
from typing import Any

from clinic_day.chair import Chair
from leeward.dosing import ledger, ledger_period
from leeward.infusion import alarms, journal, late
from leeward.infusion.events import (
    AlarmCleared,
    AlarmRaised,
    Completed,
    MonitoringInterrupted,
    ReadingCharted,
    Started,
    Stopped,
)
from leeward.infusion.vitals import VitalKind, is_usable
from leeward.protocol.alarm_limit import AlarmKind
from leeward.protocol.alarms import LIMITS

Span = tuple[datetime, datetime]
FRESH = timedelta(seconds=10)
BY_HAND = timedelta(minutes=7)
MAY_LACK = timedelta(seconds=12)  # until the next look, after the last value is no news any more
WRITES_AGAIN = timedelta(seconds=15)


def each_vial(law: Any, chain: tuple[Any, ...]) -> None:
    """Each vial's drug adds up, over the day as a period."""
    movements = [sealed.movement for sealed in chain]
    for vial in {movement.vial for movement in movements}:
        own = [movement for movement in movements if movement.vial == vial]
        found = ledger.vial_account(own, vial)
        times = sorted(movement.at for movement in own)
        day = ledger_period.period(own, times[0], times[-1] + timedelta(days=1))
        is_whole = found.received == found.held + found.gone and day.is_balanced and found.held >= 0
        law.must(is_whole, "the ledger balances", lambda vial=vial, found=found: f"vial {vial}: {found}")


def every_second(law: Any, chair: Chair) -> None:
    """From start to end the record shows a value, an entry by hand, or that there was none."""
    events = late.happened(journal.events(law.disk.journals[chair.infusion_id]))
    start = next((event for event in events if type(event) is Started), None)
    end = next((event for event in events if type(event) in (Stopped, Completed)), None)
    if start is None or end is None:
        return
    spans = sorted([*_measured(law, chair), *_charted(events), *_marked(events, end.at), *_unwritable(law)])
    reached = start.at
    for begins, ends in spans:
        if begins > reached + MAY_LACK or reached >= end.at:
            break
        reached = max(reached, ends)
    law.must(
        reached + MAY_LACK >= end.at, "every second of an infusion is measured, charted or marked as a gap",
        lambda: f"chair {chair.number}: nothing from {reached:%H:%M:%S}, of {start.at:%H:%M:%S} to {end.at:%H:%M:%S}",
    )  # fmt: skip


def _measured(law: Any, chair: Chair) -> list[Span]:
    """Return when a continuous value was fresh; several of one instant say no more than one of them."""
    instants: set[datetime] = set()
    for message in law.disk.messages_of(chair.infusion_id):
        for reading in message.readings:
            is_news = reading.kind is not VitalKind.SYSTOLIC and reading.at not in instants
            if is_news and is_usable(reading, now=reading.received_at):
                instants.add(reading.at)
    return [(at, at + FRESH) for at in instants]


def _charted(events: tuple[Any, ...]) -> list[Span]:
    return [(event.at, event.at + BY_HAND) for event in events if type(event) is ReadingCharted]


def _marked(events: tuple[Any, ...], until: datetime) -> list[Span]:
    """Return the time of technical alarms and of what is written down as an interruption."""
    found = [(event.since, event.at) for event in events if type(event) is MonitoringInterrupted]
    began: dict[str, datetime] = {}
    for event in events:
        if type(event) is AlarmRaised and event.kind is AlarmKind.TECHNICAL:
            began.setdefault(event.alarm_key, event.at)
        elif type(event) is AlarmCleared and event.alarm_key in began:
            found.append((began.pop(event.alarm_key), event.at))
    return found + [(at, max(at, until)) for at in began.values()]


def _unwritable(law: Any) -> list[Span]:
    """Return when nothing could be written: then the paper at the chair is the record."""
    return [(begins, ends + WRITES_AGAIN) for begins, ends in law.gateway.unwritable]


def any_order(law: Any, chair: Chair) -> None:
    """What a chair's alarms say at an instant is the same for every order of arrival, with copies."""
    chance = law.world.chance(f"order {chair.number}")
    readings = [reading for message in law.disk.messages_of(chair.infusion_id) for reading in message.readings]
    if not readings:
        return
    now = chance.choice(readings).received_at + timedelta(seconds=chance.choice((0, 3, 14)))
    window = [r for r in readings if now - timedelta(minutes=3) <= r.received_at <= now]
    mixed = window + chance.sample(window, len(window) // 3)
    chance.shuffle(mixed)
    first, second = (alarms.watch(rows, chair.baseline, LIMITS, now=now, running=True) for rows in (window, mixed))
    law.must(first == second, "order of arrival and copies change nothing", lambda: f"{first} and {second}")
    events = journal.events(law.disk.journals[chair.infusion_id])
    came_late = [event for event in events if late.is_late(event)]
    if came_late:
        seen = [event for event in events if not late.is_late(event)]
        chance.shuffle(came_late)
        same = {e.event_id for e in late.happened((*seen, *came_late))} == {e.event_id for e in late.happened(events)}
        law.must(same, "order of arrival and copies change nothing", lambda: "late entries in another order")
