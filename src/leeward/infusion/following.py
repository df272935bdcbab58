"""One infusion followed reading by reading, in memory: what `watch` says of all that came, without looking back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from leeward.infusion.alarms import by_rank, watch
from leeward.infusion.clocks import CONTINUOUS, WINDOW, of_devices
from leeward.infusion.condition import Condition, by_urgency
from leeward.infusion.sender import Sender
from leeward.infusion.sustained import Held, condition_of, held
from leeward.infusion.technical import STANDS_FOR, is_watched, no_baseline, silences, strange
from leeward.infusion.track import Track
from leeward.infusion.unusable import Unusable, order
from leeward.infusion.vitals import BY_HAND, Baseline, GenerationMode, Reading, VitalKind, is_usable
from leeward.protocol.alarm_limit import AlarmLimit
from leeward.protocol.monitoring import MONITORING, Monitoring

PULSE: Final = {VitalKind.HEART_RATE: VitalKind.PULSE_RATE}


class Following:
    """What counts for one infusion, and every reading that was taken; ask for the conditions at any instant.

    `active` are the alarms that stood when the readings that will be given begin, as the journal says. A reading
    counts once, the copy that came first, or the one marked as artefact. `conditions(now)` equals `watch` over all
    readings taken, in whatever order they came; one that comes more than ten minutes late (two, where nothing
    stands) changes no limit any more.
    """

    def __init__(
        self,
        limits: Sequence[AlarmLimit],
        baseline: Baseline,
        *,
        running: bool,
        mode: GenerationMode = GenerationMode.REAL,
        monitoring: Monitoring = MONITORING,
        ended_at: datetime | None = None,
        active: Collection[str] = (),
    ) -> None:
        self.limits, self.baseline = tuple(limits), dict(baseline)
        self.running, self.mode, self.monitoring, self.ended_at = running, mode, monitoring, ended_at
        self._active, self.held = frozenset(active), _ready(self.limits, self.baseline)
        self.tracks: dict[VitalKind, Track] = {}
        self.senders: dict[str, Sender] = {}
        self.unusable = Unusable()
        self.newest: dict[VitalKind, datetime] = {}
        self.came_until: datetime | None = None
        self._marked: dict[UUID, str] = {}

    def take(self, reading: Reading) -> None:
        """Take a reading, in whatever order it comes."""
        if reading.artefact_reason is not None:
            self.mark(reading.reading_id, reading.artefact_reason)
        elif self._marked and reading.reading_id in self._marked:
            reading = replace(reading, artefact_reason=self._marked[reading.reading_id])
        track = self._track(reading.kind)
        if track.knows(reading) or self.unusable.knows(reading):
            return
        usable = is_usable(reading, now=reading.received_at, mode=self.mode)
        if usable and track.is_too_late(reading) and self._is_news(reading):
            self._begin_again(reading.received_at)
            track = self._track(reading.kind)
        self._note(reading)
        if usable:
            track.take(reading)
        else:
            self.unusable.take(reading)

    def take_all(self, readings: Iterable[Reading]) -> None:
        """Take the readings one after another."""
        for reading in readings:
            self.take(reading)

    def knows(self, readings: Iterable[Reading]) -> bool:
        """Did all of these come before, as far back as readings are kept?"""
        tracks = self.tracks
        return all(one.kind in tracks and (tracks[one.kind].knows(one) or self.unusable.knows(one)) for one in readings)

    def mark(self, reading_id: UUID, reason: str) -> None:
        """Count the reading as artefact from now on, and judge what followed it without it."""
        self._marked.setdefault(reading_id, reason)
        spoiled = self.unusable.mark(reading_id, reason)
        for track in self.tracks.values():
            found = track.drop(reading_id)
            if found is not None:
                spoiled = replace(found, artefact_reason=reason)
                self.unusable.take(spoiled)
        if spoiled is not None:
            for sender in self.senders.values():
                sender.replace(spoiled)

    def aim(
        self, limits: Sequence[AlarmLimit], baseline: Baseline, *, running: bool, ended_at: datetime | None = None
    ) -> None:
        """Count by other limits, another baseline or another state of the pump from now on, as the journal says."""
        self.running, self.ended_at = running, ended_at
        if (tuple(limits), dict(baseline)) == (self.limits, self.baseline):
            return
        self.limits, self.baseline = tuple(limits), dict(baseline)
        self.held = _ready(self.limits, self.baseline)
        for kind, track in self.tracks.items():
            track.aim(self._of(kind))

    def conditions(self, now: datetime) -> tuple[Condition, ...]:
        """Return every condition that stands at `now`, the most urgent first."""
        if self.came_until is not None and now < self.came_until:
            return self._looked_back(now)
        leaps = (track.leap(now=now) for track in self.tracks.values())
        told = (one for one in leaps if one is not None)
        return by_urgency((*self.physiological(now), *self._technical(now), *told))

    def tidy(self, now: datetime) -> None:
        """Let go what can say nothing any more: devices that were replaced, and old readings of no use."""
        if self.came_until is None or now < self.came_until:
            return
        self.unusable.let_go(now - WINDOW)
        self.senders = {name: one for name, one in self.senders.items() if not one.is_over(self.newest, now=now)}

    def let_go(self, calm: Iterable[tuple[VitalKind, datetime, str]]) -> None:
        """Know that calm values of these kinds came up to these instants, and are kept no longer."""
        for kind, at, device in calm:
            self._track(kind).forget(at)
            if device in self.senders:
                self.senders[device].let_go_at = at

    @property
    def is_quiet(self) -> bool:
        """Has no limit anything to remember?"""
        return all(track.is_quiet for track in self.tracks.values())

    def since_end(self, now: datetime) -> timedelta:
        """How long ago the drug ended; nothing while it has not."""
        return max(now - self.ended_at, timedelta(0)) if self.ended_at is not None else timedelta(0)

    def watched(self) -> Mapping[VitalKind, Sequence[Reading]]:
        """Return the last usable reading of each kind and what could not be used, in order; a pulse is a heart rate."""
        found: dict[VitalKind, list[Reading]] = defaultdict(list)
        lasts = [track.last_sent for track in self.tracks.values() if track.last_sent is not None]
        for one in (*lasts, *self.unusable):
            if is_watched(one):
                found[STANDS_FOR.get(one.kind, one.kind)].append(one)
        for rows in found.values():
            if len(rows) > 1:
                rows.sort(key=order)
        return found

    def physiological(self, now: datetime) -> Iterable[Condition]:
        """Return the most urgent condition of each group of limits."""
        strongest: dict[str, Condition] = {}
        stirs = [kind for kind, track in self.tracks.items() if track.last is not None and not track.is_quiet]
        for holds in self.held if stirs else ():
            kind = self._series(holds.limit.vital, now)
            if kind not in stirs or holds.group in strongest:
                continue
            standing = self.tracks[kind].standing(holds.limit.key)
            condition = condition_of(standing, holds, now=now) if standing.began is not None else None
            if condition is not None:
                strongest[holds.group] = condition
        return strongest.values()

    def _series(self, vital: VitalKind, now: datetime) -> VitalKind:
        """The pulse stands in for a heart rate that no longer comes."""
        pulse, track = PULSE.get(vital), self.tracks.get(vital)
        if pulse is None or pulse not in self.tracks or self.tracks[pulse].last is None:
            return vital
        last = track.last if track is not None else None
        is_fresh = last is not None and now - last.at <= self.monitoring.stale_after(vital, infusing=self.running)
        return vital if is_fresh else pulse

    def _technical(self, now: datetime) -> Iterable[Condition]:
        sent = {name: one.sent(name, self.tracks, self.newest, now=now) for name, one in self.senders.items()}
        about = list(of_devices(sent, now=now, running=self.running, monitoring=self.monitoring))
        yield from silences(
            self.watched(), now=now, running=self.running, mode=self.mode, monitoring=self.monitoring,
            since_end=self.since_end(now), about=about,
        )  # fmt: skip
        if self.unusable:
            rows = sorted(self.unusable, key=order)
            yield from strange(rows, now=now, running=self.running, mode=self.mode, monitoring=self.monitoring)
        yield from no_baseline(self.baseline, now=now, running=self.running)

    def _looked_back(self, now: datetime) -> tuple[Condition, ...]:
        """Look at an instant before the last reading came, as after a clock was set back: by what is kept."""
        rows = [one for track in self.tracks.values() for one in track.kept]
        active = {key for track in self.tracks.values() for key in track.stood}
        return watch(
            [*rows, *self.unusable], self.baseline, self.limits, now=now, running=self.running, mode=self.mode,
            monitoring=self.monitoring, active=active, since_end=self.since_end(now),
        )  # fmt: skip

    def _is_news(self, reading: Reading) -> bool:
        """Did it come as it was measured, by the clocks of then? So old all the same, our own clock was set back."""
        return reading.received_at - reading.at <= self.monitoring.clock_tolerance

    def _begin_again(self, now: datetime) -> None:
        """Forget what claims to be of the time to come: by it, what comes now would be too old to count."""
        latest = now + self.monitoring.clock_tolerance
        kept = [one for track in self.tracks.values() for one in track.kept if max(one.at, one.received_at) <= latest]
        held = (holds.limit.key for track in self.tracks.values() for holds in track.held)
        self._active = frozenset(key for key in held if self._stands(key))
        self.tracks, self.senders, self.unusable, self.newest, self.came_until = {}, {}, Unusable(), {}, None
        self.take_all(sorted(kept, key=order))

    def _stands(self, key: str) -> bool:
        tracks = (track for track in self.tracks.values() if any(holds.limit.key == key for holds in track.held))
        return any(track.standing(key).is_active for track in tracks)

    def _note(self, reading: Reading) -> None:
        """Remember when it came and from whom."""
        if self.came_until is None or reading.received_at > self.came_until:
            self.came_until = reading.received_at
        if reading.source == BY_HAND:
            return
        came_at = reading.received_at
        self.newest[reading.kind] = max(self.newest.get(reading.kind, came_at), came_at)
        if reading.device and reading.kind in CONTINUOUS:
            if reading.device not in self.senders:
                self.senders[reading.device] = Sender(self.monitoring)
            self.senders[reading.device].take(reading)

    def _track(self, kind: VitalKind) -> Track:
        if kind not in self.tracks:
            self.tracks[kind] = Track(kind, self._of(kind), active=self._active)
        return self.tracks[kind]

    def _of(self, kind: VitalKind) -> Iterable[Held]:
        """Return the limits that look at readings of this kind."""
        return (holds for holds in self.held if kind in (holds.limit.vital, PULSE.get(holds.limit.vital)))


def _ready(limits: Iterable[AlarmLimit], baseline: Baseline) -> tuple[Held, ...]:
    """Return the limits that can be held against a value, the most urgent first."""
    known = (held(limit, baseline) for limit in by_rank(limits))
    return tuple(holds for holds in known if holds is not None)
