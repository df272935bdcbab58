"""What now, after a session: choices side by side with reasons, what is likely, and what may not be chosen yet."""

from collections.abc import Callable
from typing import Final

from leeward.course import ending_choices, infusion_choices, other_choices
from leeward.course.choice import Adaptation, Choice, Foretold, NotNow
from leeward.course.seen import Seen, paused, rose_again, see, urgent
from leeward.course.so_far import CourseSoFar
from leeward.evidence import CLAIMS, Cited, Reference
from leeward.outcomes.definitions import CAUTION
from leeward.protocol.protocol import Protocol
from leeward.truth import NO, UNKNOWN, YES

UNSUPPORTED: Final = (
    "No trial gives a rule of no response, of raising the dose, of spacing, or of maintenance in PTSD.",
    "No individual score says that ketamine works: scores move without any drug, and rise or fall by chance.",
    "The largest trial (158 people) found no effect on PTSD; the VA/DoD guideline of 2023 suggests against ketamine.",
)
Builder = Callable[[Seen], Choice | NotNow]
# Harm before benefit: in this order they are shown.
CAREFUL: Final[tuple[Builder, ...]] = (
    other_choices.psychiatrist,
    other_choices.pause,
    ending_choices.stop_harm,
    infusion_choices.lower,
    infusion_choices.slower,
)
GOING_ON: Final[tuple[Builder, ...]] = (
    infusion_choices.repeat,
    ending_choices.finish,
    other_choices.spaced_on,
    other_choices.therapy,
    infusion_choices.space_out,
    infusion_choices.step_up,
    other_choices.another_course,
    ending_choices.stop_no_response,
    ending_choices.stop_wish,
)


def adapt(so_far: CourseSoFar, protocol: Protocol, *, foretold: Foretold | None = None) -> Adaptation:
    """Return at least two choices for what comes after the last infusion, and what may not be chosen now and why.

    An infusion is offered only where nothing that is told, overdue or unknown stands in its way. `foretold` is None
    where the data do not inform a forecast.
    """
    seen = see(so_far, protocol, foretold)
    harmed = seen.badly is not NO or so_far.last.borne.serious is not NO
    careful = harmed or bool(urgent(seen)) or bool(rose_again(seen)) or bool(so_far.holds)
    order = (*CAREFUL, *GOING_ON) if careful else (*GOING_ON, *CAREFUL)
    built = [build(seen) for build in order]
    choices = tuple(one for one in built if isinstance(one, Choice))
    return Adaptation(
        after_infusion=seen.given,
        choices=choices,
        not_now=tuple(one for one in built if isinstance(one, NotNow)),
        urgent=urgent(seen),
        says=_says(seen),
        unsupported=UNSUPPORTED,
        caution=CAUTION,
        claims=CLAIMS,
        cites=_cites(choices),
    )


def _says(seen: Seen) -> tuple[str, ...]:
    """Return where the course stands, the missing included."""
    judged = seen.judged
    told = [seen.how_many]
    if judged.fell_percent is None:
        missing = "from before infusion 1" if judged.baseline is None else "from after the last infusion"
        told.append(f"There is no whole PCL-5 {missing}: what changed is not known.")
    else:
        way = "fell" if judged.fell_percent >= 0 else "rose"
        told.append(f"PCL-5 {way} from {judged.baseline} to {judged.latest} ({abs(judged.fell_percent):.0f} %).")
    if judged.lost is YES:
        told.append("A response was there and is lost.")
    told += rose_again(seen)
    if judged.by_one_score:
        told.append(judged.by_one_score)
    if seen.badly is not NO:
        told.append(seen.was_borne)
    return (*told, *_aside(seen))


def _aside(seen: Seen) -> tuple[str, ...]:
    """Return what else a clinician should know before choosing."""
    told = [*paused(seen)]
    if seen.so_far.review is not None:
        review = seen.so_far.review
        told.append(f"Reviewed by {review.by} on {review.at:%d-%b-%Y %H:%M}: {review.says}")
    if seen.so_far.sedative_started is YES:
        told.append("A benzodiazepine was started or raised in this course: it may weaken the effect (recalled).")
    if seen.so_far.sedative_started is UNKNOWN:
        told.append("Whether a benzodiazepine was started in this course is not known: ask.")
    return tuple(told)


def _cites(choices: tuple[Choice, ...]) -> tuple[Cited | Reference, ...]:
    of_claims = [one for claim in (*CLAIMS, CAUTION) for one in claim.cites]
    return tuple(dict.fromkeys([*(one for choice in choices for one in choice.cites), *of_claims]))
