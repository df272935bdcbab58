"""When time alone can next change what stands at a bed, if nothing more comes: never too late, sometimes too early."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from leeward.infusion.artefact import TOLD_FOR
from leeward.infusion.clocks import CONTINUOUS, FROZEN_AFTER, WINDOW
from leeward.infusion.following import Following
from leeward.infusion.sender import Sender
from leeward.infusion.track import Track
from leeward.protocol.monitoring import Interval, span
from leeward.protocol.vital_kind import VitalKind

_EARLY: Final = span(Interval.early_recovery)
NEVER: Final = datetime.max.replace(tzinfo=UTC)


def deadline(following: Following, *, now: datetime) -> datetime:
    """Return the first instant from `now` on at which the keys or priorities may change without a reading.

    It may be `now` itself: then something is under way that is looked at on every tick.
    """
    return min([when for when in _moments(following, now) if when >= now], default=NEVER)


def rarely(following: Following, *, now: datetime) -> datetime:
    """Return the same of what no calm message moves: what could not be used, escalations, the end of the infusion."""
    return min((when for when in _slow_moments(following, patience(following, now)) if when >= now), default=NEVER)


def patience(following: Following, now: datetime) -> Mapping[VitalKind, timedelta]:
    """Return how old a value of each kind may be."""
    return following.monitoring.patience(infusing=following.running, since_end=following.since_end(now))


# Lists and no generators: all of it is asked after every look at a bed.
def _moments(following: Following, now: datetime) -> list[datetime]:
    limits, escalates_after = patience(following, now), following.monitoring.escalates_after
    found = _slow_moments(following, limits)
    for track in following.tracks.values():
        found += _of_track(track, limits, escalates_after)
    for name, sender in following.senders.items():
        found += _of_sender(sender, limits, now=now, escalates_after=escalates_after)
        found += _of_stillness(name, following, now=now)
    return found


def _slow_moments(following: Following, limits: Mapping[VitalKind, timedelta]) -> list[datetime]:
    escalates_after, ahead = following.monitoring.escalates_after, following.monitoring.clock_tolerance
    found = []
    for one in following.unusable:
        found += [one.at + escalates_after, one.at + limits[one.kind], one.at - ahead]
    if following.ended_at is not None:
        found.append(following.ended_at + _EARLY)
    return found


def _of_track(track: Track, limits: Mapping[VitalKind, timedelta], escalates_after: timedelta) -> list[datetime]:
    """Return when its silence tells, when a limit's delay is over, when a leap was told for long enough."""
    lasts = (track.last,) if track.last is track.last_sent else (track.last, track.last_sent)
    found = [last.at + wait for last in lasts if last is not None for wait in (limits[track.kind], escalates_after)]
    if not track.is_quiet:
        standings = zip(track.standings, track.held, strict=True)
        found += [one.began.at + holds.delay for one, holds in standings if one.began is not None and not one.is_active]
    if track.leapt_at is not None:
        found.append(track.leapt_at + TOLD_FOR)
    return found


def _of_sender(
    sender: Sender, limits: Mapping[VitalKind, timedelta], *, now: datetime, escalates_after: timedelta
) -> list[datetime]:
    """Return when the device's silence tells, and every tick while its clock is in doubt."""
    found = [one.received_at + WINDOW for one in sender.newest.values()]
    if sender.last is not None:
        came_at = sender.last.received_at
        found += [came_at + limits[sender.last.kind], came_at + escalates_after]
        if sender.is_clock_in_doubt(now=now) and now - came_at <= escalates_after:
            found.append(now)
    if sender.fresh_at is not None:
        found.append(sender.fresh_at + escalates_after)
    return found


def _of_stillness(device: str, following: Following, *, now: datetime) -> list[datetime]:
    """Return when its numbers may be told as frozen; every tick while they may be, nothing once none is recent."""
    moved_at, since = moved(device, following.tracks), now - FROZEN_AFTER
    if moved_at is not None and moved_at >= since:
        return [moved_at + FROZEN_AFTER]
    tracks = [following.tracks[kind] for kind in CONTINUOUS & following.tracks.keys()]
    is_recent = any(one.device == device and one.at >= since for track in tracks for one in reversed(track.rows))
    return [now] if is_recent else []


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
