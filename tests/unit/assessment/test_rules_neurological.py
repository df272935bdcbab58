"""The table of the rules in assessment/rules/neurological.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
raised-intracranial-pressure |                                                  | unknown
raised-intracranial-pressure | raised_intracranial_pressure = yes               | yes
raised-intracranial-pressure | raised_intracranial_pressure = no                | no
severe-head-injury           |                                                  | unknown
severe-head-injury           | head_injury_severe = yes                         | yes
severe-head-injury           | head_injury_severe = no                          | no
mild-head-injury             |                                                  | unknown
mild-head-injury             | head_injury_mild = yes                           | yes
mild-head-injury             | head_injury_mild = no                            | no
seizures                     |                                                  | unknown
seizures                     | seizures = yes                                   | yes
seizures                     | seizures = no                                    | no
dementia-or-delirium         |                                                  | unknown
dementia-or-delirium         | dementia_or_delirium = yes                       | yes
dementia-or-delirium         | dementia_or_delirium = no                        | no
hypertensive-encephalopathy  |                                                  | unknown
hypertensive-encephalopathy  | hypertensive_encephalopathy = yes                | yes
hypertensive-encephalopathy  | hypertensive_encephalopathy = no                 | no
low-memory-score             |                                                  | unknown
low-memory-score             | age = 59; memory_concern = no                    | no
low-memory-score             | age = 59                                         | unknown
low-memory-score             | age = 60                                         | unknown
low-memory-score             | age = 60; moca = 17 points                       | yes
low-memory-score             | age = 60; moca = 18 points                       | no
low-memory-score             | age = 61; moca = 19 points                       | no
low-memory-score             | age = 30; memory_concern = yes; moca = 17 points | yes
low-memory-score             | moca = 17 points                                 | yes
recent-head-injury           |                                                  | unknown
recent-head-injury           | head_injury_recent = yes                         | yes
recent-head-injury           | head_injury_recent = no                          | no
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_neurological(rule, entries, expected):
    assert answer(rule, entries) is expected
