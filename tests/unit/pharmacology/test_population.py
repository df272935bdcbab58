"""Virtual patients are points among standard normals: the same point is the same person."""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from leeward.pharmacology import CannotSimulate, Regimen, Subject, one, virtual_patients
from leeward.pharmacology.effects import Circulation, Dissociation
from leeward.pharmacology.models import SIMONS
from leeward.pharmacology.population import ARTERIAL, DIMENSIONS, VENOUS, Doubt, from_normals
from leeward.pharmacology.response import respond

PERSON = Subject(
    weight_kg=70, age_y=40, resting_systolic_mmhg=125, resting_diastolic_mmhg=80, resting_heart_rate_per_min=70
)
STANDARD = Regimen.infusion(dose_mg=35, minutes=40)
N = 20_000


@pytest.fixture(scope="module")
def people():
    return virtual_patients(PERSON, N, seed=11)


def at(dimension, value):
    """The typical person, but for one coordinate."""
    normals = np.zeros((1, len(DIMENSIONS)))
    normals[0, DIMENSIONS.index(dimension)] = value
    return from_normals(PERSON, normals)


def test_the_coordinates_are_independent_standard_normals(people):
    assert np.abs(people.normals.mean(axis=0)).max() < 5 / np.sqrt(N)
    assert np.cov(people.normals.T) == pytest.approx(np.eye(len(DIMENSIONS)), abs=6 / np.sqrt(N))


def test_each_name_stands_once():
    assert len(set(DIMENSIONS)) == len(DIMENSIONS)


def test_the_person_in_the_middle_has_every_median():
    middle = from_normals(PERSON, np.zeros((1, len(DIMENSIONS))))
    assert middle.cadss_scale == pytest.approx(Dissociation.scale.to("points"))
    assert middle.cadss_tolerance == pytest.approx(Dissociation.later_sessions.to("1"))
    assert middle.autocorrelation == pytest.approx(Circulation.autocorrelation.to("1"))
    for model, etas in zip((*ARTERIAL, VENOUS), (*middle.arterial_etas, middle.venous_etas), strict=True):
        assert all(etas[name] == pytest.approx(0) for name in set(etas) - set(model.occasion_names))


def test_whoever_clears_ketamine_fast_does_so_in_every_model():
    fast = at("clearance", 1.0)
    found = [etas["cl"][0] for etas in (*fast.arterial_etas, fast.venous_etas)]
    assert min(found) > 0.1
    assert fast.venous_etas["cl"] == pytest.approx(np.sqrt(0.026 - 0.023**2 / 0.084))


def test_random_effects_keep_their_published_covariance_and_the_doubt_about_clearance(people):
    """Otto: variance of V .084, of CL .026, covariance .023; 14 % doubt on top of CL."""
    central, clearance = VENOUS.parent.central_l.eta, VENOUS.parent.cl_l_per_min.eta
    found = np.cov(people.venous_etas[central], people.venous_etas[clearance])
    assert found == pytest.approx(np.array([[0.084, 0.023], [0.023, 0.026 + 0.14**2]]), abs=0.003)


def test_the_arterial_model_is_a_coordinate_with_a_stated_share():
    border = NormalDist().inv_cdf(Doubt.simons_share.to("1"))
    assert ARTERIAL[at("arterial_model", border - 0.01).arterial[0]] is SIMONS
    assert ARTERIAL[at("arterial_model", border + 0.01).arterial[0]] is not SIMONS


def test_another_session_keeps_the_person_and_lowers_dissociation_once(people):
    few = people.resampled(np.arange(50))
    first, second, fifth = (respond(few, STANDARD, [40.0], session=session) for session in (1, 2, 5))
    assert (second.cadss < first.cadss).all()
    assert fifth.cadss == pytest.approx(second.cadss, rel=1e-9)
    assert fifth.systolic_mmhg == pytest.approx(first.systolic_mmhg, rel=1e-9)
    assert few.on_occasion(1) is few
    assert few.on_occasion(3).subject == replace(PERSON, session=3)
    assert np.array_equal(few.on_occasion(3).normals, few.normals)


def test_a_session_moves_what_its_model_says_and_nothing_else(people):
    """Simons: the transit to norketamine, variance .751 between sessions on top of .021 between people."""
    first, second = people.arterial_etas[0], people.on_occasion(2).arterial_etas[0]
    moved = {name for name in first if not np.array_equal(first[name], second[name])}
    assert moved == set(SIMONS.occasion_names)
    assert first["transit"].var() == pytest.approx(0.021 + 0.751, rel=0.05)
    assert np.corrcoef(first["transit"], second["transit"])[0, 1] == pytest.approx(0.021 / 0.772, abs=5 / np.sqrt(N))


def test_a_session_is_the_same_however_often_it_is_asked_for(people):
    again = people.on_occasion(4).on_occasion(1)
    assert np.array_equal(again.arterial_etas[0]["transit"], people.arterial_etas[0]["transit"])


def test_one_and_resampled_are_the_people_they_name(people):
    few = people.resampled([5, 5, 9])
    for row, index in enumerate((5, 5, 9)):
        alone = one(people, index)
        assert few.cadss_scale[row] == alone.cadss_scale[0]
        assert few.venous_etas["cl"][row] == pytest.approx(alone.venous_etas["cl"][0], rel=1e-12)


@pytest.mark.parametrize("shape", [(3,), (3, 2), (2, 3, len(DIMENSIONS))])
def test_normals_of_another_shape_describe_nobody(shape):
    with pytest.raises(ValueError, match="describe nobody"):
        from_normals(PERSON, np.zeros(shape))


def test_a_session_before_the_first_is_refused(people):
    with pytest.raises(CannotSimulate, match="session 1"):
        people.on_occasion(0)


def test_a_seed_below_zero_is_refused():
    with pytest.raises(ValueError, match="seed"):
        virtual_patients(PERSON, 2, seed=-1)
