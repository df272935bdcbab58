"""The table of the rules in assessment/rules/reproduction.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
preeclampsia     |                                               | unknown
preeclampsia     | preeclampsia = yes                            | yes
preeclampsia     | preeclampsia = no                             | no
breastfeeding    |                                               | unknown
breastfeeding    | breastfeeding = yes                           | yes
breastfeeding    | breastfeeding = no                            | no
pregnancy        |                                               | unknown
pregnancy        | could_be_pregnant = no                        | no
pregnancy        | could_be_pregnant = yes                       | unknown
pregnancy        | could_be_pregnant = yes; pregnancy_test = no  | no
pregnancy        | could_be_pregnant = yes; pregnancy_test = yes | yes
pregnancy        | pregnancy_test = no                           | no
pregnancy        | could_be_pregnant = no; pregnancy_test = yes  | yes
pregnancy        | could_be_pregnant = no; pregnant = yes        | yes
pregnancy        | pregnant = no                                 | unknown
pregnancy        | sex = male                                    | unknown
no-contraception |                                               | unknown
no-contraception | could_be_pregnant = no                        | no
no-contraception | could_be_pregnant = yes                       | unknown
no-contraception | could_be_pregnant = yes; contraception = yes  | no
no-contraception | could_be_pregnant = yes; contraception = no   | yes
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_reproduction(rule, entries, expected):
    assert answer(rule, entries) is expected
