"""B-IPF: how far the trouble gets in the way of seven parts of life, as a percentage of the worst."""

from collections.abc import Sequence
from typing import Final

from leeward.evidence import Facts, Reference, Status, cite
from leeward.evidence.sources import IPF_VA
from leeward.instruments.scale import Area, Band, Scale, numbered

STEPS: Final = ("none", "hardly", "a little", "some", "rather", "much", "very much")
LABELS: Final = ("Partner", "Children", "Other family", "Friends", "Work", "Study or training", "Daily tasks")
WORST: Final = len(STEPS) - 1
WHOLE: Final = 100  # plain: per cent


class BIpf(Facts):
    """Where the bands begin."""

    none = cite("0 points", IPF_VA, at="bands: 0-10", status=Status.RECALLED)
    mild = cite("11 points", IPF_VA, at="bands: 11-30", status=Status.RECALLED)
    moderate = cite("31 points", IPF_VA, at="bands: 31-50", status=Status.RECALLED)
    severe = cite("51 points", IPF_VA, at="bands: 51-80", status=Status.RECALLED)
    extreme = cite("81 points", IPF_VA, at="bands: 81-100", status=Status.RECALLED)


def percent_of_worst(points: Sequence[int]) -> int:
    """Return sum / (6 x answered) x 100, a half rounded up, over the parts of life that were answered."""
    worst = WORST * len(points)
    return (2 * WHOLE * sum(points) + worst) // (2 * worst)


B_IPF: Final = Scale(
    key="b-ipf",
    name="B-IPF",
    area=Area.FUNCTION,
    items=numbered(LABELS, STEPS),
    recall="past month",
    rights="VA work (recalled; check before showing its words). Leeward ships its own short labels.",
    cites=(
        *BIpf.rows(),
        Reference(IPF_VA, "7 parts of life, past 30 days; sum / (6 x answered) x 100, the rule of the long IPF"),
        Reference(IPF_VA, "which 7 parts, in which order; rights", Status.RECALLED),
    ),
    bands=(
        Band(start=BIpf.none, says="none"),
        Band(start=BIpf.mild, says="mild"),
        Band(start=BIpf.moderate, says="moderate"),
        Band(start=BIpf.severe, says="severe"),
        Band(start=BIpf.extreme, says="extreme"),
    ),
    total_of=percent_of_worst,
    rests_on_answered=True,
    note="Leave out what does not apply: the score is a percentage over the parts of life that were answered.",
)
