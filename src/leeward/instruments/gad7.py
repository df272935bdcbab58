"""GAD-7: the patient's own list of seven symptoms of anxiety."""

from typing import Final

from leeward.evidence import Facts, Reference, Status, cite
from leeward.evidence.sources import GAD7_COPY, HL7_PCO, PHQ_CAMCOPS
from leeward.instruments.scale import Area, Band, Scale, numbered

STEPS: Final = ("never", "some days", "most days", "almost daily")
LABELS: Final = (
    "Nervous",
    "Worry that will not stop",
    "Worry about many things",
    "Cannot unwind",
    "Cannot sit still",
    "Short temper",
    "Dread",
)


class Gad7(Facts):
    """Where the bands begin."""

    minimal = cite("0 points", GAD7_COPY, at="scoring", status=Status.SECONDARY)
    mild = cite("5 points", GAD7_COPY, at="scoring", status=Status.SECONDARY)
    moderate = cite("10 points", GAD7_COPY, at="scoring", status=Status.SECONDARY)
    detects_ptsd = cite("10 points", PHQ_CAMCOPS, at="10 or more finds PTSD: sensitivity 66 %, specificity 81 %")
    severe = cite("15 points", GAD7_COPY, at="scoring", status=Status.SECONDARY)


GAD7: Final = Scale(
    key="gad-7",
    name="GAD-7",
    area=Area.MOOD,
    items=numbered(LABELS, STEPS),
    recall="past 2 weeks",
    rights="As PHQ-9: no permission needed. Leeward ships its own short labels.",
    cites=(
        *Gad7.rows(),
        Reference(PHQ_CAMCOPS, "7 items of 0 to 3; rights"),
        Reference(HL7_PCO, "LOINC code of the total"),
        Reference(HL7_PCO, "LOINC code of the panel", Status.RECALLED),
    ),
    bands=(
        Band(start=Gad7.minimal, says="minimal"),
        Band(start=Gad7.mild, says="mild"),
        Band(start=Gad7.moderate, says="moderate"),
        Band(start=Gad7.severe, says="severe"),
    ),
    loinc_panel="69737-5",
    loinc_total="70274-6",
)
