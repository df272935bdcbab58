"""Whole micrograms and microlitres: exact where they can be, rounded once where they cannot."""

import pytest

from leeward.dosing.drug_amounts import (
    CannotMeasure,
    as_mg,
    as_ml,
    drug_in,
    micrograms,
    microlitres,
    share,
    volume_of,
)


@pytest.mark.parametrize(
    ("mg", "ug"),
    [(0.1, 100), (0.7, 700), (35, 35_000), (36.5, 36_500), (0, 0), (1e-4, 0), (0.0005, 1), (500.0, 500_000)],
)
def test_milligrams_as_printed(mg, ug):
    assert micrograms(mg) == ug


@pytest.mark.parametrize("number", [-1, -0.001, float("nan"), float("inf"), float("-inf")])
def test_what_is_no_amount_is_refused(number):
    with pytest.raises(CannotMeasure):
        microlitres(number)


@pytest.mark.parametrize(
    ("volume_ul", "strength", "ug"), [(700, 50_000, 35_000), (350, 100_000, 35_000), (10, 10_000, 100), (1, 500, 1)]
)
def test_drug_in_a_volume_and_the_volume_again(volume_ul, strength, ug):
    assert drug_in(volume_ul, strength) == ug


def test_volume_of_an_amount():
    assert volume_of(465_000, 50_000) == 9_300


@pytest.mark.parametrize(
    ("part_ul", "whole_ul", "ug"),
    [(0, 50_000, 0), (50_000, 50_000, 35_000), (60_000, 50_000, 35_000), (1, 50_000, 1), (16_667, 50_000, 11_667)],
)
def test_a_part_of_a_bag(part_ul, whole_ul, ug):
    assert share(35_000, part_ul=part_ul, whole_ul=whole_ul) == ug


@pytest.mark.parametrize(("part_ul", "whole_ul"), [(1, 0), (-1, 50_000), (1, -5)])
def test_a_part_of_no_bag_is_refused(part_ul, whole_ul):
    with pytest.raises(CannotMeasure):
        share(35_000, part_ul=part_ul, whole_ul=whole_ul)


@pytest.mark.parametrize(
    ("thousandths", "says"), [(35_000, "35"), (34_125, "34.125"), (800, "0.8"), (0, "0"), (-1, "−0.001"), (10, "0.01")]
)
def test_amounts_are_written_exactly(thousandths, says):
    assert as_mg(thousandths) == as_ml(thousandths) == says
