"""The bladder, which ketamine can injure, and the kidneys."""

from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight, below
from leeward.evidence import Reference
from leeward.evidence.sources import KETALAR_US
from leeward.protocol.assessing import Scores

RULES: tuple[Rule, ...] = (
    Rule(
        key="ketamine-bladder-injury",
        row="ME07",
        system=BodySystem.BLADDER,
        weight=Weight.BARS,
        says="Ketamine has harmed the urinary tract before.",
        needs="whether ketamine ever harmed the bladder",
        applies=lambda chart, _: chart.ketamine_bladder_injury,
        reads=("ketamine_bladder_injury",),
        cites=(Reference(KETALAR_US, "warnings: genitourinary pain"),),
    ),
    Rule(
        key="bladder-symptoms",
        row="ME07",
        system=BodySystem.BLADDER,
        weight=Weight.SIGNOFF,
        says="Bladder symptoms: a urologist approves first.",
        needs="whether there are bladder symptoms",
        specialist="urologist",
        applies=lambda chart, _: chart.bladder_symptoms,
        reads=("bladder_symptoms",),
        cites=(Reference(KETALAR_US, "warnings: genitourinary pain"),),
    ),
    Rule(
        key="bladder-score",
        row="ME07",
        system=BodySystem.BLADDER,
        weight=Weight.SIGNOFF,
        says="The bladder symptom score is {0} or more: a urologist approves first.",
        needs="a bladder symptom score (BPIC-SS) of this course",
        specialist="urologist",
        lifts="A bladder symptom score below {0} would lift this.",
        applies=lambda chart, limits: ~below(chart, "bladder_score", Scores.bladder_score, limits),
        reads=("bladder_score",),
        cites=(Scores.bladder_score,),
    ),
    Rule(
        key="urinalysis",
        row="ME07, 1.4",
        system=BodySystem.BLADDER,
        weight=Weight.SIGNOFF,
        says="The urinalysis shows blood or an infection: a urologist approves first.",
        needs="a urinalysis of this course",
        specialist="urologist",
        lifts="A clean urinalysis after treatment would lift this.",
        applies=lambda chart, _: chart.truth("urinalysis_abnormal"),
        reads=("urinalysis_abnormal",),
        cites=(Reference(KETALAR_US, "warnings: genitourinary pain"),),
    ),
    Rule(
        key="kidney",
        row="ME17",
        system=BodySystem.KIDNEY,
        weight=Weight.CAUTIONS,
        says="The kidneys filter less than {0} mL/min: mind fluid and blood pressure.",
        needs="a recent filtration rate (eGFR)",
        applies=lambda chart, limits: below(chart, "filtration_rate", Scores.filtration_rate, limits),
        reads=("filtration_rate",),
        cites=(Scores.filtration_rate,),
    ),
    Rule(
        key="dialysis",
        row="ME17",
        system=BodySystem.KIDNEY,
        weight=Weight.CAUTIONS,
        says="Dialysis: fluid and blood pressure need care; no change of the drug's level is expected.",
        needs="whether the patient is on dialysis",
        applies=lambda chart, _: chart.dialysis,
        reads=("dialysis",),
        cites=(Scores.filtration_rate,),
    ),
)
