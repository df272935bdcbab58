"""PHQ-9: the patient's own list of nine symptoms of depression."""

from typing import Final

from leeward.evidence import Facts, Reference, Status, cite
from leeward.evidence.sources import HL7_PCO, PHQ9_LOINC, PHQ_CAMCOPS
from leeward.instruments.scale import Answers, Area, Band, Flag, Scale, numbered
from leeward.truth import Truth, truth

STEPS: Final = ("never", "some days", "most days", "almost daily")
LABELS: Final = (
    "No interest or joy",
    "Low mood",
    "Sleep",
    "Tired",
    "Appetite",
    "Feels worthless or a failure",
    "Concentration",
    "Slowed or restless",
    "Thoughts of death or self-harm",
)
LOINC: Final = (
    "44250-9",
    "44255-8",
    "44259-0",
    "44254-1",
    "44251-7",
    "44258-2",
    "44252-5",
    "44253-3",
    "44260-8",
)


class Phq9(Facts):
    """Where the bands begin; the cut of 10 was read, the others are recalled."""

    minimal = cite("0 points", PHQ_CAMCOPS, at="severity bands", status=Status.RECALLED)
    mild = cite("5 points", PHQ_CAMCOPS, at="severity bands", status=Status.RECALLED)
    moderate = cite("10 points", PHQ_CAMCOPS, at="10 or more: sensitivity 77-88 %, specificity 88-94 %")
    moderately_severe = cite("15 points", PHQ_CAMCOPS, at="severity bands", status=Status.RECALLED)
    severe = cite("20 points", PHQ_CAMCOPS, at="severity bands", status=Status.RECALLED)


SELF_HARM: Final = len(LABELS)


def thoughts_of_self_harm(answers: Answers) -> Truth:
    """Is item 9 above its lowest step? Unknown when it was left out."""
    given = answers[SELF_HARM - 1]
    return truth(None if given is None else given > 0)


def self_harm_unanswered(answers: Answers) -> Truth:
    """Was item 9 left out?"""
    return truth(answers[SELF_HARM - 1] is None)


PHQ9: Final = Scale(
    key="phq-9",
    name="PHQ-9",
    area=Area.MOOD,
    items=numbered(LABELS, STEPS, loinc=LOINC),
    recall="past 2 weeks",
    rights="Pfizer; no permission needed to reproduce, translate, display or distribute. "
    "Leeward ships its own short labels.",
    cites=(
        *Phq9.rows(),
        Reference(PHQ_CAMCOPS, "9 items of 0 to 3; item 9 asks about self-harm"),
        Reference(PHQ9_LOINC, "LOINC code of the panel"),
        Reference(HL7_PCO, "LOINC code of the total"),
    ),
    flags=(
        Flag(
            key="suicide-path",
            says="Item 9 is above 0: a clinician asks about suicide before the patient leaves.",
            raised=thoughts_of_self_harm,
        ),
        Flag(
            key="suicide-item-unanswered",
            says="Item 9 was left out: ask it; unanswered is not no.",
            raised=self_harm_unanswered,
        ),
    ),
    bands=(
        Band(start=Phq9.minimal, says="minimal"),
        Band(start=Phq9.mild, says="mild"),
        Band(start=Phq9.moderate, says="moderate"),
        Band(start=Phq9.moderately_severe, says="moderately severe"),
        Band(start=Phq9.severe, says="severe"),
    ),
    loinc_panel="44249-1",
    loinc_total="44261-6",
)
