"""Laws of dosing over random people, orders and vials."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leeward.dosing import (
    FORMULARY_VIALS,
    CannotPrepare,
    CannotPropose,
    Order,
    Vial,
    consider,
    prepare,
    propose,
)
from leeward.infusion.pump import CannotTrustPump, must_show_rate, must_show_volume
from leeward.pharmacology.subject import Subject
from leeward.protocol import STANDARD, Place

TODAY = date(2026, 11, 23)
PLACES = list(Place)
CHOICES = [
    {"concentration_mg_per_ml": 1.0},
    {"concentration_mg_per_ml": 2.0},
    {"final_volume_ml": 50.0},
    {"final_volume_ml": 100.0},
    {"final_volume_ml": 250.0},
]

orders = st.builds(
    Order,
    dose_mg=st.integers(7, 300).map(lambda halves: halves / 2),
    minutes=st.sampled_from([20.0, 30.0, 40.0, 45.0, 50.0, 60.0, 90.0, 100.0]),
    weight_kg=st.integers(350, 2500).map(lambda tenths: tenths / 10),
    approved_by=st.just("dr-a"),
    approved_at=st.just(datetime(2026, 11, 23, 9, tzinfo=UTC)),
)
vials = st.sampled_from(FORMULARY_VIALS).map(
    lambda kind: Vial(strength_mg_per_ml=kind[0], volume_ml=kind[1], lot="A1", expires_on=TODAY)
)


def prepared(order, vial, how):
    try:
        return prepare(order, vial, on=TODAY, **how)
    except CannotPrepare:
        assume(False)


@pytest.mark.hazard("H04 ten-fold concentration")
@given(order=orders, vial=vials, how=st.sampled_from(CHOICES))
@settings(max_examples=300)
def test_what_the_pump_gives_is_what_was_ordered(order, vial, how):
    made = prepared(order, vial, how)
    given_mg = made.drug_ml * vial.strength_mg_per_ml * made.vtbi_ml / (made.drug_ml + made.diluent_ml)
    assert given_mg == pytest.approx(order.dose_mg, rel=0.011)
    assert made.vtbi_ml / made.rate_ml_per_h * 60 == pytest.approx(order.minutes, rel=0.011)
    assert made.concentration_mg_per_ml <= 2.0


@pytest.mark.hazard("H06 mg/h against mL/h, minutes against hours")
@given(order=orders, vial=vials, how=st.sampled_from(CHOICES), factor=st.floats(0.01, 100))
@settings(max_examples=200)
def test_a_pump_display_is_accepted_within_one_percent_and_never_beyond(order, vial, how, factor):
    made = prepared(order, vial, how)
    must_show_rate(shown_ml_per_h=made.rate_ml_per_h * 1.009, expected_ml_per_h=made.rate_ml_per_h)
    must_show_volume(shown_ml=made.vtbi_ml * 0.991, expected_ml=made.vtbi_ml)
    assume(abs(factor - 1) > 0.011)
    with pytest.raises(CannotTrustPump):
        must_show_rate(shown_ml_per_h=made.rate_ml_per_h * factor, expected_ml_per_h=made.rate_ml_per_h)
    with pytest.raises(CannotTrustPump):
        must_show_volume(shown_ml=made.vtbi_ml * factor, expected_ml=made.vtbi_ml)


@pytest.mark.hazard("H06 mg/h against mL/h, minutes against hours")
@given(order=orders, vial=vials, how=st.sampled_from(CHOICES))
def test_the_other_unit_typed_into_the_pump_is_refused(order, vial, how):
    made = prepared(order, vial, how)
    mg_per_h = order.dose_mg * 60 / order.minutes
    assume(abs(mg_per_h / made.rate_ml_per_h - 1) > 0.011)  # at 1 mg/mL the two are one number, and no slip
    with pytest.raises(CannotTrustPump):
        must_show_rate(shown_ml_per_h=mg_per_h, expected_ml_per_h=made.rate_ml_per_h)
    with pytest.raises(CannotTrustPump):
        must_show_rate(shown_ml_per_h=made.rate_ml_per_h / 60, expected_ml_per_h=made.rate_ml_per_h)


people = st.builds(
    Subject,
    weight_kg=st.floats(40, 160),
    height_cm=st.none() | st.floats(150, 200),
    age_y=st.floats(18, 75),
    sex=st.sampled_from(["female", "male", "unknown"]),
    resting_systolic_mmhg=st.floats(100, 160),
    resting_diastolic_mmhg=st.floats(55, 95),
    resting_heart_rate_per_min=st.floats(50, 100),
    session=st.integers(1, 8),
)


@pytest.mark.hazard("H14 dose beyond fence")
@pytest.mark.hazard("H16 automation bias")
@pytest.mark.hazard("H41 adaptive learning drift")
@given(subject=people, seed=st.integers(0, 10))
@settings(max_examples=25)
def test_every_proposal_stays_inside_the_fences_and_always_shows_the_studied_regimen(subject, seed):
    proposal = propose(subject, STANDARD, seed=seed, n=8)
    assert len(proposal.options) >= 2
    assert "studied" in {option.key for option in proposal.options}
    for option in proposal.options:
        assert option.place is not Place.BEYOND_STOP
        assert 0.1 <= option.dose_mg_per_kg <= 1.0
        assert 20 <= option.minutes <= 100
        assert abs(option.dose_mg - option.unrounded_mg) <= 0.5
        assert (option.dose_mg * 2).is_integer()
        assert option.needs_reason or option.evidence == "studied regimen"
        assert all(0 <= chance.per_100 <= 100 for chance in option.chances)


@pytest.mark.hazard("H14 dose beyond fence")
@given(dose=st.floats(0.01, 5), more=st.floats(1.0, 3.0), minutes=st.floats(5, 120))
@settings(max_examples=25)
def test_more_drug_never_falls_in_a_milder_place(dose, more, minutes):
    assume(dose * more >= 0.1)
    places = [_place(one, minutes) for one in (max(dose, 0.1), max(dose, 0.1) * more)]
    assert PLACES.index(places[0]) <= PLACES.index(places[1])


def _place(dose_mg_per_kg, minutes):
    person = Subject(weight_kg=80, height_cm=178, age_y=40, sex="male", resting_systolic_mmhg=124,
                     resting_diastolic_mmhg=78, resting_heart_rate_per_min=70)  # fmt: skip
    try:
        option = consider(
            person, STANDARD, dose_mg_per_kg=dose_mg_per_kg, minutes=minutes, weight_kind="actual",
            seed=0, n=4,
        )  # fmt: skip
    except CannotPropose:
        return Place.BEYOND_STOP
    return option.place
