"""Writing one event into an infusion's journal: load, ask the core, save, in one transaction."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from leeward.clinic.infusions import mapping, placing
from leeward.clinic.infusions.models import Infusion, JournalEntry
from leeward.clinic.web import wake
from leeward.infusion import journal
from leeward.infusion.events import Event
from leeward.infusion.journal import CannotAppend, Entry, Journal
from leeward.infusion.late import happened, is_late, state_after
from leeward.infusion.machine import MOVES, State, follow


def locked(*, person_id: UUID | None, infusion_id: UUID) -> Infusion:
    """Return this person's infusion for writing, or raise Infusion.DoesNotExist.

    Its row is locked until the transaction ends, so that two gateways and a page append one after another even where
    they do not wait for the one turn to write (audit.turns). On SQLite the transaction holds the only write lock.
    """
    rows = Infusion.objects.select_for_update(of=("self",)).select_related("person")
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    return rows.get(pk=infusion_id)


def load(infusion: Infusion) -> Journal:
    """Return the infusion's journal."""
    return mapping.journal_of(infusion.journal.all())


def record(infusion: Infusion, events: Iterable[Event], *, now: datetime) -> State:
    """Append the events and renew the copy of the state; what was recorded before under the same id is left alone.

    What was charted without network is placed where it happened; raises CannotPlace where there is no place for it.
    """
    entries = before = load(infusion)
    for event in placing.with_what_it_brings(infusion, _unknown(entries, events), recorded=journal.events(entries)):
        if not is_late(event):
            past = happened(journal.events(entries))
            event = _in_its_turn(event, past)
            follow(past, event)
        entries = journal.append(entries, event)
        mapping.row_of(entries[-1], infusion=infusion, recorded_at=now).save(force_insert=True)
    if entries is not before:
        wake.tell(wake.INFUSIONS, [infusion.pk])
    state = state_after(journal.events(entries))
    if state.value != infusion.state:
        infusion.state = state.value
        infusion.save(update_fields=["state"])
    return state


def _in_its_turn(event: Event, past: Iterable[Event]) -> Event:
    """Return a move that happens now at the last move's instant, where our own clock was set back since then.

    Nobody types when it happened: a pause that is refused for as long as the clock was set back would be lost.
    """
    last = max((earlier.at for earlier in past if type(earlier) in MOVES), default=event.at)
    return replace(event, at=last) if type(event) in MOVES and event.at < last else event


def _unknown(entries: Journal, events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(event for event in events if not _is_known(entries, event))


def _is_known(entries: Iterable[Entry], event: Event) -> bool:
    """Was this event recorded before? A resend has its id and content, and perhaps a later clock or another way."""
    for entry in entries:
        if entry.event.event_id == event.event_id:
            again = type(entry.event) is type(event)
            if again and replace(event, at=entry.event.at, source=entry.event.source) == entry.event:
                return True
            raise CannotAppend(f"Entry {entry.seq} already has the id {event.event_id} with another content.")
    # An id that stands in another infusion's journal is not this event's either.
    if JournalEntry.objects.filter(event_id=event.event_id).exists():
        raise CannotAppend("This form was already used for another infusion. Load the page again.")
    return False
