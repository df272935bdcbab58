"""Alarms of many chairs into their journals at once: as `journaling.record` would write them, with a few questions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from leeward.clinic.infusions import mapping
from leeward.clinic.infusions.bedside import WATCHED, active_keys
from leeward.clinic.infusions.models import Infusion, JournalEntry
from leeward.clinic.web import wake
from leeward.infusion.events import AlarmCleared, AlarmRaised, Event, from_body
from leeward.infusion.journal import BEGINNING, Entry, seal
from leeward.protocol.alarm_limit import Priority

ALARMS: Final = (AlarmRaised.__name__, AlarmCleared.__name__)
WATCHED_STATES: Final = tuple(state.value for state in WATCHED)


class _End(NamedTuple):
    """Where a journal ends."""

    seq: int
    hash: str


def append_alarms(decided: Mapping[UUID, tuple[Event, ...]], *, now: datetime) -> None:
    """Append what began and ended to each journal, inside the caller's transaction; what stands so already is left out.

    Every state that is watched takes alarms and none moves by one, so nothing is replayed. Of what was closed meanwhile
    nobody is called any more. Raises IntegrityError where an event stands in a journal already.
    """
    infusions = Infusion.objects.select_for_update(of=("self",)).filter(pk__in=decided, state__in=WATCHED_STATES)
    watched = {infusion.pk: infusion for infusion in infusions.order_by("pk")}
    ends, told = _ends(watched), _told(watched)
    rows = [
        mapping.row_of(entry, infusion=infusion, recorded_at=now)
        for infusion_id, infusion in watched.items()
        for entry in _sealed(ends[infusion_id], news(decided[infusion_id], active_keys(tuple(told[infusion_id]))))
    ]
    JournalEntry.objects.bulk_create(rows)
    if rows:
        wake.tell(wake.INFUSIONS, watched)


def _sealed(end: _End, events: Iterable[Event]) -> Iterator[Entry]:
    seq, previous_hash = end
    for event in events:
        seq += 1
        entry = Entry(seq=seq, event=event, previous_hash=previous_hash, hash=seal(seq, event, previous_hash))
        previous_hash = entry.hash
        yield entry


def _ends(infusion_ids: Iterable[UUID]) -> Mapping[UUID, _End]:
    found: dict[UUID, _End] = defaultdict(lambda: _End(0, BEGINNING))
    entries = JournalEntry.objects.filter(infusion_id__in=infusion_ids).order_by("infusion_id", "seq")
    for infusion_id, *end in entries.values_list("infusion_id", "seq", "hash"):
        found[infusion_id] = _End._make(end)
    return found


def _told(infusion_ids: Iterable[UUID]) -> Mapping[UUID, list[Event]]:
    found: dict[UUID, list[Event]] = defaultdict(list)
    entries = JournalEntry.objects.filter(infusion_id__in=infusion_ids, kind__in=ALARMS).order_by("infusion_id", "seq")
    for infusion_id, kind, body in entries.values_list("infusion_id", "kind", "body"):
        found[infusion_id].append(from_body(kind, body))
    return found


def news(events: Iterable[Event], active: Mapping[str, Priority]) -> Iterator[Event]:
    """Yield what is not so yet, as the journal has it: a gateway that took over may have seen the same."""
    stands = dict(active)
    for event in events:
        if isinstance(event, AlarmRaised):
            known = stands.get(event.alarm_key)
            if known is not None and known.rank <= event.priority.rank:
                continue
            stands[event.alarm_key] = event.priority
        elif isinstance(event, AlarmCleared) and stands.pop(event.alarm_key, None) is None:
            continue
        yield event
