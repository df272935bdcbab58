"""How a condition is told, rebuilt from the journal: sounding, paused, acknowledged, latched, passed on to others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from leeward.infusion.condition import Condition, by_urgency
from leeward.infusion.events import AlarmAcknowledged, AlarmCleared, AlarmRaised, AudioPaused, Event
from leeward.protocol.alarm_limit import Priority
from leeward.protocol.alarms import Signal as Times
from leeward.protocol.monitoring import span


class Reach(Enum):
    """Who is called."""

    BEDSIDE = "at the bedside"
    SECOND_DEVICE = "on a second device"
    EVERYONE = "all staff"


class Presence(Enum):
    """How the signal stands: SDC's words for it."""

    ON = "on"
    ACKNOWLEDGED = "acknowledged"
    LATCHED = "latched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call for a person: from `since` until somebody answers, however often the condition comes and goes."""

    raised: AlarmRaised
    since: datetime
    ended_at: datetime | None = None
    answer: AlarmAcknowledged | None = None

    @property
    def is_latched(self) -> bool:
        """Did a high-priority condition end before anybody looked?"""
        return self.ended_at is not None and self.answer is None and self.raised.priority is Priority.HIGH

    @property
    def stands(self) -> bool:
        """Is there anything to answer?"""
        return self.ended_at is None or self.is_latched


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """How one condition is told now. A device sounds each `burst` once: no condition sounds more than once a minute."""

    condition: Condition
    since: datetime
    presence: Presence
    is_audible: bool
    quiet_until: datetime | None
    answer: AlarmAcknowledged | None
    reach: Reach
    burst: str
    ended_at: datetime | None = None


class Heard:
    """What the journal says of calls and of the sound, folded event by event, in the order of the journal.

    `calls` are the last call of each alarm; a clock that was set changes no order.
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.calls: dict[str, Call] = {}
        self._pause: AudioPaused | None = None
        self.take_all(events)

    def take_all(self, events: Iterable[Event]) -> None:
        """Take what was recorded since."""
        calls = self.calls
        for event in events:
            if isinstance(event, AlarmRaised):
                calls[event.alarm_key] = _raised(calls.get(event.alarm_key), event)
                if event.priority is not Priority.LOW:  # a new alarm that would sound breaks the pause
                    self._pause = None
            elif isinstance(event, AudioPaused):
                self._pause = event
            elif isinstance(event, AlarmCleared) and event.alarm_key in calls:
                calls[event.alarm_key] = replace(calls[event.alarm_key], ended_at=event.at)
            elif isinstance(event, AlarmAcknowledged) and event.alarm_key in calls:
                calls[event.alarm_key] = replace(calls[event.alarm_key], answer=event)

    def paused_until(self, *, now: datetime) -> datetime | None:
        """Return until when the sound is paused; None where it is not."""
        if self._pause is None:
            return None
        lasting = min(timedelta(seconds=self._pause.lasting_s), AUDIO_PAUSE)
        return self._pause.at + lasting if _is_within(self._pause.at, lasting, now) else None


def calls(events: Iterable[Event]) -> Mapping[str, Call]:
    """Return the last call of each alarm."""
    return Heard(events).calls


def _raised(before: Call | None, event: AlarmRaised) -> Call:
    """An alarm that comes again before anybody answered, or within a minute, is the same call."""
    if before is None or before.answer is not None or event.priority.rank < before.raised.priority.rank:
        return Call(raised=event, since=event.at)
    is_soon = timedelta(0) <= event.at - before.since < ONCE_PER
    return Call(raised=event, since=before.since if before.stands or is_soon else event.at)


def signals(conditions: Iterable[Condition], events: Sequence[Event], *, now: datetime) -> tuple[Signal, ...]:
    """Return how each condition is told, and what is latched; to acknowledge makes quiet for a while and ends nothing.

    Nothing is kept but the journal: after a restart the same signals stand.
    """
    return told(conditions, Heard(events), now=now)


def told(conditions: Iterable[Condition], heard: Heard, *, now: datetime) -> tuple[Signal, ...]:
    """Return the same by what was folded of the journal."""
    known, pause, present = heard.calls, heard.paused_until(now=now), tuple(conditions)
    keys = {condition.key for condition in present}
    found = [_present(one, known.get(one.key), now=now, pause=pause) for one in present]
    found += [_latched(call, now=now) for key, call in known.items() if key not in keys and call.is_latched]
    order = {one.key: place for place, one in enumerate(by_urgency(one.condition for one in found))}
    return tuple(sorted(found, key=lambda one: (one.answer is not None, order[one.condition.key])))


def _present(condition: Condition, call: Call | None, *, now: datetime, pause: datetime | None) -> Signal:
    answer = call.answer if call is not None and call.ended_at is None else None
    quiet_until = answer.at + AUDIO_PAUSE if answer is not None and _is_within(answer.at, AUDIO_PAUSE, now) else None
    calling_since = _calling_since(condition, call, answer)
    return Signal(
        condition=condition,
        since=call.since if call is not None and call.ended_at is None else condition.since,
        presence=Presence.ON if answer is None else Presence.ACKNOWLEDGED,
        is_audible=condition.priority is not Priority.LOW and quiet_until is None and pause is None,
        quiet_until=quiet_until,
        answer=answer,
        reach=Reach.BEDSIDE if quiet_until is not None else _reach(condition.priority, now - calling_since),
        burst=_burst(condition.key, calling_since if call is not None else None, now),
    )


def _burst(key: str, calling_since: datetime | None, now: datetime) -> str:
    """Name the minute of the call; what the journal does not know yet is told by the minute of the clock."""
    if calling_since is None:
        return f"{key} {now:%Y%m%dT%H%M}"
    return f"{key} {calling_since:%Y%m%dT%H%M%S} {max(now - calling_since, timedelta(0)) // ONCE_PER}"


def _calling_since(condition: Condition, call: Call | None, answer: AlarmAcknowledged | None) -> datetime:
    """Return since when it calls: since the answer's quiet ended, since the call began, or since the condition did."""
    if answer is not None:
        return answer.at + AUDIO_PAUSE
    return call.since if call is not None and call.ended_at is None else condition.since


