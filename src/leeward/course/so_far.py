"""The course so far, as `adapt` takes it: what was given, how it was borne, what was scored, what is not known."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Final

from leeward.course.days import ONE_DAY
from leeward.course.maintenance import Stretch
from leeward.course.safety import Standing
from leeward.course.serious import Reviewed, is_since
from leeward.evidence import Cited
from leeward.outcomes.change import response
from leeward.outcomes.standing import Confirming
from leeward.protocol.alarms import Bedside, Pressure
from leeward.protocol.coursing import NonResponse, SymptomWatch, Titration
from leeward.protocol.thresholds import Thresholds
from leeward.truth import NO, UNKNOWN, YES, Truth, any_of, truth

PERCENT: Final = 100  # plain: per cent


class CannotAdapt(ValueError):
    """There is no course to adapt as told; the sentence says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Borne:
    """How one infusion was borne. `red_event` is an alarm of high priority or a stop; what is not told is unknown.

    `serious` is a serious adverse event, new psychosis or mania: nothing goes on before it is looked into.
    """

    red_event: Truth = UNKNOWN
    distress_points: float | None = None
    vomited: int | None = None
    highest_systolic_mmhg: float | None = None
    serious: Truth = UNKNOWN
    told_at: datetime | None = None
    """When the last was told of what is serious, or may be: a review from before it does not count."""

    def badly(self, limits: Thresholds) -> Truth:
        """Was it borne badly, by the dossier's table: a red event, distress, vomiting twice, or a high pressure?"""
        return any_of(met for met, _ in self._signs(limits))

    def says(self, limits: Thresholds) -> str:
        """Return how it was borne, in a sentence that names what was bad."""
        bad = [told for met, told in self._signs(limits) if met is YES]
        if bad:
            return f"The last infusion was borne badly: {', '.join(bad)}."
        if self.badly(limits) is UNKNOWN:
            return "How the last infusion was borne is not fully charted: it counts as badly until it is."
        return "The last infusion was borne well."

    def _signs(self, limits: Thresholds) -> tuple[tuple[Truth, str], ...]:
        distress, systolic = limits.of(Bedside.distress_amber), limits.of(Pressure.systolic_red)
        return (
            (self.red_event, "a stop or an alarm of high priority"),
            (_reached(self.distress_points, distress), f"distress {self.distress_points or 0:g} of 10"),
            (_reached(self.vomited, limits.of(Titration.vomited)), f"vomited {self.vomited or 0} times"),
            (_reached(self.highest_systolic_mmhg, systolic), f"systolic {self.highest_systolic_mmhg or 0:g} mmHg"),
        )


