"""The flowsheet as rows: what was measured, scored and done, minute by minute."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.forecast import Foreseen, foreseen
from leeward.clinic.infusions.wording import WORDS, details, scored
from leeward.clinic.web.figure import plain
from leeward.infusion.account import delivered
from leeward.infusion.events import (
    AdverseEventFollowed,
    AdverseEventNoted,
    AlarmAcknowledged,
    AlarmRaised,
    DeviceAlarmTold,
    Event,
    InfusingConfirmed,
    KeepingInterrupted,
    MarkedArtefact,
    MedicineGiven,
    MonitorFlooded,
    MonitoringInterrupted,
    NoteWritten,
    PauseAsked,
    ScaleScored,
    kind_of,
)
from leeward.infusion.foreseen import Curve
from leeward.infusion.machine import MOVES
from leeward.infusion.vitals import BY_HAND, Reading, VitalKind

LAST_MIN: Final = 180
MINUTE: Final = timedelta(minutes=1)
TOLD: Final = (
    AdverseEventFollowed, AdverseEventNoted, AlarmAcknowledged, AlarmRaised, DeviceAlarmTold, InfusingConfirmed,
    KeepingInterrupted, MarkedArtefact, MedicineGiven, MonitorFlooded, MonitoringInterrupted, NoteWritten, PauseAsked,
    *MOVES,
)  # fmt: skip


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
    rate: str
    dose: str
    predicted: str
    """Plasma in ng/mL, and systolic in mmHg: the middle and what nine in ten stay within."""
    pressure: Cell
    heart_rate: Cell
    spo2: Cell
    breaths: Cell
    scales: str
    happened: tuple[str, ...]


def rows_of(bedside: Bedside) -> tuple[FlowsheetRow, ...]:
    """Return a row for each minute in which there is something.

    Of several values in a minute the one charted by hand is shown, or else the last; a struck one only where it is
    alone.
    """
    readings: dict[datetime, dict[VitalKind, Reading]] = defaultdict(dict)
    for reading in bedside.readings:
        of_minute = readings[reading.at.replace(second=0, microsecond=0)]
        if _worth(reading) >= _worth(of_minute.get(reading.kind, reading)):
            of_minute[reading.kind] = reading
    events: dict[datetime, list[Event]] = defaultdict(list)
    for event in bedside.events:
        events[event.at.replace(second=0, microsecond=0)].append(event)
    known = foreseen(bedside, last_minute=LAST_MIN)
    instants = sorted(readings.keys() | events.keys())
    return tuple(_row(bedside, at, readings[at], events[at], known) for at in instants)


def _worth(reading: Reading) -> tuple[bool, bool]:
    return reading.artefact_reason is None, reading.source == BY_HAND


def _row(
    bedside: Bedside, at: datetime, found: dict[VitalKind, Reading], events: list[Event], known: Foreseen
) -> FlowsheetRow:
    given = delivered(bedside.events, now=min(at + MINUTE, bedside.now))
    scores = [e for e in events if isinstance(e, ScaleScored)]
    told = [e for e in events if isinstance(e, TOLD)]
    return FlowsheetRow(
        minute=_minute(bedside, at),
        clock=f"{timezone.localtime(at):%H:%M}",
        rate=f"{given.segments[-1].rate_ml_per_h:g}" if given and given.segments and not given.ended_at else "",
        dose=plain(given.mg_per_kg, 2) if given else "",
        predicted=_predicted(known, bedside, at),
        pressure=_pressure(found),
        heart_rate=_cell(found.get(VitalKind.HEART_RATE)),
        spo2=_cell(found.get(VitalKind.SPO2)),
        breaths=_cell(found.get(VitalKind.RESPIRATORY_RATE)),
        scales=", ".join(scored(e) for e in scores),
        happened=tuple(f"{WORDS[kind_of(e)]}: {details(e)}".removesuffix(": ") for e in told),
    )


def _minute(bedside: Bedside, at: datetime) -> str:
    """Count from the minute of the start, so that the start itself stands in minute 0."""
    if bedside.given is None:
        return ""
    started = bedside.given.started_at.replace(second=0, microsecond=0)
    return f"{round((at - started).total_seconds() / 60)}".replace("-", "−")


def _predicted(known: Foreseen, bedside: Bedside, at: datetime) -> str:
    if bedside.given is None:
        return ""
    minute = (at - bedside.given.started_at.replace(second=0, microsecond=0)) / MINUTE
    return " · ".join(said for curve in (known.concentration, known.systolic) if (said := _band(curve, minute)))


def _band(curve: Curve | None, minute: float) -> str:
    found = curve.at(minute) if curve is not None else None
    return f"{found[1]:.0f} ({found[0]:.0f} to {found[2]:.0f})" if found else ""


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
