"""The table of the rules in assessment/rules/consent.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
no-capacity |                      | unknown
no-capacity | has_capacity = no    | yes
no-capacity | has_capacity = yes   | no
no-consent  |                      | unknown
no-consent  | consent_signed = no  | yes
no-consent  | consent_signed = yes | no
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_consent(rule, entries, expected):
    assert answer(rule, entries) is expected
