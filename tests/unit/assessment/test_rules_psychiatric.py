"""The table of the rules in assessment/rules/psychiatric.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
psychotic-disorder    |                                         | unknown
psychotic-disorder    | psychotic_disorder = yes                | yes
psychotic-disorder    | psychotic_disorder = no                 | no
psychotic-symptoms    |                                         | unknown
psychotic-symptoms    | psychotic_symptoms = yes                | yes
psychotic-symptoms    | psychotic_symptoms = no                 | no
mood-psychosis        |                                         | unknown
mood-psychosis        | mood_psychosis = yes                    | yes
mood-psychosis        | mood_psychosis = no                     | no
mania                 |                                         | unknown
mania                 | mania = yes                             | yes
mania                 | mania = no                              | no
bipolar-disorder      |                                         | unknown
bipolar-disorder      | bipolar_disorder = yes                  | yes
bipolar-disorder      | bipolar_disorder = no                   | no
dissociative-disorder |                                         | unknown
dissociative-disorder | dissociative_disorder = yes             | yes
dissociative-disorder | dissociative_disorder = no              | no
imminent-suicide-risk |                                         | unknown
imminent-suicide-risk | suicide_risk_imminent = yes             | yes
imminent-suicide-risk | suicide_risk_imminent = no              | no
cannot-cooperate      |                                         | unknown
cannot-cooperate      | cannot_cooperate = yes                  | yes
cannot-cooperate      | cannot_cooperate = no                   | no
persistent-effects    |                                         | unknown
persistent-effects    | persistent_effects = yes                | yes
persistent-effects    | persistent_effects = no                 | no
high-mania-score      |                                         | unknown
high-mania-score      | bipolar_disorder = no                   | no
high-mania-score      | bipolar_disorder = yes                  | unknown
high-mania-score      | bipolar_disorder = yes; ymrs = 4 points | no
high-mania-score      | bipolar_disorder = yes; ymrs = 5 points | no
high-mania-score      | bipolar_disorder = yes; ymrs = 6 points | yes
high-mania-score      | bipolar_disorder = no; ymrs = 6 points  | yes
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_psychiatric(rule, entries, expected):
    assert answer(rule, entries) is expected
