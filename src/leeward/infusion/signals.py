"""How a condition is told: sounding, quiet for a while after a person acknowledged it, or passed on to others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from leeward.evidence import Cited
from leeward.infusion.condition import Condition
from leeward.infusion.events import AlarmAcknowledged, AlarmCleared, AlarmRaised, Event
from leeward.protocol.alarm_limit import Priority
from leeward.protocol.alarms import Signal as Times


class Reach(Enum):
    """Who is called."""

    BEDSIDE = "at the bedside"
    SECOND_DEVICE = "on a second device"
    EVERYONE = "all staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """How one condition is told now."""

    condition: Condition
    is_audible: bool
    quiet_until: datetime | None
    acknowledged_by: str | None
    reach: Reach


def signals(conditions: Iterable[Condition], events: Sequence[Event], *, now: datetime) -> tuple[Signal, ...]:
    """Return how each condition is told; to acknowledge makes it quiet for a while and never ends it."""
    return tuple(_signal(condition, events, now=now) for condition in conditions)


def _signal(condition: Condition, events: Sequence[Event], *, now: datetime) -> Signal:
    raised = [e.at for e in events if isinstance(e, AlarmRaised) and e.alarm_key == condition.key and e.at <= now]
    raised_at = raised[-1] if raised else condition.since
    seen = [
        e
        for e in events
        if isinstance(e, AlarmAcknowledged) and e.alarm_key == condition.key and raised_at <= e.at <= now
    ]
    quiet_until = seen[-1].at + _seconds(Times.audio_pause) if seen else None
    is_quiet = quiet_until is not None and now < quiet_until
    return Signal(
        condition=condition,
        is_audible=not is_quiet and condition.priority is not Priority.LOW,
        quiet_until=quiet_until if is_quiet else None,
        acknowledged_by=seen[-1].by if seen else None,
        reach=_reach(condition, waited=now - (seen[-1].at if seen else raised_at), is_quiet=is_quiet),
    )


def _reach(condition: Condition, *, waited: timedelta, is_quiet: bool) -> Reach:
    """A high-priority condition that nobody acknowledged goes to the next person, then to all."""
    if condition.priority is not Priority.HIGH or is_quiet or waited < _seconds(Times.second_device):
        return Reach.BEDSIDE
    return Reach.SECOND_DEVICE if waited < _seconds(Times.everyone) else Reach.EVERYONE


def latched(events: Iterable[Event]) -> tuple[AlarmRaised, ...]:
    """Return the high-priority alarms that ended by themselves before anyone acknowledged them."""
    open_: dict[str, AlarmRaised] = {}
    ended: dict[str, AlarmRaised] = {}
    for event in events:
        match event:
            case AlarmRaised(priority=Priority.HIGH):
                open_[event.alarm_key] = event
            case AlarmCleared() if event.alarm_key in open_:
                ended[event.alarm_key] = open_.pop(event.alarm_key)
            case AlarmAcknowledged():
                open_.pop(event.alarm_key, None)
                ended.pop(event.alarm_key, None)
            case _:
                pass
    return tuple(ended.values())


def _seconds(fact: Cited) -> timedelta:
    return timedelta(seconds=fact.to("s"))
