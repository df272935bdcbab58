"""DAST-10: ten questions on drugs with yes or no, of which the third counts when it is answered with no."""

from typing import Final

from leeward.evidence import Facts, Reference, cite
from leeward.evidence.sources import DAST10_LOINC, DAST10_NIDA, PHQ_CAMCOPS, PRO_GUIDE
from leeward.instruments.scale import Area, Band, Scale, ScaleItem

STEPS: Final = ("no", "yes")
QUESTIONS: Final = 10  # plain: how many questions the list has
COUNTS_NO: Final = 3  # plain: the number of a question


class Dast10(Facts):
    """Where the bands begin, and from where the list is positive."""

    none = cite("0 points", DAST10_NIDA, at="0: no problems reported")
    low = cite("1 points", DAST10_NIDA, at="1-2: low")
    moderate = cite("3 points", DAST10_NIDA, at="3-5: moderate")
    substantial = cite("6 points", DAST10_NIDA, at="6-8: substantial")
    severe = cite("9 points", DAST10_NIDA, at="9-10: severe")
    positive = cite("3 points", DAST10_LOINC, at="interpretation: 3 or more")


def _question(number: int) -> ScaleItem:
    counts = " (a no counts)" if number == COUNTS_NO else ""
    return ScaleItem(number=number, label=f"Question {number}{counts}", steps=STEPS, is_reversed=number == COUNTS_NO)


DAST10: Final = Scale(
    key="dast-10",
    name="DAST-10",
    area=Area.SUBSTANCES,
    items=tuple(_question(number) for number in range(1, QUESTIONS + 1)),
    recall="past year",
    rights="DAST: for non-commercial use with credit. Leeward ships numbers without words: "
    "ask from the clinic's own form, or import it.",
    cites=(
        *Dast10.rows(),
        Reference(PRO_GUIDE, "10 items of 0 or 1; item 3 is reversed"),
        Reference(PHQ_CAMCOPS, "DAST: rights"),
    ),
    bands=(
        Band(start=Dast10.none, says="none"),
        Band(start=Dast10.low, says="low"),
        Band(start=Dast10.moderate, says="moderate"),
        Band(start=Dast10.substantial, says="substantial"),
        Band(start=Dast10.severe, says="severe"),
    ),
    loinc_panel="82666-9",
    loinc_total="82667-7",
    note=f"Alcohol and tobacco are not meant. Positive from {Dast10.positive.quantity}.",
)
