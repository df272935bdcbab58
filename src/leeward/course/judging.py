"""What the scores of a course say: response, its loss, no response, and whether somebody got worse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile
from typing import Final

from leeward.course.days import ONE_DAY
from leeward.course.so_far import CourseSoFar, Scored
from leeward.outcomes.change import response
from leeward.outcomes.standing import Confirming
from leeward.protocol.coursing import NonResponse, SymptomWatch
from leeward.protocol.thresholds import Thresholds
from leeward.truth import NO, UNKNOWN, YES, Truth, any_of, truth

PERCENT: Final = 100  # plain: per cent
ONE_SCORE: Final = f"is by one score, not confirmed yet: score PCL-5 again {Confirming.apart.quantity} later."


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
    """Is this clinic's own rule of no response met? NO before so many infusions; an early sign is UNKNOWN."""
    confirmed: bool = False
    """Does a second score, far enough from the newest, agree that response is there, or that it is not?"""
    rose_from: Scored | None = None
    """The lowest score of this course, where the newest lies a reliable change above it: a reason to look."""
    is_early: bool = False
    """Is the newest score one of the day after the last infusion or sooner? Most of its week lies before it."""

    @property
    def by_one_score(self) -> str:
        """Say that a response, or its loss, rests on one score; empty where a second one agrees or neither is told."""
        if self.confirmed or YES not in (self.responds, self.lost):
            return ""
        return f"This {'response' if self.responds is YES else 'loss of response'} {ONE_SCORE}"

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
    once = [one for one in ordered if first < one.on]
    responds = responded(baseline, latest)
    little = _compare(baseline, latest, lambda totals: _fell_less(totals, limits))
    enough = len(so_far.given) >= limits.of(NonResponse.after).to("infusions")
    is_early = bool(after) and after[-1].on - last <= ONE_DAY
    return Judged(
        baseline=baseline,
        latest=latest,
        worsened=_worsened(baseline, _of_the_week(so_far, ordered, limits), limits),
        little=little,
        responds=responds,
        lost=any_of(responded(baseline, one.total) for one in once if one.total is not None) & ~responds,
        no_response=NO if not enough else UNKNOWN if is_early and little is YES else little,
        confirmed=_confirmed(baseline, once),
        rose_from=_rose_from(once, _of_the_week(so_far, ordered, limits), limits),
        is_early=is_early,
    )


def responded(baseline: int | None, total: int | None) -> Truth:
    """Is this total a response? UNKNOWN where either is not whole."""
    return _compare(baseline, total, response)


def _confirmed(baseline: int | None, after: list[Scored]) -> bool:
    """Do the scores that agree with the newest one, back from it, reach far enough to be two?"""
    told = [(one.on, responded(baseline, one.total)) for one in after]
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


def _of_the_week(so_far: CourseSoFar, ordered: Sequence[Scored], limits: Thresholds) -> Scored | None:
    """Return the newest score, if it is of the last week."""
    oldest = so_far.today - timedelta(days=limits.of(SymptomWatch.every).to("d"))
    return ordered[-1] if ordered and ordered[-1].on >= oldest else None


def _worsened(baseline: int | None, newest: Scored | None, limits: Thresholds) -> Truth:
    """Did the newest score of the last week rise by the limit? UNKNOWN where there is none, or it is not whole."""
    if newest is None or newest.total is None or baseline is None:
        return UNKNOWN
    return truth(newest.total - baseline >= limits.of(SymptomWatch.worsening).to("points"))


def _rose_from(once: Sequence[Scored], newest: Scored | None, limits: Thresholds) -> Scored | None:
    """Return the lowest whole score since infusion 1, the newest of those alike, where the newest lies so far above."""
    whole = [(one.total, one) for one in once if one.total is not None]
    if newest is None or newest.total is None or not whole:
        return None
    least, lowest = min(reversed(whole), key=lambda pair: pair[0])
    return lowest if newest.total - least >= limits.of(SymptomWatch.from_lowest).to("points") else None
