"""Thyroid and adrenal disease: blood pressure and heart rate can rise without limit."""

from leeward.assessment.chart import Chart
from leeward.assessment.items import BodySystem
from leeward.assessment.medication import THYROID_HORMONES, takes
from leeward.assessment.rule import Rule, Weight, above, follow_up
from leeward.evidence import Reference, Status
from leeward.evidence.sources import KAPLAN_1971, KETALAR_CH, KETALAR_US
from leeward.protocol.assessing import DayVitals, Freshness
from leeward.protocol.thresholds import Thresholds
from leeward.truth import Truth


def thyroid_test_wanted(chart: Chart, limits: Thresholds) -> Truth:
    """Is a TSH wanted: by symptoms, by a thyroid drug, by a fast heart?"""
    fast = above(chart, "heart_rate", DayVitals.heart_rate_for_thyroid, limits)
    return chart.thyroid_symptoms | takes(chart, THYROID_HORMONES) | fast


def abnormal_thyroid_test(chart: Chart, limits: Thresholds) -> Truth:
    """Is a TSH that is wanted outside its range? What it shows counts for everyone."""
    return follow_up(thyroid_test_wanted(chart, limits), chart.truth("thyroid_test_abnormal"))


RULES: tuple[Rule, ...] = (
    Rule(
        key="hyperthyroidism",
        row="ME08",
        system=BodySystem.HORMONES,
        weight=Weight.BARS,
        says="An overactive thyroid that is not fully treated.",
        needs="whether the thyroid is overactive",
        lifts="An overactive thyroid that is fully treated, shown by a TSH, would lift this.",
        applies=lambda chart, _: chart.hyperthyroidism_untreated,
        reads=("hyperthyroidism_untreated",),
        cites=(Reference(KETALAR_CH, "contraindications: untreated hyperthyroidism"),),
    ),
    Rule(
        key="thyroid-test",
        row="ME08, ME09",
        system=BodySystem.HORMONES,
        weight=Weight.SIGNOFF,
        says="The TSH lies outside its range: an endocrinologist decides whether the thyroid is calm enough.",
        needs="a recent TSH",
        specialist="endocrinologist",
        lifts="A TSH inside the laboratory's range would lift this.",
        applies=abnormal_thyroid_test,
        reads=(
            "thyroid_test_abnormal",
            "thyroid_symptoms",
            "heart_rate",
            "medicines",
        ),
        cites=(
            Reference(KETALAR_CH, "contraindications: untreated hyperthyroidism"),
            Freshness.thyroid,
            DayVitals.heart_rate_for_thyroid,
        ),
    ),
    Rule(
        key="thyroid-replacement",
        row="ME09",
        system=BodySystem.HORMONES,
        weight=Weight.CAUTIONS,
        says="Thyroid hormone is taken: two patients on it had steep rises under anesthetic doses. Measure often.",
        needs="the list of current medicines",
        applies=lambda chart, _: takes(chart, THYROID_HORMONES),
        reads=("medicines",),
        cites=(Reference(KAPLAN_1971, "240/140 and 210/130 mmHg, heart rate 190 and 150", Status.SECONDARY),),
    ),
    Rule(
        key="pheochromocytoma",
        row="ME10",
        system=BodySystem.HORMONES,
        weight=Weight.BARS,
        says="A pheochromocytoma or carcinoid tumor.",
        needs="whether there is a pheochromocytoma or carcinoid tumor",
        applies=lambda chart, _: chart.pheochromocytoma_or_carcinoid,
        reads=("pheochromocytoma_or_carcinoid",),
        cites=(Reference(KETALAR_US, "by inference: serious hazard from a rise in blood pressure", Status.RECALLED),),
    ),
)
