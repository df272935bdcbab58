"""How much has gone in: the pump's rates as recorded, what they add up to, and when the end is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from leeward.evidence import Facts, assumed
from leeward.infusion.body import utc
from leeward.infusion.events import (
    Completed,
    Event,
    InfusingConfirmed,
    Paused,
    RateChanged,
    Resumed,
    Started,
    Stopped,
)

_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)


class Agreement(Facts):
    """How far the pump's own count may be from ours before a person is asked to look."""

    volume = assumed("5 %", why="Usual accuracy claimed for volumetric pumps; recalled, no manual read. Hazard H30.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RateSegment:
    """A stretch of time at one rate; a pause is a stretch at rate zero."""

    started_at: datetime
    ended_at: datetime
    rate_ml_per_h: float
    rate_mg_per_min: float

    @property
    def minutes(self) -> float:
        """How long it lasted."""
        return (self.ended_at - self.started_at) / _MINUTE

    @property
    def ml(self) -> float:
        """What went in."""
        return self.rate_ml_per_h * ((self.ended_at - self.started_at) / _HOUR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What the patient has had by `now`, computed from the recorded rates; never more than was ordered."""

    ml: float
    mg: float
    mg_per_kg: float
    ordered_ml: float
    ordered_mg: float
    remaining_ml: float
    remaining_mg: float
    started_at: datetime
    ended_at: datetime | None
    expected_end: datetime | None
    expected_end_if_resumed: datetime | None
    segments: tuple[RateSegment, ...]
    disagreement: str | None = None

    @property
    def is_all(self) -> bool:
        """Has the whole volume gone in?"""
        return self.remaining_ml <= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """A change of the pump's rate, at the time from which it counts."""

    at: datetime
    rate_ml_per_h: float
    is_end: bool


def delivered(events: Iterable[Event], *, now: datetime) -> Delivered | None:
    """Add up what has gone in by `now`; None before the start.

    Counting ends at the volume to be infused, or at the ordered dose where that is reached first. An event that
    claims to be earlier than the one recorded before it counts from that one's time.
    """
    recorded, now = tuple(events), utc(now)  # on the wall's clock an hour may come twice
    start = next((event for event in recorded if isinstance(event, Started)), None)
    if start is None or start.at > now:
        return None
    changes = tuple(change for change in _changes(recorded) if change.at <= now)
    ordered_ml = min(start.vtbi_ml, start.dose_mg / start.concentration_mg_per_ml)
    segments = _until_empty(_segments(changes, start, now=now), ordered_ml)
    ml = min(ordered_ml, sum(segment.ml for segment in segments))
    mg = min(start.dose_mg, ml * start.concentration_mg_per_ml)
    is_over = changes[-1].is_end or ml >= ordered_ml
    due = None if is_over else _due(changes, remaining_ml=ordered_ml - ml, now=now)
    is_running = changes[-1].rate_ml_per_h > 0
    return Delivered(
        ml=ml,
        mg=mg,
        mg_per_kg=mg / start.weight_kg,
        ordered_ml=ordered_ml,
        ordered_mg=start.dose_mg,
        remaining_ml=ordered_ml - ml,
        remaining_mg=start.dose_mg - mg,
        started_at=start.at,
        ended_at=changes[-1].at if changes[-1].is_end else None,
        expected_end=due if is_running else None,
        expected_end_if_resumed=None if is_running else due,
        segments=segments,
        disagreement=_disagreement(recorded, ordered_ml=ordered_ml, now=now),
    )


def _rate_after(event: Event) -> float | None:
    """Return the rate that the event leaves, or None when it leaves the rate alone."""
    if isinstance(event, Started | Resumed | RateChanged):
        return event.rate_ml_per_h
    return 0.0 if isinstance(event, Paused | Stopped | Completed) else None


def _changes(recorded: Iterable[Event]) -> tuple[_Change, ...]:
    """Return the changes of rate in the order of recording, none earlier than the one before, up to the end."""
    rows: list[_Change] = []
    for event in recorded:
        rate = _rate_after(event)
        if rate is None or (rows and rows[-1].is_end) or not (rows or isinstance(event, Started)):
            continue
        at = max(rows[-1].at, event.at) if rows else event.at
        rows.append(_Change(at=at, rate_ml_per_h=rate, is_end=isinstance(event, Stopped | Completed)))
    return tuple(rows)


def _segments(changes: Sequence[_Change], start: Started, *, now: datetime) -> tuple[RateSegment, ...]:
    """Return the stretches between the changes, and the one that is still open."""
    pairs = [(change, following.at) for change, following in pairwise(changes)]
    if not changes[-1].is_end:
        pairs.append((changes[-1], now))
    return tuple(
        RateSegment(
            started_at=change.at,
            ended_at=until,
            rate_ml_per_h=change.rate_ml_per_h,
            rate_mg_per_min=change.rate_ml_per_h * start.concentration_mg_per_ml / (_HOUR / _MINUTE),
        )
        for change, until in pairs
        if until > change.at
    )


def _until_empty(segments: Iterable[RateSegment], ordered_ml: float) -> tuple[RateSegment, ...]:
    """Cut the stretch in which the volume to be infused is reached; from there on the rate is zero."""
    rows: list[RateSegment] = []
    left_ml = ordered_ml
    for segment in segments:
        if segment.ml > left_ml:
            empty_at = min(segment.started_at + left_ml / segment.rate_ml_per_h * _HOUR, segment.ended_at)
            rows.append(replace(segment, ended_at=empty_at))
            rows.append(replace(segment, started_at=empty_at, rate_ml_per_h=0.0, rate_mg_per_min=0.0))
        else:
            rows.append(segment)
        left_ml = max(left_ml - segment.ml, 0.0)
    return tuple(row for row in rows if row.ended_at > row.started_at)


def _due(changes: Iterable[_Change], *, remaining_ml: float, now: datetime) -> datetime | None:
    """Return when the rest would be in at the last rate above zero, counted from now."""
    rates = [change.rate_ml_per_h for change in changes if change.rate_ml_per_h > 0]
    return now + remaining_ml / rates[-1] * _HOUR


def _disagreement(recorded: Sequence[Event], *, ordered_ml: float, now: datetime) -> str | None:
    """Say so when the pump's own count, where a person last read it, is not ours."""
    looks = [
        (event.at, shown)
        for event in recorded
        if event.at <= now and isinstance(event, Completed | InfusingConfirmed)
        if (shown := _shown_ml(event)) is not None
    ]
    if not looks:
        return None
    at, shown = looks[-1]
    ours = delivered((event for event in recorded if not isinstance(event, InfusingConfirmed | Completed)), now=at)
    if ours is None or abs(shown - ours.ml) <= Agreement.volume.to("1") * ordered_ml:
        return None
    return (
        f"The pump showed {shown:g} mL infused, the recorded rates give {ours.ml:.1f} mL. "
        "Check the pump's history and chart what happened."
    )


def _shown_ml(event: Completed | InfusingConfirmed) -> float | None:
    return event.delivered_ml if isinstance(event, Completed) else event.pump_delivered_ml
