"""Ten-fold and unit errors over random orders: they cannot be entered, or the second person catches them."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from laws.test_dosing import CHOICES, orders, prepared, vials
from leeward.dosing import FORMULARY_VIALS, CannotPrepare, Vial, verify
from leeward.dosing.drug_amounts import drug_in, micrograms, microlitres, share
from leeward.dosing.second_person import Found, disagreements
from leeward.protocol import STANDARD

AGREEMENT = STANDARD.dosing.agreement
FACTORS = [1000, 100, 60, 10, 5, 2, 1 / 2, 1 / 5, 1 / 10, 1 / 60, 1 / 100, 1 / 1000]
MIXED = ["drug_ml", "diluent_ml", "rate_ml_per_h", "vtbi_ml", "concentration_mg_per_ml"]
pytestmark = pytest.mark.hazard("H04 ten-fold concentration")


def honest(made):
    return Found(
        lot=made.vial.lot, strength_mg_per_ml=made.vial.strength_mg_per_ml, drug_ml=made.drug_ml,
        rate_ml_per_h=made.rate_ml_per_h,
    )  # fmt: skip


def differ(made, found):
    return disagreements(
        made.vial, drug_ml=made.drug_ml, rate_ml_per_h=made.rate_ml_per_h, found=found, agreement=AGREEMENT
    )


@given(order=orders, vial=vials, how=st.sampled_from(CHOICES))
@settings(max_examples=200)
def test_two_who_did_the_same_agree(order, vial, how):
    made = prepared(order, vial, how)
    assert differ(made, honest(made)) == ()
    assert differ(made, replace(honest(made), lot=" a1 ")) == ()


@given(order=orders, vial=vials, how=st.sampled_from(CHOICES), factor=st.sampled_from(FACTORS),
       field=st.sampled_from(["strength_mg_per_ml", "drug_ml", "rate_ml_per_h"]))  # fmt: skip
@settings(max_examples=300)
def test_a_figure_that_is_a_factor_off_is_caught(order, vial, how, factor, field):
    made = prepared(order, vial, how)
    found = honest(made)
    assert len(differ(made, replace(found, **{field: getattr(found, field) * factor}))) == 1


@given(order=orders, vial=vials, how=st.sampled_from(CHOICES), picked=st.sampled_from(FORMULARY_VIALS))
@settings(max_examples=300)
def test_another_vial_than_the_one_that_was_chosen_is_caught_though_its_arithmetic_is_right(order, vial, how, picked):
    made = prepared(order, vial, how)
    assume(picked[0] != vial.strength_mg_per_ml)
    right_for_the_wrong_vial = replace(
        honest(made), strength_mg_per_ml=picked[0], drug_ml=round(order.dose_mg / picked[0], 2)
    )
    assert "strength on the label" in differ(made, right_for_the_wrong_vial)
    assert "lot on the label" in differ(made, replace(honest(made), lot="B2"))


@pytest.mark.hazard("H06 mg/h against mL/h, minutes against hours")
@given(order=orders, vial=vials, how=st.sampled_from(CHOICES))
@settings(max_examples=300)
def test_the_rate_in_another_unit_is_caught_unless_it_is_the_same_number(order, vial, how):
    made = prepared(order, vial, how)
    others = {
        "mg/h": made.rate_ml_per_h * made.concentration_mg_per_ml,
        "mL/min": made.rate_ml_per_h / 60,
        "mg/min": order.dose_mg / order.minutes,
        "mg/kg/h": made.rate_mg_per_kg_per_h,
    }
    for unit, number in others.items():
        if abs(number - made.rate_ml_per_h) > AGREEMENT * made.rate_ml_per_h:
            assert differ(made, replace(honest(made), rate_ml_per_h=number)) == ("rate",), unit


@given(number=st.floats())
def test_no_number_that_is_none_agrees(number):
    vial = Vial(strength_mg_per_ml=50.0, volume_ml=10.0, lot="A1", expires_on=None)
    found = Found(lot="A1", strength_mg_per_ml=number, drug_ml=0.7, rate_ml_per_h=75.0)
    agrees = not disagreements(vial, drug_ml=0.7, rate_ml_per_h=75.0, found=found, agreement=AGREEMENT)
    assert agrees == (49.5 <= number <= 50.5)


@given(order=orders, vial=vials, how=st.sampled_from(CHOICES), factor=st.sampled_from([10, 1 / 10]),
       field=st.sampled_from(MIXED))  # fmt: skip
@settings(max_examples=300)
def test_a_preparation_that_is_ten_times_off_in_one_figure_does_not_pass_the_second_route(
    order, vial, how, factor, field
):
    made = prepared(order, vial, how)
    assume(getattr(made, field) > 0)
    with pytest.raises(CannotPrepare):
        verify(order, replace(made, **{field: getattr(made, field) * factor}))


@pytest.mark.hazard("H35 diversion")
@given(order=orders, vial=vials, how=st.sampled_from(CHOICES), part=st.integers(0, 1000))
@settings(max_examples=200)
def test_what_leaves_the_vial_is_the_order_to_one_percent_and_splits_without_a_rest(order, vial, how, part):
    made = prepared(order, vial, how)
    drawn_ug = drug_in(microlitres(made.drug_ml), micrograms(vial.strength_mg_per_ml))
    assert drawn_ug == pytest.approx(order.dose_mg * 1000, rel=AGREEMENT)
    bag_ul = microlitres(made.final_volume_ml)
    given_ug = share(drawn_ug, part_ul=bag_ul * part // 1000, whole_ul=bag_ul)
    assert 0 <= given_ug <= drawn_ug
    assert share(drawn_ug, part_ul=bag_ul, whole_ul=bag_ul) == drawn_ug
