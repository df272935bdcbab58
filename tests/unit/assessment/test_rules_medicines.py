"""The table of the rules in assessment/rules/medicines.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
benzodiazepine-dose    |                                                    | unknown
benzodiazepine-dose    | medicines =                                        | no
benzodiazepine-dose    | medicines = Zoloft                                 | no
benzodiazepine-dose    | medicines = Xanax                                  | unknown
benzodiazepine-dose    | medicines = Xanax; lorazepam_equivalent = 2.9 mg   | no
benzodiazepine-dose    | medicines = Xanax; lorazepam_equivalent = 3 mg     | no
benzodiazepine-dose    | medicines = Xanax; lorazepam_equivalent = 3.1 mg   | yes
benzodiazepine-benefit |                                                    | unknown
benzodiazepine-benefit | medicines =                                        | no
benzodiazepine-benefit | medicines = Valium; lorazepam_equivalent = 0.8 mg  | no
benzodiazepine-benefit | medicines = Valium; lorazepam_equivalent = 0.9 mg  | yes
benzodiazepine-benefit | medicines = Valium; lorazepam_equivalent = 0.7 mg  | no
benzodiazepine-benefit | medicines = Valium; lorazepam_equivalent = 2.9 mg  | yes
benzodiazepine-benefit | medicines = Valium; lorazepam_equivalent = 3 mg    | yes
benzodiazepine-benefit | medicines = Valium; lorazepam_equivalent = 3.1 mg  | no
incretin-symptoms      |                                                    | unknown
incretin-symptoms      | medicines = Zoloft                                 | no
incretin-symptoms      | medicines = Ozempic                                | unknown
incretin-symptoms      | medicines = Ozempic; incretin_symptoms = no        | no
incretin-symptoms      | medicines = Ozempic; incretin_symptoms = yes       | yes
incretin-symptoms      | incretin_symptoms = yes                            | yes
opioid-dose            |                                                    | unknown
opioid-dose            | medicines =                                        | no
opioid-dose            | medicines = naloxone                               | no
opioid-dose            | medicines = oxycodone                              | unknown
opioid-dose            | medicines = oxycodone; morphine_equivalent = 49 mg | no
opioid-dose            | medicines = oxycodone; morphine_equivalent = 50 mg | yes
opioid-dose            | medicines = oxycodone; morphine_equivalent = 51 mg | yes
opioid-dose            | morphine_equivalent = 51 mg                        | yes
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_medicines(rule, entries, expected):
    assert answer(rule, entries) is expected
