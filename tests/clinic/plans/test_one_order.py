"""One order of a person at a time, whoever asks and however many at once; past a hard limit a proved second person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from leeward.clinic.assessments import actions as assessments
from leeward.clinic.people.models import WitnessTry
from leeward.clinic.people.roles import Role
from leeward.clinic.plans import actions, approving, standing
from leeward.clinic.plans.models import Order, OrderOfDay, Proposal, SecondPerson
from leeward.clinic.plans.standing import CannotPlan
from leeward.units import Quantity

pytestmark = pytest.mark.django_db


def approve(way, proposal_id, by, **more):
    return actions.approve_option(
        person_id=way.person.pk, proposal_id=proposal_id, option_key="studied", reason="x", by=by, at=way.at, **more
    )  # fmt: skip


@pytest.mark.hazard("H13 double infusion: the database gives the place to one")
def test_the_database_refuses_a_second_order_of_the_day_even_where_the_code_forgot_to_look(
    way, prescriber, monkeypatch
):
    proposal_id = way.proposed()
    approve(way, proposal_id, prescriber)
    monkeypatch.setattr(standing, "refuse_second", lambda *_, **__: None)
    with pytest.raises(CannotPlan, match="approved a moment ago"):
        approve(way, proposal_id, prescriber)
    assert Order.objects.count() == 1
    first = OrderOfDay.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderOfDay.objects.create(
            order=Order.objects.get(), person_id=first.person_id, day=first.day, place=first.place
        )  # fmt: skip


def test_a_withdrawn_order_makes_room_for_one_and_only_one(way, prescriber):
    order_id, proposal_id = way.approved(), Proposal.objects.get().pk
    actions.withdraw_order(person_id=way.person.pk, order_id=order_id, reason="x", by=prescriber, at=way.at)
    approve(way, proposal_id, prescriber)
    assert list(OrderOfDay.objects.values_list("place", flat=True)) == [1, 2]
    with pytest.raises(CannotPlan, match="An order of today stands"):
        approve(way, proposal_id, prescriber)


@pytest.fixture
def heavy(way, nurse, prescriber):
    """A person whose dosing weight lies past the hard limit, with options of today."""
    told = {"person_id": way.person.pk, "source": "x", "by": nurse}
    before, weight = way.at - timedelta(days=5), {"weight": Quantity(118, "kg")}
    again = assessments.Again(weighed=True, reader="Test Colleague")
    way.cleared(measured={"weight": None, "height": "205 cm"})
    assessments.measure(**told, measured=weight, taken_at=before, at=before, again=again)
    assessments.measure(**told, measured=weight, taken_at=way.at, at=way.at, again=again)
    return actions.propose_options(person_id=way.person.pk, by=prescriber, at=way.at)


@pytest.mark.hazard("H14 dose beyond fence: a typed name was enough")
def test_past_a_hard_limit_the_second_person_types_their_own_password(way, heavy, client_as, nurse, staff):
    address, doctor = f"/people/{way.person.pk}/plan/{heavy}/studied/", client_as(Role.PRESCRIBER)
    page = doctor.get(address).content.decode()
    assert "Second person: user name" in page
    told = {"reason": "tall and heavy", "witness_username": nurse.username, "witness_password": "wrong"}
    for wrong in ({}, {"witness_password": ""}, {"witness_username": "prescriber"}):
        assert doctor.post(address, told | wrong).status_code == 422
    assert not Order.objects.exists()
    assert doctor.post(address, told | {"witness_password": "a long test pass"}).status_code == 302
    found = SecondPerson.objects.get()
    assert (found.by, found.order.second_person) == (nurse, nurse.name)
    assert WitnessTry.objects.filter(outcome="seen").count() == 1
    page = doctor.get(f"/people/{way.person.pk}/plan/orders/{found.order_id}/").content.decode()
    assert f"{nurse.name}, with their own password" in page
    assert "past hard" in page


def test_a_name_typed_before_stays_readable_and_says_that_it_was_not_proved(way):
    order = Order.objects.get(pk=way.approved())
    order.second_person = "R. Other"
    assert approving.decided_with(order) == "R. Other (name typed, not proved)"


def test_the_order_says_its_ceiling_its_weight_and_its_limits(way, client_as):
    order_id = way.approved()
    address, nurse = f"/people/{way.person.pk}/plan/orders/{order_id}/", client_as(Role.NURSE)
    page = nurse.get(address).content.decode()
    for says in ("At most 35 mg in all (0.5 mg/kg)", "never faster than 0.75 mg/kg/h", "as in the trials", "0.1 to 1"):
        assert says in page, says
    way.checked(way.prepared(order_id))
    page = nurse.get(address).content.decode()
    for says in ("35 mg in all (0.5 mg/kg): 100 mL", "Never faster than 150 mL/h: 52.5 mg/h, 0.75 mg/kg/h"):
        assert says in page, says
    assert timezone.localdate(way.at) == OrderOfDay.objects.get().day
