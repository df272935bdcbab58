"""Context-sensitive half-time: what it refuses, and the hold that it stands on."""

import numpy as np
import pytest

from leeward.pharmacology.half_time import CannotFall, half_times
from leeward.pharmacology.model import Drug
from leeward.pharmacology.models import KAMP, OTTO, SIMONS
from leeward.pharmacology.validity import CannotSimulate


def test_a_table_has_a_row_for_each_duration():
    rows = half_times(OTTO, [20, 40], weight_kg=70)
    assert [row.held_min for row in rows] == [20, 40]
    assert all(row.fall == 0.5 for row in rows)


def test_the_half_time_grows_with_the_fall_asked_for():
    plasma = [half_times(SIMONS, [40], weight_kg=70, fall=fall)[0].plasma_min for fall in (0.2, 0.5, 0.8, 0.9)]
    assert plasma == sorted(plasma)


def test_esketamine_alone_falls_faster_than_the_racemate():
    pure = half_times(SIMONS, [100], weight_kg=70, drug=Drug.ESKETAMINE)[0]
    both = half_times(SIMONS, [100], weight_kg=70)[0]
    assert pure.plasma_min < both.plasma_min


def test_a_model_of_the_racemate_knows_no_isomers():
    assert half_times(KAMP, [40], weight_kg=70) == half_times(KAMP, [40], weight_kg=70, drug=Drug.ESKETAMINE)


def test_a_slow_clearance_lengthens_it():
    slow = half_times(OTTO, [40], weight_kg=70, etas={"cl": -0.3})[0]
    assert slow.plasma_min > half_times(OTTO, [40], weight_kg=70)[0].plasma_min


@pytest.mark.parametrize("fall", [0, 1, -0.1, 1.5, np.nan])
def test_a_fall_that_is_no_share_is_refused(fall):
    with pytest.raises(CannotFall, match="between 0 and 1"):
        half_times(OTTO, [40], weight_kg=70, fall=fall)


@pytest.mark.parametrize("held", [0, -1, np.inf])
def test_a_level_held_for_no_time_is_refused(held):
    with pytest.raises(CannotFall, match="cannot be held"):
        half_times(OTTO, [held], weight_kg=70)


def test_what_is_never_cleared_never_falls():
    with pytest.raises(CannotFall, match="nothing is cleared"):
        half_times(OTTO, [6000], weight_kg=70, etas={"cl": -700.0})


def test_a_person_beyond_the_model_is_refused():
    with pytest.raises(CannotSimulate, match="weight"):
        half_times(OTTO, [40], weight_kg=300)
