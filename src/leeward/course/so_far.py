"""The course so far, as `adapt` takes it: what was given, how it was borne, what was scored, what is not known."""

from dataclasses import dataclass
from datetime import date, datetime

from leeward.course.maintenance import Stretch
from leeward.course.safety import Standing
from leeward.course.serious import Reviewed, is_since
from leeward.evidence import Cited
from leeward.protocol.alarms import Bedside, Pressure
from leeward.protocol.coursing import Titration
from leeward.protocol.thresholds import Thresholds
from leeward.truth import UNKNOWN, YES, Truth, any_of, truth


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
