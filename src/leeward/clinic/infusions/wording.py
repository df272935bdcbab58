"""An event in the words of the clinic, for the journal, the flowsheet and the report."""

from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, Final

from django.utils import timezone

from leeward import instruments
from leeward.clinic.infusions.clock import clock
from leeward.infusion.adverse import GRADES
from leeward.infusion.body import Checks
from leeward.infusion.events import (
    AdverseEventFollowed,
    AdverseEventNoted,
    AlarmAcknowledged,
    AlarmCleared,
    AlarmRaised,
    DeviceAlarmTold,
    Event,
    FastingTold,
    IdentityReadBack,
    ItemChecked,
    KeepingInterrupted,
    LimitChanged,
    MonitorFlooded,
    MonitoringInterrupted,
    ReadingCharted,
    RecheckAccepted,
    ScaleScored,
    kind_of,
)
from leeward.infusion.journal import Entry
from leeward.infusion.vitals import VitalKind
from leeward.protocol.discharge import DISCHARGE
from leeward.protocol.starting import BY_HAND, STARTING
from leeward.truth import Truth

WORDS: Final = {
    "TimeOutPassed": "Time-out passed",
    "Started": "Started",
    "Paused": "Paused",
    "Resumed": "Resumed",
    "RateChanged": "Rate changed",
    "Stopped": "Stopped",
    "Completed": "Completed",
    "Discharged": "Discharged",
    "Cancelled": "Cancelled",
    "ReadingCharted": "Reading charted",
    "ScaleScored": "Scale scored",
    "ItemChecked": "Item checked",
    "InfusingConfirmed": "Pump seen running",
    "MedicineGiven": "Medicine given",
    "NoteWritten": "Note",
    "MarkedArtefact": "Marked as artefact",
    "AlarmRaised": "Alarm raised",
    "AlarmCleared": "Alarm ended",
    "AlarmAcknowledged": "Alarm answered",
    "AudioPaused": "Alarm sound paused",
    "LimitChanged": "Alarm limit changed",
    "DeviceAlarmTold": "The device's own alarm",
    "MonitoringInterrupted": "Monitoring interrupted",
    "KeepingInterrupted": "Nothing could be kept",
    "MonitorFlooded": "Monitor sends too much",
    "AdverseEventNoted": "Adverse event",
    "AdverseEventFollowed": "Adverse event followed",
    "PauseAsked": "Pause asked for",
    "IdentityReadBack": "Name and birth date read back",
    "FastingTold": "Fasting times told",
    "EscortNamed": "Escort named",
    "PumpReadBack": "Pump read back",
    "RecheckAccepted": "Accepted by the prescriber",
}
NOT_KEPT: Final = (
    "from {since} to {until} · {reason} · nothing that was confirmed is lost · alarms were decided in memory"
)
COMMON: Final = frozenset({"event_id", "at", "by", "source", "reading_id", "checks", "answers"})
UNITS: Final = {
    "_ml_per_h": "mL/h",
    "_mg_per_ml": "mg/mL",
    "_mg": "mg",
    "_kg": "kg",
    "_ml": "mL",
    "_s": "s",
}
NAMES: Final = {
    "vtbi": "volume to infuse",
    "shown": "rate",
    "shown_vtbi": "volume to infuse",
    "pump_delivered": "the pump shows",
    "delivered": "infused",
}
UNIT_WORDS: Final = {"Cel": "°C"}
SCALE_NAMES: Final = {scale.key: scale.name for scale in instruments.EVERY} | {"aldrete": "Aldrete", "padss": "PADSS"}
ITEM_WORDS: Final = {
    **{item.key: item.says for item in DISCHARGE.items},
    **{item.key: item.says for item in (*STARTING.items, BY_HAND)},
    "longer-stay": "There is a reason for the longer stay.",
}
ACCEPTED: Final = "accepted-"
STALE: Final = "stale"
VITALS: Final = frozenset(kind.value for kind in VitalKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of the journal."""

    seq: int
    at: str
    what: str
    details: str
    by: str
    source: str
    hash: str


def told(entry: Entry) -> Told:
    """Say what happened in one line."""
    event = entry.event
    return Told(
        seq=entry.seq,
        at=clock(event.at),
        what=WORDS.get(kind_of(event), kind_of(event)),
        details=details(event),
        by=event.by,
        source=event.source,
        hash=entry.hash,
    )


def details(event: Event) -> str:
    """Say the event's own fields."""
    match event:
        case ItemChecked():
            return " · ".join(part for part in (f"{item_words(event.item)}: {event.truth.value}", event.note) if part)
        case ScaleScored():
            return scored(event)
        case ReadingCharted():
            return f"{event.kind.label} {event.value:g} {unit_words(event.unit)}"
        case AlarmRaised():
            return f"{event.priority.value}, {event.kind.value}: {event.says}"
        case AlarmCleared():
            return alarm_words(event.alarm_key)
        case AlarmAcknowledged():
            return f"{alarm_words(event.alarm_key)}: {event.action}"
        case LimitChanged():
            return f"{alarm_words(event.alarm_key)}: {event.value:g} {event.unit} · {event.reason}"
        case AdverseEventNoted():
            return f"{event.term}, {graded(event.severity)} · serious: {event.serious.value} · {event.action}"
        case MonitoringInterrupted() | KeepingInterrupted() | MonitorFlooded():
            return _of_the_gateway(event)
    return _fields(event)


def _of_the_gateway(event: MonitoringInterrupted | KeepingInterrupted | MonitorFlooded) -> str:
    if isinstance(event, MonitoringInterrupted):
        return f"since {clock(event.since)} · {event.reason}"
    if isinstance(event, MonitorFlooded):
        return f"{event.device} sends more than a monitor may · what is too much is refused"
    return NOT_KEPT.format(since=clock(event.since), until=clock(event.until), reason=event.reason)


def _of_the_time_out(event: IdentityReadBack | FastingTold | RecheckAccepted) -> str:
    if isinstance(event, IdentityReadBack):
        return f"{event.name}, {event.born} · the same as this record: {event.agrees.value}"
    if isinstance(event, RecheckAccepted):
        return f"{item_words(event.item)}, at most {event.furthest:g} · {event.reason}"
    ate, drank = (f"{timezone.localtime(at):%d-%b %H:%M}" for at in (event.last_food_at, event.last_fluid_at))
    return f"ate {ate} (heavy: {event.was_heavy.value}) · drank {drank}"


def _fields(event: Event) -> str:
    """Say the fields of an event that has no words of its own."""
    if isinstance(event, IdentityReadBack | FastingTold | RecheckAccepted):
        return _of_the_time_out(event)
    if isinstance(event, DeviceAlarmTold):
        state = "stands" if event.stands is Truth.YES else "is over"
        return f"{event.says} ({event.priority}) {state} · {event.source}"
    if isinstance(event, AdverseEventFollowed):
        return " · ".join(part for part in (event.outcome, f"through the drug: {event.relation}", event.note) if part)
    said = [_said(field.name, getattr(event, field.name)) for field in fields(event) if field.name not in COMMON]
    return " · ".join(part for part in (*said, _checked(getattr(event, "checks", ()))) if part)


def scored(event: ScaleScored) -> str:
    """Say one score: "MOAA/S 5"."""
    name = SCALE_NAMES.get(event.scale_key, event.scale_key.capitalize())
    return f"{name} {'incomplete' if event.total is None else event.total}"


def graded(severity: str) -> str:
    """Say how bad, with the grade it stands for: "moderate (grade 2)"."""
    grade = GRADES.get(severity)
    return f"{severity} (grade {grade})" if grade else severity


def unit_words(unit: str) -> str:
    """Say a unit as a clinician writes it: °C for Cel."""
    return UNIT_WORDS.get(unit, unit)


def item_words(key: str) -> str:
    """Say an item of a checklist as the nurse read it."""
    if key.startswith(ACCEPTED):
        return f"The prescriber accepts the {item_words(key.removeprefix(ACCEPTED)).lower()}"
    if key in VITALS:
        return VitalKind(key).label
    return ITEM_WORDS.get(key, key.replace("-", " ").capitalize()).rstrip(".")


def alarm_words(key: str) -> str:
    """Say an alarm by its name: "heart_rate-stale" is "Heart rate: nothing new"."""
    vital, _, what = key.partition("-")
    if what == STALE and vital in VITALS:
        return f"{VitalKind(vital).label}: nothing new"
    words = key.replace("_", " ").replace("-", " ").capitalize()
    return words.replace("Spo2", "SpO2").replace("Etco2", "End-tidal CO2")


def _checked(checks: Checks) -> str:
    """Say how many checks were met, and name each that was not."""
    if not checks:
        return ""
    met = sum(answer == Truth.YES.value for _, answer in checks)
    open_ones = [f"{item_words(item)}: {answer}" for item, answer in checks if answer != Truth.YES.value]
    return " · ".join((f"{met} of {len(checks)} checks met", *open_ones))


def _said(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Enum):
        value = getattr(value, "label", value.value)
    text = f"{value:g}" if isinstance(value, float) else str(value)
    for ending, unit in UNITS.items():
        if name.endswith(ending):
            short = name.removesuffix(ending)
            return f"{NAMES.get(short, short.replace('_', ' '))} {text} {unit}".strip()
    return text
