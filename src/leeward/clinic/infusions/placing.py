"""What was charted without network, put in its place: what it makes room for, what it pushes out, what has no place."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final
from uuid import UUID, uuid5

from leeward.clinic.infusions.clock import clock
from leeward.clinic.infusions.models import Infusion, LateEntry
from leeward.infusion.events import Event, NoteWritten, from_body, kind_of, to_body
from leeward.infusion.late import CannotPlace, happened, is_late, why_not

AFTER_ALL: Final = "counts after all"
NO_LONGER: Final = "counts no longer"


def with_what_it_brings(infusion: Infusion, fresh: Sequence[Event], *, recorded: Sequence[Event]) -> tuple[Event, ...]:
    """Return the new events, and where one came late what had waited for it and notes of what changed by it.

    Raises CannotPlace, with the events, where what came late has no place among what is known.
    """
    if not any(map(is_late, fresh)):
        return tuple(fresh)
    held = _held(infusion, _ids(recorded))
    known = (*recorded, *chain.from_iterable(held), *fresh)
    before, after = _ids(happened(recorded)), _ids(happened(known))
    homeless = [event for event in fresh if is_late(event) and event.event_id not in after]
    if homeless:
        raise CannotPlace(why_not(known, homeless[0]), fresh)
    found = [event for entry in held if after.issuperset(_ids(entry)) for event in entry]
    lost = [event for event in recorded if event.event_id in before and event.event_id not in after]
    return (
        *fresh,
        *found,
        *_notes(found, fresh[0], AFTER_ALL, "was noted before and counts now: what led to it has arrived."),
        *_notes(lost, fresh[0], NO_LONGER, "counts no longer: it does not fit what has arrived since."),
    )


def kept(events: Iterable[Event]) -> list[dict[str, object]]:
    """Return events as JSON values, to be tried again."""
    return [{"kind": kind_of(event), "body": to_body(event)} for event in events]


def _held(infusion: Infusion, recorded: frozenset[UUID]) -> list[tuple[Event, ...]]:
    """Return what was noted because it had no place and is not in the journal since, entry by entry."""
    rows = LateEntry.objects.filter(infusion=infusion, answer=LateEntry.Answer.NOTED)
    entries = (tuple(from_body(each["kind"], each["body"]) for each in row.events) for row in rows)
    return [entry for entry in entries if entry and recorded.isdisjoint(_ids(entry))]


def _ids(events: Iterable[Event]) -> frozenset[UUID]:
    return frozenset(event.event_id for event in events)


def _notes(about: Iterable[Event], by: Event, name: str, says: str) -> Iterator[Event]:
    for event in about:
        text = f"“{event.verb.capitalize()}”, charted {clock(event.at)} by {event.by}, {says}"
        note_id = uuid5(event.event_id, f"{name} {by.event_id}")
        yield NoteWritten(event_id=note_id, at=by.at, by=by.by, source=by.source, text=text)
