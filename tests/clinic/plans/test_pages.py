"""The pages of the plan, as each role meets them."""

from uuid import uuid4

import pytest

from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import Role
from leeward.clinic.plans.models import Order, Preparation, Proposal, SecondCheck
from stocked import a_stock_vial

pytestmark = pytest.mark.django_db


def url(person, rest=""):
    return f"/people/{person.pk}/plan/{rest}"


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_before_the_assessment_is_clear_the_plan_says_what_is_open(client_as, person):
    page = read(client_as(Role.PRESCRIBER), url(person))
    assert "Needs information" in page
    assert "Compute the options" not in page
    response = client_as(Role.PRESCRIBER).post(url(person, "propose/"), follow=True)
    assert "The assessment says: needs information" in response.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.hazard("H16 automation bias")
def test_options_stand_side_by_side_with_what_is_likely_and_what_is_not_known(client_as, way):
    way.cleared()
    client = client_as(Role.PRESCRIBER)
    assert client.post(url(way.person, "propose/")).status_code == 302
    page = read(client, url(way.person))
    assert page.count('class="option') >= 2
    for words in (
        "Studied regimen", "Outside trial evidence", "35 mg", "0.5 mg/kg, actual weight 70 kg", "in 100",
        "Prescribe this", "Prescribe, with a reason", "What the evidence does not support", "very low certainty",
        "40 virtual patients", "not signed by a medical director",
    ):  # fmt: skip
        assert words.lower() in page.lower(), words
    assert page.count('class="chart chart-curve"') == 5 * page.count('class="curves"')


def test_a_nurse_reads_the_options_and_does_not_prescribe(client_as, way):
    proposal_id = way.proposed()
    client = client_as(Role.NURSE)
    page = read(client, url(way.person))
    assert "Prescribe this" not in page
    assert "A prescriber approves one of them." in page
    assert client.post(url(way.person, f"{proposal_id}/studied/")).status_code == 403


def test_a_therapist_reads_the_plan_and_writes_nothing(client_as, way):
    proposal_id = way.proposed()
    client = client_as(Role.THERAPIST)
    assert "Compute the options" not in read(client, url(way.person))
    assert client.post(url(way.person, "propose/")).status_code == 403
    assert client.get(url(way.person, f"{proposal_id}/studied/")).status_code == 403


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.RESEARCHER, Role.ADMINISTRATOR])
def test_others_do_not_open_the_plan(client_as, person, role):
    assert client_as(role).get(url(person)).status_code == 403


def test_an_option_outside_the_trials_is_not_prescribed_without_a_reason(client_as, way):
    address = url(way.person, f"{way.proposed()}/gentler/")
    client = client_as(Role.PRESCRIBER)
    assert "This takes a reason" in read(client, address)
    response = client.post(address, {"reason": " "})
    assert response.status_code == 422
    assert "Write why this option is right" in response.content.decode()
    assert not Order.objects.exists()
    assert client.post(address, {"reason": "pressure"}).status_code == 302
    assert Order.objects.get().option_key == "gentler"


def test_from_the_option_to_an_order_ready_for_the_chair(client_as, way, staff):
    way.cleared()
    prescriber, nurse = client_as(Role.PRESCRIBER), client_as(Role.NURSE)
    prescriber.post(url(way.person, "propose/"))
    prescriber.post(url(way.person, f"{Proposal.objects.get().pk}/studied/"))
    order = url(way.person, f"orders/{Order.objects.get().pk}/")
    vial_id = a_stock_vial(by=staff(Role.NURSE), at=way.at)
    told = {"vial_id": str(vial_id), "final_volume_ml": "100", "diluent": "sodium chloride 0.9 %"}
    assert nurse.post(f"{order}prepare/", told).status_code == 302
    mine = read(nurse, order)
    assert "0.7 mL" in mine
    assert "Another person signs in" in mine
    theirs = read(prescriber, order)
    assert "0.7 mL" not in theirs, "the second person computes before seeing"
    check = f"{order}check/{Preparation.objects.get().pk}/"
    figures = {"lot": "a 1", "strength_mg_per_ml": "50", "drug_ml": "0.7", "rate_ml_per_h": "150"}
    wrong = prescriber.post(check, figures | {"strength_mg_per_ml": "10", "drug_ml": "3.5"})
    assert wrong.status_code == 422
    assert "the strength on the label and the drug volume differ" in wrong.content.decode()
    assert "0.7 mL" not in wrong.content.decode(), "not even after a wrong answer"
    assert "50 mg/mL" not in wrong.content.decode()
    assert "A second person found otherwise" in read(nurse, order)
    own = nurse.post(check, figures)
    assert "another person" in own.content.decode()
    assert not SecondCheck.objects.exists()
    right = prescriber.post(check, figures)
    assert right.status_code == 302
    page = read(nurse, order)
    assert "ready for the chair" in page
    assert f"/people/{way.person.pk}/infusions/plan/{Order.objects.get().pk}/" in page


def test_a_vial_that_is_not_in_the_stock_cannot_be_chosen(client_as, way):
    order = url(way.person, f"orders/{way.approved()}/")
    told = {"vial_id": str(uuid4()), "final_volume_ml": "100", "diluent": "sodium chloride 0.9 %"}
    response = client_as(Role.NURSE).post(f"{order}prepare/", told)
    assert response.status_code == 422
    assert not Preparation.objects.exists()


@pytest.mark.hazard("H01 wrong patient")
def test_anothers_option_order_or_preparation_is_not_found(client_as, way, now):
    order_id = way.approved()
    preparation_id, proposal_id = way.prepared(order_id), Proposal.objects.get().pk
    other = Person.objects.create(family_name="Other", given_names="Eve", created_at=now)
    client = client_as(Role.MEDICAL_DIRECTOR)
    assert client.get(url(other, f"orders/{order_id}/")).status_code == 404
    assert client.get(url(other, f"{proposal_id}/studied/")).status_code == 404
    assert client.post(url(other, f"{proposal_id}/studied/")).status_code == 404
    figures = {"lot": "A1", "strength_mg_per_ml": "50", "drug_ml": "0.7", "rate_ml_per_h": "150"}
    assert client.post(url(other, f"orders/{order_id}/check/{preparation_id}/"), figures).status_code == 404
    assert client.post(url(other, f"orders/{order_id}/withdraw/"), {"why": "x"}).status_code == 404
    assert not SecondCheck.objects.exists()


def test_a_withdrawn_order_says_so_and_offers_nothing(client_as, way):
    order = url(way.person, f"orders/{way.approved()}/")
    client = client_as(Role.PRESCRIBER)
    assert client.post(f"{order}withdraw/", {"why": "unwell"}).status_code == 302
    page = read(client, order)
    assert "This order was withdrawn" in page
    assert "unwell" in page
    assert "Compute how to draw it up" not in page


def test_an_order_waits_on_the_first_page_and_on_the_patients(client_as, way):
    way.approved()
    assert "to prepare" in read(client_as(Role.NURSE), "/")
    assert "to prepare" in read(client_as(Role.NURSE), f"/people/{way.person.pk}/")


def test_who_signs_an_order_reads_that_nobody_signed_the_protocol(client_as, way):
    proposal_id = way.proposed()
    page = client_as(Role.PRESCRIBER).get(url(way.person, f"{proposal_id}/studied/")).content.decode()
    assert "not signed by a medical director" in page
