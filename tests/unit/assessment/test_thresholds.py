"""The clinic's own number decides where it set one, and the sentence says that number and what it replaced."""

from dataclasses import replace

from charts import PROTOCOL, a_chart
from leeward.assessment import Outcome, assess
from leeward.protocol.assessing import RestingPressure
from leeward.protocol.thresholds import Thresholds
from leeward.truth import YES
from leeward.units import Quantity

STRICTER = replace(
    PROTOCOL, thresholds=Thresholds(changed=((RestingPressure.systolic_to_weigh.name, Quantity(130, "mmHg")),))
)
CHART = a_chart(systolic="135 mmHg")


def test_the_shipped_number_stands_where_the_clinic_set_none():
    assert assess(CHART, PROTOCOL).outcome is Outcome.ELIGIBLE


def test_the_clinics_number_decides():
    assert assess(CHART, STRICTER).outcome is Outcome.NEEDS_SIGNOFF


def test_the_sentence_and_its_source_say_the_number_in_force_and_the_shipped_one():
    found = next(
        finding
        for finding in assess(CHART, STRICTER).findings
        if finding.truth is YES and finding.rule.key == "blood-pressure-signoff"
    )
    assert "above 130/90 mmHg" in found.says
    assert "140 mmHg" in str(found.cites[0])


def test_every_sentence_names_only_numbers_that_its_rule_cites():
    for finding in assess(a_chart(), PROTOCOL).findings:
        assert "{" not in finding.says
