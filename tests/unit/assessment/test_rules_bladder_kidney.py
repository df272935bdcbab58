"""The table of the rules in assessment/rules/bladder_kidney.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
ketamine-bladder-injury |                               | unknown
ketamine-bladder-injury | ketamine_bladder_injury = yes | yes
ketamine-bladder-injury | ketamine_bladder_injury = no  | no
bladder-symptoms        |                               | unknown
bladder-symptoms        | bladder_symptoms = yes        | yes
bladder-symptoms        | bladder_symptoms = no         | no
dialysis                |                               | unknown
dialysis                | dialysis = yes                | yes
dialysis                | dialysis = no                 | no
bladder-score           |                               | unknown
bladder-score           | bladder_score = 18 points     | no
bladder-score           | bladder_score = 19 points     | yes
bladder-score           | bladder_score = 20 points     | yes
kidney                  |                               | unknown
kidney                  | filtration_rate = 29 mL/min   | yes
kidney                  | filtration_rate = 30 mL/min   | no
kidney                  | filtration_rate = 31 mL/min   | no
urinalysis              |                               | unknown
urinalysis              | urinalysis_abnormal = yes     | yes
urinalysis              | urinalysis_abnormal = no      | no
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_bladder_kidney(rule, entries, expected):
    assert answer(rule, entries) is expected
