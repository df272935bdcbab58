"""The flowsheet as rows: what was measured, scored and done, minute by minute."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.sheet import minute
from leeward.clinic.infusions.wording import WORDS, details, scored
from leeward.infusion.events import (
    AlarmRaised,
    Event,
    NoteWritten,
    ScaleScored,
    kind_of,
)
from leeward.infusion.machine import MOVES
from leeward.infusion.vitals import BY_HAND, Reading, VitalKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value, with its strike and the id by which it can be struck."""

    says: str = ""
    artefact: str = ""
    by_hand: bool = False
    reading_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsheetRow:
    """One minute."""

    minute: str
    clock: str
    pressure: Cell
    heart_rate: Cell
    spo2: Cell
    breaths: Cell
    scales: str
    happened: tuple[str, ...]


def rows_of(bedside: Bedside) -> tuple[FlowsheetRow, ...]:
    """Return a row for each minute in which there is something; of several values in a minute the last."""
    readings: dict[datetime, dict[VitalKind, Reading]] = defaultdict(dict)
    for reading in bedside.readings:
        readings[reading.at.replace(second=0, microsecond=0)][reading.kind] = reading
    events: dict[datetime, list[Event]] = defaultdict(list)
    for event in bedside.events:
        events[event.at.replace(second=0, microsecond=0)].append(event)
    return tuple(_row(bedside, at, readings[at], events[at]) for at in sorted(readings.keys() | events.keys()))


def _row(bedside: Bedside, at: datetime, found: dict[VitalKind, Reading], events: list[Event]) -> FlowsheetRow:
    scores = [e for e in events if isinstance(e, ScaleScored)]
    moves = [e for e in events if type(e) in MOVES or isinstance(e, NoteWritten | AlarmRaised)]
    return FlowsheetRow(
        minute=f"{round(minute(bedside, at))}".replace("-", "−") if bedside.given else "",
        clock=f"{timezone.localtime(at):%H:%M}",
        pressure=_pressure(found),
        heart_rate=_cell(found.get(VitalKind.HEART_RATE)),
        spo2=_cell(found.get(VitalKind.SPO2)),
        breaths=_cell(found.get(VitalKind.RESPIRATORY_RATE)),
        scales=", ".join(scored(e) for e in scores),
        happened=tuple(f"{WORDS[kind_of(e)]}: {details(e)}".removesuffix(": ") for e in moves),
    )


def _cell(reading: Reading | None) -> Cell:
    if reading is None:
        return Cell()
    return Cell(
        says="no value" if reading.value is None else f"{reading.value:g}",
        artefact=reading.artefact_reason or "",
        by_hand=reading.source == BY_HAND,
        reading_id=reading.reading_id,
    )


def _pressure(found: dict[VitalKind, Reading]) -> Cell:
    systolic, diastolic = _cell(found.get(VitalKind.SYSTOLIC)), _cell(found.get(VitalKind.DIASTOLIC))
    if not systolic.says or not diastolic.says:
        return systolic
    return Cell(
        says=f"{systolic.says}/{diastolic.says}",
        artefact=systolic.artefact,
        by_hand=systolic.by_hand,
        reading_id=systolic.reading_id,
    )
