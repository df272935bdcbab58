"""The three fences."""

import pytest

from leeward.protocol.limits import Limits, Place, Range, worst

FENCES = Limits(soft=Range(1, 2), hard=Range(0, 3), stop=Range(-1, 4))


@pytest.mark.parametrize(
    ("x", "place"),
    [
        (1, Place.USUAL),
        (2, Place.USUAL),
        (2.001, Place.BEYOND_SOFT),
        (3, Place.BEYOND_SOFT),
        (3.001, Place.BEYOND_HARD),
        (-0.5, Place.BEYOND_HARD),
        (4.001, Place.BEYOND_STOP),
        (float("nan"), Place.BEYOND_STOP),
    ],
)
def test_a_number_falls_in_its_place(x, place):
    assert FENCES.place(x) is place


def test_the_strictest_place_is_the_worst():
    assert worst(Place.USUAL, Place.BEYOND_HARD, Place.BEYOND_SOFT) is Place.BEYOND_HARD
    assert worst() is Place.USUAL


def test_impossible_fences_cannot_be_built():
    with pytest.raises(ValueError, match="above high"):
        Range(2, 1)
    with pytest.raises(ValueError, match="must lie inside"):
        Limits(soft=Range(0, 5), hard=Range(0, 4), stop=Range(0, 9))


def test_a_range_says_itself():
    assert [str(Range(*ends)) for ends in ((1, 2), (float("-inf"), 3), (4, float("inf")))] == [
        "1 to 2",
        "at most 3",
        "at least 4",
    ]
