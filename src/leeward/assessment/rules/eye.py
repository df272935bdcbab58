"""The eyes: pressure in them can rise."""

from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight
from leeward.evidence import Reference, Status
from leeward.evidence.sources import ASRA_2018, DRAYNA_2012, KETALAR_US, OXFORD_NHS

RULES: tuple[Rule, ...] = (
    Rule(
        key="acute-eye",
        system=BodySystem.EYE,
        weight=Weight.BARS,
        says="An attack of angle-closure glaucoma or an open eye injury.",
        needs="whether there is an acute eye problem",
        applies=lambda chart, _: chart.acute_eye,
        reads=("acute_eye",),
        cites=(
            Reference(KETALAR_US, "adverse reactions: intraocular pressure"),
            Reference(ASRA_2018, "precautions", Status.SECONDARY),
        ),
    ),
    Rule(
        key="glaucoma",
        system=BodySystem.EYE,
        weight=Weight.SIGNOFF,
        says="Glaucoma or raised eye pressure: an eye doctor approves first.",
        needs="whether there is glaucoma",
        applies=lambda chart, _: chart.glaucoma,
        reads=("glaucoma",),
        cites=(
            Reference(OXFORD_NHS, "limitations: glaucoma"),
            Reference(ASRA_2018, "grade C: avoid or lower the dose", Status.SECONDARY),
            Reference(DRAYNA_2012, "mean rise 1.09 mmHg in children"),
        ),
    ),
)
