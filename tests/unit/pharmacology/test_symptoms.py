"""The symptom layer: what traits and sessions make of a score."""

import numpy as np
import pytest

from leeward.evidence import Status
from leeward.pharmacology.draws import normals
from leeward.pharmacology.symptoms import DIMENSIONS, Beside, CannotScore, Symptoms, kernel, pcl5, plasticity, traits_of

N = 4000
COURSE = [(day, 1.6) for day in (0, 3, 5, 7, 10, 12)]


def drawn(n=N):
    z = normals(5, stream="symptoms", first=0, n=n, width=len(DIMENSIONS))
    return dict(zip(DIMENSIONS, z.T, strict=True))


def typical(**moved):
    """Return the traits of the person in the middle, some coordinates moved; a responder unless told otherwise."""
    middle = {name: np.zeros(1) for name in DIMENSIONS} | {"symptom_responds": np.array([-1.0])}
    return traits_of(middle | {f"symptom_{name}": np.array([value]) for name, value in moved.items()})


def test_the_middle_person_has_the_medians():
    traits = typical()
    assert traits.offset_half_life_d == pytest.approx(Symptoms.offset_half_life.to("d"))
    assert traits.half_exposure_ng_per_ml == pytest.approx(Symptoms.half_exposure.to("ng/mL"))
    assert traits.most == pytest.approx(Symptoms.most.to("1"))
    assert traits.residual_points == pytest.approx(Symptoms.noise.to("points"))


def test_half_of_the_people_respond():
    assert traits_of(drawn()).responds.mean() == pytest.approx(0.5, abs=0.02)


def test_other_coordinates_change_nothing():
    z = drawn(10)
    assert (traits_of(z | {"v1": np.ones(10)}).most == traits_of(z).most).all()


def test_traits_can_be_picked():
    traits = traits_of(drawn(10))
    assert (traits.picked(np.array([7, 7, 2])).most == traits.most[[7, 7, 2]]).all()


def test_no_sessions_leave_nothing():
    assert not plasticity(traits_of(drawn(5)), (), np.array([0.0, 5.0])).any()


def test_a_later_session_adds_less():
    traits = typical()
    first = plasticity(traits, [(0, 1.0)], np.array([1.0]))[0, 0]
    second = plasticity(traits, [(0, 0.0), (0, 1.0)], np.array([1.0]))[0, 0]
    assert second == pytest.approx(first * np.exp(-Symptoms.session_decay.to("1")))


def test_the_drug_does_nothing_for_who_does_not_respond():
    assert (pcl5(typical(responds=1.0), baseline=50, sessions=COURSE, on_days=(1, 14)) == 50).all()


def test_the_baseline_is_kept_before_the_first_infusion():
    before = pcl5(traits_of(drawn()), baseline=52, sessions=COURSE, on_days=(-7, -1, 0), expectancy=True)
    assert (before == 52).all()


def test_nothing_but_the_drug_is_included_unasked():
    kept = pcl5(traits_of(drawn()), baseline=52, sessions=[(0, 0.0)], on_days=(1, 30))
    assert (kept == 52).all()


def test_expectancy_lowers_the_control_arm_by_a_tenth():
    control = pcl5(typical(), baseline=50, sessions=[(0, 0.0)], on_days=(60,), expectancy=True)
    assert control == pytest.approx(50 * np.exp(-Beside.expectancy.to("1")))


def test_expectancy_lets_about_one_in_six_of_the_control_arm_lose_a_third():
    traits = traits_of(drawn())
    control = pcl5(traits, baseline=45, sessions=[(0, 0.0)], on_days=(14,), expectancy=True)[:, 0]
    seen = control + traits.residual_points * normals(6, stream="noise", first=0, n=N, width=1)[:, 0]
    assert 0.08 < np.mean(seen < 0.7 * 45) < 0.25


def test_therapy_is_half_done_after_its_half_time():
    traits, start = typical(), 10.0
    kept = pcl5(traits, baseline=1.0, sessions=(), on_days=(9, 24, 1000), therapy_from_day=start)[0]
    assert -np.log(kept) == pytest.approx(Beside.therapy.to("1") * np.array([0, 0.5, 1]))


def test_a_baseline_may_differ_from_draw_to_draw():
    traits = traits_of(drawn(8))
    baseline = 50 - traits.baseline_error_points
    assert (pcl5(traits, baseline=baseline, sessions=(), on_days=(3,))[:, 0] == baseline).all()


def test_sessions_out_of_order_are_refused():
    with pytest.raises(CannotScore, match="The session of day 3 stands after that of day 5"):
        pcl5(typical(), baseline=50, sessions=[(5, 1.0), (3, 1.0)], on_days=(9,))


def test_equal_half_lives_are_no_trouble():
    days = np.linspace(0, 60, 601)
    alike, nearly = kernel(days, on_h=240.0, off_d=10.0), kernel(days, on_h=240.0, off_d=10.01)
    assert np.isfinite(alike).all()
    assert alike.max() == pytest.approx(1.0, abs=1e-5)
    assert alike == pytest.approx(nearly, abs=1e-3)


def test_nearly_everything_here_is_an_assumption():
    known = [row for row in (*Symptoms.rows(), *Beside.rows()) if row.status is not Status.ASSUMED]
    assert len(known) == 1
