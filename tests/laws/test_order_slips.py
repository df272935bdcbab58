"""Slips of the pen and of the eye, at random, through the real forms: which gate catches each.

A slip that leaves the number as it was is none (mg/h typed for mL/h where the bag holds 1 mg/mL).
"""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leeward.clinic.infusions.forms import Start
from leeward.clinic.infusions.time_out_forms import TimeOutForm
from leeward.clinic.plans.forms import Check
from leeward.clinic.web.figure import Figure
from leeward.dosing import FORMULARY_VIALS, CannotPrepare, Order, Vial, check_weight, prepare
from leeward.dosing.second_person import Found, disagreements
from leeward.infusion.events import PumpReadBack
from leeward.infusion.pump import CannotTrustPump, must_show_rate, must_show_volume
from leeward.infusion.told import pump
from leeward.protocol.fences import STANDARD_DOSING
from leeward.protocol.limits import Place
from leeward.truth import YES

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LIMITS = STANDARD_DOSING
POUNDS = 2.2046


@dataclass(frozen=True)
class Drawn:
    """An order with how it was drawn up."""

    order: Order
    vial: Vial
    mixed: object


@st.composite
def drawn(draw):
    """An order inside the fences, a vial of the formulary, a bag: whatever can be prepared."""
    weight_kg = draw(st.integers(460, 1150)) / 10
    mg_per_kg = draw(st.sampled_from((0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 1.0)))
    strength, volume_ml = draw(st.sampled_from(FORMULARY_VIALS))
    order = Order(
        dose_mg=math.floor(mg_per_kg * weight_kg * 2) / 2, weight_kg=weight_kg,
        minutes=draw(st.sampled_from((40.0, 45.0, 50.0, 60.0, 100.0))), approved_by="a", approved_at=NOON,
    )  # fmt: skip
    vial = Vial(strength_mg_per_ml=strength, volume_ml=volume_ml, lot="A1", expires_on=date(2027, 1, 1))
    try:
        mixed = prepare(order, vial, on=NOON.date(), final_volume_ml=draw(st.sampled_from((50.0, 100.0, 250.0))))
    except CannotPrepare:
        assume(False)
    return Drawn(order, vial, mixed)


def shown(number):
    """A number as it is printed: no trailing zero, a point."""
    return f"{number:g}"


def swapped(text):
    """The first two different neighbours among the digits change places."""
    digits = [place for place, sign in enumerate(text) if sign.isdigit()]
    for first, second in pairwise(digits):
        if text[first] != text[second]:
            signs = list(text)
            signs[first], signs[second] = signs[second], signs[first]
            return "".join(signs)
    return text


ANYWHERE = {
    "ten times": lambda text, _: shown(float(text) * 10),
    "a tenth": lambda text, _: shown(float(text) / 10),
    "a hundred times": lambda text, _: shown(float(text) * 100),
    "comma for point": lambda text, _: text.replace(".", ",") if "." in text else f"{text},0",
    "the point left out": lambda text, _: text.replace(".", "") if "." in text else f"{text}0",
    "no leading zero": lambda text, _: text.removeprefix("0") if text.startswith("0.") else f".{text}",
    "swapped digits": lambda text, _: swapped(text),
    "an exponent": lambda text, _: f"{text}e1",
    "a sign": lambda text, _: f"-{text}",
    "an underscore": lambda text, _: f"{text}_0",
}
OF_DRUG = {
    "mg for mL": lambda _, each: shown(each.order.dose_mg),
    "the bag's mL for the drug's": lambda _, each: shown(each.mixed.final_volume_ml),
}
OF_RATE = {
    "mg/h for mL/h": lambda _, each: shown(each.order.dose_mg * 60 / each.order.minutes),
    "min for h": lambda _, each: shown(each.mixed.final_volume_ml / each.order.minutes),
    "the minutes themselves": lambda _, each: shown(each.order.minutes),
    "VTBI for rate": lambda _, each: shown(each.mixed.vtbi_ml),
}
OF_STRENGTH = {
    f"a vial of {strength:g} mg/mL": lambda *_, strength=strength: shown(strength) for strength, _ in FORMULARY_VIALS
}
FIELDS = {  # what the second person types -> what is right, and the slips that belong to it
    "drug_ml": (lambda each: each.mixed.drug_ml, ANYWHERE | OF_DRUG),
    "rate_ml_per_h": (lambda each: each.mixed.rate_ml_per_h, ANYWHERE | OF_RATE),
    "strength_mg_per_ml": (lambda each: each.vial.strength_mg_per_ml, ANYWHERE | OF_STRENGTH),
}
SLIPS = [(name, slip) for name, (_, slips) in FIELDS.items() for slip in slips]


def same(text, number):
    """Is what was typed the right number after all, within the agreement of 1 %?"""
    try:
        return abs(Figure().clean(text) - number) <= LIMITS.agreement * number
    except Exception:  # noqa: BLE001 - whatever the field refuses is not the same
        return False


def second_person_lets_through(each, **typed):
    """Type at the second check; return whether it is let through."""
    right = {name: shown(number(each)) for name, (number, _) in FIELDS.items()}
    form = Check({"lot": each.vial.lot, **right, **typed})
    if not form.is_valid():
        return False
    found = Found(**form.cleaned_data)
    return not disagreements(
        each.vial, drug_ml=each.mixed.drug_ml, rate_ml_per_h=each.mixed.rate_ml_per_h, found=found,
        agreement=LIMITS.agreement,
    )  # fmt: skip


@given(drawn())
def test_what_is_right_goes_through(each):
    assert second_person_lets_through(each)
    assert start_lets_through(each)
    assert read_back_lets_through(each)


