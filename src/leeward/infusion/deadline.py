"""When time alone can next change what stands at a bed, if nothing more comes: never too late, sometimes too early."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from leeward.infusion.artefact import TOLD_FOR
from leeward.infusion.clocks import CONTINUOUS, FROZEN_AFTER, WINDOW
from leeward.infusion.following import Following
from leeward.infusion.sender import Sender
from leeward.infusion.track import Track
from leeward.protocol.monitoring import Interval, span
from leeward.protocol.vital_kind import VitalKind

NEVER: Final = datetime.max.replace(tzinfo=UTC)


def deadline(following: Following, *, now: datetime) -> datetime:
    """Return the first instant from `now` on at which the keys or priorities may change without a reading.

    It may be `now` itself: then something is under way that is looked at on every tick.
    """
    return min((when for when in _moments(following, now) if when >= now), default=NEVER)


def rarely(following: Following, *, now: datetime) -> datetime:
    """Return the same of what no calm message moves: what could not be used, escalations, the end of the infusion."""
    return min((when for when in _slow_moments(following, now) if when >= now), default=NEVER)


def patience(following: Following, now: datetime) -> dict[VitalKind, timedelta]:
    """Return how old a value of each kind may be."""
    since_end, infusing = following.since_end(now), following.running
    stale_after = following.monitoring.stale_after
    return {kind: stale_after(kind, infusing=infusing, since_end=since_end) for kind in VitalKind}


def _moments(following: Following, now: datetime) -> Iterator[datetime]:
    limits, escalates_after = patience(following, now), following.monitoring.escalates_after
    for track in following.tracks.values():
        yield from _of_track(track, limits, escalates_after)
    for name, sender in following.senders.items():
        yield from _of_sender(sender, limits, now=now, escalates_after=escalates_after)
        moved_at = moved(name, following.tracks)
        yield now if moved_at is None or moved_at < now - FROZEN_AFTER else moved_at + FROZEN_AFTER
    yield from _slow_moments(following, now)


def _slow_moments(following: Following, now: datetime) -> Iterator[datetime]:
    limits, monitoring = patience(following, now), following.monitoring
    for one in following.unusable:
        ends = (monitoring.escalates_after, limits[one.kind], -monitoring.clock_tolerance)
        yield from (one.at + end for end in ends)
    if following.ended_at is not None:
        yield following.ended_at + span(Interval.early_recovery)


def _of_track(track: Track, limits: Mapping[VitalKind, timedelta], escalates_after: timedelta) -> Iterator[datetime]:
    """Yield when its silence tells, when a limit's delay is over, when a leap was told for long enough."""
    for last in (track.last, track.last_sent):
        if last is not None:
            yield last.at + limits[track.kind]
            yield last.at + escalates_after
    for standing, holds in zip(track.standings, track.held, strict=True):
        if standing.began is not None and not standing.is_active:
            yield standing.began.at + holds.delay
    if track.leapt_at is not None:
        yield track.leapt_at + TOLD_FOR


def _of_sender(
    sender: Sender, limits: Mapping[VitalKind, timedelta], *, now: datetime, escalates_after: timedelta
) -> Iterator[datetime]:
    """Yield when the device's silence tells, and every tick while its clock is in doubt."""
    if sender.last is not None:
        came_at = sender.last.received_at
        yield came_at + limits[sender.last.kind]
        yield came_at + escalates_after
        if sender.is_clock_in_doubt(now=now) and now - came_at <= escalates_after:
            yield now
    if sender.fresh_at is not None:
        yield sender.fresh_at + escalates_after
    yield from (one.received_at + WINDOW for one in sender.newest.values())


def moved(device: str, tracks: Mapping[VitalKind, Track]) -> datetime | None:
    """Return when a continuous number of this device last differed from the one after it; None if none did."""
    found = None
    for kind in CONTINUOUS & tracks.keys():
        value: float | None = None
        for one in reversed(tracks[kind].rows):
            if one.device != device:
                continue
            if value is not None and one.value != value:
                found = one.at if found is None else max(found, one.at)
                break
            value = one.value
    return found
