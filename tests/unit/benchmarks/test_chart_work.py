"""The charts that the benchmark assesses: the same every time, and the same in both forms."""

import pytest
from benchmarks import chart_work

from leeward.assessment import Outcome, assess, chart_from
from leeward.protocol import STANDARD
from leeward.truth import NO, UNKNOWN, YES

SOME = 60


def test_a_number_is_the_same_person_every_time_and_everybody_differs():
    assert chart_work.entries(7) == chart_work.entries(7)
    assert len({str(chart_work.entries(number)) for number in range(SOME)}) == SOME


def test_the_charts_can_be_read_and_reach_more_than_one_outcome():
    outcomes = {assess(chart, STANDARD).outcome for chart in chart_work.charts(SOME)}
    assert Outcome.NOT_ELIGIBLE in outcomes
    answers = {chart_work.entries(number)["aneurysm"] for number in range(SOME)}
    assert answers == {YES, NO, UNKNOWN}


@pytest.mark.parametrize("number", range(5))
def test_what_is_unknown_is_left_out_of_the_resource_and_empty_as_a_variable(number):
    told = chart_work.entries(number)
    answered = {item["linkId"]: item["answer"][0] for item in chart_work.questionnaire_response(told)["item"]}
    variables = chart_work.variables(told)
    chart = chart_from(told, on=chart_work.ON)
    for key in ("aneurysm", "pregnancy_test", "fasted"):
        known = {YES: True, NO: False, UNKNOWN: None}[chart.truth(key)]
        assert answered.get(key, {}).get("valueBoolean") is known
        assert variables[key] == ([] if known is None else known)
    systolic = chart.current("systolic")
    assert answered.get("systolic", {}).get("valueDecimal") == (systolic and systolic.to("mmHg"))
    assert answered["born"] == {"valueDate": chart.born.isoformat()}