@pytest.mark.hazard("H04 ten-fold concentration", "H06 mg/h for mL/h, min for h", "H39 number format")
@pytest.mark.parametrize(("field", "slip"), SLIPS, ids=lambda value: value)
@given(each=drawn())
def test_the_second_check_catches_a_slip(field, slip, each):
    right, slips = FIELDS[field]
    typed = slips[slip](shown(right(each)), each)
    assume(not same(typed, right(each)))
    assert not second_person_lets_through(each, **{field: typed})


def read(each, rate, vtbi):
    """What is typed of the pump's display."""
    return {
        "shown_ml_per_h": rate or shown(each.mixed.rate_ml_per_h),
        "shown_vtbi_ml": vtbi or shown(each.mixed.vtbi_ml),
    }


def start_lets_through(each, *, rate=None, vtbi=None):
    """Type what the pump shows at the start."""
    told = read(each, rate, vtbi)
    form = Start({"event_id": str(uuid4()), **told})
    if not form.is_valid():
        return False
    try:
        must_show_rate(shown_ml_per_h=form.cleaned_data["shown_ml_per_h"], expected_ml_per_h=each.mixed.rate_ml_per_h)
        must_show_volume(shown_ml=form.cleaned_data["shown_vtbi_ml"], expected_ml=each.mixed.vtbi_ml)
    except CannotTrustPump:
        return False
    return True


def read_back_lets_through(each, *, rate=None, vtbi=None):
    """Type what the pump shows at the time-out."""
    told = read(each, rate, vtbi)
    form = TimeOutForm({"event_id": str(uuid4()), **told})
    if not form.is_valid():
        return False
    event = PumpReadBack(event_id=uuid4(), at=NOON, by="n", source="t", **{k: form.cleaned_data[k] for k in told})
    return pump(event, rate_ml_per_h=each.mixed.rate_ml_per_h, vtbi_ml=each.mixed.vtbi_ml).truth is YES


@pytest.mark.hazard("H06 rate mis-keyed at the pump")
@pytest.mark.parametrize("gate", [start_lets_through, read_back_lets_through], ids=["start", "time-out"])
@pytest.mark.parametrize("slip", [*ANYWHERE, *OF_RATE])
@settings(max_examples=20)
@given(each=drawn())
def test_the_pump_is_read_back_twice_and_a_slip_is_caught_both_times(gate, slip, each):
    rate = (ANYWHERE | OF_RATE)[slip](shown(each.mixed.rate_ml_per_h), each)
    assume(not same(rate, each.mixed.rate_ml_per_h))
    assert not gate(each, rate=rate)


@pytest.mark.hazard("H06 the volume mis-keyed at the pump")
@pytest.mark.parametrize("gate", [start_lets_through, read_back_lets_through], ids=["start", "time-out"])
@pytest.mark.parametrize("slip", ANYWHERE)
@settings(max_examples=20)
@given(each=drawn())
def test_a_slip_of_the_volume_is_caught(gate, slip, each):
    vtbi = ANYWHERE[slip](shown(each.mixed.vtbi_ml), each)
    assume(not same(vtbi, each.mixed.vtbi_ml))
    assert not gate(each, vtbi=vtbi)


WEIGHTS = st.integers(460, 1150).map(lambda tenths: tenths / 10)


@pytest.mark.hazard("H02 lb entered as kg")
@given(WEIGHTS, st.floats(0.97, 1.03))
def test_pounds_for_kilograms_are_caught_against_the_last_weight_both_ways(weight_kg, change):
    now_kg = round(weight_kg * change, 1)
    assert check_weight(round(now_kg * POUNDS, 1), last_kg=weight_kg).place is Place.BEYOND_STOP
    assert check_weight(now_kg, last_kg=round(weight_kg * POUNDS, 1)).place is Place.BEYOND_STOP


@pytest.mark.hazard("H02 a slip of the weight")
@pytest.mark.parametrize("factor", [10, 0.1])
@given(WEIGHTS)
def test_a_tenfold_slip_of_the_weight_cannot_be_entered_even_the_first_time(factor, weight_kg):
    assert check_weight(weight_kg * factor, last_kg=None).place is Place.BEYOND_STOP


@given(st.integers(46, 115))
def test_swapped_digits_of_the_weight_are_asked_about_past_three_percent(weight_kg):
    slip = float(swapped(str(weight_kg)))
    assume(abs(slip / weight_kg - 1) > 0.03)
    assert check_weight(slip, last_kg=weight_kg).place is not Place.USUAL


@pytest.mark.hazard("H14 dose beyond fence")
@pytest.mark.parametrize("factor", [10, 0.1])
@given(each=drawn())
def test_no_order_of_ten_times_or_a_tenth_of_a_dose_is_drawn_up_at_its_weight(factor, each):
    """From an option nothing is typed; this is what a damaged order would meet."""
    slip = Order(
        dose_mg=each.order.dose_mg * factor, minutes=each.order.minutes, weight_kg=each.order.weight_kg,
        approved_by="a", approved_at=NOON,
    )  # fmt: skip
    assume(factor > 1 or slip.dose_mg_per_kg < 0.099)
    with pytest.raises(CannotPrepare):
        prepare(slip, each.vial, on=NOON.date(), final_volume_ml=100.0)


def test_what_is_not_caught_is_said():
    """The first weight of all in pounds lies inside the fences: it is asked about, and it can be entered."""
    assert check_weight(150.0, last_kg=None).place is Place.BEYOND_HARD, "150 lb is 68 kg: a second reader is asked for"
    assert check_weight(110.0, last_kg=None).place is Place.BEYOND_SOFT, "110 lb is 50 kg: weighed again, and charted"
