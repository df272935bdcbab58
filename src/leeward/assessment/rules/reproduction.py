"""Pregnancy, the possibility of it, and breastfeeding."""

from leeward.assessment.chart import Chart
from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight, follow_up
from leeward.evidence import Reference
from leeward.evidence.sources import KETALAR_CH, KETALAR_UK, NCT00749203, SPRAVATO_US
from leeward.protocol.assessing import Windows
from leeward.protocol.thresholds import Thresholds
from leeward.truth import YES, Truth


def pregnant(chart: Chart, _: Thresholds) -> Truth:
    """Is there a pregnancy? Without the possibility of one no test is asked; a positive test always counts."""
    if chart.pregnant is YES:
        return YES
    return follow_up(chart.could_be_pregnant, chart.pregnancy_test)


RULES: tuple[Rule, ...] = (
    Rule(
        key="pregnancy",
        row="ME02",
        system=BodySystem.REPRODUCTION,
        weight=Weight.BARS,
        says="The patient is pregnant.",
        needs="a pregnancy test, taken today",
        lifts="After the pregnancy, a negative test on the day would lift this.",
        applies=pregnant,
        reads=(
            "could_be_pregnant",
            "pregnancy_test",
            "pregnant",
        ),
        cites=(
            Reference(SPRAVATO_US, "section 8.1"),
            Reference(NCT00749203, "test at screening and before the infusion"),
        ),
    ),
    Rule(
        key="no-contraception",
        row="ME03",
        system=BodySystem.REPRODUCTION,
        weight=Weight.SIGNOFF,
        says="Pregnancy is possible and no contraception is agreed: a prescriber approves first.",
        needs="what contraception is agreed",
        specialist="prescriber",
        applies=lambda chart, _: chart.could_be_pregnant & ~chart.contraception,
        reads=(
            "could_be_pregnant",
            "contraception",
        ),
        cites=(
            Reference(NCT00749203, "inclusion"),
            Reference(SPRAVATO_US, "section 8.3"),
        ),
    ),
    Rule(
        key="preeclampsia",
        row="CV14",
        system=BodySystem.REPRODUCTION,
        weight=Weight.BARS,
        says="Pre-eclampsia or eclampsia.",
        needs="whether there is or was pre-eclampsia",
        applies=lambda chart, _: chart.preeclampsia,
        reads=("preeclampsia",),
        cites=(
            Reference(KETALAR_UK, "contraindications"),
            Reference(KETALAR_CH, "contraindications"),
        ),
    ),
    Rule(
        key="breastfeeding",
        row="ME04",
        system=BodySystem.REPRODUCTION,
        weight=Weight.SIGNOFF,
        says="Breastfeeding: a prescriber approves first; milk of 12 hours can be discarded.",
        needs="whether the patient is breastfeeding",
        specialist="prescriber",
        applies=lambda chart, _: chart.breastfeeding,
        reads=("breastfeeding",),
        cites=(Reference(SPRAVATO_US, "section 8.2: not recommended"), Windows.milk),
    ),
)
