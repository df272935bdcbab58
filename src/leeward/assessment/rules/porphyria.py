"""Acute porphyria: ketamine is on lists of unsafe drugs."""

from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight
from leeward.evidence import Reference, Status
from leeward.evidence.sources import SPS_PORPHYRIA

RULES: tuple[Rule, ...] = (
    Rule(
        key="porphyria",
        row="ME11",
        system=BodySystem.PORPHYRIA,
        weight=Weight.BARS,
        says="Acute hepatic porphyria in the patient or family: a porphyria service advises first.",
        needs="whether there is porphyria in the patient or family",
        lifts="A porphyria service's advice that ketamine is safe for this patient comes first.",
        applies=lambda chart, _: chart.porphyria,
        reads=("porphyria",),
        cites=(Reference(SPS_PORPHYRIA, "list of unsafe drugs", Status.SECONDARY),),
    ),
)
