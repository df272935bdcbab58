"""One chair in the gateway's memory: what is wrong there, decided as readings come and as time goes by."""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.bedside import Bedside
from leeward.clinic.infusions.device_alarms import DeviceAlarms
from leeward.clinic.infusions.watchdog import ChairCall
from leeward.devices.port import DeviceMessage
from leeward.infusion.alarms import as_events, changes, in_force, watch_scores
from leeward.infusion.bed import Bed
from leeward.infusion.condition import Condition, by_urgency
from leeward.infusion.events import AlarmRaised, Event, MarkedArtefact
from leeward.infusion.following import Following
from leeward.infusion.signals import Reach, latched, signals
from leeward.infusion.vitals import Reading
from leeward.protocol.alarm_limit import Priority

UNWRITTEN_KEPT: Final = 500  # alarms that began and ended while nothing could be written: hours of them


class Chair:
    """An infusion that is watched. What the journal says of it is brought by `renew`, what devices say by `take`."""

    def __init__(self, bedside: Bedside) -> None:
        self.infusion_id: UUID = bedside.infusion.pk
        self.unwritten: deque[Event] = deque(maxlen=UNWRITTEN_KEPT)
        aim = _aim(bedside)
        following = Following(
            aim.pop("limits"),
            aim.pop("baseline"),
            mode=bedside.mode,
            active=standing.active_keys(bedside.events),
            **aim,
        )
        self._bed = Bed(following)
        self._device_alarms = DeviceAlarms(self.infusion_id, bedside.events)
        self._stand: tuple[Condition, ...] = ()
        self.renew(bedside)

    def renew(self, bedside: Bedside) -> None:
        """Take over what people changed: the journal, the limits, the state of the pump, readings by hand."""
        self.name, self._events = bedside.infusion.chair, bedside.events
        self._scores = watch_scores(bedside.events, bedside.protocol.score_limits)
        self._active: dict[str, Priority] = standing.active_keys((*bedside.events, *self.unwritten))
        self._bed.aim(**_aim(bedside))
        for event in bedside.events:
            if isinstance(event, MarkedArtefact):
                self._bed.mark(event.reading_id, event.reason)
        self._bed.take_readings(bedside.readings)
        self._look_at_journal()

    def take(self, message: DeviceMessage) -> bool:
        """Take what a device sent, and say whether it may have begun or ended an alarm of ours."""
        if message.alarms:
            self.unwritten.extend(self._device_alarms.news(message))
        return self._bed.take(message) if message.rows else False

    def overhear(self, readings: Sequence[Reading]) -> None:
        """Take what another gateway heard; it is decided upon at the next look."""
        self._bed.take_readings(readings)

    @property
    def has_later_due(self) -> bool:
        """Has `due` grown by seconds with the last message, so that the next tick need not ask?"""
        return self._bed.has_later_due

    @property
    def due(self) -> datetime | None:
        """The first instant at which time alone may change something; None: look now."""
        return self._bed.due

    def decide(self, now: datetime, *, as_of: datetime | None = None) -> tuple[Event, ...]:
        """Return what began and what ended, and hold it until `written` says that the journal has it.

        What came before the chair was read is judged `as_of` then; that it is decided only now stays true.
        """
        self._stand = by_urgency((*self._bed.conditions(as_of or now), *self._scores))
        changed = changes(self._active, self._stand)
        if not changed.raised and not changed.cleared:
            return ()
        events = as_events(changed, infusion_id=self.infusion_id, at=now)
        for event in events:
            if isinstance(event, AlarmRaised):
                self._active[event.alarm_key] = event.priority
            else:
                self._active.pop(event.alarm_key, None)
        self.unwritten.extend(events)
        self._look_at_journal()
        return events

    def written(self, events: Iterable[Event]) -> None:
        """The journal has these now."""
        done = {event.event_id for event in events}
        self._events = (*self._events, *(event for event in self.unwritten if event.event_id in done))
        self.unwritten = deque((e for e in self.unwritten if e.event_id not in done), maxlen=UNWRITTEN_KEPT)

    def _look_at_journal(self) -> None:
        self._is_latched = bool(latched((*self._events, *self.unwritten)))

    def call(self, now: datetime) -> ChairCall | None:
        """Return whether the chair calls beyond the bedside."""
        if not self._active and not self._is_latched:
            return None
        told = signals(self._stand, (*self._events, *self.unwritten), now=now)
        beyond = [one for one in told if one.reach is not Reach.BEDSIDE]
        if not beyond:
            return None
        return ChairCall(
            chair=self.name,
            since=min(one.since for one in beyond),
            reaches_everyone=any(one.reach is Reach.EVERYONE for one in beyond),
        )


def _aim(bedside: Bedside) -> dict[str, Any]:
    return {
        "limits": in_force(bedside.protocol.alarms, bedside.events),
        "baseline": bedside.baseline,
        "running": bedside.infusing,
        "ended_at": bedside.given.ended_at if bedside.given else None,
    }
