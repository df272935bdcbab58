"""The eyes: pressure in them can rise."""

from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight
from leeward.evidence import Reference, Status
from leeward.evidence.sources import ASRA_2018, KETALAR_US, OXFORD_NHS
from leeward.protocol.assessing import EyePressure

RULES: tuple[Rule, ...] = (
    Rule(
        key="acute-eye",
        row="EY01",
        system=BodySystem.EYE,
        weight=Weight.BARS,
        says="An attack of angle-closure glaucoma or an open eye injury.",
        needs="whether there is an acute eye problem",
        lifts="Once the eye is treated this becomes an eye doctor's decision.",
        applies=lambda chart, _: chart.acute_eye,
        reads=("acute_eye",),
        cites=(
            Reference(KETALAR_US, "adverse reactions: intraocular pressure"),
            Reference(ASRA_2018, "precautions", Status.SECONDARY),
        ),
    ),
    Rule(
        key="glaucoma",
        row="EY01, EY02",
        system=BodySystem.EYE,
        weight=Weight.SIGNOFF,
        says="Glaucoma or raised eye pressure: an eye doctor approves first.",
        needs="whether there is glaucoma, with the last eye pressure",
        specialist="eye doctor",
        applies=lambda chart, _: chart.glaucoma,
        reads=("glaucoma",),
        cites=(
            Reference(OXFORD_NHS, "limitations: glaucoma"),
            Reference(ASRA_2018, "grade C: avoid or lower the dose", Status.SECONDARY),
            EyePressure.mean_rise,
        ),
    ),
)
