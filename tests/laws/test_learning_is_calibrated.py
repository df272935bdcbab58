"""Simulation-based calibration: of people drawn from the prior, each truth lies anywhere in its posterior alike.

Talts and others 2018: person from the prior, readings from the person, ranks of the truth among what was learned.
"""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import kstest

from learning import LOWER, MINUTES, PERSON, SCORED, STANDARD, a_truth, people, read
from leeward.pharmacology import calibration, update
from leeward.pharmacology.made_up_readings import Chair
from leeward.pharmacology.parameters import APART, CIRCULATION, DISSOCIATION, KINETIC, SENSITIVITY, SYMPTOMS

TRAITS = (*KINETIC, *CIRCULATION, SENSITIVITY, *APART, *DISSOCIATION, *SYMPTOMS)
APART_ENOUGH = replace(PERSON, resting_systolic_mmhg=150, resting_diastolic_mmhg=70)
"""Pressures so far apart that none of the people made up has a diastolic above its systolic."""


def farthest(ranks):
    """Kolmogorov and Smirnov's bound at 1 % of chance: the seeds are fixed, so that it holds once or never."""
    return 1.63 / np.sqrt(len(ranks))


def ranks_of(learned, person, made):
    """Return the share of what was learned that lies below each truth."""
    weights = learned.weights
    ranks = {trait.name: weights @ (trait.of(learned.population) < trait.of(person)) for trait in TRAITS}
    for number, line in enumerate(learned.resting):
        ranks[f"resting {number}"] = weights @ ndtr((made.resting[number] - line.base) / line.base_sd)
    ranks["occasion"] = weights @ (learned.occasions[:, -1] < made.occasion)
    return ranks


@pytest.fixture(scope="module")
def judged():
    """Ranks after one session, and where each reading had been foretold."""
    crowd = people(4000, subject=APART_ENOUGH)
    ranks, checks = [], []
    for number in range(120):
        person = a_truth(number, subject=APART_ENOUGH)
        made = read(person)
        learned = update(crowd, given=STANDARD, readings=made.readings, seed=number)
        ranks.append(ranks_of(learned, person, made))
        checks.append(learned.checks[-1])
    return ranks, checks


@pytest.mark.parametrize("name", [*(trait.name for trait in TRAITS), "resting 0", "resting 1", "resting 2", "occasion"])
def test_the_truth_lies_anywhere_in_what_was_learned(judged, name):
    ranks, _ = judged
    assert kstest([one[name] for one in ranks], "uniform").statistic < farthest(ranks)


def test_bands_hold_the_share_of_readings_that_they_say(judged):
    _, checks = judged
    found = calibration(checks)
    assert found.sessions == 30
    assert not found.frozen
    placed = [one for check in checks for one in check]
    assert np.mean([one.within(0.9) for one in placed]) == pytest.approx(0.9, abs=0.02)
    assert np.mean([one.within(0.5) for one in placed]) == pytest.approx(0.5, abs=0.03)
    counts, _ = np.histogram([one.share for one in placed], bins=10, range=(0, 1))
    assert counts.max() < 1.25 * len(placed) / 10
    assert counts.min() > 0.75 * len(placed) / 10


def test_scores_are_calibrated_too():
    """Few draws, so that most sessions with scores need resampling and moves."""
    crowd, ranks, moves, checks = people(500), [], [], []
    for number in range(30):
        person = a_truth(number)
        made = read(person, minutes=(), cadss_minutes=(), baseline_pcl5=50, score_days=(1, 7, 14))
        learned = update(crowd, given=STANDARD, readings=made.readings, seed=number)
        ranks.append(ranks_of(learned, person, made))
        moves.append(learned.moves)
        checks += [one for one in learned.checks[-1] if one.name == "PCL-5"]
    assert np.mean(np.array(moves) > 0) > 0.3
    for trait in SYMPTOMS:
        assert kstest([one[trait.name] for one in ranks], "uniform").statistic < farthest(ranks)
    assert np.mean([one.within(0.9) for one in checks]) == pytest.approx(0.9, abs=0.07)


def test_two_sessions_and_two_doses_are_calibrated_too():
    """Few draws, so that most second sessions need resampling and moves."""
    crowd, ranks, moves = people(500, subject=APART_ENOUGH), [], []
    for number in range(24):
        person = a_truth(number, subject=APART_ENOUGH)
        learned = update(crowd, given=STANDARD, readings=read(person).readings, seed=number)
        again = Chair(person=person, given=LOWER, seed=6, session=2, expected=learned.expected_rest())
        second = again.read(MINUTES, cadss_minutes=SCORED)
        learned = update(learned, given=LOWER, readings=second.readings, day=2, seed=number)
        ranks.append(ranks_of(learned, person, second))
        moves.append(learned.moves)
    assert np.mean(np.array(moves) > 0) > 0.3
    for name in (*(trait.name for trait in (*CIRCULATION, SENSITIVITY, *APART)), "resting 0", "occasion"):
        assert kstest([one[name] for one in ranks], "uniform").statistic < farthest(ranks), name
