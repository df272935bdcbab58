"""Drawing up: the dossier's table, what is refused, and the slips that must be caught."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from leeward.dosing import (
    FORMULARY_VIALS,
    CannotOrder,
    CannotPrepare,
    Order,
    Vial,
    prepare,
    verify,
)

TODAY = date(2026, 11, 23)
NUMBERS = (
    "dose_mg", "minutes", "weight_kg", "drug_ml", "diluent_ml", "final_volume_ml",
    "concentration_mg_per_ml", "rate_ml_per_h", "rate_mg_per_kg_per_h", "vtbi_ml",
)  # fmt: skip


def an_order(**changes):
    return Order(
        **{
            "dose_mg": 40.0,
            "minutes": 40.0,
            "weight_kg": 80.0,
            "approved_by": "prescriber",
            "approved_at": datetime(2026, 11, 23, 9, tzinfo=UTC),
        }
        | changes
    )


def a_vial(strength=50.0, **changes):
    volume = dict(FORMULARY_VIALS).get(strength, 10.0)
    return Vial(
        **{"strength_mg_per_ml": strength, "volume_ml": volume, "lot": "A1", "expires_on": date(2027, 1, 31)} | changes
    )


@pytest.mark.hazard("H04 ten-fold concentration")
@pytest.mark.parametrize(("strength", "drug_ml"), [(10.0, 4.0), (50.0, 0.8), (100.0, 0.4)])
@pytest.mark.parametrize(
    ("how", "volume_ml", "rate_ml_per_h"),
    [
        ({"concentration_mg_per_ml": 1.0}, 40.0, 60.0),
        ({"concentration_mg_per_ml": 2.0}, 20.0, 30.0),
        ({"final_volume_ml": 100.0}, 100.0, 150.0),
    ],
)
def test_forty_milligrams_over_forty_minutes(strength, drug_ml, how, volume_ml, rate_ml_per_h):
    made = prepare(an_order(), a_vial(strength), on=TODAY, **how)
    assert (made.drug_ml, made.final_volume_ml, made.rate_ml_per_h) == (drug_ml, volume_ml, rate_ml_per_h)
    assert made.vtbi_ml == volume_ml
    assert made.diluent_ml == pytest.approx(volume_ml - drug_ml)
    assert made.rate_mg_per_kg_per_h == pytest.approx(0.75)
    assert all(check.met for check in made.checks)


@pytest.mark.hazard("H04 ten-fold concentration")
@pytest.mark.parametrize("strength", [10.0, 50.0, 100.0])
@pytest.mark.parametrize("dose_mg", range(20, 101, 5))
@pytest.mark.parametrize("slip", [10.0, 0.1])
def test_a_tenfold_slip_in_any_figure_is_caught(strength, dose_mg, slip):
    order = an_order(dose_mg=float(dose_mg), weight_kg=dose_mg / 0.5, minutes=60.0)
    made = prepare(order, a_vial(strength), on=TODAY, concentration_mg_per_ml=1.0)
    for name in NUMBERS:
        with pytest.raises(CannotPrepare, match="disagree"):
            verify(order, replace(made, **{name: getattr(made, name) * slip}))
    with pytest.raises(CannotPrepare, match="disagree"):
        verify(order, replace(made, vial=replace(made.vial, strength_mg_per_ml=strength * slip)))


@pytest.mark.hazard("H15 engine error: unit, NaN, bad covariate")
@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("broken", [float("nan"), float("inf"), -1.0, 0.0])
def test_a_figure_that_is_no_number_is_caught(name, broken):
    order = an_order()
    made = prepare(order, a_vial(), on=TODAY, final_volume_ml=100.0)
    with pytest.raises(CannotPrepare, match="disagree"):
        verify(order, replace(made, **{name: broken}))


def test_every_number_of_a_preparation_is_checked():
    made = prepare(an_order(), a_vial(), on=TODAY, final_volume_ml=100.0)
    numeric = {field.name for field in fields(made) if field.type is float}
    assert numeric == set(NUMBERS)


@pytest.mark.hazard("H04 ten-fold concentration")
@pytest.mark.parametrize(
    ("strength", "dose_mg", "warned"),
    [(100.0, 40.0, True), (50.0, 40.0, False), (10.0, 100.5, True), (10.0, 100.0, False)],
)
def test_an_unusual_volume_of_drug_asks_to_read_the_vial_again(strength, dose_mg, warned):
    order = an_order(dose_mg=dose_mg, weight_kg=max(80.0, dose_mg / 0.75), minutes=60.0)
    made = prepare(order, a_vial(strength), on=TODAY, concentration_mg_per_ml=2.0)
    assert any("read the strength" in warning for warning in made.warnings) is warned


@pytest.mark.parametrize(("strength", "warned"), [(10.0, True), (50.0, False), (100.0, False)])
def test_the_vial_whose_label_says_not_to_dilute_it_is_named_and_not_refused(strength, warned):
    made = prepare(an_order(), a_vial(strength), on=TODAY, final_volume_ml=100.0)
    assert any("not to dilute it further" in warning for warning in made.warnings) is warned


@pytest.mark.hazard("H05 custom concentration without floor")
@pytest.mark.parametrize("number", [0.1, 0.4, 1.5, 2.01, 10.0, 100.0, 0.0, -1.0, float("nan")])
def test_a_concentration_is_chosen_from_the_formulary_never_typed(number):
    with pytest.raises(CannotPrepare, match="formulary"):
        prepare(an_order(), a_vial(), on=TODAY, concentration_mg_per_ml=number)


@pytest.mark.hazard("H05 custom concentration without floor")
@pytest.mark.parametrize("number", [0.0, 10.0, 99.0, 500.0, 1000.0, float("nan")])
def test_a_bag_is_chosen_from_the_formulary_never_typed(number):
    with pytest.raises(CannotPrepare, match="formulary"):
        prepare(an_order(), a_vial(), on=TODAY, final_volume_ml=number)


@pytest.mark.hazard("H05 custom concentration without floor")
def test_a_bag_that_would_be_too_strong_or_too_weak_is_refused():
    with pytest.raises(CannotPrepare, match="mg/mL is outside"):
        prepare(an_order(dose_mg=110.0, weight_kg=110.0, minutes=80.0), a_vial(), on=TODAY, final_volume_ml=50.0)
    with pytest.raises(CannotPrepare, match="mg/mL is outside"):
        prepare(an_order(dose_mg=16.0), a_vial(10.0), on=TODAY, final_volume_ml=250.0)


@pytest.mark.hazard("H05 custom concentration without floor")
@pytest.mark.parametrize("changes", [{"strength_mg_per_ml": 20.0}, {"volume_ml": 7.0}, {"strength_mg_per_ml": 500.0}])
def test_a_vial_that_is_not_on_the_formulary_is_refused(changes):
    with pytest.raises(CannotPrepare, match="not on the formulary"):
        prepare(an_order(), a_vial(**changes), on=TODAY, final_volume_ml=100.0)


def test_an_expired_vial_is_refused_and_the_last_day_is_good():
    with pytest.raises(CannotPrepare, match="expired on 22-Nov-2026"):
        prepare(an_order(), a_vial(expires_on=date(2026, 11, 22)), on=TODAY, final_volume_ml=100.0)
    assert prepare(an_order(), a_vial(expires_on=TODAY), on=TODAY, final_volume_ml=100.0).drug_ml == 0.8


def test_a_vial_that_holds_too_little_a_blank_lot_and_no_choice_are_refused(monkeypatch):
    # every formulary vial holds more than the highest dose, so only a shorter formulary shows this refusal
    monkeypatch.setattr("leeward.dosing.preparation.FORMULARY_VIALS", ((10.0, 2.0),))
    with pytest.raises(CannotPrepare, match="holds 20 mg"):
        prepare(an_order(), a_vial(10.0, volume_ml=2.0), on=TODAY, final_volume_ml=100.0)
    monkeypatch.undo()
    with pytest.raises(CannotPrepare, match="lot"):
        prepare(an_order(), a_vial(lot=" "), on=TODAY, final_volume_ml=100.0)
    with pytest.raises(CannotPrepare, match="either"):
        prepare(an_order(), a_vial(), on=TODAY)
    with pytest.raises(CannotPrepare, match="either"):
        prepare(an_order(), a_vial(), on=TODAY, final_volume_ml=100.0, concentration_mg_per_ml=1.0)
    with pytest.raises(CannotPrepare, match="Dilute with"):
        prepare(an_order(), a_vial(), on=TODAY, final_volume_ml=100.0, diluent="diazepam")


@pytest.mark.hazard("H04 ten-fold concentration")
def test_a_volume_that_no_syringe_can_draw_exactly_is_refused():
    with pytest.raises(CannotPrepare, match="Take another vial"):
        prepare(an_order(dose_mg=20.5, weight_kg=41.0), a_vial(100.0), on=TODAY, final_volume_ml=100.0)


@pytest.mark.hazard("H14 dose beyond fence")
@pytest.mark.parametrize(
    "changes", [{"dose_mg": 400.0}, {"dose_mg": 4.0}, {"minutes": 4.0}, {"minutes": 400.0}, {"weight_kg": 8.0}]
)
def test_an_order_beyond_the_fences_is_not_drawn_up(changes):
    with pytest.raises(CannotPrepare, match="outside"):
        prepare(an_order(**changes), a_vial(), on=TODAY, final_volume_ml=100.0)


@pytest.mark.parametrize(
    "changes",
    [
        {"dose_mg": float("nan")},
        {"minutes": 0.0},
        {"weight_kg": -80.0},
        {"approved_by": " "},
        {"approved_at": datetime(2026, 1, 1)},  # noqa: DTZ001
    ],
)
def test_an_order_that_is_no_order_cannot_be_made(changes):
    with pytest.raises(CannotOrder):
        an_order(**changes)
