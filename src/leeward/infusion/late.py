"""What was charted without network and came late: the longest history that holds all that the server itself saw.

A late event carries its own instant. What the server recorded as it happened stands, whatever comes later; of the late
moves those count that fit into it, and of several choices the one that keeps most, the earliest first. That is a
function of what is known and not of the order in which it came, so two tablets lead to one history.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import itemgetter
from typing import Final
from uuid import UUID

from leeward.infusion.event import Event
from leeward.infusion.machine import CHARTING, MOVES, TRANSITIONS, CannotHappen, State, step

LATE: Final = "chairside, offline"
_ONLY_RUNNING: Final = CHARTING[State.RUNNING] - CHARTING[State.PAUSED]


class CannotPlace(CannotHappen):
    """The late events have no place in what happened; `events` are those that could not be placed."""

    def __init__(self, says: str, events: Sequence[Event]) -> None:
        super().__init__(says)
        self.events = tuple(events)


def is_late(event: Event) -> bool:
    """Was it charted without network?"""
    return event.source == LATE


def happened(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return what counts, in the order in which it happened; as recorded where nothing came late."""
    recorded = tuple(events)
    if not any(map(is_late, recorded)):
        return recorded
    ordered = _ordered(recorded)
    moves = _longest(tuple(filter(binds, ordered)))
    if moves is None:
        return recorded
    state, counts = State.PLANNED, []
    for event in ordered:
        if type(event) in MOVES:
            if event.event_id not in moves:
                continue
            state = step(state, event)
        elif is_late(event) and type(event) not in CHARTING[state]:
            continue
        counts.append(event)
    return tuple(counts)


def state_after(events: Iterable[Event]) -> State:
    """Return the state that the recorded events lead to, each in its own place."""
    return state_of(happened(events))


def state_of(counting: Iterable[Event]) -> State:
    """Return the state that events lead to which all count and stand in order, as `happened` returns them."""
    return reduce(step, counting, State.PLANNED)


def why_not(events: Iterable[Event], event: Event) -> str:
    """Say why a late event does not count among the others."""
    others = happened(each for each in events if each.event_id != event.event_id)
    state = State.PLANNED
    for each in _ordered((*filter(binds, others), event)):
        try:
            state = step(state, each)
        except CannotHappen as why:
            return str(why) if each is event else f"It does not fit what followed: {_both(event, each)}."
    return "It does not fit what else was charted."


def _both(event: Event, following: Event) -> str:
    return f"one cannot {event.verb} and then {following.verb}"


def binds(event: Event) -> bool:
    """Does it say in which state the infusion was: a move, or a pump that was seen running?"""
    return type(event) in MOVES or (not is_late(event) and type(event) in _ONLY_RUNNING)


def _ordered(events: Iterable[Event]) -> list[Event]:
    """Return the events in the order in which they happened: at one instant what the server saw comes first.

    What it saw keeps its own order also where its clock was set back: else an alarm would end before it began.
    """
    placed: list[tuple[datetime, bool, str, Event]] = []
    seen_until: datetime | None = None
    for event in events:
        if is_late(event):
            placed.append((event.at, True, str(event.event_id), event))
        else:
            seen_until = event.at if seen_until is None else max(seen_until, event.at)
            placed.append((seen_until, False, "", event))
    placed.sort(key=itemgetter(0, 1, 2))
    return [event for *_, event in placed]


def _longest(told: Sequence[Event]) -> frozenset[UUID] | None:
    """Return what counts of it: all that was seen, and as many late moves as fit; None for a broken record.

    For each state that can be reached the best choice so far is kept: the longest, then that of the earliest moves.
    """
    best: dict[State, tuple[bool, ...]] = {State.PLANNED: ()}
    for event in told:
        following: dict[State, tuple[bool, ...]] = {}
        for state, choice in best.items():
            onward = state if type(event) in CHARTING[state] else TRANSITIONS[state].get(type(event))
            if onward is not None:
                _keep_better(following, onward, (*choice, True))
            if is_late(event):
                _keep_better(following, state, (*choice, False))
        best = following
    if not best:  # what was seen does not fit by itself: whoever replays it says so
        return None
    chosen = max(best.values(), key=_rank)
    return frozenset(event.event_id for event, is_taken in zip(told, chosen, strict=True) if is_taken)


def _rank(choice: tuple[bool, ...]) -> tuple[int, tuple[bool, ...]]:
    return sum(choice), choice


def _keep_better(best: dict[State, tuple[bool, ...]], state: State, choice: tuple[bool, ...]) -> None:
    best[state] = max(best.get(state, choice), choice, key=_rank)
