"""One infusion's journal in the simulation: the product's record, folded entry by entry and kept beside the disk."""

from collections.abc import Iterable, MutableMapping
from typing import Any

from leeward.infusion import record
from leeward.infusion.events import AlarmCleared, AlarmRaised, Event
from leeward.infusion.journal import Journal
from leeward.infusion.machine import State
from leeward.infusion.record import Record
from leeward.infusion.vitals import BY_HAND, GenerationMode, Reading
from leeward.protocol.alarm_limit import Priority

WATCHED = frozenset({State.READY, State.RUNNING, State.PAUSED, State.RECOVERING})
CLOSED = frozenset({State.DISCHARGED, State.CANCELLED})


class Records:
    """What follows from the journals on the disk; a journal that is not the known one is looked at as a whole."""

    def __init__(self) -> None:
        self._known: dict[Any, Record] = {}

    def of(self, infusion_id: Any, entries: Journal) -> Record:
        known = self._known.get(infusion_id)
        if known is None or known.entries is not entries:
            known = self._known[infusion_id] = record.of(entries)
        return known

    def keep(self, infusion_id: Any, known: Record) -> None:
        """Remember what was just written."""
        self._known[infusion_id] = known


def appended(known: Record, fresh: Iterable[Event]) -> Record:
    """Return the record with what is new in it; raises CannotHappen, CannotPlace or CannotAppend."""
    for event in fresh:
        if not known.knows(event):
            known = known.after(event)
    return known


def note_active(active: MutableMapping[str, Priority], events: Iterable[Event]) -> None:
    """Note which alarms the journal says were raised and have not ended."""
    for event in events:
        kind = type(event)
        if kind is AlarmRaised:
            active[event.alarm_key] = event.priority  # type: ignore[attr-defined]
        elif kind is AlarmCleared:
            active.pop(event.alarm_key, None)  # type: ignore[attr-defined]


def charted(event: Any, mode: GenerationMode) -> Reading:
    """Return what a person charted as a reading."""
    return Reading(
        reading_id=event.reading_id, kind=event.kind, value=event.value, unit=event.unit, at=event.at,
        received_at=event.at, source=BY_HAND, device=event.by, mode=mode,
    )  # fmt: skip
