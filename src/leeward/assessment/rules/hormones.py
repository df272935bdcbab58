"""Thyroid and adrenal disease: blood pressure and heart rate can rise without limit."""

from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight
from leeward.evidence import Reference, Status
from leeward.evidence.sources import KETALAR_CH, KETALAR_US

RULES: tuple[Rule, ...] = (
    Rule(
        key="hyperthyroidism",
        system=BodySystem.HORMONES,
        weight=Weight.BARS,
        says="An overactive thyroid that is not fully treated.",
        needs="whether the thyroid is overactive",
        applies=lambda chart, _: chart.hyperthyroidism_untreated,
        reads=("hyperthyroidism_untreated",),
        cites=(Reference(KETALAR_CH, "contraindications: untreated hyperthyroidism"),),
    ),
    Rule(
        key="pheochromocytoma",
        system=BodySystem.HORMONES,
        weight=Weight.BARS,
        says="A pheochromocytoma or carcinoid tumor.",
        needs="whether there is a pheochromocytoma or carcinoid tumor",
        applies=lambda chart, _: chart.pheochromocytoma_or_carcinoid,
        reads=("pheochromocytoma_or_carcinoid",),
        cites=(Reference(KETALAR_US, "by inference: serious hazard from a rise in blood pressure", Status.RECALLED),),
    ),
)
