"""Moves leave the distribution as it is and bring the draws to it."""

import numpy as np
import pytest

from leeward.pharmacology.draws import normals
from leeward.pharmacology.moving import Cloud, move


def test_moves_without_a_likelihood_leave_standard_normals_standard():
    start = normals(1, stream="test", first=0, n=4000, width=3)
    moved = move(
        start, np.zeros((4000, 1)), np.ones(1), lambda z: np.zeros((len(z), 1)), worth=4000, seed=2, stream="a"
    )
    assert moved.normals.mean(axis=0) == pytest.approx(np.zeros(3), abs=0.06)
    assert np.cov(moved.normals, rowvar=False) == pytest.approx(np.eye(3), abs=0.08)
    assert not np.array_equal(moved.normals, start)
    assert moved.taken > 0.5


@pytest.mark.parametrize("power", [1.0, 0.3])
def test_moves_bring_draws_from_elsewhere_to_a_posterior_that_is_known(power):
    """One reading of 2 with variance 1/4 of the first dimension: mean and variance have a formula."""

    def weigh(z):
        return -2 * (z[:, :1] - 2) ** 2

    start = normals(1, stream="test", first=0, n=3000, width=2)
    for turn in range(3):
        moved = move(start, weigh(start), np.array([power]), weigh, worth=3000, seed=3, stream=f"turn {turn}")
        start = moved.normals
    precision = 1 + 4 * power
    assert start[:, 0].mean() == pytest.approx(8 * power / precision, abs=0.04)
    assert start[:, 0].var() == pytest.approx(1 / precision, rel=0.12)
    assert start[:, 1].mean() == pytest.approx(0, abs=0.06)
    assert start[:, 1].var() == pytest.approx(1, rel=0.12)


def test_the_log_likelihoods_handed_back_are_those_of_the_draws_handed_back():
    def weigh(z):
        return -(z**2) * 3

    start = normals(1, stream="test", first=0, n=200, width=2)
    moved = move(start, weigh(start), np.ones(2), weigh, worth=50, seed=3, stream="a")
    assert moved.log_likelihoods == pytest.approx(weigh(moved.normals))


def test_a_proposal_that_is_no_number_is_never_taken():
    def weigh(z):
        return np.where(z[:, :1] > 0.5, np.nan, 0.0)

    start = np.minimum(normals(1, stream="test", first=0, n=200, width=1), 0.4)
    moved = move(start, np.zeros((200, 1)), np.ones(1), weigh, worth=200, seed=3, stream="a")
    assert (moved.normals <= 0.5).all()


def test_draws_that_are_all_alike_still_make_a_cloud():
    cloud = Cloud.of(np.ones((50, 3)), worth=1.0)
    assert cloud.at(cloud.whitened(np.full((2, 3), 1.01))) == pytest.approx(np.full((2, 3), 1.01))


def test_draws_that_were_moved_far_are_no_longer_like_themselves():
    start = normals(1, stream="test", first=0, n=3000, width=3)

    def free(z):
        return np.zeros((len(z), 1))

    def held(z):
        return np.where(np.abs(z[:, :1]) < 1e-9, 0.0, -1e9)

    moved = move(start, free(start), np.ones(1), free, worth=3000, seed=2, stream="a")
    assert moved.likeness < 0.5
    stuck = move(start, np.zeros((3000, 1)), np.ones(1), held, worth=3000, seed=2, stream="a")
    assert stuck.likeness == pytest.approx(1.0)
