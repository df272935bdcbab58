"""What is asked, and at which moments around an infusion; which edition of a list each moment asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from leeward.instruments import (
    AUDIT_C,
    B_IPF,
    BPIC_SS,
    CSSRS,
    DAST10,
    GAD7,
    ISI,
    PCL5,
    PCL5_WEEK,
    PHQ9,
    Scale,
)


class Moment(Enum):
    """Where around an infusion something is asked; the words stand after `infusion 3`."""

    BASELINE = "baseline"
    BEFORE = "before"
    DAY_AFTER = "the day after"
    THIRD_DAY = "the third day after"
    WEEKLY = "weekly after"
    MONTHLY = "monthly after"
    LONG_TERM = "long-term after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One scale asked at one moment, and why; `is_rare` where not every infusion asks it (the bladder's schedule)."""

    moment: Moment
    scale: Scale
    why: str
    is_rare: bool = False


class CannotAsk(ValueError):
    """The clock cannot be set: a time has no zone, or no edition fits."""


# Days that the wording of a list asks about; a month is counted short, so that it fits between two of them.
RECALLED_DAYS: Final = {"past week": 7, "past month": 28}  # plain: the words of the lists, in days
# Days back to which a moment may ask: since the list was last given, or before anything was given at all.
REACHES_BACK: Final = {  # plain: how far each moment looks, chosen among the words of the lists
    Moment.BASELINE: RECALLED_DAYS["past month"],
    Moment.BEFORE: RECALLED_DAYS["past week"],
    Moment.DAY_AFTER: RECALLED_DAYS["past week"],
    Moment.THIRD_DAY: RECALLED_DAYS["past week"],
    Moment.WEEKLY: RECALLED_DAYS["past week"],
    Moment.MONTHLY: RECALLED_DAYS["past month"],
    Moment.LONG_TERM: RECALLED_DAYS["past month"],
}
PCL5_EDITIONS: Final = (PCL5, PCL5_WEEK)
# Asked for each moment anew: what was true the day after says nothing of the hour before the next infusion.
UNSHARED: Final = frozenset({CSSRS.key})
ABSENT: Final = (
    "Quality of life is not asked: Q-LES-Q-SF, WHODAS 2.0 and EQ-5D need a licence that Leeward does not have.",
    "CAPS-5 and MADRS are interviews: a clinician enters them, and the clock does not ask the patient for them.",
    "Cognition (MoCA) is no questionnaire: it stands in the long-term safety schedule.",
)


def edition_for(editions: Sequence[Scale], moment: Moment) -> Scale:
    """Return the edition with the longest recall that reaches no further back than the moment asks.

    Raises CannotAsk where every edition reaches further back.
    """
    fits = [each for each in editions if RECALLED_DAYS[each.recall] <= REACHES_BACK[moment]]
    if not fits:
        raise CannotAsk(f"No edition of {editions[0].name} looks back as shortly as {moment.value} asks.")
    return max(fits, key=lambda each: RECALLED_DAYS[each.recall])


def _asked(moment: Moment, scales: Iterable[Scale], why: str) -> tuple[Measure, ...]:
    return tuple(Measure(moment=moment, scale=scale, why=why) for scale in scales)


def _pcl5(moment: Moment) -> Scale:
    return edition_for(PCL5_EDITIONS, moment)


MEASURES: Final[tuple[Measure, ...]] = (
    *_asked(Moment.BASELINE, (_pcl5(Moment.BASELINE), GAD7, ISI, B_IPF), "where the person starts from"),
    *_asked(Moment.BASELINE, (AUDIT_C, DAST10, BPIC_SS), "before each course (safety 7.3)"),
    *_asked(Moment.BEFORE, (_pcl5(Moment.BEFORE), PHQ9, CSSRS), "each session (safety 1.4)"),
    Measure(moment=Moment.BEFORE, scale=BPIC_SS, why="every so many sessions, 4 as shipped (safety 7.3)", is_rare=True),
    *_asked(Moment.DAY_AFTER, (CSSRS,), "the 24-hour call (safety 7.3)"),
    *_asked(
        Moment.DAY_AFTER,
        (_pcl5(Moment.DAY_AFTER),),
        "where trials scored early effect; most of its week lies before the infusion, so it is an early sign only",
    ),
    *_asked(Moment.THIRD_DAY, (_pcl5(Moment.THIRD_DAY),), "whether an early change holds; its week is mixed as well"),
    *_asked(Moment.WEEKLY, (_pcl5(Moment.WEEKLY), PHQ9), "weekly (safety 7.3)"),
    *_asked(Moment.WEEKLY, (GAD7, ISI), "anxiety and sleep beside it"),
    *_asked(Moment.MONTHLY, (_pcl5(Moment.MONTHLY), PHQ9, GAD7, ISI, B_IPF), "whether it holds, and what life is like"),
    *_asked(Moment.LONG_TERM, (BPIC_SS, AUDIT_C, DAST10), "bladder, alcohol and drugs (safety 7.3)"),
)
