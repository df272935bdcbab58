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
from leeward.infusion.late import LATE
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

    def late(what, minutes, **own):
        at = start + timedelta(minutes=minutes)
        event = an_event(what, at, source=LATE, **own)
        journaling.record(Infusion.objects.get(pk=infusion_id), [event], now=start + timedelta(hours=1))

    infusion.end, infusion.late = end, late
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


def test_the_gate_asks_nobody_what_the_ledger_knows(client_as, at_chair):
    at_chair.end(20)
    shown = client_as(Role.NURSE).get(at_chair.here.replace("/drug/", "/discharge/")).content.decode()
    assert 'name="reconciled"' not in shown
    assert "not accounted for" in shown


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


def test_what_comes_late_to_the_record_opens_the_account_again_until_it_is_booked_anew(client_as, at_chair, nurse):
    at_chair.end(20)
    client, gate = client_as(Role.NURSE), at_chair.here.replace("/drug/", "/discharge/")
    client.post(at_chair.here, SEEN | {"left_ml": "25"})
    assert "17.5 mg of V-0001" not in client.get(gate).content.decode()
    at_chair.late(happened.Paused, 5, reason="nausea")  # 75 mL/h for 15 min and not 20: 18.75 mL of 50, 13.125 mg of 35
    at_chair.late(happened.Resumed, 10, rate_ml_per_h=75.0)
    assert "17.5 mg of V-0001 as given, the record says 13.125 mg" in client.get(gate).content.decode()
    given = DrugMovement.objects.get(kind="given")
    address = f"/stock/movements/{given.pk}/correct/"
    assert client.post(address, SEEN | {"reason": "a pause was charted late"}).status_code == 302
    assert client.post(at_chair.here, SEEN | {"left_ml": "31.25"}).status_code == 302
    assert (account().given, account().wasted, account().held) == (13_125, 486_875, 0)
    assert "as given, the record says" not in client.get(gate).content.decode()


def test_the_chair_leads_there(client_as, at_chair):
    chairside = at_chair.here.removesuffix("drug/")
    assert at_chair.here in client_as(Role.NURSE).get(chairside).content.decode()
