"""What persons charted, taken out of the journal: readings by hand, artefact marks, checked items, scores."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from leeward.infusion.events import Event, ItemChecked, MarkedArtefact, ReadingCharted, ScaleScored
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
