"""Which named persons' approvals count on the day we look: those of this course, for the numbers that they saw."""

from datetime import date
from typing import Final

from leeward.assessment.chart import MEASURE_BY_KEY, Chart, SignOff
from leeward.assessment.rules import EVERY
from leeward.protocol.assessing import Freshness

READS: Final = {rule.key: rule.reads for rule in EVERY}


def key_of(medicine: str) -> str:
    """Return the key under which a named person signs for a medicine."""
    return f"medicine:{medicine}"


def signed(chart: Chart) -> frozenset[str]:
    """Return what is approved on the day we look."""
    return frozenset(one.rule_key for one in chart.signoffs if counts(one, chart))


def counts(signoff: SignOff, chart: Chart) -> bool:
    """Does an approval count: signed by the day we look, for this course, and for the number that stands now?"""
    days = (chart.on - signoff.on).days
    is_of_this_course = 0 <= days <= chart.limits.of(Freshness.course).to("d")
    return is_of_this_course and not measured_since(chart, signoff.rule_key, signoff.on)


def measured_since(chart: Chart, rule_key: str, signed_on: date) -> bool:
    """Was anything that the rule reads measured after that day? Whoever signed did not see that number."""
    measured = [chart.measurement(key) for key in READS.get(rule_key, ()) if key in MEASURE_BY_KEY]
    return any(one is not None and one.day > signed_on for one in measured)
