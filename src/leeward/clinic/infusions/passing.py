"""Passing the gate before going home."""

from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import gates, journaling
from leeward.clinic.infusions.charting import row_events
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.people.roles import PRESCRIBERS
from leeward.infusion import discharge as leaving
from leeward.infusion import events as happened
from leeward.infusion.charting import checked
from leeward.infusion.events import Event
from leeward.infusion.gate import Gate
from leeward.infusion.machine import MOVES, State
from leeward.truth import UNKNOWN, Truth


@transaction.atomic
def check_items(deed: Deed, *, answers: Mapping[str, Truth], readings: str = "") -> State:
    """Write down the answers that differ from those on record, and readings as typed."""
    infusion = journaling.locked(person_id=deed.person_id, infusion_id=deed.infusion_id)
    known = _answered_in_this_state(standing.load(infusion, now=deed.at).events)
    changed = {item: truth for item, truth in answers.items() if truth is not known.get(item, UNKNOWN)}
    return journaling.record(infusion, _checks(deed, changed, readings), now=deed.at)


def _answered_in_this_state(events: Sequence[Event]) -> Mapping[str, Truth]:
    """Return what was answered since the last move: a yes of the time-out is not a yes at the door."""
    moved = max((place for place, event in enumerate(events) if type(event) in MOVES), default=-1)
    return checked(events[moved + 1 :])


def _checks(deed: Deed, answers: Mapping[str, Truth], readings: str) -> Iterator[Event]:
    yield from row_events(deed, readings)
    for item, truth in answers.items():
        yield happened.ItemChecked(**deed.part(f"item {item} {truth.value}"), item=item, truth=truth)


@transaction.atomic
def discharge(deed: Deed, *, escort: str, escort_phone: str, override_reason: str = "") -> State:
    """The patient leaves when the gate is open; else a prescriber decides otherwise, with a reason that is kept."""
    reason = override_reason.strip() or None
    if reason and deed.by.role not in PRESCRIBERS:
        raise leaving.CannotDischarge("Only a prescriber can decide otherwise where an item is not met.")
    infusion = journaling.locked(person_id=deed.person_id, infusion_id=deed.infusion_id)
    gate = gates.home_gate(standing.load(infusion, now=deed.at, whole=True))
    event = happened.Discharged(
        **deed.stamp, escort=escort, escort_phone=escort_phone, checks=_told(gate), override_reason=reason
    )
    leaving.must_be_ready(gate, event)
    state = journaling.record(infusion, (event,), now=deed.at)
    for name in settings.AFTER_DISCHARGE:
        import_string(name)(infusion_id=infusion.pk, by=deed.by, at=deed.at)
    return state


def _told(gate: Gate) -> tuple[tuple[str, str], ...]:
    return tuple((item.key, item.truth.value) for item in gate.items)
