"""The table of the rules in assessment/rules/liver.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
liver-failure    |                               | unknown
liver-failure    | liver_failure = yes           | yes
liver-failure    | liver_failure = no            | no
liver-impairment |                               | unknown
liver-impairment | liver_impairment = yes        | yes
liver-impairment | liver_impairment = no         | no
liver-enzymes    |                               | unknown
liver-enzymes    | liver_enzymes = 2.9 times ULN | no
liver-enzymes    | liver_enzymes = 3 times ULN   | no
liver-enzymes    | liver_enzymes = 3.1 times ULN | yes
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_liver(rule, entries, expected):
    assert answer(rule, entries) is expected
