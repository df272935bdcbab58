"""What turns an option into an order."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.unit.dosing.test_propose import usual

from leeward.dosing import CannotApprove, approve
from leeward.protocol import Place

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_studied_regimen_needs_a_prescriber_and_nothing_more():
    order = approve(usual().option("studied"), by="dr-a", at=NINE)
    assert (order.dose_mg, order.minutes, order.weight_kg, order.weight_kind) == (40.0, 40.0, 80.0, "actual")
    assert (order.approved_by, order.approved_at, order.option_key) == ("dr-a", NINE, "studied")
    assert order.rate_mg_per_kg_per_h == pytest.approx(0.75)


@pytest.mark.hazard("H16 automation bias")
def test_what_no_trial_gave_needs_a_reason():
    with pytest.raises(CannotApprove, match="outside trial evidence"):
        approve(usual().option("gentler"), by="dr-a", at=NINE, reason="  ")
    assert (
        approve(usual().option("gentler"), by="dr-a", at=NINE, reason="nausea last time").reason == "nausea last time"
    )


@pytest.mark.hazard("H16 automation bias")
def test_incomplete_information_needs_a_reason():
    flagged = replace(usual().option("studied"), flags=("Height is not charted.",))
    with pytest.raises(CannotApprove, match="Height"):
        approve(flagged, by="dr-a", at=NINE)


@pytest.mark.hazard("H14 dose beyond fence")
@pytest.mark.parametrize("second_person", [None, "", " ", "dr-a", " dr-a "])
def test_past_the_hard_fence_it_takes_another_person(second_person):
    option = replace(usual().option("studied"), place=Place.BEYOND_HARD, fences_passed=("dose 0.8 mg/kg",))
    with pytest.raises(CannotApprove, match="second person"):
        approve(option, by="dr-a", at=NINE, reason="a reason", second_person=second_person)
    assert approve(option, by="dr-a", at=NINE, reason="a reason", second_person="dr-b").second_person == "dr-b"


@pytest.mark.hazard("H14 dose beyond fence")
def test_past_the_stop_nobody_can_approve():
    option = replace(usual().option("studied"), place=Place.BEYOND_STOP)
    with pytest.raises(CannotApprove, match="refused"):
        approve(option, by="dr-a", at=NINE, reason="a reason", second_person="dr-b")


def test_nobody_is_not_a_prescriber():
    with pytest.raises(CannotApprove, match="Sign in"):
        approve(usual().option("studied"), by=" ", at=NINE)
