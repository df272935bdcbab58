"""Readings are weighed as the noise, the rounding and the bounds that they have."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from leeward.pharmacology.effects import carried
from leeward.pharmacology.likelihood import (
    Noise,
    cadss_cdf,
    cadss_log_likelihood,
    interval,
    total_cdf,
    total_log_likelihood,
    trends,
)

MINUTES = np.array([-15.0, -10, -5, 4, 10, 15, 31, 32.5, 50])
NOISE = Noise(sd=5.0, base=124.0, base_sd=14.0)


def dense(values, drug, slope, rho, noise=NOISE, minutes=MINUTES):
    """The same readings as one multivariate normal, base included: an independent way to the same number."""
    apart = np.abs(minutes[:, None] - minutes[None, :])
    covariance = noise.sd**2 * carried(np.array(rho), apart) + noise.base_sd**2
    mean = noise.base + slope * drug
    weight = noise.base_sd**2 * np.linalg.solve(covariance, values - mean).sum()
    left = noise.base_sd**2 * (1 - noise.base_sd**2 * np.linalg.inv(covariance).sum())
    return multivariate_normal(mean, covariance).logpdf(values), noise.base + weight, np.sqrt(left)


def some_drug(people, seed=0):
    rng = np.random.default_rng(seed)
    drug = rng.uniform(20, 180, (people, MINUTES.size))
    drug[:, MINUTES < 0] = 0.0
    return drug


def test_one_signal_is_the_multivariate_normal_that_it_stands_for():
    rng = np.random.default_rng(3)
    values, drug = 124 + 8 * rng.standard_normal(MINUTES.size), some_drug(4)
    slopes, rho = np.array([0.02, 0.06, 0.0, 0.2]), np.array([0.05, 0.3, 0.6, 0.97])
    (trend,) = trends([values], np.diff(MINUTES), drug, autocorrelation=rho, noises=[NOISE])
    line = trend.at(slopes)
    for person in range(4):
        log_density, base, base_sd = dense(values, drug[person], slopes[person], rho[person])
        assert line.log_likelihood[person] == pytest.approx(log_density, rel=1e-9)
        assert line.base[person] == pytest.approx(base, rel=1e-9)
        assert line.base_sd[person] == pytest.approx(base_sd, rel=1e-9)


def test_signals_read_together_are_weighed_as_if_each_stood_alone():
    rng = np.random.default_rng(4)
    drug, rho, gaps = some_drug(3), np.array([0.1, 0.4, 0.8]), np.diff(MINUTES)
    two = [124 + 5 * rng.standard_normal(MINUTES.size), 70 + 4 * rng.standard_normal(MINUTES.size)]
    noises = [NOISE, Noise(sd=4.0, base=68.0, base_sd=10.0)]
    together = trends(two, gaps, drug, autocorrelation=rho, noises=noises)
    for values, noise, trend in zip(two, noises, together, strict=True):
        (alone,) = trends([values], gaps, drug, autocorrelation=rho, noises=[noise])
        assert trend.log_likelihood(np.full(3, 0.05)) == pytest.approx(alone.log_likelihood(np.full(3, 0.05)))


def test_a_signal_with_one_reading_is_a_normal_around_the_base():
    (trend,) = trends(
        [np.array([140.0])], np.zeros(0), np.zeros((1, 1)), autocorrelation=np.array([0.3]), noises=[NOISE]
    )
    assert trend.at(np.array([0.06])).log_likelihood[0] == pytest.approx(norm(124, np.hypot(5, 14)).logpdf(140))


@pytest.mark.parametrize("felt", [0.0, 0.3, 4.0, 40.0, 91.0, 300.0])
def test_the_chances_of_all_cadss_totals_add_up_to_one(felt):
    totals = np.arange(0.0, 93.0)
    each = [np.exp(cadss_log_likelihood(np.array([total]), np.array([[felt]])))[0] for total in totals]
    assert sum(each) == pytest.approx(1.0)
    assert cadss_cdf(totals, np.full((1, 93), felt))[0] == pytest.approx(np.cumsum(each))


@pytest.mark.parametrize("expected", [-5.0, 0.0, 33.3, 80.0, 95.0])
def test_the_chances_of_all_pcl5_totals_add_up_to_one(expected):
    totals, noise = np.arange(0.0, 81.0), np.array([[7.0]])
    each = [
        np.exp(total_log_likelihood(np.array([total]), np.array([[expected]]), noise=noise, most=80.0))[0]
        for total in totals
    ]
    assert sum(each) == pytest.approx(1.0)
    assert total_cdf(totals, np.full((1, 81), expected), noise=noise, most=80.0)[0] == pytest.approx(np.cumsum(each))


def test_a_total_at_a_bound_holds_all_that_lies_beyond_it():
    at_most = total_log_likelihood(np.array([80.0]), np.array([[200.0]]), noise=np.array([[7.0]]), most=80.0)
    assert at_most[0] == pytest.approx(0.0, abs=1e-12)
    assert cadss_log_likelihood(np.array([0.0]), np.array([[0.0]]))[0] == pytest.approx(
        np.log(norm.cdf(np.sqrt(0.5) / 0.5))
    )


@pytest.mark.parametrize(("low", "high"), [(30.0, 31.0), (-31.0, -30.0), (200.0, 201.0), (-1e4, -9e3)])
def test_far_out_in_either_tail_the_mass_stays_a_number(low, high):
    mass = interval(np.array([low]), np.array([high]))[0]
    assert np.isfinite(mass)
    nearer = min(abs(low), abs(high))
    assert mass == pytest.approx(norm.logsf(nearer), rel=1e-6)


def test_an_interval_in_the_middle_is_the_difference_of_two_shares():
    assert interval(np.array([-0.4]), np.array([1.3]))[0] == pytest.approx(np.log(norm.cdf(1.3) - norm.cdf(-0.4)))
    assert interval(np.array([-np.inf]), np.array([np.inf]))[0] == 0.0
