"""What the gateway of the simulation holds of one infusion in memory."""

from datetime import datetime
from typing import Any
from uuid import UUID

from clinic_day import record
from clinic_day.chair import Chair
from clinic_day.world import START
from leeward.devices.port import DeviceMessage
from leeward.infusion import condition, journal, signals
from leeward.infusion.bed import Bed
from leeward.infusion.events import Completed, ReadingCharted, Stopped
from leeward.infusion.machine import State
from leeward.infusion.record import Record
from leeward.infusion.vitals import NIBP, GenerationMode

_ENDS = (Stopped, Completed)


class Standing:
    """What the gateway holds of one infusion in memory."""

    def __init__(self, chair: Chair) -> None:
        self.chair = chair
        self.bed: Bed
        self.entries: journal.Journal = ()
        self.events: tuple[Any, ...] = ()
        self.state = State.PLANNED
        self.active: dict[str, Any] = {}
        self.heard = signals.Heard()
        self.is_unwritten = False  # the last change of the alarms is not in the journal yet
        self.aimed: tuple[Any, ...] = ()
        self.since: datetime | None = None
        self.conditions: tuple[condition.Condition, ...] = ()
        self.told: tuple[signals.Signal, ...] = ()
        self.decided_s = self.told_s = -1e9
        self.decided_at = self.due = START
        self.told_keys: tuple[str, ...] = ()
        self.told_entries: journal.Journal = ()
        self.charted: set[UUID] = set()

    def fold(self, known: Record) -> None:
        """Take what the journal says: only what is new, where nothing that was charted late may have moved the rest."""
        old, entries = self.entries, known.entries
        is_longer = bool(old) and len(entries) > len(old) and entries[len(old) - 1] is old[-1]
        if is_longer and not known.has_late:
            fresh = known.happened[len(self.events) :]
        else:
            fresh, self.active, self.heard = known.happened, {}, signals.Heard()
        self.entries, self.events, self.state = entries, known.happened, known.state
        record.note_active(self.active, fresh)
        self.heard.take_all(fresh)
        if any(type(event) in _ENDS for event in fresh):
            self.since = next(event.at for event in self.events if type(event) in _ENDS)

    def fresh_readings(self) -> list[Any]:
        """Return what was charted by hand since somebody last asked."""
        fresh = [e for e in self.events if type(e) is ReadingCharted and e.event_id not in self.charted]
        self.charted |= {e.event_id for e in fresh}
        return [record.charted(event, GenerationMode.REAL) for event in fresh]


def wanted(frames: list[DeviceMessage], *, since: datetime) -> list[Any]:
    """Return what the product reads anew: the last minutes, every cuff reading, and the last of each kind."""
    last = {row.kind: row.at for message in frames for row in message.rows}
    return [
        reading
        for message in frames
        if message.received_at >= since or any(r.kind in NIBP or last[r.kind] == r.at for r in message.rows)
        for reading in message.readings
        if reading.at >= since or reading.kind in NIBP or last[reading.kind] == reading.at
    ]
