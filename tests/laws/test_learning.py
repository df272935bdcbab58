"""Laws of learning: weights are weights, nothing read teaches nothing, and scores never escape their bounds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from learning import PERSON, STANDARD, people, some_readings
from leeward.pharmacology import Readings, update
from leeward.pharmacology.likelihood import Noise, cadss_log_likelihood, trends
from leeward.pharmacology.visits import Visit, on_record, weigh
from leeward.pharmacology.weighing import effective_size, normalized, systematic, tail_shape, weighted_quantiles

log_weights = arrays(np.float64, st.integers(2, 200), elements=st.floats(-800, 800))
CROWD = people(120)


@given(log_weights)
def test_weights_sum_to_one_and_count_between_one_and_all(values):
    weights = normalized(values)
    assert np.isclose(weights.sum(), 1)
    assert 1 - 1e-9 <= effective_size(weights) <= len(values) + 1e-6
    assert np.isfinite(tail_shape(weights))


@given(log_weights, st.floats(-500, 500))
def test_a_constant_added_to_all_log_weights_changes_nothing(values, constant):
    assert np.allclose(normalized(values), normalized(values + constant), atol=1e-12)


@given(log_weights, st.floats(0, 1, exclude_max=True), st.integers(1, 300))
def test_resampling_takes_nobody_who_does_not_count(values, offset, n):
    weights = normalized(values)
    drawn = systematic(weights, offset=offset, n=n)
    assert drawn.shape == (n,)
    assert (weights[drawn] > 0).all()
    assert (np.abs(np.bincount(drawn, minlength=len(values)) - n * weights) <= 1 + 1e-6).all()


@given(log_weights, st.randoms(use_true_random=False))
def test_the_order_of_draws_means_nothing_to_a_quantile(values, random):
    weights = normalized(values)
    draws = np.arange(float(len(values)))
    order = list(range(len(values)))
    random.shuffle(order)
    levels = (0.05, 0.5, 0.95)
    assert np.allclose(
        weighted_quantiles(draws, weights, levels), weighted_quantiles(draws[order], weights[order], levels), atol=1.0
    )


@given(
    st.lists(st.floats(60, 240), min_size=2, max_size=12),
    st.floats(0.01, 0.98),
    st.floats(0.5, 30),
    st.floats(0, 0.4),
)
def test_the_base_learned_lies_between_what_was_known_and_what_was_read(values, rho, gap, slope):
    drug = np.zeros((1, len(values)))
    noise = Noise(sd=5.0, base=124.0, base_sd=14.0)
    gaps = np.full(len(values) - 1, gap)
    (trend,) = trends([np.array(values)], gaps, drug, autocorrelation=np.array([rho]), noises=[noise])
    line = trend.at(np.array([slope]))
    assert min(124.0, *values) - 1e-9 <= line.base[0] <= max(124.0, *values) + 1e-9
    assert 0 < line.base_sd[0] < 14
    assert np.isfinite(line.log_likelihood[0])


@given(st.lists(st.integers(0, 92), min_size=1, max_size=6), st.floats(0, 200))
def test_a_cadss_total_is_never_impossible_and_never_more_than_certain(totals, felt):
    weighed = cadss_log_likelihood(np.array(totals, dtype=float), np.full((1, len(totals)), felt))
    assert np.isfinite(weighed[0])
    assert weighed[0] <= 1e-12


vital = st.integers(-25, 45)


@settings(max_examples=15)
@given(st.lists(vital, min_size=3, max_size=8), st.lists(st.integers(0, 60), min_size=1, max_size=4))
def test_whatever_was_read_the_draws_never_collapse(rises, totals):
    minutes = tuple(10 * (number + 1) for number in range(len(rises)))
    readings = some_readings(
        systolic=(minutes, [130 + rise for rise in rises]),
        cadss=(minutes[: len(totals)], totals[: len(minutes)]),
        diastolic=((), ()),
    )
    learned = update(CROWD, given=STANDARD, readings=readings)
    assert np.isclose(learned.weights.sum(), 1)
    assert effective_size(learned.weights) >= 30 - 1e-6
    assert 1 <= learned.effective_sample_size <= CROWD.size + 1e-6
    assert np.isfinite(learned.log_likelihoods).all()
    assert np.isfinite(learned.population.normals).all()
    assert all(np.isfinite([one.posterior.low, one.posterior.high, one.sd_ratio]).all() for one in learned.parameters)


def test_signals_weighed_apart_add_up_to_signals_weighed_together():
    readings = some_readings()
    parts = (
        Readings(systolic=readings.systolic, resting_systolic=readings.resting_systolic),
        Readings(diastolic=readings.diastolic, resting_diastolic=readings.resting_diastolic),
        Readings(heart_rate=readings.heart_rate, resting_heart_rate=readings.resting_heart_rate),
        Readings(cadss=readings.cadss),
    )
    occasion = np.linspace(-2, 2, CROWD.size)

    def weighed(read):
        visit = Visit(given=STANDARD, readings=read, day=0.0, session=1, rest=on_record(PERSON))
        return weigh(CROWD, occasion, visit).log_likelihood

    assert np.allclose(sum(weighed(part) for part in parts), weighed(readings))
