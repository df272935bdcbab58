"""From an approved order to a planned infusion."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse

from leeward.clinic.infusions import actions, planning, queries
from leeward.clinic.infusions.snapshot import CannotReadOrder, OrderSnapshot, order_from
from leeward.clinic.people.models import Role


def drawn(**changes):
    facts = {"concentration_mg_per_ml": 0.7, "rate_ml_per_h": 75.0, "vtbi_ml": 50.0, "drug_ml": 0.7}
    facts |= {"diluent": "sodium chloride 0.9 %", "diluent_ml": 49.3, "final_volume_ml": 50.0}
    return SimpleNamespace(
        result=facts | changes,
        vial={"strength_mg_per_ml": 50.0, "lot": "L1"},
        second_check=SimpleNamespace(by=SimpleNamespace(name="Other Nurse")),
    )


def an_order(preparation):
    band = {"median": [120, 140], "low": [110, 125], "high": [130, 160], "unit": "mmHg", "site": "cuff", "level": 0.9}
    option = {
        "key": "studied",
        "label": "Studied regimen",
        "evidence": "studied regimen",
        "prediction": {"minutes": [0, 40], "systolic": band},
    }
    rows = SimpleNamespace(select_related=lambda *_: SimpleNamespace(first=lambda: preparation))
    return SimpleNamespace(
        pk=uuid4(),
        dose_mg=35.0,
        minutes=40.0,
        dosing_weight_kg=70.0,
        dosing_weight_kind="actual",
        option_key="studied",
        approved_by=SimpleNamespace(name="P. One"),
        proposal=SimpleNamespace(result={"options": [option]}),
        preparations=rows,
    )


def test_the_snapshot_copies_order_preparation_and_forecast():
    snapshot = planning.snapshot_of(an_order(drawn()))
    assert (snapshot.dose_mg, snapshot.rate_ml_per_h, snapshot.lot) == (35.0, 75.0, "L1")
    assert snapshot.checked_by == "Other Nurse"
    assert snapshot.systolic is not None
    assert snapshot.systolic.high == (130.0, 160.0)
    assert order_from(snapshot.to_json()) == snapshot


def test_nothing_is_planned_that_is_not_drawn_up():
    with pytest.raises(actions.CannotPlan, match="drawn up"):
        planning.snapshot_of(an_order(None))


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
def test_other_pages_learn_number_and_start(running, now):
    assert queries.banner_infusion(running.person_id) == "1 of 6"
    assert queries.infusion_starts(running.person_id) == ((1, now),)
    assert queries.summary(running.person_id).tag == "running"
    assert queries.waiting(now=now + timedelta(minutes=1))[0].tag == "running"
