"""One device followed: as much of what it sent as it takes to say what is wrong with it as a whole."""

from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from leeward.infusion.clocks import CONTINUOUS, FROZEN_AFTER, WINDOW, Sent, came
from leeward.infusion.track import Track
from leeward.infusion.unusable import order
from leeward.infusion.vitals import BY_HAND, Reading
from leeward.protocol.monitoring import Monitoring
from leeward.protocol.vital_kind import VitalKind

MINUTE: Final = timedelta(minutes=1)
Newest = Mapping[VitalKind, datetime]
"""When the last reading of each kind came, whichever device sent it."""


class Sender:
    """What a device of continuous values has sent. Its questions are asked only where the answer may be yes."""

    def __init__(self, monitoring: Monitoring) -> None:
        self.newest: dict[VitalKind, Reading] = {}
        self.last: Reading | None = None
        self.fresh_at: datetime | None = None
        self.strange_until: datetime | None = None
        self.let_go_at: datetime | None = None
        self._ahead: datetime | None = None
        self._arrived: deque[Reading] = deque()
        self._window, self._tolerance = monitoring.escalates_after, monitoring.clock_tolerance
        self._patience = min(monitoring.stale_after(kind, infusing=True) for kind in CONTINUOUS)

    def take(self, reading: Reading) -> None:
        """Take a reading, usable or not."""
        known = self.newest.get(reading.kind)
        if known is None or came(reading) > came(known):
            self.newest[reading.kind] = reading
        self._look_at_clock(reading)
        if self.last is None or came(reading) > came(self.last):
            self.last = reading
        self._arrived.append(reading)
        while self._arrived[0].received_at < self.last.received_at - self._window:
            self._arrived.popleft()

    def _look_at_clock(self, reading: Reading) -> None:
        """Note whether its times may have gone back, and when it last sent what was news."""
        came_at = reading.received_at
        if came_at - reading.at <= self._tolerance and (self.fresh_at is None or came_at > self.fresh_at):
            self.fresh_at = came_at
        goes_back = self._ahead is not None and self._ahead - reading.at > self._tolerance
        if goes_back or (self.last is not None and came_at < self.last.received_at):
            latest = max(came_at, self.last.received_at) if self.last is not None else came_at
            self.strange_until = latest + self._window
            self._ahead = max((one.at for one in self._arrived), default=None)
        self._ahead = reading.at if self._ahead is None else max(self._ahead, reading.at)

    def replace(self, spoiled: Reading) -> None:
        """Put the copy that was marked as artefact in the place of the reading."""
        same = spoiled.reading_id
        self._arrived = deque(spoiled if one.reading_id == same else one for one in self._arrived)
        self.newest = {kind: spoiled if one.reading_id == same else one for kind, one in self.newest.items()}
        if self.last is not None and self.last.reading_id == same:
            self.last = spoiled

    def sent(self, device: str, tracks: Mapping[VitalKind, Track], newest: Newest, *, now: datetime) -> Sent:
        """Return what is needed of it at this instant, and nothing where the answer is no already."""
        is_silent = self.last is not None and now - self.last.received_at > self._patience
        rows = self._silence(newest, now=now) if is_silent else ()
        return Sent(rows, self._clock(now=now), self._still(device, tracks, newest, now=now))

    def is_clock_in_doubt(self, *, now: datetime) -> bool:
        """Came nothing within the last minute that was news, or may something have claimed to be earlier?"""
        is_news = self.fresh_at is not None and now - self.fresh_at <= self._window
        return not is_news or (self.strange_until is not None and now <= self.strange_until)

    def is_over(self, newest: Newest, *, now: datetime) -> bool:
        """Was it replaced: does nothing that it sent count any more?"""
        return not self._silence(newest, now=now)

    def _counts(self, reading: Reading, newest: Newest, *, now: datetime) -> bool:
        """Is it of the last minutes, or the last of a kind that nobody sends any more?"""
        return reading.received_at >= min(now - WINDOW, newest.get(reading.kind, reading.received_at))

    def _silence(self, newest: Newest, *, now: datetime) -> list[Reading]:
        """Return the last of each kind that came."""
        return [one for one in self.newest.values() if self._counts(one, newest, now=now)]

    def _clock(self, *, now: datetime) -> list[Reading]:
        """Return what came within the last minute."""
        if not self.is_clock_in_doubt(now=now):
            return []
        since = now - self._window  # within the minutes that count for every kind, so nobody need ask by kind
        return [one for one in self._arrived if since <= one.received_at <= now]

    def _still(self, device: str, tracks: Mapping[VitalKind, Track], newest: Newest, *, now: datetime) -> list[Reading]:
        """Return what can be used of the last two minutes and one reading from before; none where a number moved."""
        since, found, older = now - FROZEN_AFTER, list[Reading](), list[Reading]()
        for kind in CONTINUOUS & tracks.keys():
            value: float | None = None
            for one in reversed(tracks[kind].rows):
                if one.device != device or one.source == BY_HAND:
                    continue
                if one.at < since:
                    older += [one] if self._counts(one, newest, now=now) else []
                    break
                if value is not None and one.value != value:
                    return []
                value = one.value
                found.append(one)
        if not found:
            return []
        if self.let_go_at is not None and self.let_go_at < since:
            before = replace(found[0], at=self.let_go_at, received_at=self.let_go_at)
            older += [before] if self._counts(before, newest, now=now) else []
        return [*older[:1], *sorted(found, key=order)]