def _latched(call: Call, *, now: datetime) -> Signal:
    """Return a high-priority alarm that ended unseen: it makes no sound, and is told until somebody looks."""
    raised = call.raised
    return Signal(
        condition=Condition(
            key=raised.alarm_key, kind=raised.kind, priority=raised.priority, says=raised.says, since=call.since
        ),
        since=call.since,
        presence=Presence.LATCHED,
        is_audible=False,
        quiet_until=None,
        answer=None,
        reach=_reach(raised.priority, now - call.since),
        burst="",
        ended_at=call.ended_at,
    )


def _reach(priority: Priority, waited: timedelta) -> Reach:
    """A high-priority condition that nobody acknowledged goes to the next person, then to all."""
    if priority is not Priority.HIGH or waited < _SECOND_DEVICE:
        return Reach.BEDSIDE
    return Reach.SECOND_DEVICE if waited < _EVERYONE else Reach.EVERYONE


def audio_paused_until(events: Iterable[Event], *, now: datetime) -> datetime | None:
    """Return until when the sound is paused; a new alarm that would sound has broken the pause."""
    return Heard(events).paused_until(now=now)


def _is_within(at: datetime, lasting: timedelta, now: datetime) -> bool:
    """Is it less than so long ago? What lies in the future, because a clock was set back, makes nothing quiet."""
    return timedelta(0) <= now - at < lasting


def latched(events: Iterable[Event]) -> tuple[AlarmRaised, ...]:
    """Return the high-priority alarms that ended by themselves before anyone acknowledged them."""
    return tuple(call.raised for call in calls(events).values() if call.is_latched)


AUDIO_PAUSE: Final = span(Times.audio_pause)
ONCE_PER: Final = span(Times.once_per)
_SECOND_DEVICE: Final = span(Times.second_device)
_EVERYONE: Final = span(Times.everyone)