def _reached(value: float | None, limit: Cited) -> Truth:
    return UNKNOWN if value is None else truth(value >= limit.quantity.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Infused:
    """One infusion of this course: dose per kilogram of dosing weight and minutes as ordered, and how it was borne.

    One that was stopped early has its ordered dose here; that it was stopped is a red event.
    """

    on: date
    mg_per_kg: float | None
    minutes: float | None
    weight_kg: float | None = None
    borne: Borne = Borne()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One PCL-5 total, always of one edition; None where items were left out.

    One of the day of an infusion counts as taken before it.
    """

    on: date
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseSoFar:
    """Everything that the next step rests on; `holds` is what `safety.blocks` returned for the next infusion."""

    today: date
    planned_sessions: int
    infusions: tuple[Infused, ...]
    scores: tuple[Scored, ...] = ()
    new_suicidality: Truth = UNKNOWN
    holds: tuple[Standing, ...] = ()
    earlier: tuple[date, ...] = ()
    """Infusions before this course: they count as exposure."""
    stretches: tuple[Stretch, ...] = ()
    """How long response lasted in earlier courses; those of this one are worked out from its scores."""
    therapy_ahead: int = 0
    """Therapy sessions in the calendar that are still to come."""
    sedative_started: Truth = UNKNOWN
    """Was a benzodiazepine started or raised since the course began?"""
    is_planned: bool = True
    """False where no course is on record: then every infusion counts as one course, and none is beyond it."""
    reviewed_on: date | None = None
    """When a physician last saw the person and wrote that infusions may go on; it answers what came before it."""
    review: Reviewed | None = None
    """That review with its instant, where it is on record: it is held against the instant of what was told."""

    def __post_init__(self) -> None:
        if not self.infusions:
            raise CannotAdapt("No infusion was given yet: propose the first one under “Plan”.")
        if any(one.on > self.today for one in self.infusions) or any(one.on > self.today for one in self.scores):
            raise CannotAdapt(f"Something is told of a day after {self.today}: check the dates.")

    @property
    def given(self) -> tuple[Infused, ...]:
        """The infusions of this course in order."""
        return tuple(sorted(self.infusions, key=lambda one: one.on))

    @property
    def maintains(self) -> bool:
        """Were infusions given beyond those of the course, to hold what it gained?"""
        return self.is_planned and len(self.infusions) > self.planned_sessions

    @property
    def last(self) -> Infused:
        """The last infusion."""
        return self.given[-1]

    def is_reviewed(self, since: date) -> bool:
        """Was what happened on `since` reviewed on that day or later?"""
        return self.reviewed_on is not None and since <= self.reviewed_on <= self.today

    @property
    def serious_is_reviewed(self) -> bool:
        """Was what is serious, or may be, reviewed since it was told?"""
        told_at = self.last.borne.told_at
        if self.review is not None and told_at is not None:
            return is_since(self.review.at, told_at=told_at)
        return self.is_reviewed(told_at.date() if told_at else self.last.on)

    @property
    def stepped_up(self) -> Truth:
        """Was the dose ever raised in this course? UNKNOWN where one is not known."""
        doses = [one.mg_per_kg for one in self.given]
        if any(dose is None for dose in doses):
            return UNKNOWN
        known = [dose for dose in doses if dose is not None]
        same = Titration.same_dose.to("mg/kg")
        return truth(any(dose - min(known[:place]) > same for place, dose in enumerate(known) if place))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the scores say; each UNKNOWN where a score that it needs is missing or left open."""

    baseline: int | None
    latest: int | None
    """The score after the last infusion; None where there is none or it is not whole."""
    worsened: Truth
    little: Truth
    responds: Truth
    lost: Truth
    no_response: Truth
    """Is this clinic's own rule of no response met? NO before as many infusions as it names."""
    confirmed: bool = False
    """Does a second score, far enough from the newest, agree that response is there, or that it is not?"""
    is_early: bool = False
    """Is the newest score one of the day after the last infusion or sooner? Most of its week lies before it."""

    @property
    def by_one_score(self) -> str:
        """Say that a response, or its loss, rests on one score; empty where a second one agrees or neither is told."""
        if self.confirmed or YES not in (self.responds, self.lost):
            return ""
        what = "response" if self.responds is YES else "loss of response"
        return f"This {what} is by one score, not confirmed yet: score PCL-5 again {Confirming.apart.quantity} later."

    @property
    def fell_percent(self) -> float | None:
        """By how much the total fell since the baseline, in per cent; negative for a rise."""
        if self.latest is None or not self.baseline:
            return None
        return (self.baseline - self.latest) / self.baseline * PERCENT


def judge(so_far: CourseSoFar, limits: Thresholds) -> Judged:
    """Hold the scores against the baseline: the last whole one up to the day of infusion 1."""
    ordered = sorted(so_far.scores, key=lambda one: one.on)
    first, last = so_far.given[0].on, so_far.last.on
    before = [one.total for one in ordered if one.on <= first and one.total is not None]
    after = [one for one in ordered if one.on > last]
    baseline, latest = (before[-1] if before else None), (after[-1].total if after else None)
    once = [one.total for one in ordered if first < one.on]
    responds = _compare(baseline, latest, response)
    little = _compare(baseline, latest, lambda totals: _fell_less(totals, limits))
    enough = len(so_far.given) >= limits.of(NonResponse.after).to("infusions")
    return Judged(
        baseline=baseline,
        latest=latest,
        worsened=_worsened(so_far, baseline, ordered, limits),
        little=little,
        responds=responds,
        lost=any_of(_compare(baseline, total, response) for total in once if total is not None) & ~responds,
        no_response=(little if enough else NO),
        confirmed=_confirmed(baseline, [one for one in ordered if first < one.on]),
        is_early=bool(after) and after[-1].on - last <= ONE_DAY,
    )


def _confirmed(baseline: int | None, after: list[Scored]) -> bool:
    """Do the scores that agree with the newest one, back from it, reach far enough to be two?"""
    told = [(one.on, _compare(baseline, one.total, response)) for one in after]
    known = [(on, verdict) for on, verdict in told if verdict is not UNKNOWN]
    if not known:
        return False
    run = list(takewhile(lambda pair: pair[1] is known[-1][1], reversed(known)))
    return (run[0][0] - run[-1][0]).days >= Confirming.apart.to("d")


def _compare(before: int | None, after: int | None, met: Callable[[tuple[int, int]], bool]) -> Truth:
    return UNKNOWN if before is None or after is None else truth(met((before, after)))


def _fell_less(totals: tuple[int, int], limits: Thresholds) -> bool:
    before, after = totals
    return (before - after) * PERCENT < limits.of(NonResponse.share).to("%") * before


def _worsened(so_far: CourseSoFar, baseline: int | None, ordered: list[Scored], limits: Thresholds) -> Truth:
    """Did the newest score of the last week rise by the limit? UNKNOWN where there is none, or it is not whole."""
    oldest = so_far.today - timedelta(days=limits.of(SymptomWatch.every).to("d"))
    newest = ordered[-1] if ordered and ordered[-1].on >= oldest else None
    if newest is None or newest.total is None or baseline is None:
        return UNKNOWN
    return truth(newest.total - baseline >= limits.of(SymptomWatch.worsening).to("points"))
