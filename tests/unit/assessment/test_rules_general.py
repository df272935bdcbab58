"""The table of the rules in assessment/rules/general.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
life-threatening-disease |                                    | unknown
life-threatening-disease | life_threatening_disease = yes     | yes
life-threatening-disease | life_threatening_disease = no      | no
severe-systemic-disease  |                                    | unknown
severe-systemic-disease  | severe_systemic_disease = yes      | yes
severe-systemic-disease  | severe_systemic_disease = no       | no
critically-ill           |                                    | unknown
critically-ill           | critically_ill = yes               | yes
critically-ill           | critically_ill = no                | no
under-age                |                                    | unknown
under-age                | age = 17                           | yes
under-age                | age = 18                           | no
under-age                | age = 19                           | no
under-age                | born = 2008-11-24                  | yes
under-age                | born = 2008-11-23                  | no
older                    |                                    | unknown
older                    | age = 64                           | no
older                    | age = 65                           | yes
older                    | age = 66                           | yes
older                    | born = 1961-11-24                  | no
older                    | born = 1961-11-23                  | yes
body-mass-index          |                                    | unknown
body-mass-index          | weight = 90 kg                     | unknown
body-mass-index          | weight = 119.9 kg; height = 200 cm | no
body-mass-index          | weight = 120 kg; height = 200 cm   | yes
body-mass-index          | weight = 120.1 kg; height = 200 cm | yes
body-mass-index          | weight = 95 kg; height = 170 cm    | yes
weight-outside-trials    |                                    | unknown
weight-outside-trials    | weight = 49.9 kg                   | yes
weight-outside-trials    | weight = 50 kg                     | no
weight-outside-trials    | weight = 100 kg                    | no
weight-outside-trials    | weight = 100.1 kg                  | yes
weight-outside-trials    | weight = 51 kg                     | no
weight-outside-trials    | weight = 99.9 kg                   | no
blood-tests              |                                    | unknown
blood-tests              | blood_tests_abnormal = yes         | yes
blood-tests              | blood_tests_abnormal = no          | no
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_general(rule, entries, expected):
    assert answer(rule, entries) is expected
