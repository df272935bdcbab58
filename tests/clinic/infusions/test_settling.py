"""After the end of an infusion: what its record says went in is given, and the rest is wasted before a witness."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from bedside import a_check, an_event
from leeward.clinic.infusions import journaling, planning
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people.roles import Role
from leeward.clinic.pharmacy import queries
from leeward.clinic.pharmacy.models import Discrepancy, DrugMovement, Vial
from leeward.clinic.pharmacy.moving import of_vial
from leeward.dosing.ledger import vial_account
from leeward.infusion import events as happened
from leeward.protocol.starting import STARTING
from leeward.truth import YES
from way import planned

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H35 diversion")]

SEEN = {"witness_username": "prescriber", "witness_password": "a long test pass"}


@pytest.fixture(autouse=True)
def fresh_counts(db):
    cache.clear()


@pytest.fixture
def at_chair(person, prescriber, nurse, now):
    """An infusion of 35 mg in 50 mL at 75 mL/h that runs, and a way to end it after some minutes."""
    order = planned(person, prescriber=prescriber, nurse=nurse, at=now)
    start = now + timedelta(minutes=30)
    infusion_id = planning.plan_from_order(person_id=person.pk, order_id=order.pk, chair="3", by=nurse, at=start)
    infusion = Infusion.objects.get(pk=infusion_id)
    result = order.preparations.get().result
    begun = [
        *(a_check(item.key, YES, start) for item in STARTING.items),
        an_event(happened.TimeOutPassed, start, checks=()),
        an_event(
            happened.Started, start, rate_ml_per_h=result["rate_ml_per_h"], dose_mg=order.dose_mg,
            concentration_mg_per_ml=result["concentration_mg_per_ml"], weight_kg=order.dosing_weight_kg,
            vtbi_ml=result["vtbi_ml"],
        ),
    ]  # fmt: skip
    journaling.record(infusion, begun, now=start)

    def end(minutes):
        at = start + timedelta(minutes=minutes)
        journaling.record(
            Infusion.objects.get(pk=infusion_id), [an_event(happened.Stopped, at, reason="asked")], now=at
        )

    infusion.end = end
    infusion.here = f"/people/{person.pk}/infusions/{infusion_id}/drug/"
    return infusion


def account():
    vial = Vial.objects.get()
    return vial_account(of_vial(vial.pk), vial.pk)


def test_while_it_runs_nothing_is_settled(client_as, at_chair):
    client = client_as(Role.NURSE)
    assert "has not ended" in client.get(at_chair.here).content.decode()
    assert client.post(at_chair.here, SEEN | {"left_ml": "0"}).status_code == 422
    assert account().in_preparations == 35_000


@pytest.mark.parametrize(
    ("minutes", "left_ml", "given_ug"),
    [(40, "0", 35_000), (20, "25", 17_500), (10, "37.5", 8_750), (16, "29.4", 14_000)],
)
def test_what_went_in_is_given_and_the_rest_of_bag_and_vial_is_wasted(client_as, at_chair, minutes, left_ml, given_ug):
    at_chair.end(minutes)
    client = client_as(Role.NURSE)
    page = client.get(at_chair.here).content.decode()
    assert f"{given_ug / 1000:g} mg in" in page
    assert client.post(at_chair.here, SEEN | {"left_ml": left_ml, "witness_password": "x"}).status_code == 422
    assert client.post(at_chair.here, SEEN | {"left_ml": left_ml}).status_code == 302
    found = account()
    assert (found.given, found.wasted, found.held) == (given_ug, 500_000 - given_ug, 0)
    assert {row.witness.username for row in DrugMovement.objects.filter(kind="wasted")} == {"prescriber"}
    assert not queries.unsettled()
    assert "is accounted for" in client.get(at_chair.here).content.decode()


def test_a_bag_that_is_lighter_than_the_record_opens_a_discrepancy_and_stays_unsettled(client_as, at_chair):
    at_chair.end(20)
    assert client_as(Role.NURSE).post(at_chair.here, SEEN | {"left_ml": "5"}).status_code == 302
    assert "held 5 mL after the infusion; by its record 25 mL" in Discrepancy.objects.get().says
    assert account().in_preparations == 14_000
    assert queries.unsettled(at_chair.person_id)


def test_the_chair_leads_there(client_as, at_chair):
    chairside = at_chair.here.removesuffix("drug/")
    assert at_chair.here in client_as(Role.NURSE).get(chairside).content.decode()
