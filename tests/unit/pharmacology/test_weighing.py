"""Weights: how many draws still count, who is drawn again, when the tail is too heavy."""

import numpy as np
import pytest
from scipy.stats import genpareto

from leeward.pharmacology.weighing import (
    effective_size,
    largest_step,
    normalized,
    systematic,
    tail_shape,
    weighted_quantiles,
)


def test_weights_sum_to_one_however_unlikely_the_readings_were():
    weights = normalized(np.array([-1e5, -1e5 + 1.0, -1e5 - 700.0]))
    assert weights.sum() == pytest.approx(1.0)
    assert weights[1] / weights[0] == pytest.approx(np.e)


def test_weights_that_are_all_nothing_are_refused():
    with pytest.raises(ZeroDivisionError, match="No virtual patient"):
        normalized(np.full(3, -np.inf))


def test_even_weights_count_whole_and_one_weight_counts_one():
    assert effective_size(np.full(40, 1 / 40)) == pytest.approx(40)
    assert effective_size(np.array([1.0, 0.0, 0.0])) == 1.0


def test_systematic_draws_keep_each_weight_to_within_one_draw():
    weights = np.random.default_rng(0).dirichlet(np.ones(50))
    counts = np.bincount(systematic(weights, offset=0.37, n=400), minlength=50)
    assert counts.sum() == 400
    assert (np.abs(counts - 400 * weights) < 1).all()


def test_weighted_quantiles_of_even_weights_are_those_of_the_draws():
    values = np.random.default_rng(1).standard_normal((999, 2))
    found = weighted_quantiles(values, np.full(999, 1 / 999), (0.05, 0.5, 0.95))
    assert found == pytest.approx(np.quantile(values, (0.05, 0.5, 0.95), axis=0), abs=0.03)
    assert found.shape == (3, 2)


def test_a_weight_of_nothing_takes_no_part_in_a_quantile():
    assert weighted_quantiles(np.array([1.0, 2.0, 1e9]), np.array([0.5, 0.5, 0.0]), (0.99,))[0] == 2.0


@pytest.mark.parametrize("shape", [0.2, 0.5, 0.9])
def test_the_shape_of_a_known_tail_is_found(shape):
    drawn = genpareto(shape).rvs(20_000, random_state=np.random.default_rng(2))
    assert tail_shape(drawn / drawn.sum()) == pytest.approx(shape, abs=0.12)


def test_even_weights_have_no_tail_and_one_that_towers_has_a_heavy_one():
    assert tail_shape(np.full(1000, 1e-3)) == 0.0
    assert tail_shape(np.full(8, 1 / 8)) == 0.0
    towering = np.full(1000, 1e-9)
    towering[0] = 1.0
    assert tail_shape(towering / towering.sum()) > 0.7


def test_readings_are_let_in_by_as_much_as_leaves_enough_draws():
    log_likelihood = -200.0 * np.linspace(0, 1, 2000)
    reached = largest_step(lambda to: to * log_likelihood, least=200, reached=0.0)
    assert 0 < reached < 1
    assert effective_size(normalized(reached * log_likelihood)) == pytest.approx(200, rel=0.01)
    assert largest_step(lambda to: to * 1e-3 * log_likelihood, least=200, reached=0.0) == 1.0


def test_nothing_is_let_in_where_too_few_draws_count_already():
    few = np.where(np.arange(100) < 3, 0.0, -1e9)
    assert largest_step(lambda to: few + to, least=50, reached=0.25) == pytest.approx(0.25, abs=1e-9)
