"""The visual predictive check: what it draws, what it compares, what it refuses."""

import numpy as np
import pytest

from leeward.pharmacology import Drug, Regimen
from leeward.pharmacology.concentrations import CannotUse
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.models import DOMINO, OTTO, SIMONS
from leeward.pharmacology.study import Study
from leeward.pharmacology.visual_check import Observed, simulate_alike, typical_levels, visual_check

STANDARD = Regimen.infusion(dose_mg=35, minutes=40)
TIMES = np.array([20, 40, 80, 120, 240.0])
PEOPLE = 12
STUDY = Observed.of(
    np.tile(TIMES, PEOPLE), np.ones(TIMES.size * PEOPLE), person=[f"P{i // TIMES.size}" for i in range(60)]
)


def _study(model, *, seed, shift=1.0):
    """Twelve people who follow the model, or lie beside it by a factor."""
    levels = simulate_alike(model, STANDARD, STUDY, seed=seed, replicates=1)[0] * shift
    return Observed.of(STUDY.times_min, levels, person=list(STUDY.person))


def test_the_same_seed_gives_the_same_study_and_a_longer_one_begins_alike():
    few = simulate_alike(OTTO, STANDARD, STUDY, seed=3, replicates=5)
    more = simulate_alike(OTTO, STANDARD, STUDY, seed=3, replicates=8)
    assert np.array_equal(few, more[:5])
    assert not np.array_equal(few, simulate_alike(OTTO, STANDARD, STUDY, seed=4, replicates=5))


def test_samples_of_one_person_move_together():
    levels = simulate_alike(SIMONS, STANDARD, STUDY, seed=1, replicates=400)
    same = np.corrcoef(np.log(levels[:, 2]), np.log(levels[:, 3]))[0, 1]
    other = np.corrcoef(np.log(levels[:, 2]), np.log(levels[:, 8]))[0, 1]
    assert same > 0.4
    assert abs(other) < 0.15


def test_people_of_one_session_differ_by_the_occasion_too():
    """Simons' transit time differs from session to session, and only the deviations of a `Study` know of it."""
    levels = simulate_alike(SIMONS, STANDARD, STUDY, seed=1, replicates=400, analyte="norketamine")
    study = Study(model=SIMONS, regimen=STANDARD, times_min=TIMES, weight_kg=70, measured=True)
    same = study.levels(seed=1, first=0, n=400 * PEOPLE)[1]
    assert levels[:, 0 :: TIMES.size].std() == pytest.approx(same[:, 0].std(), rel=0.05)  # 13.8 without the occasion


def test_a_study_from_the_model_lies_in_its_bands():
    check = visual_check(_study(OTTO, seed=100), simulate_alike(OTTO, STANDARD, STUDY, seed=1, replicates=200))
    assert [one.middle_min for one in check.bins] == list(TIMES)
    assert all(one.samples == PEOPLE for one in check.bins)
    assert [round(one.percent) for one in check.bins[0].percentiles] == [5, 50, 95]
    assert check.share_inside > 0.85
    assert abs(check.discrepancies.mean()) < 0.5
    assert check.discrepancies.std() == pytest.approx(1, abs=0.3)
    assert not check.corrected
    assert check.replicates == 200


def test_a_study_beside_the_model_does_not():
    study = _study(OTTO, seed=100, shift=2.0)
    check = visual_check(study, simulate_alike(OTTO, STANDARD, STUDY, seed=1, replicates=200))
    assert check.share_inside < 0.3
    assert check.discrepancies.mean() > 1


