"""What an import takes from procedures, and the list of every resource of which it takes nothing."""

from datetime import date

import pytest

from leeward.fhir import import_bundle
from leeward.fhir.condition import MEANINGS
from leeward.fhir.imported import Left
from leeward.fhir.procedure import PROCEDURES, procedures

TODAY = date(2026, 11, 23)


def read(*resources: dict):
    every = ({"resourceType": "Patient", "id": "p"}, *resources)
    return import_bundle({"resourceType": "Bundle", "entry": [{"resource": one} for one in every]}, on=TODAY)


def procedure(text: str, status: str = "completed", **more) -> dict:
    return {"resourceType": "Procedure", "id": "7", "status": status, "code": {"text": text}, **more}


def test_the_repair_of_an_aneurysm_says_that_there_was_one_and_when():
    found = read(procedure("Repair of abdominal aneurysm", performedDateTime="2019-03-02"))
    (provenance,) = found.answers["aneurysm"].provenance
    assert provenance.resource == "Procedure/7"
    assert provenance.onset == date(2019, 3, 2)
    assert found.left == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Coronary artery bypass grafting", "severe_heart_disease"),
        ("Insertion of pacemaker", "arrhythmia"),
        ("Hemodialysis", "dialysis"),
        ("Continuous positive airway pressure", "sleep_apnea"),
        ("Ventriculoperitoneal shunt", "raised_intracranial_pressure"),
        ("Tracheostomy", "difficult_airway"),
    ],
)
def test_other_procedures_hint_and_never_answer(text, key):
    found = read(procedure(text))
    assert found.answers == {}
    assert [question.key for question in found.questions] == [key]


@pytest.mark.parametrize("status", ["not-done", "stopped", "entered-in-error", "preparation", "unknown", ""])
def test_what_was_not_done_answers_nothing(status):
    assert read(procedure("Repair of aneurysm", status)).answers == {}


def test_a_procedure_that_was_not_done_is_told_as_such():
    found = procedures((procedure("Repair of aneurysm", "not-done"),), on=TODAY)
    assert found.notes == ("Not used: Procedure/7 (Repair of aneurysm): it was not done, or not finished.",)
    assert [one.why for one in found.left] == ["it was not done, or not finished"]


def test_a_medicine_whose_id_is_only_part_of_an_ordered_one_is_left_and_listed():
    ordered = {"resourceType": "MedicationRequest", "id": "o", "status": "active", "intent": "order"}
    found = read(
        {"resourceType": "Medication", "id": "12", "code": {"text": "sertraline"}},
        {"resourceType": "Medication", "id": "1", "code": {"text": "selegiline"}},
        {"resourceType": "Medication", "code": {"text": "nameless"}},
        ordered | {"medicationReference": {"reference": "Medication/12"}},
    )
    assert found.medicines == ("sertraline",)
    assert [(one.key, one.why) for one in found.left] == [("1", "no order names it"), ("", "no order names it")]


def test_every_resource_without_use_is_listed_with_type_id_name_and_reason():
    weight = {"code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]}, "status": "final"}
    weight |= {"resourceType": "Observation", "valueQuantity": {"value": 70, "code": "kg"}}
    found = read(
        procedure("Colonoscopy"),
        procedure("Repair of aneurysm", "not-done") | {"id": "8"},
        {"resourceType": "Observation", "id": "1", "code": {"text": "Tobacco smoking status"}},
        weight | {"id": "2", "effectiveDateTime": "2026-11-01"},
        weight | {"id": "3", "effectiveDateTime": "2026-11-20"},
        {"resourceType": "Claim", "id": "4", "type": {"text": "pharmacy"}},
        {"resourceType": "Condition", "id": "5", "code": {"text": "Acne"}},
        {"resourceType": "Condition", "id": "6", "code": {"text": "Stroke"}, "subject": {"reference": "Patient/other"}},
        {"resourceType": "Medication", "id": "9", "code": {"text": "Lithium"}},
        {"id": "10"},
    )
    assert set(found.left) == {
        Left(kind="Procedure", key="7", called="Colonoscopy", why="no question here asks about it"),
        Left(kind="Procedure", key="8", called="Repair of aneurysm", why="it was not done, or not finished"),
        Left(kind="Observation", key="1", called="Tobacco smoking status",
             why="no measurement of the assessment has this code"),
        Left(kind="Observation", key="2", called="code 29463-7", why="a newer value of the same kind counts"),
        Left(kind="Claim", key="4", called="pharmacy", why="nothing here is read from a Claim"),
        Left(kind="Condition", key="5", called="Acne", why="no question here asks about it"),
        Left(kind="Condition", key="6", called="Stroke", why="it is about somebody else"),
        Left(kind="Medication", key="9", called="Lithium", why="no order names it"),
        Left(kind="unnamed resource", key="10", called="", why="it has no type"),
    }  # fmt: skip


def test_medicines_and_allergies_say_where_and_when():
    found = read(
        {"resourceType": "MedicationStatement", "id": "1", "status": "active", "dateAsserted": "2026-10-02",
         "medicationCodeableConcept": {"text": "Sertraline"}},
        {"resourceType": "AllergyIntolerance", "id": "2", "code": {"text": "Latex"}, "recordedDate": "2020-01-05"},
    )  # fmt: skip
    assert str(found.medicines_stated["Sertraline"]) == "MedicationStatement/1, 2026-10-02"
    assert str(found.allergies_stated["Latex"]) == "AllergyIntolerance/2, 2020-01-05"


def test_procedures_speak_only_of_questions_that_there_are():
    assert {one.key for one in PROCEDURES} <= {one.key for one in MEANINGS} | {"liver_impairment"}


def test_entries_without_a_resource_are_counted():
    bundle = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient"}}, {"fullUrl": "x"}]}
    assert "Entries that hold no resource: 1." in import_bundle(bundle, on=TODAY).notes
