"""CADSS-6: six items of the clinician's scale of dissociation, scored at the chair."""

from typing import Final

from leeward.evidence import Reference, Status
from leeward.evidence.sources import CADSS_6
from leeward.instruments.scale import Area, Scale, numbered

STEPS: Final = ("none", "slight", "medium", "strong", "extreme")
LABELS: Final = (
    "Things pass slowly",
    "World unreal",
    "Detached from events",
    "Outside the body",
    "Things look changed",
    "Far-off view",
)

CADSS6: Final = Scale(
    key="cadss-6",
    name="CADSS-6",
    area=Area.DISSOCIATION,
    items=numbered(LABELS, STEPS),
    recall="now",
    rights="Bremner; ask the author. Leeward has no right to the words and ships scoring with its own labels: "
    "rate from the clinic's licensed form (items 1, 2, 6, 7, 15 and 22 of CADSS).",
    cites=(
        Reference(CADSS_6, "items 1, 2, 6, 7, 15, 22 of CADSS; correlation .91 to .95 with the full scale"),
        Reference(CADSS_6, "items of 0 to 4", Status.RECALLED),
    ),
    by_clinician=True,
    note="Derived in retrospect and not validated. PTSD itself raises it: "
    "read it as change from the patient's own baseline.",
)
