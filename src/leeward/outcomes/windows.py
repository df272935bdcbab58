"""When each measure of each infusion may be answered, before anything is shared between two of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leeward.evidence import Cited
from leeward.outcomes.measures import MEASURES, Measure, Moment
from leeward.protocol.coursing import BladderWatch
from leeward.protocol.following_up import Around, Later, LongTerm
from leeward.protocol.thresholds import SHIPPED, Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One measure of infusion `infusion` (from 1), the `repeat`-th of its kind; instants in UTC, both ends inside."""

    measure: Measure
    infusion: int
    repeat: int
    opens: datetime
    closes: datetime

    @property
    def key(self) -> str:
        """Return the name under which this asking is known, whenever it is computed."""
        return f"{self.infusion}-{self.measure.moment.name.lower()}-{self.repeat}-{self.measure.scale.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Between:
    """One infusion among its neighbors, and the numbers in force."""

    number: int
    at: datetime
    last: datetime | None
    next: datetime | None
    zone: ZoneInfo
    limits: Thresholds

    def hours(self, row: Cited) -> timedelta:
        """Return a number in force as elapsed time."""
        return timedelta(hours=self.limits.of(row).to("h"))

    def days(self, row: Cited) -> int:
        """Return a number in force in whole days of the calendar."""
        return round(self.limits.of(row).to("d"))


Bounds = tuple[datetime, datetime, datetime]
"""When it opens, the mark, when it closes."""


def windows(infusions: Sequence[datetime], zone: ZoneInfo, limits: Thresholds = SHIPPED) -> tuple[Window, ...]:
    """Return every measure of every infusion, given or planned, in the patient's zone.

    Hours are elapsed time; days are whole days of the patient's calendar, midnight to midnight, so that a change of
    the clocks moves no day. What would be asked at or after the next infusion's start is not asked for this one: what
    is felt then belongs to the next.
    """
    starts = sorted(at.astimezone(UTC) for at in infusions)
    found: list[Window] = []
    for number, at in enumerate(starts, 1):
        one = _Between(
            number=number,
            at=at,
            last=starts[number - 2] if number > 1 else None,
            next=starts[number] if number < len(starts) else None,
            zone=zone,
            limits=limits,
        )
        found += (each for measure in MEASURES for each in _of(measure, one))
    return tuple(found)


def _of(measure: Measure, one: _Between) -> Iterator[Window]:
    for repeat, (opens, mark, closes) in enumerate(_bounds(measure, one), 1):
        if one.next is not None and mark >= one.next:
            return
        yield Window(
            measure=measure,
            infusion=one.number,
            repeat=repeat,
            opens=opens if one.last is None else max(opens, one.last),
            closes=closes if one.next is None else min(closes, one.next),
        )


def _bounds(measure: Measure, one: _Between) -> Iterator[Bounds]:
    match measure.moment:
        case Moment.BASELINE if one.number == 1:
            yield _midnight(one, -one.days(Around.baseline_before)), one.at, one.at
        case Moment.BEFORE if not measure.is_rare or _is_its_turn(one):
            yield one.at - one.hours(Around.before), one.at, one.at
        case Moment.DAY_AFTER:
            yield _after(one, Around.day_after, Around.day_after_window)
        case Moment.THIRD_DAY:
            yield _after(one, Around.three_days_after, Around.three_days_window)
        case Moment.WEEKLY:
            yield from _by_day(one, Later.weekly_every, Later.weekly_window, one.days(Later.weekly_for))
        case Moment.MONTHLY:
            yield from _by_day(one, Later.monthly_every, Later.monthly_window, one.days(Later.monthly_for))
        case Moment.LONG_TERM:
            yield from _by_day(one, LongTerm.screens_every, LongTerm.screens_window, one.days(Later.monthly_for))
        case _:
            return


def _is_its_turn(one: _Between) -> bool:
    """Is the bladder asked before this infusion? Before the first it stands in the baseline."""
    every = round(one.limits.of(BladderWatch.every).to("sessions"))
    return one.number > 1 and (one.number - 1) % every == 0


def _after(one: _Between, row: Cited, around: Cited) -> Bounds:
    mark, width = one.at + one.hours(row), one.hours(around)
    return mark - width, mark, mark + width


def _by_day(one: _Between, every: Cited, around: Cited, until: int) -> Iterator[Bounds]:
    step, width = one.days(every), one.days(around)
    for day in range(step, until + 1, step):
        yield _midnight(one, day - width), _midnight(one, day), _midnight(one, day + width + 1)


def _midnight(one: _Between, day: int) -> datetime:
    """Return the instant at which a day begins for the patient, counted from the day of the infusion."""
    on = one.at.astimezone(one.zone).date() + timedelta(days=day)
    return datetime.combine(on, time.min, tzinfo=one.zone).astimezone(UTC)
