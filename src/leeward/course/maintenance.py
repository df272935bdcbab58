"""After the course: the longest interval that holds for this person, and how infusions are spaced out and end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from leeward.course.days import written
from leeward.course.exposure import Exposure, exposure
from leeward.evidence import Cited, Reference
from leeward.evidence.sources import PHILLIPS_2019
from leeward.protocol.coursing import ExposureReview, Lasting, Maintaining
from leeward.protocol.thresholds import SHIPPED, Thresholds
from leeward.truth import NO, UNKNOWN, YES, Truth

LADDER: Final[tuple[Cited, ...]] = tuple(Maintaining.rows())
NO_TRIAL: Final = (
    "No randomized trial of maintenance with ketamine in PTSD was found: whether it helps, and how often, is unknown. "
    "In depression, four weekly infusions held what six had gained (41 people, one group)."
)
POPULATION: Final = (
    f"In groups: response was lost after a median of {Lasting.feder.quantity} (Feder 2021, 10 responders) and "
    f"{Lasting.albott.quantity} (Albott 2018, 15 people, open). Neither says how long it lasts for this person."
)
CITES: Final[tuple[Cited | Reference, ...]] = (
    *Lasting.rows(),
    *LADDER,
    Reference(PHILLIPS_2019, "four weekly infusions after six held MADRS; depression, not PTSD"),
)


class CannotMaintain(ValueError):
    """There is nothing to maintain, or no interval of the ladder is short enough; the sentence says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """How long response lasted once after an infusion, up to the score that showed that it was lost, or the last one.

    It was lost after `held_until`, the last score that still showed it, and by `until`; None where no score after the
    infusion did. `lost` is UNKNOWN where the score of `until` is missing: that stretch shows nothing of its end.
    """

    since: date
    held_until: date | None = None
    until: date
    lost: Truth

    def __post_init__(self) -> None:
        if not self.since <= (self.held_until or self.since) <= self.until:
            raise CannotMaintain(f"From {written(self.since)} to {written(self.until)}: the days are reversed.")

    @property
    def days(self) -> int:
        """The length of the stretch in days."""
        return (self.until - self.since).days

    @property
    def held_d(self) -> int:
        """For how many days it was seen to hold; 0 where no score showed it."""
        if self.lost is NO:
            return self.days
        return (self.held_until - self.since).days if self.held_until else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The person's own times, and which interval follows from them.

    `shown_d` is the longest step at which response was still there; `next_d` the step to take now, None where even
    the shortest is no shorter than `lost_by_d`, the shortest time by which it was seen to be lost.
    """

    shown_d: int | None
    next_d: int | None
    lost_by_d: int | None
    says: tuple[str, ...]
    cites: tuple[Cited | Reference, ...] = CITES


def holding(stretches: Iterable[Stretch]) -> Holding:
    """Return the longest interval that holds: no wider than one step past what held, and none past it after a loss.

    On which day response was lost nobody knows: it lies between two scores.
    """
    known = tuple(stretches)
    soonest = min((each for each in known if each.lost is YES), key=lambda each: each.days, default=None)
    held_d = max((each.held_d for each in known), default=0)
    fits = [step for step in _steps() if soonest is None or step < soonest.days]
    shown = [step for step in fits if step <= held_d]
    further = [] if shown and soonest else fits[len(shown) : len(shown) + 1]
    next_d = max((*shown, *further), default=None)
    return Holding(
        shown_d=shown[-1] if shown else None,
        next_d=next_d,
        lost_by_d=soonest.days if soonest else None,
        says=_sentences(known, soonest, held_d, next_d),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One infusion of the way out; `is_late` where its interval has passed already."""

    on: date
    after_d: int
    counted: Exposure
    is_late: bool = False

    @property
    def says(self) -> str:
        """The day, the interval, and whether a review comes first."""
        review = " A formal review comes first." if self.counted.needs_review is YES else ""
        if self.is_late:
            passed = f"the {self.after_d} d after the last infusion have passed. Score PCL-5 first."
            return f"{written(self.on)} or later: {passed}{review}"
        return f"{written(self.on)}, {self.after_d} d after the one before, if response holds until then.{review}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taper:
    """Infusions ever further apart, and what is asked before each of them."""

    steps: tuple[Step, ...]
    says: tuple[str, ...]
    cites: tuple[Cited | Reference, ...] = CITES

    @property
    def next_on(self) -> date:
        """The day of the next infusion."""
        return self.steps[0].on


def taper(
    stretches: Iterable[Stretch], *, last: date, today: date, infusions: Sequence[date], limits: Thresholds = SHIPPED
) -> Taper:
    """Lay out the way from the last infusion to the widest step that fits; the first day is all that is planned.

    No day is before `today`. Before each infusion the score decides: still a response, the next step is wider; lost,
    one step back. Raises CannotMaintain where response was lost by the shortest step.
    """
    found = holding(stretches)
    if found.next_d is None:
        raise CannotMaintain(f"Response was lost by day {found.lost_by_d}: no interval is short enough to hold it.")
    wider = [step for step in _steps() if step >= found.next_d]
    fits = [step for step in wider if found.lost_by_d is None or step < found.lost_by_d]
    steps, on, given = list[Step](), last, list(infusions)
    for after_d in fits:
        due_on = on + timedelta(days=after_d)
        on = max(due_on, today)
        counted = exposure(given, on=on, limits=limits)
        steps.append(Step(on=on, after_d=after_d, counted=counted, is_late=on > due_on))
        given.append(on)
    return Taper(steps=tuple(steps), says=(*found.says, _asked(limits)))


def _asked(limits: Thresholds) -> str:
    half, year = limits.of(ExposureReview.half_year), limits.of(ExposureReview.year)
    return (
        "Before each infusion a PCL-5: while it is still a response the next step is wider, where it is lost one step "
        f"back. More than {half.quantity.number:g} in six months or {year.quantity.number:g} a year: a formal review."
    )


def _steps() -> list[int]:
    return [round(step.to("d")) for step in LADDER]


def _sentences(known: Sequence[Stretch], soonest: Stretch | None, held_d: int, next_d: int | None) -> tuple[str, ...]:
    told = []
    if soonest is not None:
        between = f"between {soonest.held_d} and {soonest.days} d after an infusion"
        told.append(f"This person lost response {between}; on which day nobody knows.")
    unseen = sum(each.lost is UNKNOWN for each in known)
    if unseen:
        told.append(f"{unseen} of {len(known)} stretches have no complete score at their end: they show nothing.")
    told.append(f"It was seen to hold for {held_d} d." if held_d else "No interval has been seen to hold yet.")
    if next_d is None:
        told.append("No interval of the ladder is short enough: maintenance is not offered.")
    else:
        told.append(f"The longest interval to take now is {next_d} d.")
    return (*told, POPULATION, NO_TRIAL)
