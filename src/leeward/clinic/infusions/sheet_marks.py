"""What stands on the flowsheet beside the vital signs: the dose as it went in, marks, scores, the next observation."""

from collections.abc import Mapping
from itertools import groupby
from typing import Final

from django.utils import timezone

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.bedside import CLOSED, Bedside
from leeward.clinic.web import charts
from leeward.infusion.events import (
    AdverseEventNoted,
    AlarmRaised,
    Event,
    InfusingConfirmed,
    MedicineGiven,
    NoteWritten,
    PauseAsked,
    Paused,
    RateChanged,
    Resumed,
    ScaleScored,
    Stopped,
)
from leeward.infusion.observations import Due, observations
from leeward.instruments import MOAAS
from leeward.protocol.alarm_limit import AlarmKind, Priority

ROWS: Final = (
    (MOAAS.key, "MOAA/S"), ("distress", "distress"), ("nausea", "nausea"), ("anxiety", "anxiety"), ("pain", "pain"),
)  # fmt: skip
GHOST_WITHIN_MIN: Final = 20.0


def minute(bedside: Bedside, event: Event) -> float:
    """Return the minutes from the start, or until now before it."""
    zero = bedside.given.started_at if bedside.given else bedside.now
    return (event.at - zero).total_seconds() / 60


def dose(bedside: Bedside) -> tuple[charts.Sample, ...]:
    """Return the corners of the line of cumulative mg/kg; nothing before the start."""
    given = bedside.given
    if given is None:
        return ()
    weight_kg = given.mg / given.mg_per_kg if given.mg_per_kg else bedside.order.dosing_weight_kg
    rows, mg = [charts.Sample(minute=0.0, value=0.0)], 0.0
    for segment in given.segments:
        mg += segment.rate_mg_per_min * segment.minutes
        ends = (segment.ended_at - given.started_at).total_seconds() / 60
        rows.append(charts.Sample(minute=ends, value=min(mg, given.ordered_mg) / weight_kg))
    return tuple(rows)


def score_rows(bedside: Bedside) -> tuple[charts.ScoreRow, ...]:
    """Return the short scales that were scored at all."""
    rows = []
    for key, name in ROWS:
        found = [e for e in bedside.events if isinstance(e, ScaleScored) and e.scale_key == key]
        samples = tuple(
            charts.Sample(minute=minute(bedside, e), value=e.total)
            for e in found
            if e.total is not None and minute(bedside, e) >= -10
        )
        if samples:
            rows.append(charts.ScoreRow(name=name, scores=samples))
    return tuple(rows)


def marks(bedside: Bedside) -> tuple[charts.Mark, ...]:
    """Return what happened: medicines, adverse events and stops with words, the rest as a glyph."""
    found = (_mark(event, minute(bedside, event)) for event in bedside.events)
    return tuple(mark for mark in found if mark is not None and mark.minute >= -10)


GLYPHS: Final[Mapping[type[Event], tuple[str, str]]] = {
    MedicineGiven: ("✚", "medicine"),
    AdverseEventNoted: ("!", "adverse"),
    Stopped: ("■", "high"),
    Paused: ("‖", "note"),
    PauseAsked: ("◇", "adverse"),
    Resumed: ("▸", "note"),
    RateChanged: ("▸", "note"),
    NoteWritten: ("✎", "note"),
    InfusingConfirmed: ("✓", "note"),
}


def _mark(event: Event, at: float) -> charts.Mark | None:
    if isinstance(event, AlarmRaised):
        told = event.kind is AlarmKind.PHYSIOLOGICAL and event.priority is not Priority.LOW
        return charts.Mark(minute=at, glyph="▲", kind=event.priority.value) if told else None
    if type(event) not in GLYPHS:
        return None
    glyph, kind = GLYPHS[type(event)]
    return charts.Mark(minute=at, glyph=glyph, says=_words(event), kind=kind)


def _words(event: Event) -> str:
    match event:
        case MedicineGiven():
            return f"{event.medicine} {event.dose}"
        case AdverseEventNoted():
            return f"{event.term}, {event.severity}"
        case Stopped():
            return f"stopped: {event.reason}"
        case Paused():
            return f"paused: {event.reason}"
        case PauseAsked():
            return f"pause asked: {event.reason}"
        case RateChanged():
            return f"{event.rate_ml_per_h:g} mL/h: {event.reason}"
    return ""


def ghost(bedside: Bedside) -> charts.Ghost | None:
    """Return the column of the next observation, with all that is due in the same minute."""
    if bedside.given is None or bedside.state in CLOSED:
        return None
    found = observations(
        bedside.events,
        bedside.readings,
        now=bedside.now,
        conditions=standing.conditions(bedside),
        mode=bedside.mode,
    )
    for at, together in groupby(found, key=lambda one: one.due_at.replace(second=0, microsecond=0)):
        due = list(together)
        place = (due[0].due_at - bedside.given.started_at).total_seconds() / 60
        now = (bedside.now - bedside.given.started_at).total_seconds() / 60
        if place > now + GHOST_WITHIN_MIN:
            return None
        what = ", ".join(one.label.partition(" (")[0].lower() for one in due)
        is_late = any(one.state is Due.OVERDUE for one in due)
        says = f"{'overdue since' if is_late else 'due'} {timezone.localtime(at):%H:%M}: {what}"
        return charts.Ghost(minute=place, says=says, is_late=is_late)
    return None
