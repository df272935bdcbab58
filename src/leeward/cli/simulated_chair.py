"""The simulated chair of a rehearsal: its monitor, its clock, and the journal and readings as they grow."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypedDict
from uuid import UUID, uuid5

from leeward.assessment import Chart
from leeward.devices import hl7v2
from leeward.devices.simulated import Monitor
from leeward.dosing import Preparation
from leeward.infusion.event import Event
from leeward.infusion.journal import Entry, append
from leeward.infusion.journal import events as events_of
from leeward.infusion.machine import follow
from leeward.infusion.vitals import Baseline, GenerationMode, Reading
from leeward.protocol import Protocol
from leeward.protocol.alarm_limit import Priority

NURSE: Final = "simulated nurse"
MINUTE: Final = timedelta(minutes=1)
MODE: Final = GenerationMode.DEMO


class Stamp(TypedDict):
    """The fields that every event has."""

    event_id: UUID
    at: datetime
    by: str
    source: str


@dataclass(slots=True)
class Chair:
    """The one mutable thing: the journal and readings as they grow, and the simulated clock."""

    preparation: Preparation
    monitor: Monitor
    protocol: Protocol
    chart: Chart
    escort: str | None
    key: UUID
    now: datetime
    journal: tuple[Entry, ...] = ()
    readings: list[Reading] = field(default_factory=list)
    active: dict[str, Priority] = field(default_factory=dict)
    calm_since: datetime | None = None
    baseline: Baseline = field(default_factory=dict)
    messages: int = 0

    @property
    def events(self) -> Sequence[Event]:
        return events_of(self.journal)

    def stamp(self, what: str) -> Stamp:
        name = uuid5(self.key, f"{what}\x1f{self.now.isoformat()}\x1f{len(self.journal)}")
        return Stamp(event_id=name, at=self.now, by=NURSE, source="rehearsal")

    def record(self, *events: Event) -> None:
        for event in events:
            follow(self.events, event)
            self.journal = append(self.journal, event)

    def listen(self) -> None:
        raw = self.monitor.message_at(self.now)
        self.readings.extend(hl7v2.parse(raw, received_at=self.now).readings)
        self.messages += 1
