"""What every choice is made from: the course so far, what the scores say, and what closes the way to an infusion."""

from dataclasses import dataclass
from datetime import timedelta

from leeward.course.choice import GIVES_KETAMINE, Foretold, Kind
from leeward.course.judging import Judged, judge
from leeward.course.safety import Standing
from leeward.course.serious import unreviewed
from leeward.course.so_far import CourseSoFar, Infused
from leeward.course.watch_rules import Status
from leeward.course.watched import Domain
from leeward.dosing.before import Before
from leeward.dosing.candidates import evidence_of
from leeward.protocol.coursing import CoursePause, NonResponse, SymptomWatch, Titration
from leeward.protocol.dosing import DosingLimits
from leeward.protocol.limits import Limits, Place, worst
from leeward.protocol.protocol import Protocol
from leeward.protocol.thresholds import Thresholds
from leeward.truth import NO, UNKNOWN, YES, Truth

_MIN_PER_H = 60  # plain: minutes in an hour
# Leeward offers nothing past a hard fence: who wants it goes through dosing's own page, with a second person.
NOT_OFFERED = (Place.BEYOND_HARD, Place.BEYOND_STOP)
NOT_FORETOLD = "Not foretold: what is charted does not inform a forecast for this person."
NOTHING_INFORMS = "Nothing informs a forecast of this: no trial in PTSD gave it."
NONE_BOOKED = "No infusion was booked: the figures hold none beyond those given, and are not of this choice."
NO_DOSES_APART = (
    "These figures are of the dose as it was: the forecast does not tell doses apart, and no trial in PTSD showed that "
    "a higher one helps more."
)
NO_SPACINGS_APART = "These figures are of the days that are booked: no trial in PTSD compared spacings."
NEITHER = (
    "Neither figure is of this choice: the first goes on with infusions, the second never had one. What comes of "
    "ending here is not foretold."
)
OF_A_CHANGE = {
    Kind.SLOWER: NO_DOSES_APART,
    Kind.LOWER: NO_DOSES_APART,
    Kind.STEP_UP: NO_DOSES_APART,
    Kind.SPACE_OUT: NO_SPACINGS_APART,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One course as every choice sees it."""

    so_far: CourseSoFar
    judged: Judged
    badly: Truth
    protocol: Protocol
    foretold: Foretold | None

    @property
    def limits(self) -> Thresholds:
        """The clinic's numbers."""
        return self.protocol.thresholds

    @property
    def dosing(self) -> DosingLimits:
        """The fences of dosing."""
        return self.protocol.dosing

    @property
    def was_borne(self) -> str:
        """How the last infusion was borne, in a sentence."""
        return self.last.borne.says(self.limits)

    @property
    def given(self) -> int:
        """How many infusions of this course were given."""
        return len(self.so_far.infusions)

    @property
    def last(self) -> Infused:
        """The last infusion."""
        return self.so_far.last

    @property
    def is_complete(self) -> bool:
        """Were all planned infusions of the course given?"""
        return self.given >= self.so_far.planned_sessions

    @property
    def how_many(self) -> str:
        """How many infusions were given, of how many, in a sentence."""
        planned = self.so_far.planned_sessions
        if not self.so_far.is_planned:
            return f"No course is planned: every infusion, {self.given} so far, counts as one course."
        if self.so_far.maintains:
            return f"All {planned} planned infusions were given, and {self.given - planned} more to hold the response."
        if self.is_complete:
            return f"All {planned} planned infusions were given."
        return f"{self.given} of {planned} planned infusions were given."

    def consequences(self, kind: Kind) -> tuple[str, ...]:
        """Return what is foretold beside a choice: first what the figures are where they are not its own, then both."""
        goes_on = self.so_far.maintains and kind is Kind.REPEAT
        if goes_on or kind in (Kind.TAPER, Kind.ANOTHER_COURSE):
            return (NOTHING_INFORMS,)
        if self.foretold is None:
            return (NOT_FORETOLD,)
        return (*self._whose(kind, self.foretold.ahead), *self.foretold.says)

    def _whose(self, kind: Kind, ahead: int | None) -> tuple[str, ...]:
        if kind not in GIVES_KETAMINE:
            return () if ahead == 0 else (NEITHER,)
        if ahead == 0:
            return (NONE_BOOKED,)
        return (OF_A_CHANGE[kind],) if kind in OF_A_CHANGE else ()


def see(so_far: CourseSoFar, protocol: Protocol, foretold: Foretold | None) -> Seen:
    """Judge the scores and the last infusion once for all choices."""
    limits = protocol.thresholds
    badly = so_far.last.borne.badly(limits)
    return Seen(so_far=so_far, judged=judge(so_far, limits), badly=badly, protocol=protocol, foretold=foretold)


def urgent(seen: Seen) -> tuple[str, ...]:
    """Return what calls a psychiatrist the same day."""
    told = []
    newest = max((one.on for one in seen.so_far.scores), default=seen.last.on)
    if seen.judged.worsened is YES and not seen.so_far.is_reviewed(newest):
        limit = seen.limits.of(SymptomWatch.worsening).quantity.number
        told.append(f"PCL-5 rose by {limit:g} points or more since before infusion 1.")
    if seen.so_far.new_suicidality is YES or Domain.SUICIDALITY in _beyond(seen.so_far.holds):
        told.append("New suicidality was told.")
    return tuple(told)


def rose_again(seen: Seen) -> tuple[str, ...]:
    """Return what is a reason to look before an infusion: a rise from the lowest score, short of what is urgent."""
    lowest, newest = seen.judged.rose_from, max(seen.so_far.scores, key=lambda one: one.on, default=None)
    if lowest is None or newest is None or seen.judged.worsened is YES or seen.so_far.is_reviewed(newest.on):
        return ()
    limit = seen.limits.of(SymptomWatch.from_lowest).quantity
    fell_to = f"{lowest.total} on {lowest.on:%d-%b-%Y}, the lowest of this course,"
    return (f"PCL-5 rose from {fell_to} to {newest.total}: {limit} or more. Look for why before an infusion.",)


def _beyond(holds: tuple[Standing, ...]) -> set[Domain]:
    return {each.domain for each in holds if each.last is not None and each.status is Status.ACTED}


def closed(seen: Seen) -> tuple[str, ...]:
    """Return why no infusion of any kind may be chosen now; () where none of it stands in the way."""
    told = [f"{says} No infusion before a psychiatrist has seen the person." for says in urgent(seen)]
    so_far = seen.so_far
    if so_far.new_suicidality is UNKNOWN:
        told.append("Whether there is new suicidality is not known: ask the C-SSRS screen first.")
    if seen.judged.worsened is UNKNOWN:
        told.append("There is no whole PCL-5 of the last week, or none from before infusion 1: score it first.")
    told += unreviewed(so_far.last.borne.serious, is_reviewed=so_far.serious_is_reviewed)
    return (*told, *(each.says for each in so_far.holds if each.blocks))


def closed_in_course(seen: Seen) -> tuple[str, ...]:
    """Return why the course itself does not go on, beside what closes every infusion."""
    if seen.so_far.maintains:
        held = "In maintenance an infusion is repeated only while a score shows that response holds."
        return () if seen.judged.responds is YES else (held,)
    told = []
    if seen.is_complete:
        told.append(seen.how_many)
    told += paused(seen)
    if seen.judged.no_response is not NO:
        after, share = seen.limits.of(NonResponse.after), seen.limits.of(NonResponse.share)
        rule = f"after {after.quantity.number:g} infusions a fall of PCL-5 of less than {share.quantity}"
        met = "is met" if seen.judged.no_response is YES else "may be met: score PCL-5 first"
        told.append(f"{whose_rule(seen)} of no response ({rule}; no trial gives one) {met}.")
    return tuple(told)


def whose_rule(seen: Seen) -> str:
    """Say whose the rule of no response is: the clinic's own only where it set one and a medical director signed it."""
    names = {NonResponse.after.name, NonResponse.share.name}
    if not names & {name for name, _ in seen.limits.changed}:
        return "Leeward's default rule, which this clinic did not set,"
    return "This clinic's own rule" if seen.protocol.is_signed else "This clinic's rule, which nobody has signed,"


def paused(seen: Seen) -> tuple[str, ...]:
    """Return what a long gap in the course asks for, until a physician has looked at suitability again."""
    longest, gap_d = seen.limits.of(CoursePause.longest), (seen.so_far.today - seen.last.on).days
    over = gap_d > longest.to("d") and not seen.is_complete
    if not over or seen.so_far.is_reviewed(seen.last.on + timedelta(days=longest.to("d"))):
        return ()
    return (f"{gap_d} d since the last infusion, more than {longest.quantity}: look at suitability again first.",)


def fences(
    seen: Seen, *, mg_per_kg: float, minutes: float, weight_kg: float | None = None
) -> tuple[Place, tuple[str, ...]]:
    """Return where a dose of the next infusion falls among the fences of dosing, and which it passes, in words."""
    limits, before = seen.dosing, Before(mg_per_kg=seen.last.mg_per_kg)
    asked: list[tuple[str, float, str, Limits]] = [
        ("dose", mg_per_kg, "mg/kg", limits.later_dose_mg_per_kg),
        ("duration", minutes, "min", limits.minutes),
        ("rate", mg_per_kg * _MIN_PER_H / minutes, "mg/kg/h", limits.rate_mg_per_kg_per_h),
        *before.fences(limits, dose_mg_per_kg=mg_per_kg),
    ]
    if weight_kg is not None:
        asked.append(("whole dose", mg_per_kg * weight_kg, "mg", limits.dose_mg))
    places = [(name, number, unit, fence, fence.place(number)) for name, number, unit, fence in asked]
    passed = tuple(
        f"{name} {number:.3g} {unit}: usual is {fence.soft} {unit}; {place.value}"
        for name, number, unit, fence, place in places
        if place is not Place.USUAL
    )
    return worst(*(place for *_, place in places)), passed


def evidence(seen: Seen, *, mg_per_kg: float, minutes: float) -> str:
    """Say whether a trial in PTSD gave this dose over these minutes; what rounding moved counts as the dose itself."""
    near = [
        arm
        for arm in (seen.dosing.studied_dose_mg_per_kg, seen.dosing.low_arm_mg_per_kg)
        if abs(arm - mg_per_kg) <= Titration.same_dose.to("mg/kg")
    ]
    dose = near[0] if near else mg_per_kg
    return evidence_of(dose_mg_per_kg=dose, minutes=minutes, weight_kind="actual", limits=seen.dosing)
