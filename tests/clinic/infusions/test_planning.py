"""From an approved order to a planned infusion."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cleared import clear
from leeward.clinic.assessments.charts import chart_of
from leeward.clinic.assessments.mapping import chart_as_json
from leeward.clinic.infusions import actions, planning, queries
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.infusions.snapshot import CannotReadOrder, OrderSnapshot, order_from
from leeward.clinic.people.models import Role
from leeward.clinic.pharmacy import actions as pharmacy
from leeward.clinic.plans.ready import PredictedCurve, ReadyOrder
from leeward.infusion.time_out import CannotStart
from stocked import a_stock_vial


def test_the_infusion_keeps_a_copy_of_order_preparation_and_forecast():
    curve = PredictedCurve(minutes=(0.0, 40.0), median=(120.0, 140.0), low=(110.0, 125.0), high=(130.0, 160.0))
    ready = ReadyOrder(
        order_id=uuid4(),
        person_id=uuid4(),
        dose_mg=35.0,
        minutes=40.0,
        dosing_weight_kg=70.0,
        dosing_weight_kind="actual",
        concentration_mg_per_ml=0.7,
        rate_ml_per_h=75.0,
        vtbi_ml=50.0,
        drug_ml=0.7,
        diluent="sodium chloride 0.9 %",
        diluent_ml=49.3,
        lot="L1",
        label="Studied regimen",
        evidence="studied regimen",
        prescribed_by="P. One",
        checked_by="N. Other",
        systolic=curve,
        cadss=curve,
    )
    kept = planning.snapshot_of(ready)
    assert (kept.dose_mg, kept.rate_ml_per_h, kept.lot, kept.checked_by) == (35.0, 75.0, "L1", "N. Other")
    assert kept.systolic is not None
    assert kept.systolic.high == (130.0, 160.0)
    assert order_from(kept.to_json()) == kept


def test_a_stored_order_of_another_version_is_refused(order: OrderSnapshot):
    with pytest.raises(CannotReadOrder, match="surprise"):
        order_from(order.to_json() | {"surprise": 1})
    with pytest.raises(CannotReadOrder, match="incomplete"):
        order_from({"dose_mg": 35})


@pytest.mark.django_db
def test_the_list_says_that_there_is_none_yet(person, client_as):
    page = client_as(Role.NURSE).get(reverse("infusions:list", args=[person.pk])).content.decode()
    assert "No infusion yet" in page


@pytest.mark.django_db
def test_other_pages_learn_number_and_state(running, now):
    assert queries.banner_infusion(running.person_id) == "1 of 6"
    assert queries.summary(running.person_id).tag == "running"
    assert queries.waiting(now=now + timedelta(minutes=1))[0].tag == "running"


@pytest.fixture
def stored(person, prescriber, nurse, staff, now):
    """An order of today, drawn up by the nurse and checked by the director."""
    from leeward.clinic.assessments.models import Assessment
    from leeward.clinic.plans.models import Order, Preparation, Proposal, SecondCheck

    clear(person, by=nurse, at=now)
    band = {"median": [120, 140], "low": [110, 125], "high": [130, 160]}
    option = {"key": "studied", "label": "Studied regimen", "evidence": "studied regimen"}
    option["prediction"] = {"minutes": [0, 40], "systolic": band, "cadss": band}
    common = {"person": person, "by": prescriber, "at": now, "protocol_version": 1}
    common |= {"engine_version": "0.1.0", "inputs": {"chart": chart_as_json(chart_of(person.pk, on=now.date()))}}
    assessment = Assessment.objects.create(**common, result={}, outcome="eligible")
    proposal = Proposal.objects.create(**common, assessment=assessment, result={"options": [option]})
    order = Order.objects.create(
        person=person,
        proposal=proposal,
        option_key="studied",
        dose_mg=35,
        minutes=40,
        dosing_weight_kg=70,
        dosing_weight_kind="actual",
        approved_at=now,
        approved_by=prescriber,
    )
    result = {"concentration_mg_per_ml": 0.7, "rate_ml_per_h": 75.0, "vtbi_ml": 50.0, "drug_ml": 0.7}
    result |= {"diluent": "sodium chloride 0.9 %", "diluent_ml": 49.3, "final_volume_ml": 50.0}
    vial = {"strength_mg_per_ml": 50.0, "volume_ml": 10.0, "lot": "L1", "expires_on": "2027-01-01"}
    drawn = Preparation.objects.create(order=order, vial=vial, result=result, at=now, by=nurse)
    pharmacy.draw(
        preparation_id=drawn.pk, order_id=order.pk, person_id=person.pk, vial_id=a_stock_vial(by=nurse, at=now),
        drawn_ul=700, bag_ul=50_000, by=nurse, at=now,
    )  # fmt: skip
    SecondCheck.objects.create(
        preparation=drawn,
        drug_ml=0.7,
        strength_mg_per_ml=50,
        rate_ml_per_h=75,
        at=now,
        by=staff(Role.MEDICAL_DIRECTOR),
    )
    return order


@pytest.mark.django_db
def test_a_checked_order_becomes_one_infusion(stored, nurse, now):
    told = {"person_id": stored.person_id, "order_id": stored.pk, "chair": "2", "by": nurse, "at": now}
    infusion = Infusion.objects.get(pk=planning.plan_from_order(**told))
    assert infusion.mode == "demo"
    assert infusion.order_snapshot["rate_ml_per_h"] == 75.0
    with pytest.raises(planning.CannotPlan, match="already has an infusion"):
        planning.plan_from_order(**told)


@pytest.mark.django_db
@pytest.mark.hazard("H13 double infusion: an order taken back is given")
def test_an_order_withdrawn_after_planning_is_not_started(stored, nurse, prescriber, now):
    from leeward.clinic.plans import actions as plans

    made = planning.plan_from_order(person_id=stored.person_id, order_id=stored.pk, chair="2", by=nurse, at=now)
    plans.withdraw_order(person_id=stored.person_id, order_id=stored.pk, reason="new medicine", by=prescriber, at=now)
    deed = Deed(person_id=stored.person_id, infusion_id=made, event_id=uuid4(), by=nurse, at=now)
    with pytest.raises(CannotStart, match="withdrawn"):
        actions.start(deed, shown_ml_per_h=75.0, shown_vtbi_ml=50.0)


@pytest.mark.django_db
def test_the_plan_page_says_what_is_missing(stored, client_as):
    address = reverse("infusions:plan", args=[stored.person_id, stored.pk])
    response = client_as(Role.NURSE).get(address)
    assert response.status_code == 200
    assert "35 mg over 40 min" in response.content.decode()
