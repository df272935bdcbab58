"""The table of the rules in assessment/rules/cardiovascular.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
aneurysm                            |                                                              | unknown
aneurysm                            | aneurysm = yes                                               | yes
aneurysm                            | aneurysm = no                                                | no
arteriovenous-malformation          |                                                              | unknown
arteriovenous-malformation          | arteriovenous_malformation = yes                             | yes
arteriovenous-malformation          | arteriovenous_malformation = no                              | no
intracerebral-hemorrhage            |                                                              | unknown
intracerebral-hemorrhage            | intracerebral_hemorrhage = yes                               | yes
intracerebral-hemorrhage            | intracerebral_hemorrhage = no                                | no
stroke                              |                                                              | unknown
stroke                              | stroke_or_tia = yes                                          | yes
stroke                              | stroke_or_tia = no                                           | no
severe-heart-disease                |                                                              | unknown
severe-heart-disease                | severe_heart_disease = yes                                   | yes
severe-heart-disease                | severe_heart_disease = no                                    | no
blood-pressure-hazard               |                                                              | unknown
blood-pressure-hazard               | blood_pressure_hazard = yes                                  | yes
blood-pressure-hazard               | blood_pressure_hazard = no                                   | no
recent-heart-attack                 |                                                              | unknown
recent-heart-attack                 | heart_attack_recent = yes                                    | yes
recent-heart-attack                 | heart_attack_recent = no                                     | no
heart-attack                        |                                                              | unknown
heart-attack                        | heart_attack = yes                                           | yes
heart-attack                        | heart_attack = no                                            | no
unstable-heart                      |                                                              | unknown
unstable-heart                      | unstable_heart = yes                                         | yes
unstable-heart                      | unstable_heart = no                                          | no
heart-failure                       |                                                              | unknown
heart-failure                       | heart_failure = yes                                          | yes
heart-failure                       | heart_failure = no                                           | no
uncontrolled-cardiovascular-disease |                                                              | unknown
uncontrolled-cardiovascular-disease | cardiovascular_disease_uncontrolled = yes                    | yes
uncontrolled-cardiovascular-disease | cardiovascular_disease_uncontrolled = no                     | no
arrhythmia                          |                                                              | unknown
arrhythmia                          | arrhythmia = yes                                             | yes
arrhythmia                          | arrhythmia = no                                              | no
recent-stroke                       |                                                              | unknown
recent-stroke                       | stroke_or_tia = no                                           | no
recent-stroke                       | stroke_or_tia = yes                                          | unknown
recent-stroke                       | stroke_or_tia = yes; stroke_recent = no                      | no
recent-stroke                       | stroke_or_tia = yes; stroke_recent = yes                     | yes
recent-stroke                       | stroke_or_tia = no; stroke_recent = yes                      | yes
decompensated-heart-failure         |                                                              | unknown
decompensated-heart-failure         | heart_failure = no                                           | no
decompensated-heart-failure         | heart_failure = yes                                          | unknown
decompensated-heart-failure         | heart_failure = yes; heart_failure_decompensated = yes       | yes
unexplained-ecg                     |                                                              | unknown
unexplained-ecg                     | age = 50                                                     | unknown
unexplained-ecg                     | age = 50; ecg_abnormal = no                                  | no
unexplained-ecg                     | age = 50; ecg_abnormal = yes                                 | yes
unexplained-ecg                     | age = 49; hypertension = yes                                 | unknown
unexplained-ecg                     | age = 49; aneurysm = yes                                     | unknown
unexplained-ecg                     | age = 49; unstable_heart = yes; ecg_abnormal = no            | no
unexplained-ecg                     | age = 30; ecg_abnormal = yes                                 | yes
pressure-rise-likely                |                                                              | unknown
pressure-rise-likely                | age = 49; hypertension = yes                                 | yes
pressure-rise-likely                | age = 49; hypertension = no                                  | no
pressure-rise-likely                | age = 50; hypertension = yes                                 | yes
pressure-rise-likely                | age = 51; hypertension = yes                                 | yes
pressure-rise-likely                | age = 60; hypertension = no                                  | yes
pressure-rise-likely                | age = 49                                                     | unknown
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_cardiovascular(rule, entries, expected):
    assert answer(rule, entries) is expected
