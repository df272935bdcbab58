"""The table of the rules in assessment/rules/allergy.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
ketamine-allergy |                                   | unknown
ketamine-allergy | allergies =                       | no
ketamine-allergy | allergies = Penicillin + Peanuts  | no
ketamine-allergy | allergies = Ketorolac             | no
ketamine-allergy | allergies = Penicillin + Ketamine | yes
ketamine-allergy | allergies = ketamin (rash)        | yes
ketamine-allergy | allergies = Spravato nasal spray  | yes
ketamine-allergy | allergies = benzethonium chloride | yes
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_allergy(rule, entries, expected):
    assert answer(rule, entries) is expected
