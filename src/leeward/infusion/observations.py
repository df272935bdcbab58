"""What is to be observed next, and what is late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from leeward.infusion.condition import Condition
from leeward.infusion.events import (
    Completed,
    Event,
    InfusingConfirmed,
    RateChanged,
    Resumed,
    ScaleScored,
    Started,
    Stopped,
)
from leeward.infusion.machine import State, replay
from leeward.infusion.vitals import GenerationMode, Reading, usable
from leeward.protocol.monitoring import MONITORING, Dissociation, Interval, Monitoring, Task, span
from leeward.protocol.vital_kind import NIBP, VitalKind

_VITALS: Final = {"nibp": VitalKind.SYSTOLIC, "respiratory_rate": VitalKind.RESPIRATORY_RATE}
_PUMP_SEEN: Final = (Started, Resumed, RateChanged, InfusingConfirmed)


class Due(Enum):
    """Where an observation stands."""

    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One thing to be observed, when it is due, and when it was last done."""

    key: str
    label: str
    due_at: datetime
    last_at: datetime | None
    state: Due


def observations(
    events: Sequence[Event],
    readings: Iterable[Reading],
    monitoring: Monitoring = MONITORING,
    *,
    now: datetime,
    conditions: Iterable[Condition] = (),
    mode: GenerationMode = GenerationMode.REAL,
) -> tuple[Observation, ...]:
    """Return the next of each observation, the earliest first; nothing before the start or after discharge.

    A blood pressure beyond a limit is measured again after two minutes: give the `conditions` that stand.
    """
    start = next((event for event in events if isinstance(event, Started)), None)
    state = replay(events)
    if start is None or state in (State.DISCHARGED, State.CANCELLED):
        return ()
    known, repeat = tuple(readings), _repeat_at(conditions)
    found = []
    for task in monitoring.tasks:
        done = [at for at in _done(task, events, known, now=now, mode=mode) if at >= start.at]
        due_at = _due_at(task, events, done, start=start, state=state, monitoring=monitoring, now=now)
        if due_at is not None and task.key == "nibp" and repeat is not None:
            due_at = min(due_at, repeat)
        if due_at is not None:
            found.append(_observation(task, due_at, done, now=now))
    return tuple(sorted(found, key=lambda one: (one.due_at, one.key)))


def _observation(task: Task, due_at: datetime, done: Sequence[datetime], *, now: datetime) -> Observation:
    late = now > due_at + span(task.grace)
    return Observation(
        key=task.key,
        label=task.label,
        due_at=due_at,
        last_at=done[-1] if done else None,
        state=Due.OVERDUE if late else Due.DUE if now >= due_at else Due.LATER,
    )


def _done(
    task: Task, events: Iterable[Event], readings: Sequence[Reading], *, now: datetime, mode: GenerationMode
) -> list[datetime]:
    """Return when the thing was done, the earliest first."""
    if task.key in _VITALS:
        return [reading.at for reading in usable(readings, _VITALS[task.key], now=now, mode=mode)]
    if task.key == "still-infusing":
        return sorted(event.at for event in events if isinstance(event, _PUMP_SEEN))
    return sorted(event.at for event in events if isinstance(event, ScaleScored) and event.scale_key == task.key)


def _due_at(
    task: Task,
    events: Sequence[Event],
    done: Sequence[datetime],
    *,
    start: Started,
    state: State,
    monitoring: Monitoring,
    now: datetime,
) -> datetime | None:
    """Return when the next one is due; None when there is none any more."""
    if task.marks:
        marks = [start.at + span(mark) for mark in task.marks]
        early = span(Dissociation.early)
        return next((mark for mark in marks if not any(at >= mark - early for at in done)), None)
    end = next((event for event in events if isinstance(event, Stopped | Completed)), None)
    last = done[-1] if done else start.at
    if end is None:
        if task.key == "still-infusing" and state is not State.RUNNING:
            return None
        every = span(monitoring.nibp_infusing if task.key == "nibp" else task.infusing) if task.infusing else None
        return last + every if every is not None else None
    if task.key == "nibp":
        return last + monitoring.nibp_every(infusing=False, since_end=now - end.at)
    return last + span(task.recovery) if task.recovery is not None else None


def _repeat_at(conditions: Iterable[Condition]) -> datetime | None:
    """Return when a pressure that is beyond a limit is measured again."""
    seen = [
        c.reading.at for c in conditions if c.reading is not None and c.reading.kind in NIBP and c.asks_for_a_repeat
    ]
    return min(seen) + span(Interval.nibp_repeat) if seen else None
