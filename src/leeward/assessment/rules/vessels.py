"""The vessels of the body and the brain: a rise in blood pressure can burst or block them."""

from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight, follow_up
from leeward.evidence import Reference
from leeward.evidence.sources import KETALAR_UK, SPRAVATO_US
from leeward.protocol.assessing import Windows

RULES: tuple[Rule, ...] = (
    Rule(
        key="aneurysm",
        row="CV05",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="A known aneurysm: a rise in blood pressure could burst it.",
        needs="whether there is an aneurysm",
        applies=lambda chart, _: chart.aneurysm,
        reads=("aneurysm",),
        cites=(Reference(SPRAVATO_US, "section 4, contraindications"),),
    ),
    Rule(
        key="arteriovenous-malformation",
        row="CV06",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="A known arteriovenous malformation could bleed.",
        needs="whether there is an arteriovenous malformation",
        applies=lambda chart, _: chart.arteriovenous_malformation,
        reads=("arteriovenous_malformation",),
        cites=(Reference(SPRAVATO_US, "section 4, contraindications"),),
    ),
    Rule(
        key="intracerebral-hemorrhage",
        row="CV07",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="Bleeding into the brain in the past.",
        needs="whether there was bleeding into the brain",
        applies=lambda chart, _: chart.intracerebral_hemorrhage,
        reads=("intracerebral_hemorrhage",),
        cites=(Reference(SPRAVATO_US, "section 4, contraindications"),),
    ),
    Rule(
        key="recent-stroke",
        row="CV08",
        system=BodySystem.HEART,
        weight=Weight.BARS,
        says="A stroke or TIA in the last {0} months.",
        needs="whether a stroke or TIA was in the last 6 months",
        lifts="{0} months after the stroke or TIA this becomes a neurologist's decision.",
        applies=lambda chart, _: follow_up(chart.stroke_or_tia, chart.stroke_recent),
        reads=(
            "stroke_or_tia",
            "stroke_recent",
        ),
        cites=(
            Reference(KETALAR_UK, "contraindications: cerebrovascular accident"),
            Windows.stroke,
        ),
    ),
    Rule(
        key="stroke",
        row="CV08",
        system=BodySystem.HEART,
        weight=Weight.SIGNOFF,
        says="A stroke or TIA in the past: a neurologist approves first.",
        needs="whether there was a stroke or TIA",
        specialist="neurologist",
        applies=lambda chart, _: chart.stroke_or_tia,
        reads=("stroke_or_tia",),
        cites=(
            Reference(KETALAR_UK, "contraindications: cerebrovascular accident"),
            Windows.stroke,
        ),
    ),
)
