"""What persons charted, taken out of the journal: readings by hand, artefact marks, checked items, scores."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from leeward.infusion.asking import ALARM_KEY
from leeward.infusion.events import (
    AlarmAcknowledged,
    Completed,
    Event,
    ItemChecked,
    MarkedArtefact,
    PauseAsked,
    Paused,
    ReadingCharted,
    ScaleScored,
    Stopped,
)
from leeward.infusion.vitals import BY_HAND, GenerationMode, Reading
from leeward.truth import Truth


def charted(events: Iterable[Event], *, mode: GenerationMode = GenerationMode.REAL) -> tuple[Reading, ...]:
    """Return the readings that persons wrote down."""
    return tuple(
        Reading(
            reading_id=event.reading_id,
            kind=event.kind,
            value=event.value,
            unit=event.unit,
            at=event.at,
            received_at=event.at,
            source=BY_HAND,
            device=event.by,
            mode=mode,
        )
        for event in events
        if isinstance(event, ReadingCharted)
    )


def marked(readings: Iterable[Reading], events: Iterable[Event]) -> tuple[Reading, ...]:
    """Return the readings with the artefact marks that persons set; the values stay as they came."""
    reasons = {event.reading_id: event.reason for event in events if isinstance(event, MarkedArtefact)}
    return tuple(
        replace(reading, artefact_reason=reasons[reading.reading_id]) if reading.reading_id in reasons else reading
        for reading in readings
    )


def checked(events: Iterable[Event]) -> Mapping[str, Truth]:
    """Return the last answer to each checklist item."""
    return {event.item: event.truth for event in events if isinstance(event, ItemChecked)}


def scores(events: Iterable[Event], scale_key: str) -> tuple[ScaleScored, ...]:
    """Return one scale's scores, the oldest first."""
    found = (event for event in events if isinstance(event, ScaleScored) and event.scale_key == scale_key)
    return tuple(sorted(found, key=lambda event: event.at))


def pause_asked(events: Iterable[Event]) -> PauseAsked | None:
    """Return the request for a pause that stands: no pause, no end and no answer came after it."""
    asked: PauseAsked | None = None
    for event in events:
        if isinstance(event, PauseAsked):
            asked = event
        elif isinstance(event, Paused | Stopped | Completed) or _answers(event):
            asked = None
    return asked


def _answers(event: Event) -> bool:
    return isinstance(event, AlarmAcknowledged) and event.alarm_key == ALARM_KEY
