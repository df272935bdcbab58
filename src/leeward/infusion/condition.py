"""An alarm condition: what is wrong, how urgent it is, since when, and what is put to the person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from leeward.infusion.events import AlarmCleared, AlarmRaised
from leeward.infusion.vitals import Reading
from leeward.protocol.alarm_limit import AlarmKind, Priority, Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that is wrong now. `proposes` is put to a person; nothing is ever done by itself.

    `repeats` says that the value may be false and is to be measured again.
    """

    key: str
    kind: AlarmKind
    priority: Priority
    says: str
    since: datetime
    reading: Reading | None = None
    proposes: Proposal | None = None
    repeats: bool = False

    @property
    def asks_for_a_repeat(self) -> bool:
        """Is it beyond more than an advisory limit, or may it be false: is a pressure to be measured again soon?"""
        return self.repeats or (self.kind is AlarmKind.PHYSIOLOGICAL and self.priority is not Priority.LOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What began and what ended between two looks."""

    raised: tuple[Condition, ...]
    cleared: tuple[str, ...]


def by_urgency(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return the most urgent first; the patient before the technique, the older before the newer."""
    return tuple(sorted(conditions, key=lambda c: (c.priority.rank, c.kind is AlarmKind.TECHNICAL, c.since, c.key)))


def changes(before: Mapping[str, Priority], now: Sequence[Condition]) -> Changes:
    """Compare the conditions that stood, each with its priority, with those that do; more urgent is raised anew."""
    present = {condition.key for condition in now}
    return Changes(
        raised=tuple(c for c in now if c.key not in before or c.priority.rank < before[c.key].rank),
        cleared=tuple(sorted(key for key in before if key not in present)),
    )


def as_events(
    changed: Changes, *, infusion_id: UUID, at: datetime, by: str = "alarms", source: str = "leeward"
) -> tuple[AlarmRaised | AlarmCleared, ...]:
    """Return what to write into the journal; the ids follow from the facts, so that two watchers write one entry."""

    def name(key: str, what: str) -> UUID:
        return uuid5(infusion_id, "\x1f".join((what, key, at.isoformat())))

    raised = (
        AlarmRaised(
            event_id=name(condition.key, "raised"),
            at=at,
            by=by,
            source=source,
            alarm_key=condition.key,
            kind=condition.kind,
            priority=condition.priority,
            says=condition.says,
            reading_id=condition.reading.reading_id if condition.reading else None,
        )
        for condition in changed.raised
    )
    cleared = (
        AlarmCleared(event_id=name(key, "cleared"), at=at, by=by, source=source, alarm_key=key)
        for key in changed.cleared
    )
    return (*raised, *cleared)


def lasting(time: timedelta) -> str:
    """Say how long: 30 s, 2 min, 1 min 20 s."""
    minutes, rest = time // _MINUTE, int((time % _MINUTE).total_seconds())
    said = [f"{minutes} min"] if minutes else []
    return " ".join([*said, f"{rest} s"] if rest or not minutes else said)


_MINUTE = timedelta(minutes=1)
