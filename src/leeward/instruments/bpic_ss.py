"""BPIC-SS: how much the bladder hurts, entered as a total from the clinic's form."""

from typing import Final

from leeward.evidence import Facts, Reference, Status, cite
from leeward.evidence.sources import HUMPHREY_2012
from leeward.instruments.scale import Area, Band, Scale, ScaleItem
from leeward.protocol.assessing import Plausible, Scores


class BpicSs(Facts):
    """Where the score begins; from where it calls for a urologist stands in the protocol."""

    none = cite("0 points", HUMPHREY_2012, at="lowest score", status=Status.RECALLED)


BPIC_SS: Final = Scale(
    key="bpic-ss",
    name="BPIC-SS",
    area=Area.BLADDER,
    items=(ScaleItem(number=1, label="Total", most=round(Plausible.bladder_score_high.to("points"))),),
    recall="past week",
    rights="Published by its authors; no licence found. Leeward ships score entry only.",
    cites=(
        Scores.bladder_score,
        Plausible.bladder_score_high,
        *BpicSs.rows(),
        Reference(HUMPHREY_2012, "15 items kept at the stage of development; the final form was not read"),
        Reference(HUMPHREY_2012, "recall period", Status.RECALLED),
    ),
    bands=(
        Band(start=BpicSs.none, says="below the cut"),
        Band(start=Scores.bladder_score, says="at or above the cut: a urologist approves first"),
    ),
    note="Cut and maximum are recalled, to be confirmed. The protocol in force may set another cut.",
)
