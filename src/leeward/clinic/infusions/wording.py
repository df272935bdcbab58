"""An event in the words of the clinic, for the journal page."""

from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, Final

from django.utils import timezone

from leeward.infusion.events import Event, kind_of
from leeward.infusion.journal import Entry

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
    "LimitChanged": "Alarm limit changed",
    "MonitoringInterrupted": "Monitoring interrupted",
    "AdverseEventNoted": "Adverse event",
}
COMMON: Final = frozenset({"event_id", "at", "by", "source", "reading_id", "checks", "answers"})
UNITS: Final = {
    "_ml_per_h": "mL/h",
    "_mg_per_ml": "mg/mL",
    "_mg": "mg",
    "_kg": "kg",
    "_ml": "mL",
}


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
        at=f"{timezone.localtime(event.at):%H:%M:%S}",
        what=WORDS.get(kind_of(event), kind_of(event)),
        details=details(event),
        by=event.by,
        source=event.source,
        hash=entry.hash,
    )


def details(event: Event) -> str:
    """Say the event's own fields."""
    said = [_said(field.name, getattr(event, field.name)) for field in fields(event) if field.name not in COMMON]
    checks: tuple[tuple[str, str], ...] = getattr(event, "checks", ())
    return " · ".join([part for part in said if part] + [f"{item}: {answer}" for item, answer in checks])


def _said(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Enum):
        value = getattr(value, "label", value.value)
    text = f"{value:g}" if isinstance(value, float) else str(value)
    for ending, unit in UNITS.items():
        if name.endswith(ending):
            return f"{name.removesuffix(ending).replace('_', ' ') or ''} {text} {unit}".strip()
    return text
