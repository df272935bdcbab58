"""Age, size and general health."""

from leeward.assessment.chart import Chart
from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight, above, below, older_than
from leeward.evidence import Reference
from leeward.evidence.sources import KETALAR_US, MOTOV_2017, OUGHLI_2023
from leeward.protocol.assessing import Ages, AnesthesiaRisk, Freshness, Scores
from leeward.protocol.thresholds import Thresholds
from leeward.truth import UNKNOWN, Truth, truth


def high_body_mass_index(chart: Chart, limits: Thresholds) -> Truth:
    """Is weight over height squared at or above the limit?"""
    weight, height = chart.current("weight"), chart.current("height")
    if weight is None or height is None:
        return UNKNOWN
    kg_per_m2 = weight.to("kg") / height.to("m") ** 2
    return truth(kg_per_m2 >= limits.of(Scores.body_mass_index).to("kg/m2"))


def weight_outside_trials(chart: Chart, limits: Thresholds) -> Truth:
    """Is the weight outside the range in which PTSD was studied?"""
    return below(chart, "weight", Scores.lightest, limits) | above(chart, "weight", Scores.heaviest, limits)


RULES: tuple[Rule, ...] = (
    Rule(
        key="under-age",
        row="PS14",
        system=BodySystem.GENERAL,
        weight=Weight.BARS,
        says="Younger than {0} years: outside what this product is for.",
        needs="the birth date",
        lifts="Nothing lifts this before the age of {0}.",
        applies=lambda chart, limits: ~older_than(chart, Ages.adult, limits),
        reads=("born",),
        cites=(Ages.adult,),
    ),
    Rule(
        key="older",
        row="ME20",
        system=BodySystem.GENERAL,
        weight=Weight.CAUTIONS,
        says="{0} years or older: with nasal esketamine more drug reached the blood and pressure rose more (label).",
        needs="the birth date",
        applies=lambda chart, limits: older_than(chart, Ages.older, limits),
        reads=("born",),
        cites=(
            Ages.older,
            Reference(OUGHLI_2023, "25 people of 60 and over, 0.5 mg/kg"),
        ),
    ),
    Rule(
        key="life-threatening-disease",
        row="ME21",
        system=BodySystem.GENERAL,
        weight=Weight.BARS,
        says="Disease that constantly threatens life (ASA IV): an office clinic is not the place.",
        needs="the ASA class",
        applies=lambda chart, _: chart.life_threatening_disease,
        reads=("life_threatening_disease",),
        cites=(AnesthesiaRisk.class_to_exclude,),
    ),
    Rule(
        key="severe-systemic-disease",
        row="ME21",
        system=BodySystem.GENERAL,
        weight=Weight.SIGNOFF,
        says="Severe systemic disease (ASA III): an anesthetist approves first.",
        needs="the ASA class",
        specialist="anesthetist",
        applies=lambda chart, _: chart.severe_systemic_disease,
        reads=("severe_systemic_disease",),
        cites=(AnesthesiaRisk.class_to_sign,),
    ),
    Rule(
        key="critically-ill",
        row="ME23",
        system=BodySystem.GENERAL,
        weight=Weight.BARS,
        says="Severe dehydration, exhaustion or critical illness.",
        needs="whether the patient is dehydrated or critically ill",
        lifts="Recovery from the acute illness, answered anew, would lift this.",
        applies=lambda chart, _: chart.critically_ill,
        reads=("critically_ill",),
        cites=(Reference(KETALAR_US, "warnings: decrease in blood pressure"),),
    ),
    Rule(
        key="blood-tests",
        row="1.4",
        system=BodySystem.GENERAL,
        weight=Weight.SIGNOFF,
        says="Glucose or blood count show what is not yet explained: a physician explains it first.",
        needs="a recent glucose and blood count, read",
        specialist="physician",
        lifts="Blood tests without such a finding would lift this.",
        applies=lambda chart, _: chart.truth("blood_tests_abnormal"),
        reads=("blood_tests_abnormal",),
        cites=(Freshness.laboratory,),
    ),
    Rule(
        key="body-mass-index",
        row="ME18",
        system=BodySystem.GENERAL,
        weight=Weight.CAUTIONS,
        says="BMI of {0} or more: consider ideal or adjusted weight for the dose.",
        needs="weight of today and height",
        applies=high_body_mass_index,
        reads=(
            "weight",
            "height",
        ),
        cites=(Scores.body_mass_index,),
    ),
    Rule(
        key="weight-outside-trials",
        row="ME19",
        system=BodySystem.GENERAL,
        weight=Weight.CAUTIONS,
        says="Weight is outside the {0} to {1} kg of the PTSD trial: check the dose twice.",
        needs="a weight on the clinic's scale, taken today",
        applies=weight_outside_trials,
        reads=("weight",),
        cites=(
            Scores.lightest,
            Scores.heaviest,
            Reference(MOTOV_2017, "emergency trial: 46 to 115 kg"),
        ),
    ),
)
