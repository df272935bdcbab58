"""The table of the rules in assessment/rules/hormones.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
hyperthyroidism  |                                     | unknown
hyperthyroidism  | hyperthyroidism_untreated = yes     | yes
hyperthyroidism  | hyperthyroidism_untreated = no      | no
pheochromocytoma |                                     | unknown
pheochromocytoma | pheochromocytoma_or_carcinoid = yes | yes
pheochromocytoma | pheochromocytoma_or_carcinoid = no  | no
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_hormones(rule, entries, expected):
    assert answer(rule, entries) is expected
