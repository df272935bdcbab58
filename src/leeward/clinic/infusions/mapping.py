"""Between the rows of the database and the records of the core."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from leeward.clinic.infusions import models
from leeward.clinic.infusions.frame_rows import StoredFrame as StoredFrame
from leeward.clinic.infusions.frame_rows import readings as readings_in
from leeward.clinic.infusions.thinning import thinned
from leeward.infusion.events import Event, MarkedArtefact, ReadingCharted, from_body, kind_of, to_body
from leeward.infusion.journal import Entry, Journal
from leeward.infusion.vitals import BY_HAND, NIBP, GenerationMode, Reading, Validity, VitalKind, in_order


def entry_of(row: models.JournalEntry) -> Entry:
    """Return the journal entry of a row; raise `CannotRead` where the row is not one that was written here."""
    return Entry(seq=row.seq, event=from_body(row.kind, row.body), previous_hash=row.previous_hash, hash=row.hash)


def journal_of(rows: Iterable[models.JournalEntry]) -> Journal:
    """Return the journal in its order."""
    return tuple(entry_of(row) for row in sorted(rows, key=lambda row: row.seq))


def row_of(entry: Entry, *, infusion: models.Infusion, recorded_at: datetime) -> models.JournalEntry:
    """Return the unsaved row of an entry."""
    return models.JournalEntry(
        infusion=infusion,
        seq=entry.seq,
        event_id=entry.event.event_id,
        kind=kind_of(entry.event),
        body=to_body(entry.event),
        at=entry.event.at,
        by=entry.event.by,
        recorded_at=recorded_at,
        previous_hash=entry.previous_hash,
        hash=entry.hash,
    )


def reading_row(reading: Reading, *, infusion_id: UUID) -> models.Reading:
    """Return the unsaved row of a device's reading."""
    return models.Reading(
        reading_id=reading.reading_id,
        infusion_id=infusion_id,
        kind=reading.kind.value,
        value=reading.value,
        unit=reading.unit,
        at=reading.at,
        received_at=reading.received_at,
        source=reading.source,
        device=reading.device or "",
        validity=reading.validity.value,
        mode=reading.mode.value,
    )


def readings_of(
    rows: Iterable[models.Reading],
    events: Iterable[Event],
    *,
    mode: GenerationMode,
    frames: Iterable[StoredFrame] = (),
    since: datetime | None = None,
    thin_before: datetime | None = None,
) -> tuple[Reading, ...]:
    """Return the devices' readings and those charted by hand, each once, with what was marked as artefact.

    An old frame is read for its cuff reading, or for the last of its kind: what else stands in it lies before `since`.
    Frames before `thin_before` are read for a drawing alone.
    """
    known = tuple(events)
    artefacts = {event.reading_id: event.reason for event in known if isinstance(event, MarkedArtefact)}
    charted = [_charted(event, artefacts, mode) for event in known if isinstance(event, ReadingCharted)]
    measured = [_measured(row, artefacts) for row in rows]
    known_frames = list(frames)
    if thin_before is not None:
        measured += thinned((frame for frame in known_frames if frame.at < thin_before), artefacts)
        known_frames = [frame for frame in known_frames if frame.at >= thin_before]
    measured += [reading for frame in known_frames for reading in readings_in(frame, artefacts)]
    return in_order([*(measured if since is None else _wanted(measured, since=since)), *charted])


def _wanted(readings: list[Reading], *, since: datetime) -> list[Reading]:
    """Keep what lies in the window, every cuff reading, and the last of each kind that is not in the window."""
    newest: dict[VitalKind, datetime] = {}
    for reading in readings:
        newest[reading.kind] = max(reading.at, newest.get(reading.kind, reading.at))
    return [r for r in readings if r.at >= since or r.kind in NIBP or newest[r.kind] == r.at]


def _measured(row: models.Reading, artefacts: Mapping[UUID, str]) -> Reading:
    return Reading(
        reading_id=row.reading_id,
        kind=VitalKind(row.kind),
        value=row.value,
        unit=row.unit,
        at=row.at,
        received_at=row.received_at,
        source=row.source,
        device=row.device or None,
        validity=Validity(row.validity),
        mode=GenerationMode(row.mode),
        artefact_reason=artefacts.get(row.reading_id),
    )


def _charted(event: ReadingCharted, artefacts: Mapping[UUID, str], mode: GenerationMode) -> Reading:
    # What a person charts at a simulated bedside is as simulated as the bedside.
    return Reading(
        reading_id=event.reading_id,
        kind=event.kind,
        value=event.value,
        unit=event.unit,
        at=event.at,
        received_at=event.at,
        source=BY_HAND,
        device=event.by,
        mode=mode,
        artefact_reason=artefacts.get(event.reading_id),
    )
