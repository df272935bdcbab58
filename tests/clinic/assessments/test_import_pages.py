"""What a record gave, with where and when it was read, and every resource of which nothing was taken."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from leeward.clinic.assessments.models import ImportLeft, RecordImport
from leeward.clinic.people.roles import Role

pytestmark = pytest.mark.django_db


def a_record(*resources):
    patient = {
        "resourceType": "Patient", "id": "p", "birthDate": "1985-07-14", "gender": "female",
        "name": [{"family": "Sample", "given": ["Ada"]}],
    }  # fmt: skip
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": one} for one in (patient, *resources)],
    }
    return SimpleUploadedFile("record.json", json.dumps(bundle).encode())


def take_over(client, person, *resources):
    response = client.post(f"/people/{person.pk}/assessment/import/", {"bundle": a_record(*resources)}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_what_was_left_is_listed_with_type_name_reason_and_every_id(client_as, person):
    screening = {"resourceType": "Procedure", "status": "completed", "code": {"text": "Depression screening"}}
    page = take_over(
        client_as(Role.NURSE),
        person,
        screening | {"id": "s-1"},
        screening | {"id": "s-2"},
        {"resourceType": "Claim", "id": "c-1"},
    )
    assert "Resources of which nothing was taken: 3" in page
    assert "Procedure: Depression screening" in page
    assert "s-1, s-2" in page
    assert "Nothing here is read from a Claim." in page
    assert ImportLeft.objects.filter(record=RecordImport.objects.get()).count() == 2


def test_what_was_taken_says_where_and_when(client_as, person):
    page = take_over(
        client_as(Role.NURSE),
        person,
        {"resourceType": "Procedure", "id": "r-1", "status": "completed", "performedDateTime": "2019-03-02",
         "code": {"text": "Repair of abdominal aneurysm"}},
        {"resourceType": "MedicationStatement", "id": "m-1", "status": "active", "dateAsserted": "2026-10-02",
         "medicationCodeableConcept": {"text": "Sertraline"}},
    )  # fmt: skip
    assert "Procedure/r-1: Repair of abdominal aneurysm" in page
    assert "since 2019-03-02" in page
    assert "Medicine: Sertraline (MedicationStatement/m-1, 2026-10-02)" in page


def test_the_list_cannot_be_changed(client_as, person):
    take_over(client_as(Role.NURSE), person, {"resourceType": "Claim", "id": "c-1"})
    with pytest.raises(DatabaseError), transaction.atomic():
        ImportLeft.objects.update(why="")
