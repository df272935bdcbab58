"""Whom the discharge gate keeps longer, by what the chart says."""

from leeward.assessment import Chart
from leeward.assessment.rule import older_than
from leeward.evidence import Facts, assumed
from leeward.protocol.thresholds import SHIPPED, Thresholds
from leeward.truth import Truth


class LongerStay(Facts):
    """Whom the discharge gate keeps longer."""

    age = assumed("70 year", why="Dossier 4.6: 120 min after the end from age 70, with Child-Pugh B or sleep apnea.")


def longer_stay(chart: Chart, limits: Thresholds = SHIPPED) -> Truth:
    """Does the chart ask for the longer stay after the end?"""
    return older_than(chart, LongerStay.age, limits) | chart.liver_impairment | chart.sleep_apnea
