"""The table of the rules in assessment/rules/cardiovascular.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows
from leeward.assessment.rules.cardiovascular import HISTORY
from leeward.truth import NO, UNKNOWN

TABLE = """
severe-heart-disease                |                                                        | unknown
severe-heart-disease                | severe_heart_disease = yes                             | yes
severe-heart-disease                | severe_heart_disease = no                              | no
blood-pressure-hazard               |                                                        | unknown
blood-pressure-hazard               | blood_pressure_hazard = yes                            | yes
blood-pressure-hazard               | blood_pressure_hazard = no                             | no
recent-heart-attack                 |                                                        | unknown
recent-heart-attack                 | heart_attack_recent = yes                              | yes
recent-heart-attack                 | heart_attack_recent = no                               | no
heart-attack                        |                                                        | unknown
heart-attack                        | heart_attack = yes                                     | yes
heart-attack                        | heart_attack = no                                      | no
unstable-heart                      |                                                        | unknown
unstable-heart                      | unstable_heart = yes                                   | yes
unstable-heart                      | unstable_heart = no                                    | no
heart-failure                       |                                                        | unknown
heart-failure                       | heart_failure = yes                                    | yes
heart-failure                       | heart_failure = no                                     | no
uncontrolled-cardiovascular-disease |                                                        | unknown
uncontrolled-cardiovascular-disease | cardiovascular_disease_uncontrolled = yes              | yes
uncontrolled-cardiovascular-disease | cardiovascular_disease_uncontrolled = no               | no
arrhythmia                          |                                                        | unknown
arrhythmia                          | arrhythmia = yes                                       | yes
arrhythmia                          | arrhythmia = no                                        | no
decompensated-heart-failure         |                                                        | unknown
decompensated-heart-failure         | heart_failure = no                                     | no
decompensated-heart-failure         | heart_failure = yes                                    | unknown
decompensated-heart-failure         | heart_failure = yes; heart_failure_decompensated = yes | yes
decompensated-heart-failure         | heart_failure = yes; heart_failure_decompensated = no  | no
decompensated-heart-failure         | heart_failure = no; heart_failure_decompensated = yes  | yes
heart-failure-class                 |                                                        | unknown
heart-failure-class                 | heart_failure = no                                     | no
heart-failure-class                 | heart_failure = yes                                    | unknown
heart-failure-class                 | heart_failure = yes; heart_failure_class = 3 class     | no
heart-failure-class                 | heart_failure = yes; heart_failure_class = 4 class     | yes
heart-failure-class                 | heart_failure = no; heart_failure_class = 4 class      | yes
unexplained-ecg                     |                                                        | unknown
unexplained-ecg                     | age = 50                                               | unknown
unexplained-ecg                     | age = 50; ecg_abnormal = no                            | no
unexplained-ecg                     | age = 50; ecg_abnormal = yes                           | yes
unexplained-ecg                     | age = 49                                               | unknown
unexplained-ecg                     | age = 51; ecg_abnormal = no                            | no
unexplained-ecg                     | age = 49; medicines = Elavil                           | unknown
unexplained-ecg                     | age = 49; medicines = Elavil; ecg_abnormal = no        | no
unexplained-ecg                     | age = 49; hypertension = yes                           | unknown
unexplained-ecg                     | age = 49; aneurysm = yes                               | unknown
unexplained-ecg                     | age = 49; unstable_heart = yes; ecg_abnormal = no      | no
unexplained-ecg                     | age = 30; ecg_abnormal = yes                           | yes
pressure-rise-likely                |                                                        | unknown
pressure-rise-likely                | age = 49; hypertension = yes                           | yes
pressure-rise-likely                | age = 49; hypertension = no                            | no
pressure-rise-likely                | age = 50; hypertension = yes                           | yes
pressure-rise-likely                | age = 51; hypertension = yes                           | yes
pressure-rise-likely                | age = 60; hypertension = no                            | yes
pressure-rise-likely                | age = 49                                               | unknown
pressure-rise-likely                | age = 64; hypertension = no                            | yes
pressure-rise-likely                | age = 65; hypertension = no                            | no
pressure-rise-likely                | age = 66; hypertension = no                            | no
pressure-rise-likely                | age = 65; hypertension = yes                           | yes
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_cardiovascular(rule, entries, expected):
    assert answer(rule, entries) is expected


YOUNG_AND_WELL = {"born": "1990-01-01", "medicines": []} | dict.fromkeys(HISTORY, "no")


@pytest.mark.parametrize("key", HISTORY)
def test_an_ecg_is_wanted_for_each_yes_on_heart_and_vessels_and_while_one_is_open(key):
    assert answer("unexplained-ecg", YOUNG_AND_WELL) is NO
    assert answer("unexplained-ecg", YOUNG_AND_WELL | {key: "yes"}) is UNKNOWN
    assert answer("unexplained-ecg", YOUNG_AND_WELL | {key: "unknown"}) is UNKNOWN
    assert answer("unexplained-ecg", YOUNG_AND_WELL | {key: "yes", "ecg_abnormal": "no"}) is NO
