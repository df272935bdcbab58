"""The states of one infusion, and the only ways between them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import reduce
from typing import Final

from leeward.infusion.events import (
    AdverseEventFollowed,
    AdverseEventNoted,
    AlarmAcknowledged,
    AlarmCleared,
    AlarmRaised,
    AudioPaused,
    Cancelled,
    Completed,
    DeviceAlarmTold,
    Discharged,
    EscortNamed,
    Event,
    FastingTold,
    IdentityReadBack,
    InfusingConfirmed,
    ItemChecked,
    KeepingInterrupted,
    LimitChanged,
    MarkedArtefact,
    MedicineGiven,
    MonitorFlooded,
    MonitoringInterrupted,
    NoteWritten,
    PauseAsked,
    Paused,
    PumpReadBack,
    RateChanged,
    ReadingCharted,
    RecheckAccepted,
    Resumed,
    ScaleScored,
    Started,
    Stopped,
    TimeOutPassed,
)


class State(Enum):
    """Where one infusion stands."""

    PLANNED = "planned"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    RECOVERING = "recovering"
    DISCHARGED = "discharged"
    CANCELLED = "cancelled"

    __hash__ = object.__hash__  # each is there once; Enum's own hash is Python, and runs at every look at a table


TRANSITIONS: Final[Mapping[State, Mapping[type[Event], State]]] = {
    State.PLANNED:    {TimeOutPassed: State.READY, Cancelled: State.CANCELLED},
    State.READY:      {Started: State.RUNNING, Cancelled: State.CANCELLED},
    State.RUNNING:    {Paused: State.PAUSED, RateChanged: State.RUNNING, Completed: State.RECOVERING,
                       Stopped: State.RECOVERING},
    State.PAUSED:     {Resumed: State.RUNNING, Stopped: State.RECOVERING},
    State.RECOVERING: {Discharged: State.DISCHARGED},
    State.DISCHARGED: {},
    State.CANCELLED:  {},
}  # fmt: skip

_BEDSIDE: Final = frozenset({
    ReadingCharted, ScaleScored, ItemChecked, MedicineGiven, NoteWritten, MarkedArtefact, AlarmRaised, AlarmCleared,
    AlarmAcknowledged, AudioPaused, LimitChanged, MonitoringInterrupted, AdverseEventNoted, AdverseEventFollowed,
    DeviceAlarmTold, KeepingInterrupted, MonitorFlooded,
})  # fmt: skip

_TIME_OUT: Final = frozenset({IdentityReadBack, FastingTold, EscortNamed, PumpReadBack, RecheckAccepted})

# What may be charted without moving the state. After discharge the record stays open only for what comes late.
CHARTING: Final[Mapping[State, frozenset[type[Event]]]] = {
    State.PLANNED:    _BEDSIDE | _TIME_OUT,
    State.READY:      _BEDSIDE | _TIME_OUT,
    State.RUNNING:    _BEDSIDE | {InfusingConfirmed, PauseAsked},
    State.PAUSED:     _BEDSIDE | {PauseAsked},
    State.RECOVERING: _BEDSIDE,
    State.DISCHARGED: frozenset({NoteWritten, MarkedArtefact, AlarmCleared, AlarmAcknowledged, AdverseEventNoted,
                                  AdverseEventFollowed}),
    State.CANCELLED:  frozenset({NoteWritten, AlarmCleared, AlarmAcknowledged}),
}  # fmt: skip

MOVES: Final = frozenset(event for moves in TRANSITIONS.values() for event in moves)
INFUSING: Final = frozenset({State.RUNNING, State.PAUSED})


class CannotHappen(Exception):
    """The event has no place in the infusion's present state."""


def step(state: State, event: Event) -> State:
    """Return the state that follows."""
    kind = type(event)
    if kind in CHARTING[state]:
        return state
    try:
        return TRANSITIONS[state][kind]
    except KeyError:
        raise CannotHappen(f"One cannot {event.verb} while the infusion is {state.value}. {_possible(state)}") from None


def replay(events: Iterable[Event]) -> State:
    """Return the state that the recorded events lead to."""
    return reduce(step, events, State.PLANNED)


def follow(events: Sequence[Event], event: Event) -> State:
    """Return the state after one more event; refuse a move that is dated before the last move."""
    state = step(replay(events), event)
    must_come_after(max((earlier.at for earlier in events if type(earlier) in MOVES), default=None), event)
    return state


def must_come_after(last: datetime | None, event: Event) -> None:
    """Refuse a move that is dated before the last move."""
    if type(event) in MOVES and last is not None and event.at < last:
        raise CannotHappen(
            f"One cannot {event.verb} at {event.at:%H:%M:%S} UTC: it already moved on at {last:%H:%M:%S} UTC. "
            "Give a later time, or write a note."
        )


def _possible(state: State) -> str:
    verbs = ", ".join(event.verb for event in TRANSITIONS[state])
    return f"Possible now: {verbs}." if verbs else "It is closed; write a note instead."
