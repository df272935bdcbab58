"""Perez-Ruixo 2021: 820 people, mostly by nose; its liver, its covariates, and where it misses."""

import numpy as np
import pytest
from tests.figures import STANDARD, TYPICAL, clearance_l_per_h, seen_by_an_assay, steady_volume_l, terminal_half_life_h

from leeward.pharmacology import CannotSimulate, Drug, Regimen
from leeward.pharmacology.compartments import layout, rates
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.models import PEREZ_RUIXO

LIVER = PEREZ_RUIXO.parent.liver


def test_the_level_at_the_end_of_the_standard_infusion():
    level = simulate(PEREZ_RUIXO, STANDARD, [40], weight_kg=70).ketamine_ng_per_ml.item()
    assert level == pytest.approx(125.0, abs=0.1)


def test_the_levels_after_it():
    course = simulate(PEREZ_RUIXO, STANDARD, [40, 80, 110, 230], weight_kg=70)
    assert course.ketamine_ng_per_ml[0, 1:] == pytest.approx([66, 46, 19], abs=0.5)
    assert course.norketamine_ng_per_ml[0] == pytest.approx([26, 66, 71, 48], abs=0.5)


def test_20_mg_s_ketamine_over_20_minutes_stay_far_below_arterial_peaks():
    regimen = Regimen.infusion(dose_mg=20, minutes=20)
    level = simulate(PEREZ_RUIXO, regimen, [20], weight_kg=70, drug=Drug.ESKETAMINE).ketamine_ng_per_ml.item()
    assert level == pytest.approx(85, abs=0.5)


def test_what_its_parameters_come_to():
    assert terminal_half_life_h(PEREZ_RUIXO) == pytest.approx(11.0, abs=0.05)
    assert clearance_l_per_h(PEREZ_RUIXO) == pytest.approx(109, abs=0.1)
    assert steady_volume_l(PEREZ_RUIXO) == pytest.approx(752)


def test_the_fraction_that_becomes_norketamine_is_0_71():
    share = LIVER.to_metabolite_per_min.typical / (
        LIVER.to_metabolite_per_min.typical + LIVER.elsewhere_per_min.typical
    )
    assert share == pytest.approx(0.71, abs=0.005)
    assert PEREZ_RUIXO.metabolite.fraction == pytest.approx(share, abs=0.005)


def test_what_leaves_one_compartment_arrives_in_another():
    matrix = rates(PEREZ_RUIXO, covariates=TYPICAL, etas={}, clearance_factor=1.0, ke0_per_min=0.1)[0]
    plan = layout(PEREZ_RUIXO)
    assert matrix[: plan.effect, : plan.effect].sum(axis=0) == pytest.approx(np.zeros(plan.effect), abs=1e-15)
    assert matrix[plan.liver, 0] == pytest.approx(151 / 192 / 60)


@pytest.mark.parametrize("weight_kg", [40, 160])
def test_weight_changes_nothing_but_the_dose(weight_kg):
    assert clearance_l_per_h(PEREZ_RUIXO, weight_kg) == pytest.approx(109, abs=0.1)


@pytest.mark.parametrize(("age_y", "flow_l_per_h"), [(18, 151), (60, 151), (70, 129.1), (86, 94.06)])
def test_the_flow_through_the_liver_falls_by_2_19_l_per_h_with_every_year_over_60(age_y, flow_l_per_h):
    intrinsic = 3.88 * 101
    expected = flow_l_per_h * intrinsic / (flow_l_per_h + intrinsic)
    assert clearance_l_per_h(PEREZ_RUIXO, age_y=age_y) == pytest.approx(expected, rel=1e-9)


def test_asian_ethnicity_slows_other_routes_to_0_36_and_norketamine_to_0_81():
    intrinsic = (2.77 + 0.36 * 1.11) * 101
    assert clearance_l_per_h(PEREZ_RUIXO, asian=1) == pytest.approx(151 * intrinsic / (151 + intrinsic), rel=1e-9)
    norketamine = clearance_l_per_h(PEREZ_RUIXO, asian=1), PEREZ_RUIXO.metabolite.body.cl_l_per_min.asian_factor
    assert norketamine[1] == 0.81


def test_the_spread_follows_from_the_printed_coefficients_of_variation():
    printed = {"v1": 27.5, "v2": 49.3, "liver_flow": 23.2, "liver_v": 34.6, "elsewhere": 120, "nk_v1": 31.6}
    printed |= {"nk_cl": 25.4}
    assert set(PEREZ_RUIXO.eta_names) == set(printed)
    for spread in PEREZ_RUIXO.spread:
        (name,) = spread.names
        assert 100 * np.sqrt(np.expm1(spread.omega.item())) == pytest.approx(printed[name], abs=0.1)


def test_the_spread_of_the_way_to_norketamine_is_missing_and_the_record_says_so():
    assert LIVER.to_metabolite_per_min.eta == ""
    assert any("kmet" in doubt and "missing" in doubt for doubt in PEREZ_RUIXO.doubts)


def test_the_residual_errors_are_on_the_log_scale():
    assert all(one.log for one in PEREZ_RUIXO.residual)
    assert [one.proportional.to("1") for one in PEREZ_RUIXO.residual] == pytest.approx([0.276, 0.422])
    mean, sd = seen_by_an_assay(PEREZ_RUIXO, "ketamine", 40)
    assert sd / mean == pytest.approx(0.33, abs=0.02)


@pytest.mark.parametrize(
    ("asked", "limit"),
    [({"weight_kg": 38}, "39-170 kg"), ({"age_y": 87}, "18-86 years"), ({"route": "nasal"}, "nasal route")],
)
def test_beyond_its_people_and_for_the_nose_it_refuses(asked, limit):
    with pytest.raises(CannotSimulate, match=limit):
        PEREZ_RUIXO.reach.check(**asked)
