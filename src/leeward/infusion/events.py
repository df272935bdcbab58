"""What can happen in an infusion: each thing that a person did or a device reported, with who and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from leeward.infusion import body as _body
from leeward.infusion.adverse import AdverseEventFollowed as AdverseEventFollowed
from leeward.infusion.adverse import AdverseEventNoted as AdverseEventNoted
from leeward.infusion.alarm_events import AlarmAcknowledged as AlarmAcknowledged
from leeward.infusion.alarm_events import AlarmCleared as AlarmCleared
from leeward.infusion.alarm_events import AlarmRaised as AlarmRaised
from leeward.infusion.alarm_events import AudioPaused as AudioPaused
from leeward.infusion.alarm_events import DeviceAlarmTold as DeviceAlarmTold
from leeward.infusion.alarm_events import LimitChanged as LimitChanged
from leeward.infusion.asking import PauseAsked as PauseAsked
from leeward.infusion.body import Answers, Checks, Json
from leeward.infusion.body import CannotRead as CannotRead
from leeward.infusion.event import Event as Event
from leeward.infusion.gateway_events import KeepingInterrupted as KeepingInterrupted
from leeward.infusion.gateway_events import MonitorFlooded as MonitorFlooded
from leeward.infusion.time_out_events import EscortNamed as EscortNamed
from leeward.infusion.time_out_events import FastingTold as FastingTold
from leeward.infusion.time_out_events import IdentityReadBack as IdentityReadBack
from leeward.infusion.time_out_events import PumpReadBack as PumpReadBack
from leeward.infusion.time_out_events import RecheckAccepted as RecheckAccepted
from leeward.protocol.vital_kind import VitalKind
from leeward.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOutPassed(Event):
    """The check before start was done; `checks` are (item, what was answered)."""

    verb: ClassVar[str] = "pass the time-out"
    checks: Checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Event):
    """The pump was started, with the rate and volume that its display showed and what it carries."""

    verb: ClassVar[str] = "start"
    rate_ml_per_h: float
    concentration_mg_per_ml: float
    dose_mg: float
    weight_kg: float
    vtbi_ml: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Event):
    verb: ClassVar[str] = "pause"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """The pump runs again, at the rate that its display showed."""

    verb: ClassVar[str] = "resume"
    rate_ml_per_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChanged(Event):
    """The pump was set to another rate, the one that its display showed."""

    verb: ClassVar[str] = "change the rate"
    rate_ml_per_h: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Event):
    """Stopped before the end: there is no way back to running."""

    verb: ClassVar[str] = "stop"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed(Event):
    """The pump reported the end; `delivered_ml` is the volume infused that its display showed."""

    verb: ClassVar[str] = "complete"
    delivered_ml: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharged(Event):
    """The patient left with the escort; `checks` are the gate's (item, yes|no|unknown) as they stood."""

    verb: ClassVar[str] = "discharge"
    escort: str
    escort_phone: str
    checks: Checks
    override_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled(Event):
    verb: ClassVar[str] = "cancel"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingCharted(Event):
    """A vital sign taken and written down by a person."""

    verb: ClassVar[str] = "chart a reading"
    reading_id: UUID
    kind: VitalKind
    value: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleScored(Event):
    """A scale was scored; `total` None means that an item is missing, never zero."""

    verb: ClassVar[str] = "score a scale"
    scale_key: str
    answers: Answers = ()
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChecked(Event):
    """A person answered one item of a checklist (time-out or discharge)."""

    verb: ClassVar[str] = "check an item"
    item: str
    truth: Truth
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusingConfirmed(Event):
    """A person looked at the pump and saw it running (H30)."""

    verb: ClassVar[str] = "confirm that the pump runs"
    pump_delivered_ml: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineGiven(Event):
    """Another medicine was given; `purpose` is antihypertensive, sedative, antiemetic or other."""

    verb: ClassVar[str] = "give a medicine"
    medicine: str
    dose: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Event):
    verb: ClassVar[str] = "write a note"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedArtefact(Event):
    """A person judged a reading to be false; the raw reading stays."""

    verb: ClassVar[str] = "mark an artefact"
    reading_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringInterrupted(Event):
    """Nobody watched the readings from `since` until this event (H25)."""

    verb: ClassVar[str] = "record an interruption"
    since: datetime
    reason: str

    def __post_init__(self) -> None:
        Event.__post_init__(self)
        object.__setattr__(self, "since", _body.utc(self.since))


EVERY: Final[tuple[type[Event], ...]] = (
    TimeOutPassed, Started, Paused, Resumed, RateChanged, Stopped, Completed, Discharged, Cancelled,
    ReadingCharted, ScaleScored, ItemChecked, InfusingConfirmed, MedicineGiven, NoteWritten, MarkedArtefact,
    AlarmRaised, AlarmCleared, AlarmAcknowledged, AudioPaused, LimitChanged, MonitoringInterrupted, AdverseEventNoted,
    AdverseEventFollowed, PauseAsked, IdentityReadBack, FastingTold, EscortNamed, PumpReadBack, RecheckAccepted,
    DeviceAlarmTold, KeepingInterrupted, MonitorFlooded,
)  # fmt: skip
BY_KIND: Final[Mapping[str, type[Event]]] = {event.__name__: event for event in EVERY}


def kind_of(event: Event) -> str:
    """Return the name under which the event is stored."""
    return type(event).__name__


def to_body(event: Event) -> dict[str, Json]:
    """Return the event as JSON values; `from_body(kind_of(event), to_body(event))` is the same event."""
    return _body.write(event)


def from_body(kind: str, body: Mapping[str, Any]) -> Event:
    """Read a stored event, or raise `CannotRead`."""
    if kind not in BY_KIND:
        raise CannotRead(f"No event is called {kind!r}; this journal was written by another version.")
    try:
        return BY_KIND[kind](**_body.read(BY_KIND[kind], body))
    except (ValueError, TypeError, OverflowError) as why:
        raise CannotRead(str(why)) from why
