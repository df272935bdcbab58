"""Weight, age, ethnicity and sex: what each model makes of them, and what it does not."""

from pathlib import Path

import numpy as np
import pytest

from leeward.pharmacology import Regimen
from leeward.pharmacology.covariates import NO_SEX_EFFECT, SEX, Covariates
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.model import Parameter, PerYear
from leeward.pharmacology.models import EVERY, OTTO, by_key
from leeward.pharmacology.models import __path__ as folders

STANDARD = Regimen.infusion(dose_mg=35, minutes=40)


def test_single_numbers_are_spread_over_the_people():
    who = Covariates.of(weight_kg=[60, 70, 80], age_y=44, asian=0)
    assert who.people == 3
    assert who.age_y.tolist() == [44, 44, 44]
    assert Covariates.of(weight_kg=70, people=4).weight_kg.tolist() == [70] * 4


def test_lengths_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="2 ages for 3 people: give one for all"):
        Covariates.of(weight_kg=[60, 70, 80], age_y=[30, 40])


GROWTH = (
    # power  kg  times
    (0.0, 140, 1.0),
    (1.0, 140, 2.0),
    (0.75, 140, 2**0.75),
    (0.75, 35, 0.5**0.75),
)


@pytest.mark.parametrize(("power", "weight_kg", "times"), GROWTH)
def test_a_parameter_grows_with_its_own_power_of_weight_over_70_kg(power, weight_kg, times):
    grown = Parameter(typical=3.0, weight_power=power).of(covariates=Covariates.of(weight_kg=weight_kg), etas={})
    assert grown.item() == pytest.approx(3.0 * times)


def test_deviation_age_and_ethnicity_multiply_what_the_paper_multiplies():
    parameter = Parameter(typical=10.0, eta="x", per_year=PerYear(change=-0.1, over_y=60), asian_factor=0.5)
    who = Covariates.of(weight_kg=70, age_y=[50, 70, 70], asian=[0, 0, 1])
    assert parameter.of(covariates=who, etas={}).tolist() == pytest.approx([10, 9, 4.5])
    doubled = {"x": np.log(2) * np.ones(3)}
    assert parameter.of(covariates=who, etas=doubled).tolist() == pytest.approx([20, 18, 9])


def test_what_is_not_charted_changes_nothing():
    parameter = Parameter(typical=10.0, per_year=PerYear(change=-0.1, over_y=60), asian_factor=0.5)
    assert parameter.of(covariates=Covariates.of(weight_kg=70), etas={}).item() == 10


@pytest.mark.parametrize("model", [one for one in EVERY if one.parent.liver is None], ids=lambda model: model.key)
def test_age_changes_nothing_where_the_paper_saw_nothing(model):
    young, old = (simulate(model, STANDARD, [40, 80], weight_kg=70, age_y=age).ketamine_ng_per_ml for age in (25, 80))
    assert young.tolist() == old.tolist()


def test_no_model_has_an_effect_of_sex_and_each_says_so_with_the_studies():
    assert all(model.sex == NO_SEX_EFFECT for model in EVERY)
    assert all(f"{one.source.key.split('-')[0].title()}" in NO_SEX_EFFECT for one in SEX)


def test_standard_normals_become_deviations_of_the_printed_covariance_exactly():
    z = np.eye(4)
    etas = OTTO.etas_from(z)
    factor = np.stack([etas[name] for name in OTTO.eta_names], axis=1)
    for spread, first in zip(OTTO.spread, (0, 2), strict=True):
        block = factor[first : first + 2, first : first + 2]
        assert block.T @ block == pytest.approx(spread.omega)


def test_normals_of_the_wrong_shape_are_refused_with_the_names():
    with pytest.raises(ValueError, match=r"give \(people, 4\): v1, cl, nk_v1, nk_cl"):
        OTTO.etas_from(np.zeros((10, 3)))
    assert by_key("domino_1982").etas_from(np.zeros((10, 0))) == {}


def test_a_model_is_found_by_its_files_name():
    assert [by_key(model.key) for model in EVERY] == list(EVERY)
    (folder,) = folders
    files = {path.stem for path in Path(folder).glob("*.py")} - {"__init__"}
    assert files == {model.key for model in EVERY}


def test_an_unknown_name_is_answered_with_the_names_that_there_are():
    with pytest.raises(LookupError, match=r"no model 'otto-2021'.*otto_2021, perez_ruixo_2021, simons_2022"):
        by_key("otto-2021")


@pytest.mark.parametrize("model", EVERY, ids=lambda model: model.key)
def test_every_model_says_who_it_is_about_and_what_is_doubtful(model):
    assert model.population.endswith(".")
    assert all(len(doubt) > 20 and doubt.endswith(".") for doubt in (*model.doubts, *model.limits))
    assert len(model.doubts) >= 3
    assert {one.analyte for one in model.residual} <= set(model.analytes)
    assert all(row in model.cites for spread in model.spread for line in spread.rows for row in line)
