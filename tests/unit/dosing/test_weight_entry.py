"""Weights as they are typed: pounds, slips, and true changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.dosing import check_weight
from leeward.protocol.limits import Place


@pytest.mark.hazard("H02 lb entered as kg")
def test_ten_thousand_weights_in_pounds_are_all_stopped():
    """A hundred weights from 40 to 139 kg, each after a true change of -10 to +9.8 %, typed in pounds."""
    pairs = [(40 + kg, (40 + kg) * (0.9 + step / 500)) for kg in range(100) for step in range(100)]
    missed = [
        (last, now) for last, now in pairs if check_weight(now * 2.2046, last_kg=last).place is not Place.BEYOND_STOP
    ]
    assert len(pairs) == 10_000
    assert not missed


@pytest.mark.hazard("H02 lb entered as kg")
@given(last_kg=st.floats(40, 200), true_change=st.floats(-0.1, 0.1))
def test_pounds_typed_for_kilograms_are_always_stopped(last_kg, true_change):
    assert check_weight(last_kg * (1 + true_change) * 2.2046, last_kg=last_kg).place is Place.BEYOND_STOP


@pytest.mark.hazard("H02 lb entered as kg")
@given(last_kg=st.floats(80, 240), true_change=st.floats(-0.1, 0.1))
def test_kilograms_after_a_weight_in_pounds_are_stopped_too(last_kg, true_change):
    assert check_weight(last_kg * (1 + true_change) / 2.2046, last_kg=last_kg).place is Place.BEYOND_STOP


@pytest.mark.hazard("H03 stale or stated weight")
@pytest.mark.parametrize(
    ("weight_kg", "place"),
    [
        (80.0, Place.USUAL),
        (82.3, Place.USUAL),
        (82.5, Place.BEYOND_SOFT),
        (85.5, Place.BEYOND_SOFT),
        (85.7, Place.BEYOND_HARD),
        (74.3, Place.BEYOND_HARD),
        (91.9, Place.BEYOND_HARD),
        (92.1, Place.BEYOND_STOP),
        (67.9, Place.BEYOND_STOP),
    ],
)
def test_a_change_asks_for_more_the_larger_it_is(weight_kg, place):
    assert check_weight(weight_kg, last_kg=80).place is place


@pytest.mark.parametrize(
    ("weight_kg", "place"),
    [
        (34.9, Place.BEYOND_STOP),
        (45, Place.BEYOND_HARD),
        (48, Place.BEYOND_SOFT),
        (251, Place.BEYOND_STOP),
        (float("nan"), Place.BEYOND_STOP),
    ],
)
def test_a_first_weight_is_held_against_the_fences(weight_kg, place):
    assert check_weight(weight_kg, last_kg=None).place is place
