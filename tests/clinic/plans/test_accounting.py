"""What was drawn for an order that is not given: wasted or returned before a witness, and only then drawn again."""

import pytest
from django.core.cache import cache

from leeward.clinic.infusions import planning
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import Role
from leeward.clinic.pharmacy import queries
from leeward.clinic.pharmacy.actions import CannotSettle
from leeward.clinic.pharmacy.models import Drawing, DrugMovement
from leeward.clinic.plans import actions
from leeward.clinic.plans.models import Preparation
from leeward.dosing.shelf import CannotDraw
from stocked import a_stock_vial

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H35 diversion")]

SEEN = {"witness_username": "prescriber", "witness_password": "a long test pass", "reason": "unwell"}


@pytest.fixture(autouse=True)
def fresh_counts(db):
    cache.clear()


def address(way, order_id, preparation_id):
    return f"/people/{way.person.pk}/plan/orders/{order_id}/drug/{preparation_id}/"


def test_the_drug_leaves_the_stock_with_the_preparation_and_not_without(way, nurse):
    order_id = way.approved()
    vial_id = a_stock_vial(by=nurse, at=way.at)
    preparation_id = way.prepared(order_id, vial_id=vial_id)
    drawing = Drawing.objects.get(pk=preparation_id)
    assert (drawing.vial_id, drawing.drawn_ul, drawing.bag_ul, drawing.person) == (vial_id, 700, 100_000, way.person)
    assert DrugMovement.objects.get(kind="drawn").amount_ug == 35_000
    with pytest.raises(CannotSettle, match="waste them with a witness"):
        way.prepared(order_id, minute=1)
    assert Preparation.objects.count() == 1, "what is refused leaves no preparation behind"


@pytest.mark.hazard("H04 ten-fold concentration")
def test_a_vial_opened_for_another_patient_is_not_drawn_from(way, nurse, staff):
    vial_id = a_stock_vial(by=nurse, at=way.at)
    order_id = way.approved()
    preparation_id = way.prepared(order_id, vial_id=vial_id)
    actions.withdraw_order(
        person_id=way.person.pk, order_id=order_id, reason="unwell", by=staff(Role.PRESCRIBER), at=way.at
    )
    Drawing.objects.get(pk=preparation_id)
    assert [each.order_id for each in queries.unsettled(way.person.pk)] == [order_id], "a withdrawn order's is open"
    again = actions.approve_option(
        person_id=way.person.pk, option_key="studied", reason="", second=None, by=staff(Role.PRESCRIBER),
        at=way.at, proposal_id=actions.propose_options(person_id=way.person.pk, by=nurse, at=way.at),
    )  # fmt: skip
    with pytest.raises(CannotDraw, match="opened for another order"):
        way.prepared(again, vial_id=vial_id, minute=1)
    assert str(vial_id) not in dict(queries.vials_to_draw(again, now=way.at))


def test_the_order_leads_to_where_it_is_accounted_for_and_offers_no_second_preparation(client_as, way):
    order_id = way.approved()
    preparation_id = way.prepared(order_id)
    page = client_as(Role.NURSE).get(f"/people/{way.person.pk}/plan/orders/{order_id}/").content.decode()
    assert "35 mg drawn from V-0001" in page
    assert address(way, order_id, preparation_id) in page
    assert "Compute how to draw it up" not in page


@pytest.mark.parametrize(("how", "wasted"), [("waste", 500_000), ("return", 0)])
def test_it_is_wasted_or_returned_unopened_before_a_witness(client_as, way, how, wasted):
    order_id = way.approved()
    preparation_id = way.prepared(order_id)
    nurse = client_as(Role.NURSE)
    here = address(way, order_id, preparation_id)
    assert "Nothing of it went in" in nurse.get(here).content.decode()
    assert nurse.post(here, SEEN | {"how": how, "witness_username": "nurse"}).status_code == 422
    assert nurse.post(here, SEEN | {"how": how}).status_code == 302
    assert sum(row.amount_ug for row in DrugMovement.objects.filter(kind="wasted")) == wasted
    assert not queries.unsettled()
    assert nurse.get(here).status_code == 404
    page = nurse.get(f"/people/{way.person.pk}/plan/orders/{order_id}/").content.decode()
    assert "Compute how to draw it up" in page


def test_while_an_infusion_waits_for_it_it_is_not_wasted_and_after_the_start_it_is_settled_there(client_as, way, nurse):
    order_id = way.approved()
    preparation_id = way.prepared(order_id)
    way.checked(preparation_id)
    infusion_id = planning.plan_from_order(person_id=way.person.pk, order_id=order_id, chair="1", by=nurse, at=way.at)
    client, here = client_as(Role.NURSE), address(way, order_id, preparation_id)
    refused = client.post(here, SEEN | {"how": "waste"})
    assert refused.status_code == 422
    assert "cancel that one first" in refused.content.decode()
    Infusion.objects.filter(pk=infusion_id).update(state="recovering")
    assert client.get(here)["Location"] == f"/people/{way.person.pk}/infusions/{infusion_id}/drug/"
    Infusion.objects.filter(pk=infusion_id).update(state="cancelled")
    assert client.post(here, SEEN | {"how": "waste"}).status_code == 302


@pytest.mark.hazard("H01 wrong patient")
def test_anothers_drawing_is_not_found(client_as, way, now):
    order_id = way.approved()
    preparation_id = way.prepared(order_id)
    other = Person.objects.create(family_name="Other", given_names="Eve", created_at=now)
    here = f"/people/{other.pk}/plan/orders/{order_id}/drug/{preparation_id}/"
    assert client_as(Role.NURSE).get(here).status_code == 404
    assert client_as(Role.NURSE).post(here, SEEN | {"how": "waste"}).status_code == 404
    assert queries.unsettled(way.person.pk)
