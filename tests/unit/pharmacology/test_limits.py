"""Limits are the clinic's own: none is assumed, and impossible ones are refused."""

import numpy as np
import pytest

from leeward.pharmacology.limits import CannotWeigh, Limits

HIGHEST = {
    "systolic": np.array([140.0, 170.0]),
    "diastolic": np.array([80.0, 90.0]),
    "heart_rate": np.array([70.0, 95.0]),
    "cadss": np.array([3.0, 30.0]),
    "effect_site": np.array([60.0, 130.0]),
}


def test_each_limit_is_told_in_words():
    limits = Limits(systolic_mmhg=160, cadss_points=25, effect_low_ng_per_ml=70, effect_high_ng_per_ml=120)
    passed = limits.passed(HIGHEST)
    assert {words: list(those) for words, those in passed.items()} == {
        "pass 160 mmHg systolic": [False, True],
        "pass 25 CADSS points above their own baseline": [False, True],
        "peak above 120 ng/mL at the effect site": [False, True],
        "peak below 70 ng/mL at the effect site": [True, False],
    }


def test_the_limit_itself_is_not_passed():
    assert not Limits(diastolic_mmhg=90, heart_rate_per_min=95).passed(HIGHEST)["pass 90 mmHg diastolic"].any()


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({}, "No limit is given"),
        ({"systolic_mmhg": 0}, "systolic_mmhg of 0 is no limit"),
        ({"cadss_points": float("nan")}, "cadss_points of nan is no limit"),
        ({"effect_low_ng_per_ml": 90, "effect_high_ng_per_ml": 70}, "Exchange the two"),
    ],
)
def test_what_is_no_limit_is_refused(limits, why):
    with pytest.raises(CannotWeigh, match=why):
        Limits(**limits)
