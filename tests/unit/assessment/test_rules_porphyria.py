"""The table of the rules in assessment/rules/porphyria.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
porphyria |                 | unknown
porphyria | porphyria = yes | yes
porphyria | porphyria = no  | no
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_porphyria(rule, entries, expected):
    assert answer(rule, entries) is expected
