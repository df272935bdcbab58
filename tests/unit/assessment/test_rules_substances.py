"""The table of the rules in assessment/rules/substances.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
substance-use-disorder |                                   | unknown
substance-use-disorder | substance_use_disorder = yes      | yes
substance-use-disorder | substance_use_disorder = no       | no
risky-drinking         |                                   | unknown
risky-drinking         | sex = male                        | unknown
risky-drinking         | sex = female; audit_c = 2 points  | no
risky-drinking         | sex = female; audit_c = 3 points  | yes
risky-drinking         | sex = female; audit_c = 4 points  | yes
risky-drinking         | audit_c = 2 points                | no
risky-drinking         | audit_c = 3 points                | yes
risky-drinking         | sex = male; audit_c = 3 points    | no
risky-drinking         | sex = male; audit_c = 4 points    | yes
risky-drinking         | sex = male; audit_c = 5 points    | yes
drug-problems          |                                   | unknown
drug-problems          | dast10 = 2 points                 | no
drug-problems          | dast10 = 3 points                 | yes
drug-problems          | dast10 = 4 points                 | yes
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
