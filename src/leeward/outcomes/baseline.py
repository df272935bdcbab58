"""The baseline: which instruments are taken before the first infusion, and which of them were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from leeward.instruments import (
    AUDIT_C,
    B_IPF,
    BPIC_SS,
    CADSS6,
    CAPS5,
    CAPS5_WEEK,
    CSSRS,
    DAST10,
    GAD7,
    ISI,
    LEC5,
    PC_PTSD5,
    PCL5,
    PCL5_WEEK,
    PHQ9,
    Scale,
    Score,
    by_key,
)
from leeward.outcomes.trajectory import DatedScore


class State(Enum):
    """How one instrument of the baseline stands."""

    DONE = "done"
    INCOMPLETE = "items were left out"
    MISSING = "missing"
    MISSED = "not taken before infusion 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One instrument of the baseline, in any of its editions; `is_for_all` where the work-up asks it of everybody."""

    editions: tuple[Scale, ...]
    is_for_all: bool = False

    @property
    def scale(self) -> Scale:
        """Return the edition that is offered."""
        return self.editions[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineLine:
    """One instrument of the baseline and the score that counts for it: the last before the first infusion."""

    wanted: Wanted
    state: State
    taken: DatedScore | None = None


WANTED: Final = (
    Wanted(editions=(PC_PTSD5,)),
    Wanted(editions=(LEC5,)),
    Wanted(editions=(PCL5, PCL5_WEEK), is_for_all=True),
    Wanted(editions=(CAPS5, CAPS5_WEEK)),
    Wanted(editions=(PHQ9,), is_for_all=True),
    Wanted(editions=(GAD7,)),
    Wanted(editions=(CSSRS,), is_for_all=True),
    Wanted(editions=(ISI,)),
    Wanted(editions=(B_IPF,)),
    Wanted(editions=(AUDIT_C,)),
    Wanted(editions=(DAST10,)),
    Wanted(editions=(BPIC_SS,), is_for_all=True),
    Wanted(editions=(CADSS6,), is_for_all=True),
)


def baseline(scores: Sequence[DatedScore], *, first_infusion: datetime | None) -> tuple[BaselineLine, ...]:
    """Return every instrument of the baseline with what counts for it; a score after the first start is none."""
    before = [each for each in scores if first_infusion is None or each.at <= first_infusion]
    ordered = sorted(before, key=lambda each: each.at)
    return tuple(_line(wanted, ordered, has_begun=first_infusion is not None) for wanted in WANTED)


def _line(wanted: Wanted, scores: Sequence[DatedScore], *, has_begun: bool) -> BaselineLine:
    keys = {scale.key for scale in wanted.editions}
    mine = [each for each in scores if each.score.scale_key in keys]
    whole = [each for each in mine if is_whole(each.score)]
    if whole:
        return BaselineLine(wanted=wanted, state=State.DONE, taken=whole[-1])
    if mine:
        return BaselineLine(wanted=wanted, state=State.INCOMPLETE, taken=mine[-1])
    return BaselineLine(wanted=wanted, state=State.MISSED if has_begun else State.MISSING)


def is_whole(score: Score) -> bool:
    """Was everything answered that the instrument needs?"""
    return not score.missing if not by_key(score.scale_key).is_scored else score.total is not None
