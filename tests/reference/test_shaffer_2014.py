"""Shaffer 2014 and the dossier: 23-27 % of NMDA receptors at 185 ng/mL, 28-33 % at 250, by half occupancy in rats."""

import numpy as np
import pytest

from leeward.pharmacology.occupancy import Occupancy, doubted, drawn, occupied

HALF = Occupancy.half.to("nmol/mL")
FROM_BOUND = 0.53
BOTH_ISOMERS = 0.68  # S .65 and R .71


@pytest.mark.parametrize(("level", "low", "high"), [(185.0, 0.23, 0.27), (250.0, 0.28, 0.33)])
def test_occupancy_spans_the_dossiers_range(level, low, high):
    found = [occupied(level, unbound=unbound, half_nmol_per_ml=HALF) for unbound in (FROM_BOUND, BOTH_ISOMERS)]
    assert found == pytest.approx([low, high], abs=0.006)
    assert low < occupied(level, unbound=Occupancy.unbound.to("1"), half_nmol_per_ml=HALF) < high


@pytest.mark.parametrize(("level", "low", "high"), [(185.0, 0.23, 0.27), (250.0, 0.28, 0.33)])
def test_the_band_holds_that_range_and_more(level, low, high):
    """The interval of half occupancy alone is wider than the dossier's range."""
    shares = doubted(np.full((4000, 1), level), seed=1)
    bottom, middle, top = np.quantile(shares, (0.05, 0.5, 0.95))
    assert bottom < low < middle < high < top


def test_half_of_the_receptors_at_the_published_level():
    """1420 nmol/L unbound; 237.73 g/mol."""
    assert occupied(1.42 * 237.73 / 0.57, unbound=0.57, half_nmol_per_ml=HALF) == pytest.approx(0.5, abs=1e-4)


def test_nineteen_draws_in_twenty_lie_in_the_published_intervals():
    """Half occupancy 990 to 2140 nmol/L; unbound between 53 % and 71 %."""
    unbound, half = drawn(40_000, seed=2)
    assert np.quantile(half, (0.025, 0.5, 0.975)) == pytest.approx([0.99, 1.42, 2.14], rel=0.02)
    assert np.quantile(unbound, (0.025, 0.5, 0.975)) == pytest.approx([0.53, 0.57, 0.71], rel=0.01)
