"""The table of the rules in assessment/rules/airway.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
untreated-sleep-apnea |                                        | unknown
untreated-sleep-apnea | sleep_apnea_untreated = yes            | yes
untreated-sleep-apnea | sleep_apnea_untreated = no             | no
severe-lung-disease   |                                        | unknown
severe-lung-disease   | severe_lung_disease = yes              | yes
severe-lung-disease   | severe_lung_disease = no               | no
difficult-airway      |                                        | unknown
difficult-airway      | difficult_airway = yes                 | yes
difficult-airway      | difficult_airway = no                  | no
sleep-apnea           |                                        | unknown
sleep-apnea           | sleep_apnea = yes                      | yes
sleep-apnea           | sleep_apnea = no                       | unknown
sleep-apnea           | sleep_apnea = no; stop_bang = 4 points | no
sleep-apnea           | sleep_apnea = no; stop_bang = 5 points | yes
sleep-apnea           | sleep_apnea = no; stop_bang = 6 points | yes
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_airway(rule, entries, expected):
    assert answer(rule, entries) is expected
