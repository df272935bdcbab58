"""One bed as the gateway follows it: calm messages are only put aside, and the rest is followed reading by reading."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from leeward.infusion.calm import Calm, Message
from leeward.infusion.clocks import CONTINUOUS
from leeward.infusion.condition import Condition
from leeward.infusion.deadline import NEVER, deadline, moved, patience, rarely
from leeward.infusion.following import Following
from leeward.infusion.track import MEDIAN_OF
from leeward.infusion.vitals import Baseline, Reading
from leeward.protocol.alarm_limit import AlarmLimit
from leeward.protocol.vital_kind import NIBP

_STATIC: Final = ("nibp-", "no-baseline", *(f"{kind.value}-leap" for kind in NIBP))
"""What may stand while a message is calm all the same: only a new cuff reading or a person changes it."""


class Bed:
    """A `Following` with a fast way in front of it. What it says is what the following says of the same readings.

    `has_later_due` says after a calm message that `due` has grown by seconds since it last said so. Who then moves the
    deadline that a `devices.screen.Screen` holds is never asked at a tick about a bed that goes on sending.
    """

    def __init__(self, following: Following) -> None:
        self._following = following
        self._calm: Calm | None = None
        self._due: datetime | None = None
        self._later_from = NEVER
        self.has_later_due = False
        self._waiting: deque[Message] = deque()
        self._let_go: Message | None = None
        self._keeps, self._full = _keeps(following), _AT_ONCE

    def take(self, message: Message) -> bool:
        """Take a message; say whether anything may have changed by it, so that the conditions must be asked for."""
        if self._calm is not None and self._calm.passes(message):
            self._waiting.append(message)
            self.has_later_due = message.received_at >= self._later_from
            if self.has_later_due:
                self._later_from = message.received_at + _ASK_EVERY
            if len(self._waiting) >= self._full:
                self._let_go_old(self._calm)
            return False
        self.has_later_due = False
        if self._came_before(message):
            return False
        self.following().take_all(message.readings)
        return True

    def _came_before(self, message: Message) -> bool:
        """Is it a copy: did a monitor that heard no answer send again what is known? Then it changes nothing at all."""
        if self._calm is not None and not self._calm.is_behind(message):
            return False
        self._read_waiting()
        return self._following.knows(message.readings)

    def take_readings(self, readings: Sequence[Reading]) -> None:
        """Take what came another way: charted by hand, or read from the disk."""
        self.following().take_all(readings)

    def mark(self, reading_id: UUID, reason: str) -> None:
        """Count the reading as artefact from now on."""
        self.following().mark(reading_id, reason)

    def aim(
        self, limits: Sequence[AlarmLimit], baseline: Baseline, *, running: bool, ended_at: datetime | None = None
    ) -> None:
        """Count by other limits, another baseline or another state of the pump from now on, as the journal says."""
        following = self.following()
        following.aim(limits, baseline, running=running, ended_at=ended_at)
        self._keeps = _keeps(following)

    def conditions(self, now: datetime) -> tuple[Condition, ...]:
        """Return every condition that stands at `now`, the most urgent first."""
        following = self.following()
        following.tidy(now)
        found = following.conditions(now)
        self._calm, self._later_from = _calm(following, found, now=now), now
        self._due = deadline(following, now=now) if self._calm is None else None
        return found

    @property
    def due(self) -> datetime | None:
        """The first instant since the last look at which time alone may change a key or a priority; None: look now."""
        return self._due if self._calm is None else self._calm.due

    def following(self) -> Following:
        """Return the following with everything that came, for whoever looks closer; the next message is read."""
        self._calm = self._due = None
        self._read_waiting()
        return self._following

    def _read_waiting(self) -> None:
        if self._let_go is not None:
            self._following.let_go((row.kind, row.at, row.device) for row in self._let_go.rows)
            self._let_go = None
        while self._waiting:
            self._following.take_all(self._waiting.popleft().readings)

    def _let_go_old(self, calm: Calm) -> None:
        """Forget messages that are old and calm, once newer ones hold the same kinds and a number has moved since."""
        waiting, until = self._waiting, calm.came_until - self._keeps
        if calm.moved_at is not None:
            until = min(until, calm.moved_at - self._following.monitoring.clock_tolerance)
        while calm.moved_at is not None and waiting[0].received_at < until and len(waiting) > _NEWER:
            kinds, *newer = ([row.kind for row in waiting[place].rows] for place in range(_NEWER + 1))
            if all(one == kinds for one in newer):
                self._let_go = waiting.popleft()
            else:
                self._following.take_all(waiting.popleft().readings)
        self._full = len(waiting) + _AT_ONCE


_AT_ONCE: Final = 16  # plain: messages; to look for old ones at each would cost more than it frees
_ASK_EVERY: Final = timedelta(seconds=4)  # plain: well within the ten seconds after which silence is told
_NEWER: Final = 2  # plain: a leap of the cuff is told of the last two readings


def _keeps(following: Following) -> timedelta:
    """Return after how long a calm stretch has ended whatever came late before it.

    The longest time to end a condition, the seconds of the median before it, and two gaps that are still no silence.
    """
    clears = max((holds.clear_delay for holds in following.held), default=timedelta(0))
    gaps = max(following.monitoring.stale_after(kind, infusing=following.running) for kind in CONTINUOUS)
    return clears + MEDIAN_OF + gaps + gaps + following.monitoring.clock_tolerance


def _calm(following: Following, found: Sequence[Condition], *, now: datetime) -> Calm | None:
    """Return what calm messages are held against; None while anything stands, or stirs, that a message could change."""
    stirs = [one for one in found if not one.key.startswith(_STATIC)]
    recent = now - following.monitoring.escalates_after
    if stirs or not following.is_quiet or len(following.senders) != 1 or following.came_until is None:
        return None
    if now < following.came_until or any(one.at >= recent for one in following.unusable):
        return None
    (device,) = following.senders
    if following.senders[device].is_clock_in_doubt(now=now):
        return None
    bands = {kind: track.band for kind, track in following.tracks.items()}
    for kind, track in following.tracks.items():
        if track.last_sent is not None and track.last_sent is not track.last:
            return None  # a person measured in between: whether the device fell silent is another matter
        rows = track.since(track.rows[-1].at - MEDIAN_OF) if track.rows else ()
        if any(one.value not in bands[kind] for one in rows):
            return None
    return Calm(
        {kind: track.last for kind, track in following.tracks.items() if track.last is not None},
        bands,
        device=device,
        mode=following.mode,
        tolerance=following.monitoring.clock_tolerance,
        patience=patience(following, now),
        cuff_stands=any(one.key != "no-baseline" for one in found),
        looked_at=now,
        came_until=following.came_until,
        moved_at=moved(device, following.tracks),
        until=rarely(following, now=now),
    )
