"""A journal with what follows from it, folded entry by entry: what happened, the state, and which ids it holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from leeward.infusion import journal, late
from leeward.infusion.event import Event
from leeward.infusion.journal import CannotAppend, Entry, Journal
from leeward.infusion.machine import MOVES, State, must_come_after, step

_BEFORE: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A journal and what a whole look at it would say, without looking at all of it again for each entry.

    `happened` is what counts, in the order in which it happened; `moved_at` is when the state last moved.
    """

    entries: Journal = ()
    happened: tuple[Event, ...] = ()
    state: State = State.PLANNED
    moved_at: datetime | None = None
    seen_until: datetime = _BEFORE
    late_until: datetime | None = None
    known: Mapping[UUID, Event] = field(default_factory=dict)

    @property
    def has_late(self) -> bool:
        """Was anything charted without network?"""
        return self.late_until is not None

    def knows(self, event: Event) -> bool:
        """Was it recorded before? A resend has its id and content, and perhaps a later clock or another way.

        Raises CannotAppend where its id stands for something else.
        """
        before = self.known.get(event.event_id)
        if before is None:
            return False
        if type(before) is type(event) and replace(event, at=before.at, source=before.source) == before:
            return True
        raise CannotAppend(f"The journal already has the id {event.event_id} with another content.")

    def after(self, event: Event) -> "Record":
        """Return the record with one more event; a late one goes to its place.

        Raises CannotHappen or CannotPlace where it does not fit, CannotAppend where its id is taken.
        """
        if event.event_id in self.known:
            journal.append(self.entries, event)  # the same again, or a refusal
            return self
        if late.is_late(event):
            return self._with_late(event)
        state = step(self.state, event)
        must_come_after(self.moved_at, event)
        if not self._comes_last(event):
            return _whole(self, event, late.happened((*journal.events(self.entries), event)))
        return Record(
            entries=journal.continued(self.entries, event), happened=(*self.happened, event), state=state,
            moved_at=event.at if type(event) in MOVES else self.moved_at, seen_until=max(self.seen_until, event.at),
            late_until=self.late_until, known={**self.known, event.event_id: event},
        )  # fmt: skip

    def _with_late(self, event: Event) -> "Record":
        recorded = (*journal.events(self.entries), event)
        happened = late.happened(recorded)
        if not any(each is event for each in happened):
            raise late.CannotPlace(late.why_not(recorded, event), (event,))
        return _whole(self, event, happened)

    def _comes_last(self, event: Event) -> bool:
        """Does it stand at the end, and change nothing of which late entries count?"""
        if self.late_until is None:
            return True
        return not late.binds(event) and max(self.seen_until, event.at) > self.late_until


def _whole(before: Record, event: Event, happened: tuple[Event, ...]) -> Record:
    """Return the record by a whole look: what came late may change the order of all the rest."""
    return _record(journal.continued(before.entries, event), happened, {**before.known, event.event_id: event})


def of(entries: Iterable[Entry]) -> Record:
    """Return the record of a journal, by one look at the whole of it."""
    whole = tuple(entries)
    recorded = journal.events(whole)
    return _record(whole, late.happened(recorded), {event.event_id: event for event in recorded})


def _record(entries: Journal, happened: tuple[Event, ...], known: Mapping[UUID, Event]) -> Record:
    came_late = [entry.event.at for entry in entries if late.is_late(entry.event)]
    return Record(
        entries=entries, happened=happened, state=late.state_of(happened), known=known,
        moved_at=max((event.at for event in happened if type(event) in MOVES), default=None),
        seen_until=max((e.event.at for e in entries if not late.is_late(e.event)), default=_BEFORE),
        late_until=max(came_late, default=None),
    )  # fmt: skip
