"""A patient's scores through the course: what was scored when, beside which infusion, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from leeward.evidence import Cited, Claim, Facts, Reference, assumed
from leeward.instruments import Score, by_key
from leeward.outcomes.change import Change, change
from leeward.outcomes.definitions import CAUTION


class Visits(Facts):
    """Which infusion a score belongs to."""

    before_window = assumed(
        "24 h", why="A score of the day before an infusion is that visit's score; no source sets the window."
    )


class CannotFollow(ValueError):
    """A time of the course has no time zone."""


class Side(Enum):
    """On which side of its infusion a score lies."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedScore:
    """A score and when the patient gave it."""

    score: Score
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One score on the timeline: before or after infusion number `infusion`, counted from 1."""

    at: datetime
    score: Score
    infusion: int
    side: Side

    @property
    def total(self) -> int | None:
        """Return the total; None when items were left out."""
        return self.score.total

    @property
    def given(self) -> int:
        """Return how many infusions had begun by then."""
        return self.infusion - (self.side is Side.BEFORE)

    @property
    def label(self) -> str:
        """Return the place in the course, as in `before infusion 1`."""
        return f"{self.side.value} infusion {self.infusion}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One infusion and its scores of one scale; None is a score that was never taken."""

    infusion: int
    at: datetime
    before: Point | None
    after: Point | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """All scores of one scale, in order, and what they say since the baseline."""

    scale_key: str
    name: str
    points: tuple[Point, ...]
    visits: tuple[Visit, ...]
    baseline: Point | None
    since_baseline: tuple[Change, ...]
    gaps: tuple[str, ...]

    @property
    def latest(self) -> Change | None:
        """Return the change from the baseline to the newest score; None when there is no such pair."""
        return self.since_baseline[-1] if self.since_baseline else None

    @property
    def steps(self) -> tuple[tuple[Point, Change], ...]:
        """Return each score after the first infusion with its change since the baseline, in order."""
        if self.baseline is None:
            return ()
        later = (point for point in self.points if point.at > self.baseline.at and not _before_first(point))
        return tuple(zip(later, self.since_baseline, strict=True))

    @property
    def says(self) -> tuple[str, ...]:
        """Return the sentences for the clinician, the missing included."""
        return (*((self.latest.says,) if self.latest else ()), *self.gaps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    """Every scale's series on one time axis, the infusions marked. It carries no claim about why scores moved."""

    infusions: tuple[datetime, ...]
    series: tuple[Series, ...]
    caution: Claim = CAUTION

    def of(self, scale_key: str) -> Series | None:
        """Return one scale's series; None when it was never scored."""
        return next((series for series in self.series if series.scale_key == scale_key), None)

    @property
    def says(self) -> tuple[str, ...]:
        """Return all sentences, and the caution that belongs to them."""
        return (*(line for series in self.series for line in series.says), self.caution.says)

    @property
    def cites(self) -> tuple[Cited | Reference, ...]:
        """Return the sources of everything said."""
        said = [cited for series in self.series if series.latest for cited in series.latest.cites]
        return (*dict.fromkeys(said), *(cited for cited in self.caution.cites if cited not in said))


def trajectory(scores: Sequence[DatedScore], infusions: Sequence[datetime]) -> Trajectory:
    """Lay the scores beside the infusions' starts. Scales and editions are never mixed."""
    if any(at.tzinfo is None for at in (*infusions, *(score.at for score in scores))):
        raise CannotFollow("Every score and infusion needs a time with its time zone.")
    starts = tuple(sorted(infusions))
    keys = dict.fromkeys(dated.score.scale_key for dated in scores)
    return Trajectory(
        infusions=starts,
        series=tuple(_series(key, [dated for dated in scores if dated.score.scale_key == key], starts) for key in keys),
    )


def _series(key: str, scores: Sequence[DatedScore], starts: tuple[datetime, ...]) -> Series:
    points = tuple(_point(dated, starts) for dated in sorted(scores, key=lambda dated: dated.at))
    baseline = _baseline(points)
    later = [point for point in points if baseline and point.at > baseline.at and not _before_first(point)]
    changes = tuple(change(baseline.score, point.score) for point in later) if baseline else ()
    visits = tuple(_visit(points, number, at) for number, at in enumerate(starts, 1))
    return Series(
        scale_key=key,
        name=by_key(key).name,
        points=points,
        visits=visits,
        baseline=baseline,
        since_baseline=changes,
        gaps=_gaps(by_key(key).name, points, visits, baseline),
    )


def _point(dated: DatedScore, starts: tuple[datetime, ...]) -> Point:
    begun = sum(start < dated.at for start in starts)
    side = Side.BEFORE if begun == 0 or _belongs_to_next(dated.at, starts, begun) else Side.AFTER
    return Point(at=dated.at, score=dated.score, infusion=begun + (side is Side.BEFORE), side=side)


def _belongs_to_next(at: datetime, starts: tuple[datetime, ...], begun: int) -> bool:
    """Is the next infusion near, and nearer than the last one?"""
    if begun == len(starts):
        return False
    ahead = starts[begun] - at
    return ahead <= timedelta(hours=Visits.before_window.to("h")) and ahead <= at - starts[begun - 1]


def _before_first(point: Point) -> bool:
    return point.infusion == 1 and point.side is Side.BEFORE


def _baseline(points: Sequence[Point]) -> Point | None:
    """Return the last score before infusion 1 whose total is known."""
    complete = [point for point in points if _before_first(point) and point.total is not None]
    return complete[-1] if complete else None


def _visit(points: Sequence[Point], number: int, at: datetime) -> Visit:
    before = [point for point in points if point.infusion == number and point.side is Side.BEFORE]
    after = [point for point in points if point.infusion == number and point.side is Side.AFTER]
    return Visit(infusion=number, at=at, before=before[-1] if before else None, after=after[0] if after else None)


def _gaps(name: str, points: Sequence[Point], visits: Sequence[Visit], baseline: Point | None) -> tuple[str, ...]:
    told = [] if baseline else [f"{name}: no complete score before infusion 1, so there is no baseline."]
    told += [
        f"{name} of {point.at:%Y-%m-%d} ({point.label}): items {', '.join(map(str, point.score.missing))} "
        "were left out, so the total is unknown."
        for point in points
        if point.score.missing
    ]
    told += [f"{name}: no score before infusion {visit.infusion}." for visit in visits if not visit.before]
    told += [f"{name}: no score after infusion {visit.infusion}." for visit in visits if not visit.after]
    return tuple(told)
