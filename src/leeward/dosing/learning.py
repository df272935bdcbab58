"""What earlier infusions taught of this person, beside the population: a second forecast, and sentences."""

from collections.abc import Iterator
from dataclasses import replace

from leeward.dosing.proposal import LearnedOf
from leeward.dosing.weigh import Case
from leeward.pharmacology.lessons import Lessons
from leeward.pharmacology.parameters import LearnedParameter
from leeward.pharmacology.validity import CannotSimulate

NOTHING = "Nothing that was read narrows the forecast: the options rest on people like this person alone."
SAME = "about the same"


def taught(case: Case, lessons: Lessons | None) -> tuple[Case, LearnedOf | None]:
    """Return the case with the person's own virtual patients, and what is said of them; the same case without any."""
    if lessons is None:
        return case, None
    told = told_of(lessons)
    try:
        people = lessons.people_today(case.subject)
    except CannotSimulate as why:
        return case, replace(told, why_not=f"The options rest on people like this person alone: {why}")
    if people is None or lessons.learned is None:
        return case, told
    most_mg = max(visit.given.total_mg for visit in lessons.learned.visits)
    seen = most_mg / case.subject.weight_kg
    return replace(case, taught=people, taught_of=lessons.speaks_of, taught_mg_per_kg=seen), told


def told_of(lessons: Lessons) -> LearnedOf:
    """Say what was learned and what was not."""
    learned = lessons.learned
    return LearnedOf(
        infusions=lessons.sessions,
        says=tuple(in_words(one) for one in lessons.traits),
        not_learned=tuple(_not_learned(lessons)),
        warnings=learned.warnings if learned else (),
        left_out=tuple(f"Infusion {one.session}: {one.why}" for one in lessons.refused),
        why_not=lessons.rests or ("" if lessons.speaks_of else NOTHING),
    )


def in_words(one: LearnedParameter) -> str:
    """Set what was learned beside what is known of people like this person, in a sentence."""
    unit = f" {one.unit}" if one.unit else ""
    now, was, side = one.posterior, one.prior, compared(one)
    beside = "as in" if side == SAME else "than in"
    return (
        f"{one.name}: {side} {beside} people like this person, {now.median:.2g}{unit} ({now.low:.2g} to "
        f"{now.high:.2g}) against {was.median:.2g} ({was.low:.2g} to {was.high:.2g})."
    )


def compared(one: LearnedParameter) -> str:
    """Say on which side of the middle of people like this person the person lies, where that is clear."""
    if one.posterior.low > one.prior.median:
        return "higher"
    return "lower" if one.posterior.high < one.prior.median else SAME


def _not_learned(lessons: Lessons) -> Iterator[str]:
    learned = lessons.learned
    if learned is not None:
        yield from learned.not_learned
        yield from learned.left_out
