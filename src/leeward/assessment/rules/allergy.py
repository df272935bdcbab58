"""Allergy to the drug or its preservative."""

from leeward.assessment.chart import Chart
from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight
from leeward.evidence import Reference
from leeward.evidence.sources import KETALAR_UK, SPRAVATO_US, TRISSEL
from leeward.medicines.names import names_ketamine
from leeward.protocol.thresholds import Thresholds
from leeward.truth import UNKNOWN, Truth, truth


def allergic(chart: Chart, _: Thresholds) -> Truth:
    """Does any listed allergy name the drug, a brand of it or its preservative, also with a slip of spelling?"""
    if chart.allergies is None:
        return UNKNOWN
    return truth(any(names_ketamine(allergy) for allergy in chart.allergies))


RULES: tuple[Rule, ...] = (
    Rule(
        key="ketamine-allergy",
        row="ME01",
        system=BodySystem.ALLERGY,
        weight=Weight.BARS,
        says="Allergy to ketamine, esketamine or the preservative benzethonium.",
        needs="the list of allergies",
        lifts="Only an allergist's finding that the entry is wrong, and the list corrected, would lift this.",
        applies=allergic,
        reads=("allergies",),
        cites=(
            Reference(SPRAVATO_US, "section 4"),
            Reference(KETALAR_UK, "contraindications"),
            Reference(TRISSEL, "excipients"),
        ),
    ),
)
