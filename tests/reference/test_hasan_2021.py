"""Hasan 2021 (rows O4 and O8): 5 mg over 30 min in fifteen volunteers, S and R apart, and their clearances."""

import pytest

from leeward.cli.validation.comparison import beside, summarized
from leeward.cli.validation.observed import observed
from leeward.pharmacology.models import KAMP, OTTO, PEREZ_RUIXO, SIMONS

S, R = observed().levels["hasan-2021-s"], observed().levels["hasan-2021-r"]


def test_otto_misses_both_isomers_by_a_fifth_and_a_quarter():
    """12.5 and 12.7 ng/mL where 15.6 and 16.5 were measured."""
    assert beside(OTTO, S) == pytest.approx([12.5], abs=0.05)
    assert beside(OTTO, R) == pytest.approx([12.7], abs=0.05)
    assert beside(OTTO, S) / S.values == pytest.approx([0.80], abs=0.005)
    assert beside(OTTO, R) / R.values == pytest.approx([0.77], abs=0.005)


def test_the_nasal_model_misses_by_two_fifths():
    """9.7 ng/mL of either: fitted to sprays, it holds ketamine in too wide a space."""
    assert beside(PEREZ_RUIXO, S) / S.values == pytest.approx([0.62], abs=0.005)
    assert beside(PEREZ_RUIXO, R) / R.values == pytest.approx([0.59], abs=0.005)


@pytest.mark.parametrize("level", [S, R], ids=["S", "R"])
def test_ottos_miss_stays_within_one_standard_deviation_of_the_fifteen_people(level):
    assert abs(beside(OTTO, level) - level.values) < level.sd


def test_the_arterial_models_overshoot_by_more_than_a_third():
    assert beside(SIMONS, S) == pytest.approx([25.2], abs=0.05)
    assert beside(SIMONS, R) == pytest.approx([26.7], abs=0.05)
    assert beside(SIMONS, S) / S.values == pytest.approx([1.62], abs=0.005)
    assert beside(KAMP, S) / S.values == pytest.approx([1.39], abs=0.005)
    assert abs(beside(SIMONS, S) - S.values) > 2 * S.sd


CLEARANCES = [(OTTO, 0.98, 0.89), (SIMONS, 0.91, 0.83), (KAMP, 0.86, 0.92)]


@pytest.mark.parametrize(("model", "of_s", "of_r"), CLEARANCES, ids=lambda value: getattr(value, "key", None))
def test_clearance_of_either_isomer_is_within_one_standard_deviation(model, of_s, of_r):
    """R is taken at 0.86 of S; these people's ratio was 0.94, so R falls short more than S."""
    for key, ratio in (("hasan-2021-cl-s", of_s), ("hasan-2021-cl-r", of_r)):
        measured = observed().summaries[key]
        assert summarized(model, measured) / measured.value == pytest.approx(ratio, abs=0.005)
        assert abs(summarized(model, measured) - measured.value) < measured.sd


def test_only_the_venous_model_holds_as_large_a_volume():
    """6.6 L/kg: Otto 6.0 is within one SD (2.2), Simons 3.2 and Kamp 3.4 are not; arterial volumes are smaller."""
    measured = observed().summaries["hasan-2021-vss-s"]
    assert summarized(OTTO, measured) == pytest.approx(5.98, abs=0.01)
    assert abs(summarized(OTTO, measured) - measured.value) < measured.sd
    for model, volume in ((SIMONS, 3.21), (KAMP, 3.40)):
        assert summarized(model, measured) == pytest.approx(volume, abs=0.01)
        assert measured.value - summarized(model, measured) > measured.sd


@pytest.mark.parametrize(("model", "hours"), [(OTTO, 7.37), (SIMONS, 3.22), (KAMP, 3.06)])
def test_half_lives_miss_in_both_directions_but_within_the_wide_spread(model, hours):
    measured = observed().summaries["hasan-2021-half-life-s"]
    assert summarized(model, measured) == pytest.approx(hours, abs=0.01)
    assert abs(summarized(model, measured) - measured.value) < measured.sd
