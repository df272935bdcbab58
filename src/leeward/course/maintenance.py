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
    """How long response lasted once: from the last infusion until it was lost, or until somebody last looked.

    `lost` is UNKNOWN where the score of `until` is missing: that stretch shows nothing.
    """

    since: date
    until: date
    lost: Truth

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise CannotMaintain(f"From {written(self.since)} to {written(self.until)}: the days are reversed.")

    @property
    def days(self) -> int:
        """The length of the stretch in days."""
        return (self.until - self.since).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The person's own times, and which interval follows from them.

    `shown_d` is the longest step at which response was still there; `next_d` the step to take now, None where even
    the shortest is longer than the shortest time to loss.
    """

    shown_d: int | None
    next_d: int | None
    lost_after_d: int | None
    says: tuple[str, ...]
    cites: tuple[Cited | Reference, ...] = CITES


def holding(stretches: Iterable[Stretch]) -> Holding:
    """Return the longest interval that holds: shorter than every loss, and no wider than one step past what held."""
    known = tuple(stretches)
    losses = [each.days for each in known if each.lost is YES]
    held = [each.days for each in known if each.lost is NO]
    lost_after_d = min(losses, default=None)
    fits = [step for step in _steps() if lost_after_d is None or step < lost_after_d]
    shown = [step for step in fits if step <= max(held, default=0)]
    following = fits[len(shown) : len(shown) + 1]
    next_d = max((*shown, *following), default=None)
    return Holding(
        shown_d=shown[-1] if shown else None,
        next_d=next_d,
        lost_after_d=lost_after_d,
        says=_sentences(known, lost_after_d, shown, next_d),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One infusion of the way out, if response is still there on that day."""

    on: date
    after_d: int
    counted: Exposure

    @property
    def says(self) -> str:
        """The day, the interval, and whether a review comes first."""
        review = " A formal review comes first." if self.counted.needs_review is YES else ""
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
    stretches: Iterable[Stretch], *, last: date, infusions: Sequence[date], limits: Thresholds = SHIPPED
) -> Taper:
    """Lay out the way from the last infusion to the widest step that fits; the first day is all that is planned.

    Before each infusion the score decides: still a response, the next step is wider; lost, one step back. Raises
    CannotMaintain where response was lost sooner than the shortest step.
    """
    found = holding(stretches)
    if found.next_d is None:
        raise CannotMaintain(f"Response was lost after {found.lost_after_d} d, sooner than the shortest interval.")
    wider = [step for step in _steps() if step >= found.next_d]
    fits = [step for step in wider if found.lost_after_d is None or step < found.lost_after_d]
    steps, on, given = list[Step](), last, list(infusions)
    for after_d in fits:
        on += timedelta(days=after_d)
        steps.append(Step(on=on, after_d=after_d, counted=exposure(given, on=on, limits=limits)))
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


def _sentences(
    known: Sequence[Stretch], lost_after_d: int | None, shown: Sequence[int], next_d: int | None
) -> tuple[str, ...]:
    told = []
    if lost_after_d is not None:
        told.append(f"This person lost response {lost_after_d} d after an infusion, at the soonest.")
    unseen = sum(each.lost is UNKNOWN for each in known)
    if unseen:
        told.append(f"{unseen} of {len(known)} stretches have no complete score at their end: they show nothing.")
    told.append(f"It held for {shown[-1]} d." if shown else "No interval has been seen to hold yet.")
    if next_d is None:
        told.append("No interval of the ladder is short enough: maintenance is not offered.")
    else:
        told.append(f"The longest interval to take now is {next_d} d.")
    return (*told, POPULATION, NO_TRIAL)
