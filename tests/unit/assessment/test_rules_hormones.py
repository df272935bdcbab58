"""The table of the rules in assessment/rules/hormones.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
hyperthyroidism     |                                                                        | unknown
hyperthyroidism     | hyperthyroidism_untreated = yes                                        | yes
hyperthyroidism     | hyperthyroidism_untreated = no                                         | no
pheochromocytoma    |                                                                        | unknown
pheochromocytoma    | pheochromocytoma_or_carcinoid = yes                                    | yes
pheochromocytoma    | pheochromocytoma_or_carcinoid = no                                     | no
thyroid-test        |                                                                        | unknown
thyroid-test        | thyroid_test_abnormal = yes                                            | yes
thyroid-test        | thyroid_test_abnormal = no                                             | no
thyroid-test        | thyroid_symptoms = no; heart_rate = 99 /min; medicines =               | no
thyroid-test        | thyroid_symptoms = no; heart_rate = 100 /min; medicines =              | no
thyroid-test        | thyroid_symptoms = no; heart_rate = 101 /min; medicines =              | unknown
thyroid-test        | thyroid_symptoms = no; heart_rate = 70 /min; medicines = levothyroxine | unknown
thyroid-test        | thyroid_symptoms = yes; heart_rate = 70 /min; medicines =              | unknown
thyroid-test        | thyroid_symptoms = yes; thyroid_test_abnormal = no                     | no
thyroid-replacement |                                                                        | unknown
thyroid-replacement | medicines =                                                            | no
thyroid-replacement | medicines = Synthroid                                                  | yes
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_hormones(rule, entries, expected):
    assert answer(rule, entries) is expected