def test_doses_and_weights_are_each_persons_own():
    dose = np.repeat([20.0, 40.0], 30)
    weight = np.repeat([60.0, 90.0], 30)
    study = Observed.of(STUDY.times_min, np.ones(60), person=list(STUDY.person), weight_kg=weight, dose_mg=dose)
    typical = typical_levels(OTTO, STANDARD, study)
    light = simulate(OTTO, Regimen.infusion(dose_mg=20, minutes=40), TIMES, weight_kg=60).ketamine_ng_per_ml[0]
    heavy = simulate(OTTO, Regimen.infusion(dose_mg=40, minutes=40), TIMES, weight_kg=90).ketamine_ng_per_ml[0]
    assert typical[:5] == pytest.approx(light, rel=1e-9)
    assert typical[-5:] == pytest.approx(heavy, rel=1e-9)


def test_correction_takes_the_doses_out():
    dose = np.repeat([10.0, 20.0, 40.0, 80.0], 15)
    blank = Observed.of(STUDY.times_min, np.ones(60), person=list(STUDY.person), dose_mg=dose)
    study = Observed.of(
        STUDY.times_min,
        simulate_alike(OTTO, STANDARD, blank, seed=9, replicates=1)[0],
        person=list(STUDY.person),
        dose_mg=dose,
    )
    simulated = simulate_alike(OTTO, STANDARD, study, seed=1, replicates=100)
    plain = visual_check(study, simulated)
    corrected = visual_check(study, simulated, typical_ng_per_ml=typical_levels(OTTO, STANDARD, study))
    assert corrected.corrected
    spans = [[one.percentiles[2].median_ng_per_ml / one.percentiles[0].median_ng_per_ml for one in check.bins]
             for check in (plain, corrected)]  # fmt: skip
    assert all(narrow < wide / 2 for wide, narrow in zip(*spans, strict=True))
    assert np.array_equal(corrected.discrepancies, plain.discrepancies)


def test_many_times_are_gathered_in_bins_and_edges_can_be_set():
    times = np.linspace(1, 300, 90)
    study = Observed.of(times, np.exp(-times / 100))
    simulated = np.exp(-times / 100) * np.linspace(0.5, 1.5, 50)[:, None]
    assert len(visual_check(study, simulated).bins) == 8
    check = visual_check(study, simulated, edges_min=[0, 50, 100, 300])
    assert [one.samples for one in check.bins] == [int(((times >= a) & (times < b)).sum()) for a, b in
                                                   ((0, 50), (50, 100), (100, 301))]  # fmt: skip
    assert check.bins[0].to_min < 50 <= check.bins[1].from_min


def test_norketamine_and_the_log_scale_are_drawn_too():
    nk = simulate_alike(OTTO, STANDARD, STUDY, seed=1, replicates=300, analyte="norketamine", drug=Drug.ESKETAMINE)
    typical = typical_levels(OTTO, STANDARD, STUDY, analyte="norketamine", drug=Drug.ESKETAMINE)
    assert np.median(nk, axis=0) == pytest.approx(typical, rel=0.12)


@pytest.mark.parametrize(
    ("refused", "says"),
    [
        (lambda: Observed.of([1, 2], [3]), "2 times stand beside 1 levels"),
        (lambda: Observed.of([], []), "0 times"),
        (lambda: Observed.of([1, -2], [3, 4]), "0 or more"),
        (lambda: Observed.of([1, 2], [3, np.nan]), "0 or more"),
        (lambda: Observed.of([1, 2], [3, 4], person=["a"]), "1 names stand beside 2 samples"),
        (lambda: simulate_alike(DOMINO, STANDARD, STUDY, seed=1), "no published spread"),
        (lambda: typical_levels(DOMINO, STANDARD, STUDY, analyte="norketamine"), "says nothing of norketamine"),
        (lambda: visual_check(STUDY, np.ones((5, 3))), r"give \(replicates, 60\)"),
        (lambda: visual_check(STUDY, np.ones((5, 60)), edges_min=[30, 300]), "hold every sample"),
        (lambda: visual_check(STUDY, np.ones((5, 60)), typical_ng_per_ml=np.zeros(60)), "before the first dose"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(refused, says):
    with pytest.raises(CannotUse, match=says):
        refused()
