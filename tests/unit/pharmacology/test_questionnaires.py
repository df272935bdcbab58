"""Synthetic answers fit the questionnaires and never pretend to more."""

import numpy as np
import pytest

from leeward.pharmacology.questionnaires import answers, virtual_scores

COURSE = [(day, 1.6) for day in (0, 3, 5, 7, 10, 12)]


def course(seed, sessions=COURSE):
    return virtual_scores(
        baseline_pcl5=52, baseline_phq9=16, sessions=sessions, on_days=(-1, 1, 14), rng=np.random.default_rng(seed)
    )


@pytest.mark.parametrize("seed", range(20))
def test_answers_fit_the_forms(seed):
    for scores in course(seed):
        assert len(scores.pcl5) == 20
        assert set(scores.pcl5) <= {0, 1, 2, 3, 4}
        assert len(scores.phq9) == 9
        assert set(scores.phq9) <= {0, 1, 2, 3}
        assert scores.phq9[-1] == 0


def test_the_same_seed_gives_the_same_answers():
    assert course(4) == course(4)


def test_some_improve_and_some_do_not():
    change = [sum(last.pcl5) - sum(first.pcl5) for first, _, last in map(course, range(200))]
    assert np.mean(change) < -5
    assert np.mean(np.array(change) > -10) > 0.2


def test_the_baseline_is_kept_before_the_first_infusion():
    before = [sum(course(seed)[0].pcl5) for seed in range(200)]
    assert np.mean(before) == pytest.approx(52, abs=2)


@pytest.mark.parametrize(("total", "kept"), [(-3, 0), (0, 0), (41, 41), (80, 80), (95, 80)])
def test_a_total_is_spread_over_items(total, kept):
    assert sum(answers(total, items=20, most=4, rng=np.random.default_rng(1))) == kept
