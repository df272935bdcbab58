"""The table of the rules in assessment/rules/blood_pressure.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows
from leeward.truth import YES

TABLE = """
blood-pressure-excludes |                                           | unknown
blood-pressure-excludes | systolic = 180 mmHg; diastolic = 100 mmHg | no
blood-pressure-excludes | systolic = 181 mmHg; diastolic = 80 mmHg  | yes
blood-pressure-excludes | systolic = 120 mmHg; diastolic = 101 mmHg | yes
blood-pressure-excludes | systolic = 181 mmHg                       | yes
blood-pressure-excludes | systolic = 179 mmHg                       | unknown
blood-pressure-excludes | systolic = 120 mmHg; diastolic = 99 mmHg  | no
blood-pressure-defers   |                                           | unknown
blood-pressure-defers   | systolic = 160 mmHg; diastolic = 100 mmHg | no
blood-pressure-defers   | systolic = 161 mmHg; diastolic = 80 mmHg  | yes
blood-pressure-defers   | systolic = 159 mmHg; diastolic = 101 mmHg | no
blood-pressure-defers   | systolic = 180 mmHg; diastolic = 100 mmHg | yes
blood-pressure-defers   | systolic = 181 mmHg; diastolic = 80 mmHg  | no
blood-pressure-defers   | systolic = 161 mmHg                       | yes
blood-pressure-defers   | diastolic = 80 mmHg                       | unknown
blood-pressure-defers   | systolic = 120 mmHg; diastolic = 99 mmHg  | no
blood-pressure-signoff  |                                           | unknown
blood-pressure-signoff  | systolic = 140 mmHg; diastolic = 90 mmHg  | no
blood-pressure-signoff  | systolic = 141 mmHg; diastolic = 90 mmHg  | yes
blood-pressure-signoff  | systolic = 139 mmHg; diastolic = 91 mmHg  | yes
blood-pressure-signoff  | systolic = 18.8 kPa; diastolic = 80 mmHg  | yes
blood-pressure-signoff  | systolic = 160 mmHg; diastolic = 100 mmHg | yes
blood-pressure-signoff  | systolic = 161 mmHg; diastolic = 95 mmHg  | no
blood-pressure-signoff  | systolic = 139 mmHg; diastolic = 101 mmHg | no
blood-pressure-signoff  | systolic = 141 mmHg                       | yes
blood-pressure-signoff  | systolic = 139 mmHg                       | unknown
blood-pressure-signoff  | systolic = 120 mmHg; diastolic = 89 mmHg  | no
blood-pressure-low      |                                           | unknown
blood-pressure-low      | systolic = 89 mmHg                        | yes
blood-pressure-low      | systolic = 90 mmHg                        | no
blood-pressure-low      | systolic = 91 mmHg                        | no
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_blood_pressure(rule, entries, expected):
    assert answer(rule, entries) is expected


@pytest.mark.parametrize("diastolic", [80, 91, 95, 100, 101])
@pytest.mark.parametrize("systolic", [120, 141, 160, 161, 180, 181])
def test_of_a_raised_pressure_one_band_speaks(systolic, diastolic):
    spoken = [
        rule
        for rule in ("blood-pressure-excludes", "blood-pressure-defers", "blood-pressure-signoff")
        if answer(rule, {"systolic": f"{systolic} mmHg", "diastolic": f"{diastolic} mmHg"}) is YES
    ]
    assert len(spoken) == int(systolic > 140 or diastolic > 90)
