"""PC-PTSD-5: a trauma, then five questions with yes or no, to find who needs a fuller look."""

from collections.abc import Sequence
from typing import Final

from leeward.evidence import Facts, Reference, cite
from leeward.evidence.sources import PCPTSD5_COPY, PHQ_CAMCOPS, PMC5023594, PMC7862990
from leeward.instruments.scale import Area, Scale, Skip, numbered
from leeward.instruments.scoring import Score
from leeward.truth import NO, UNKNOWN, YES, Truth

STEPS: Final = ("no", "yes")
LABELS: Final = (
    "A terrifying event, ever",
    "Bad dreams or unwanted memories",
    "Keeps off thoughts or places",
    "On guard or easily startled",
    "Numb or apart from others",
    "Guilt or blame",
)


class PcPtsd5(Facts):
    """From where the screen counts as positive."""

    cut = cite("4 points", PMC7862990, at="best cut overall and for men")
    cut_women = cite("3 points", PMC7862990, at="best cut for women")
    most_sensitive = cite("3 points", PMC5023594, at="most sensitive cut, n=398, AUC .941")


def after_the_gate(points: Sequence[int]) -> int:
    """Count the yeses that follow a trauma; without a trauma there are none."""
    gate, *symptoms = points
    return sum(symptoms) if gate else 0


def positive(score: Score, *, sex: str) -> Truth:
    """Is the screen positive? Between the two cuts it is unknown for a sex other than `female` or `male`."""
    cuts = {"female": (PcPtsd5.cut_women,), "male": (PcPtsd5.cut,)}.get(sex, (PcPtsd5.cut_women, PcPtsd5.cut))
    if score.total is None:
        return UNKNOWN
    reached = {score.total >= cut.to("points") for cut in cuts}
    if reached == {True}:
        return YES
    return NO if reached == {False} else UNKNOWN


PC_PTSD5: Final = Scale(
    key="pc-ptsd-5",
    name="PC-PTSD-5",
    area=Area.TRAUMA,
    items=numbered(LABELS, STEPS),
    recall="past month",
    rights="A work of the US Department of Veterans Affairs, not copyrighted. Leeward ships its own short labels.",
    cites=(
        *PcPtsd5.rows(),
        Reference(PCPTSD5_COPY, "trauma first, then 5 items of yes or no"),
        Reference(PHQ_CAMCOPS, "VA instruments: rights"),
    ),
    skips=(Skip(unless=1, items=tuple(range(2, len(LABELS) + 1))),),
    total_of=after_the_gate,
    note="A screen, not a diagnosis. Counts as positive from "
    f"{PcPtsd5.cut.quantity} for men and {PcPtsd5.cut_women.quantity} for women.",
)
