"""Breathing and the airway: what reserve is there if breathing slows?"""

from leeward.assessment.chart import Chart
from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight, below
from leeward.evidence import Reference
from leeward.evidence.sources import NCT04658420
from leeward.protocol.assessing import AnesthesiaRisk, Scores
from leeward.protocol.thresholds import Thresholds
from leeward.truth import Truth


def sleep_apnea_likely(chart: Chart, limits: Thresholds) -> Truth:
    """Is sleep apnea known, or the STOP-Bang total high?"""
    return chart.sleep_apnea | ~below(chart, "stop_bang", Scores.stop_bang, limits)


RULES: tuple[Rule, ...] = (
    Rule(
        key="untreated-sleep-apnea",
        row="ME12",
        system=BodySystem.AIRWAY,
        weight=Weight.SIGNOFF,
        says="Severe sleep apnea without treatment: a sleep specialist approves first.",
        needs="whether there is severe untreated sleep apnea",
        specialist="sleep specialist",
        applies=lambda chart, _: chart.sleep_apnea_untreated,
        reads=("sleep_apnea_untreated",),
        cites=(Scores.stop_bang,),
    ),
    Rule(
        key="sleep-apnea",
        row="ME12",
        system=BodySystem.AIRWAY,
        weight=Weight.CAUTIONS,
        says="Sleep apnea is known or likely: bring the CPAP, watch expired CO2, no other sedatives.",
        needs="a STOP-Bang total",
        applies=sleep_apnea_likely,
        reads=(
            "sleep_apnea",
            "stop_bang",
        ),
        cites=(Scores.stop_bang,),
    ),
    Rule(
        key="severe-lung-disease",
        row="ME13",
        system=BodySystem.AIRWAY,
        weight=Weight.SIGNOFF,
        says="Severe lung disease or oxygen at home: a lung specialist approves first.",
        needs="whether there is severe lung disease",
        specialist="lung specialist",
        applies=lambda chart, _: chart.severe_lung_disease,
        reads=("severe_lung_disease",),
        cites=(Reference(NCT04658420, "exclusion: oxygen-dependent"),),
    ),
    Rule(
        key="difficult-airway",
        row="ME21",
        system=BodySystem.AIRWAY,
        weight=Weight.SIGNOFF,
        says="A difficult airway: an anesthetist approves first.",
        needs="whether the airway was ever difficult",
        specialist="anesthetist",
        applies=lambda chart, _: chart.difficult_airway,
        reads=("difficult_airway",),
        cites=(AnesthesiaRisk.class_to_sign,),
    ),
)
