"""One infusion's journal in the simulation: load, ask the product's core, say what to write, as `journaling` does."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from leeward.infusion import journal, late, machine
from leeward.infusion.events import AlarmCleared, AlarmRaised, Event
from leeward.infusion.journal import CannotAppend, Entry, Journal
from leeward.infusion.machine import State
from leeward.infusion.vitals import BY_HAND, GenerationMode, Reading
from leeward.protocol.alarm_limit import Priority

WATCHED = frozenset({State.READY, State.RUNNING, State.PAUSED, State.RECOVERING})
CLOSED = frozenset({State.DISCHARGED, State.CANCELLED})


def appended(entries: Journal, fresh: Iterable[Event]) -> Journal:
    """Return the journal with what is new in it; raises CannotHappen, CannotPlace or CannotAppend."""
    for event in fresh:
        if is_known(entries, event):
            continue
        past = journal.events(entries)
        if not late.is_late(event):
            machine.follow(late.happened(past), event)
        elif event.event_id not in {each.event_id for each in late.happened((*past, event))}:
            raise late.CannotPlace(late.why_not((*past, event), event), (event,))
        entries = journal.append(entries, event)
    return entries


def is_known(entries: Iterable[Entry], event: Event) -> bool:
    """Was it recorded before? A resend has its id and content, and perhaps a later clock or another way."""
    for entry in entries:
        known = entry.event
        if known.event_id == event.event_id:
            if type(known) is type(event) and replace(event, at=known.at, source=known.source) == known:
                return True
            raise CannotAppend(f"Entry {entry.seq} already has the id {event.event_id} with another content.")
    return False


def active_keys(events: Sequence[Event]) -> dict[str, Priority]:
    """Return the alarms that the journal says were raised and have not ended."""
    active: dict[str, Priority] = {}
    for event in events:
        kind = type(event)
        if kind is AlarmRaised:
            active[event.alarm_key] = event.priority  # type: ignore[attr-defined]
        elif kind is AlarmCleared:
            active.pop(event.alarm_key, None)  # type: ignore[attr-defined]
    return active


def charted(event: object, mode: GenerationMode) -> Reading:
    """Return what a person charted as a reading."""
    return Reading(
        reading_id=event.reading_id, kind=event.kind, value=event.value, unit=event.unit, at=event.at,
        received_at=event.at, source=BY_HAND, device=event.by, mode=mode,
    )  # fmt: skip


def after(at: datetime, others: Iterable[Event]) -> datetime:
    """Return the instant, or that of the last of the others where it is later."""
    return max((at, *(each.at for each in others)))
