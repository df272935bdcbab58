"""How often each domain is looked at, whom it concerns, and what is done when a limit is passed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

from leeward.course.watched import Domain, Taken
from leeward.evidence import Cited
from leeward.protocol.assessing import Scores
from leeward.protocol.coursing import (
    BladderWatch,
    CognitionWatch,
    ExposureReview,
    Grace,
    HomePressure,
    LiverWatch,
    SymptomWatch,
)
from leeward.protocol.thresholds import Thresholds
from leeward.truth import YES, Truth

# Asked anew before each infusion; the rest has an interval of weeks or months.
EACH_SESSION: Final = (Domain.MISUSE, Domain.PRESSURE, Domain.PREGNANCY, Domain.SUICIDALITY, Domain.SYMPTOMS)
# Neither a medical director nor a reason lets these pass: only another result does.
UNPASSABLE: Final = (Domain.PREGNANCY, Domain.SUICIDALITY)


class Status(Enum):
    """How one domain stands."""

    NOT_CONCERNED = "does not concern this person"
    NOT_YET = "not yet due"
    DUE = "due"
    OVERDUE = "overdue"
    ACTED = "beyond its limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What long-term safety looks at: every infusion, every result, symptoms told, and whom it concerns.

    `course_began` is the first day of this course, planned or given; `course_sessions` how many it was planned to
    have. `reported` are symptoms that no result has answered: one of the day of the last result came after it. Whether
    somebody can become pregnant, or has hypertension, counts as yes where it is not known.
    """

    infusions: tuple[date, ...]
    taken: tuple[Taken, ...] = ()
    reported: tuple[tuple[Domain, date], ...] = ()
    course_began: date | None = None
    course_sessions: int | None = None
    pcl5_baseline: int | None = None
    can_be_pregnant: Truth
    hypertension: Truth

    @property
    def in_course(self) -> tuple[date, ...]:
        """The infusions of this course, in order."""
        began = self.course_began
        return tuple(sorted(day for day in self.infusions if began is not None and day >= began))

    def since(self, day: date) -> int:
        """Return how many infusions there were from `day` on; one on the day itself counts."""
        return sum(each >= day for each in self.infusions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """An interval: due and overdue after so many infusions, and after so long."""

    due_sessions: Cited | None = None
    overdue_sessions: Cited | None = None
    due_after: Cited
    overdue_after: Cited
    before_course: Cited | None = None
    ends_course: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRule:
    """One domain: what is taken, how often, and what is done beyond a limit."""

    domain: Domain
    takes: str
    acts: str
    cites: tuple[Cited, ...]
    every: Every | None = None
    stands: Cited = Grace.of_the_day
    anew: bool = True
    """Must it be taken anew after the last infusion?"""
    concerns: Callable[[Record], Truth] = lambda _: YES

    @property
    def name(self) -> str:
        """The domain's name, as a sentence begins with it."""
        return self.domain.value

    def before_each(
        self, record: Record, last: Taken | None, *, today: date, infusion_on: date | None, limits: Thresholds
    ) -> tuple[Status, str]:
        """Return how it stands where it is asked before each infusion."""
        if infusion_on is None:
            return Status.NOT_YET, "It is asked before the next infusion."
        given = [day for day in record.infusions if day < infusion_on]
        stands = timedelta(days=limits.of(self.stands).to("d"))
        fresh = last is not None and infusion_on - stands <= last.on <= infusion_on
        anew = not self.anew or not given or (last is not None and last.on > max(given))
        if fresh and anew and last is not None:
            return Status.NOT_YET, f"Taken on {last.on:%d-%b-%Y}."
        status = Status.OVERDUE if today >= infusion_on else Status.DUE
        return status, f"Before the infusion of {infusion_on:%d-%b-%Y}: {self.takes}."

    def by_interval(
        self, record: Record, last: Taken, *, today: date, infusion_on: date | None, limits: Thresholds
    ) -> tuple[Status, str]:
        """Return how it stands where it has an interval; raises ValueError where the rule has none."""
        if self.every is None:
            raise ValueError(f"{self.name} has no interval.")
        every, since = self.every, record.since(last.on)
        says = f"Last on {last.on:%d-%b-%Y}, {_times(since)} since: {self.takes}."
        if _course_asks(every, record, last, limits):
            return Status.OVERDUE, f"Last on {last.on:%d-%b-%Y}, before what the course asks for: {self.takes}."
        due_on = last.on + timedelta(days=round(limits.of(every.due_after).to("d")))
        overdue_on = last.on + timedelta(days=round(limits.of(every.overdue_after).to("d")))
        grace = timedelta(days=0 if infusion_on else Grace.after.to("d"))
        if _reached(since, every.overdue_sessions, limits) or max(infusion_on or today, today) > overdue_on + grace:
            return Status.OVERDUE, says
        ahead = timedelta(days=Grace.ahead.to("d"))
        soon = _reached(since + 1, every.overdue_sessions, limits) or _reached(since, every.due_sessions, limits)
        if soon or today >= due_on - ahead:
            return Status.DUE, says
        return (
            Status.NOT_YET,
            f"Last on {last.on:%d-%b-%Y}; next by {due_on:%d-%b-%Y}{_or_after(every, since, limits)}.",
        )


def _times(count: int) -> str:
    return "1 infusion" if count == 1 else f"{count} infusions"


def _or_after(every: Every, since: int, limits: Thresholds) -> str:
    row = every.due_sessions or every.overdue_sessions
    return "" if row is None else f", or after {_times(round(limits.of(row).quantity.number) - since)} more"


def _reached(since: int, row: Cited | None, limits: Thresholds) -> bool:
    return row is not None and since >= limits.of(row).quantity.number


def _course_asks(every: Every, record: Record, last: Taken, limits: Thresholds) -> bool:
    """Is the last result older than the course's beginning or its end allows?"""
    began, given = record.course_began, record.in_course
    if every.before_course is not None and began is not None:
        oldest = began - timedelta(days=limits.of(every.before_course).to("d"))
        if last.on < oldest:
            return True
    if not every.ends_course or not record.course_sessions or len(given) < record.course_sessions:
        return False
    return last.on < given[record.course_sessions - 1]


RULES: Final[tuple[WatchRule, ...]] = (
    WatchRule(
        domain=Domain.BLADDER,
        takes="a BPIC-SS total, urine, and how often up at night",
        acts="Hold the course; urinalysis and culture; a urologist. Stopping ketamine comes first.",
        cites=(Scores.bladder_score, *BladderWatch.rows()),
        every=Every(overdue_sessions=BladderWatch.every, due_after=BladderWatch.then_every,
                    overdue_after=BladderWatch.then_every),
    ),
    WatchRule(
        domain=Domain.LIVER,
        takes="AST, ALT, ALP, GGT and bilirubin",
        acts="Hold the course; repeat the values; a liver specialist.",
        cites=(Scores.liver_enzymes, *LiverWatch.rows()),
        every=Every(due_sessions=LiverWatch.due_after, overdue_sessions=LiverWatch.overdue_after,
                    due_after=LiverWatch.due_every, overdue_after=LiverWatch.overdue_every,
                    before_course=LiverWatch.before_course),
    ),
    WatchRule(
        domain=Domain.COGNITION,
        takes="a MoCA total (score entry only: its form and licence are not Leeward's)",
        acts="Hold the course; repeat the test; look for another cause.",
        cites=(Scores.moca_least, *CognitionWatch.rows()),
        every=Every(due_after=CognitionWatch.every, overdue_after=CognitionWatch.every, ends_course=True),
    ),
    WatchRule(
        domain=Domain.MISUSE,
        takes="the questions on asking early, use elsewhere and craving, and the prescription record",
        acts="Hold the course; talk it over; look at the prescription record and a drug screen.",
        cites=(Grace.of_the_day,),
    ),
    WatchRule(
        domain=Domain.PRESSURE,
        takes="the pressures measured at home since the last infusion",
        acts="Hold the course; treat the pressure first.",
        cites=tuple(HomePressure.rows()),
        stands=HomePressure.stands,
        concerns=lambda record: record.hypertension,
    ),
    WatchRule(
        domain=Domain.PREGNANCY,
        takes="a pregnancy test",
        acts="Stop: no ketamine. Tell obstetrics; enter it in the pregnancy register.",
        cites=(Grace.of_the_day,),
        concerns=lambda record: record.can_be_pregnant,
    ),
    WatchRule(
        domain=Domain.SUICIDALITY,
        takes="the C-SSRS screen",
        acts="A psychiatrist sees the person the same day; no infusion before.",
        cites=(Grace.of_the_day,),
    ),
    WatchRule(
        domain=Domain.SYMPTOMS,
        takes="a PCL-5 of the last seven days, and one from before infusion 1 to hold it against",
        acts="A psychiatrist sees the person the same day; no infusion before.",
        cites=tuple(SymptomWatch.rows()),
        stands=SymptomWatch.every,
        anew=False,
    ),
    WatchRule(
        domain=Domain.EXPOSURE,
        takes="a formal review",
        acts="A formal review decides first whether treatment goes on; no long-term data by vein exist.",
        cites=tuple(ExposureReview.rows()),
    ),
)  # fmt: skip
