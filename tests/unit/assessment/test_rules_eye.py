"""The table of the rules in assessment/rules/eye.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
acute-eye |                 | unknown
acute-eye | acute_eye = yes | yes
acute-eye | acute_eye = no  | no
glaucoma  |                 | unknown
glaucoma  | glaucoma = yes  | yes
glaucoma  | glaucoma = no   | no
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_eye(rule, entries, expected):
    assert answer(rule, entries) is expected
