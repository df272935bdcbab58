"""The table of the rules in assessment/rules/substances.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
substance-use-disorder |                                   | unknown
substance-use-disorder | substance_use_disorder = yes      | yes
substance-use-disorder | substance_use_disorder = no       | no
ketamine-misuse        |                                   | unknown
ketamine-misuse        | ketamine_misuse = yes             | yes
ketamine-misuse        | ketamine_misuse = no              | no
unexpected-drug-screen |                                   | unknown
unexpected-drug-screen | drug_screen_unexpected = yes      | yes
unexpected-drug-screen | drug_screen_unexpected = no       | no
prescription-record    |                                   | unknown
prescription-record    | prescription_record_concern = yes | yes
prescription-record    | prescription_record_concern = no  | no
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_substances(rule, entries, expected):
    assert answer(rule, entries) is expected
