"""Import of a bundle: what is refused, what is taken, and what stays unknown."""

import json
from datetime import date
from pathlib import Path

import pytest

from leeward.assessment import ITEMS, Sex, chart_from
from leeward.fhir import CannotImport, import_bundle
from leeward.fhir.condition import MEANINGS
from leeward.truth import UNKNOWN, YES

TODAY = date(2026, 11, 23)
EXAMPLES = Path(__file__).parents[3] / "examples"
SHOWN = Path(__file__).parents[4] / "shared" / "data" / "fhir" / "shown"
needs_shown = pytest.mark.skipif(not SHOWN.is_dir(), reason=f"{SHOWN} is not on this machine")

PATIENT = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1980-02-01"}


def bundle(*resources: dict, **more: object) -> dict:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": resource} for resource in (PATIENT, *resources)],
        **more,
    }


def condition(text: str, *, status: str | None = "active", verified: str = "confirmed", **more: object) -> dict:
    found: dict = {
        "resourceType": "Condition",
        "id": "c1",
        "verificationStatus": {"coding": [{"code": verified}]},
        "code": {"text": text},
        **more,
    }
    if status:
        found["clinicalStatus"] = {"coding": [{"code": status}]}
    return found


def coded(code: str, display: str, *, system: str = "http://snomed.info/sct", **more: object) -> dict:
    return condition(display, **more) | {"code": {"coding": [{"system": system, "code": code, "display": display}]}}


def weight(value: object, unit: str, *, at: str = "2026-11-23T08:00:00Z", **more: object) -> dict:
    return {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "effectiveDateTime": at,
        "valueQuantity": {"value": value, "code": unit},
        **more,
    }


def read(*resources: dict, **more: object):
    return import_bundle(bundle(*resources, **more), on=TODAY)


REFUSED = {
    "an empty file": (b"", "is empty"),
    "a broken file": (b'{"resourceType": "Bundle", "entry": [', "line 1"),
    "xml": (b'<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir"/>', "This is XML"),
    "ndjson without a patient": (b'{"resourceType":"Condition"}\n{"resourceType":"Condition"}\n', "no Patient"),
    "latin-1": ("{“é".encode("utf-16"), "UTF-8"),
    "a list": (b"[]", "no FHIR resource"),
    "a number": (b"17", "no FHIR resource"),
    "a number that is none": (b'{"resourceType": "Bundle", "x": NaN}', "no number"),
    "a single resource": (b'{"resourceType": "Patient"}', "a single Patient"),
    "nesting": (b"[" * 100_000, "nested too deeply"),
    "no patient": (b'{"resourceType": "Bundle", "type": "collection"}', "no Patient"),
    "a history": (b'{"resourceType": "Bundle", "type": "history", "entry": []}', "type history"),
}


@pytest.mark.parametrize(("raw", "says"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_one_patients_bundle_is_refused_in_a_sentence(raw: bytes, says: str):
    with pytest.raises(CannotImport, match=says) as refused:
        import_bundle(raw, on=TODAY)
    assert str(refused.value).endswith(".")


def test_several_people_are_refused():
    with pytest.raises(CannotImport, match="2 Patient resources"):
        read(PATIENT | {"id": "p2"})


@pytest.mark.parametrize(
    "other", [{"resourceType": "MedicationOrder"}, {"resourceType": "Condition", "clinicalStatus": "active"}]
)
def test_older_editions_are_named(other: dict):
    with pytest.raises(CannotImport, match="DSTU2"):
        read(other)


def test_every_key_of_the_table_is_a_question_of_the_assessment():
    assert {meaning.key for meaning in MEANINGS} <= {item.key for item in ITEMS}


def test_an_active_pregnancy_is_a_pregnancy_now_and_a_resolved_one_is_not():
    now = read(coded("72892002", "Normal pregnancy", onsetDateTime="2026-09-01"))
    assert now.answers["pregnant"].truth is YES
    assert str(now.answers["pregnant"].provenance[0]) == (
        "Condition/c1: Normal pregnancy (active, since 2026-09-01; found by its code)"
    )
    assert "pregnant" not in read(coded("72892002", "Normal pregnancy", status="resolved")).answers


def test_a_pregnancy_listed_for_years_is_doubted_and_still_yes():
    found = read(coded("72892002", "Normal pregnancy", onsetDateTime="2020-10-18"))
    assert "pregnant" in found.answers
    assert any("longer than" in note for note in found.notes)


@pytest.mark.parametrize("status", ["active", "resolved", "remission", None])
def test_what_ever_was_is_history_whatever_its_status(status: str | None):
    assert "aneurysm" in read(coded("233985008", "Abdominal aortic aneurysm", status=status)).answers


@pytest.mark.parametrize("verified", ["refuted", "entered-in-error"])
def test_what_was_refuted_is_not_used_and_named(verified: str):
    found = read(condition("Aneurysm", verified=verified))
    assert found.answers == {}
    assert found.questions == ()
    assert any(verified in note for note in found.notes)


@pytest.mark.parametrize(
    "text", ["Family history of aneurysm", "No aneurysm", "Suspected aneurysm", "Risk of aneurysm"]
)
def test_words_that_turn_a_diagnosis_ask_instead_of_answering(text: str):
    found = read(condition(text))
    assert found.answers == {}
    assert [question.key for question in found.questions] == ["aneurysm"]


def test_an_unconfirmed_diagnosis_asks():
    found = read(coded("233985008", "Abdominal aortic aneurysm", verified="provisional"))
    assert found.answers == {}
    assert [question.key for question in found.questions] == ["aneurysm"]


def test_coronary_disease_does_not_say_how_severe_so_it_asks():
    found = read(coded("53741008", "Coronary Heart Disease"))
    assert "severe_heart_disease" not in found.answers
    (note,) = [note for note in found.notes if "Coronary Heart Disease" in note]
    assert "Answer the question “Does the patient have severe disease of the heart muscle" in note
    assert "severe_heart_disease" not in note


def test_a_stroke_is_recent_by_its_date_and_not_by_staying_on_the_list():
    assert "stroke_recent" in read(coded("422504002", "Ischemic stroke", onsetDateTime="2026-08-03")).answers
    old = read(coded("422504002", "Ischemic stroke", onsetDateTime="2010-08-03"))
    assert "stroke_recent" not in old.answers
    assert "stroke_or_tia" in old.answers
    assert "stroke_recent" in [question.key for question in old.questions]


def test_icd_codes_count_by_their_beginning():
    found = read(coded("I71.43", "Infrarenal AAA", system="http://hl7.org/fhir/sid/icd-10-cm"))
    assert "aneurysm" in found.answers
    assert read(coded("I71.43", "Infrarenal thing", system="http://example.org/local")).answers == {}


@pytest.mark.parametrize("text", ["Pulmonary hypertension", "Portal hypertension", "Heat stroke", "Normal pressure"])
def test_similar_words_are_not_the_same_disease(text: str):
    assert read(condition(text)).answers == {}


def test_a_diagnosis_about_somebody_else_is_left_out_and_counted():
    found = read(coded("233985008", "Aneurysm", subject={"reference": "Patient/other"}))
    assert found.answers == {}
    assert "Not used, since they are about somebody else: 1 Condition." in found.notes


@pytest.mark.hazard("H02 lb entered as kg")
def test_pounds_become_kilograms_and_it_is_said():
    found = read(weight(180, "[lb_av]"))
    assert str(found.measurements["weight"].quantity) == "81.6 kg"
    assert any("given as 180 [lb_av] and read as 81.6 kg" in note for note in found.notes)


IMPOSSIBLE = {
    "impossible": weight(700, "kg"),
    "no unit": weight(70, ""),
    "a strange unit": weight(70, "stone"),
    "code against label": weight(180, "kg", valueQuantity={"value": 180, "code": "kg", "unit": "lb"}),
    "text": weight("70", "kg"),
    "a bool": weight(True, "kg"),
    "less than": weight(70, "kg", valueQuantity={"value": 70, "code": "kg", "comparator": "<"}),
    "a pressure": weight(70, "mm[Hg]"),
    "preliminary": weight(70, "kg", status="preliminary"),
    "undated": weight(70, "kg", at=""),
    "tomorrow": weight(70, "kg", at="2026-11-24T08:00:00Z"),
}


@pytest.mark.parametrize("wrong", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_an_unusable_weight_is_refused_and_named(wrong: dict):
    found = read(wrong)
    assert found.measurements == {}
    assert any(note.startswith("Not used: Weight") for note in found.notes)


def test_the_newest_usable_weight_counts():
    old, new, wrong = weight(70, "kg", at="2020-01-01"), weight(80, "kg", at="2026-01-01"), weight(0, "kg")
    found = read(new, wrong, old)
    assert str(found.measurements["weight"].quantity) == "80 kg"
    assert found.measurements["weight"].day == date(2026, 1, 1)


def pressure(code: str, value: float, at: str) -> dict:
    return {
        "resourceType": "Observation",
        "id": code,
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "effectiveDateTime": at,
        "valueQuantity": {"value": value, "unit": "mmHg"},
    }


def test_pressures_may_come_as_two_observations_and_halves_are_named():
    both = read(pressure("8480-6", 120, "2026-11-23"), pressure("8462-4", 80, "2026-11-23"))
    assert {key: str(one.quantity) for key, one in both.measurements.items()} == {
        "systolic": "120 mmHg",
        "diastolic": "80 mmHg",
    }
    assert any("Only one" in note for note in read(pressure("8480-6", 120, "2026-11-23")).notes)
    apart = read(pressure("8480-6", 120, "2026-11-23"), pressure("8462-4", 80, "2026-11-20"))
    assert any("different times" in note for note in apart.notes)


def order(name: str, status: str = "active", **more: object) -> dict:
    return {
        "resourceType": "MedicationRequest",
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": {"text": name},
        **more,
    }


def test_active_medicines_are_listed_once_and_stopped_ones_noted():
    found = read(order("Sertraline"), order("Sertraline"), order("Prazosin", "stopped"), order("Zinc", "on-hold"))
    assert found.medicines == ("Sertraline",)
    assert "Stopped or completed, not used: Prazosin." in found.notes
    assert any("Zinc is listed as on-hold" in note for note in found.notes)


def test_contained_and_linked_medicines_are_found():
    contained = order("") | {
        "medicationReference": {"reference": "#m"},
        "contained": [{"resourceType": "Medication", "id": "m", "code": {"text": "Lithium"}}],
    }
    linked = order("") | {"medicationReference": {"reference": "Medication/9"}}
    medication = {"resourceType": "Medication", "id": "9", "code": {"text": "Lamotrigine"}}
    nameless = order("") | {"medicationReference": {"reference": "Medication/404"}}
    found = read(contained, linked, medication, nameless)
    assert found.medicines == ("Lithium", "Lamotrigine")
    assert any("does not name its medicine" in note for note in found.notes)


def test_an_old_active_prescription_is_asked_about():
    assert any("ask whether it is taken" in note for note in read(order("Fluoxetine", authoredOn="1993-01-17")).notes)


def test_a_record_without_medicines_or_allergies_has_not_asked():
    chart = chart_from(read().chart_answers(), on=TODAY)
    assert chart.medicines is None
    assert chart.allergies is None


def allergy(name: str, code: str = "", status: str = "active") -> dict:
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": {"coding": [{"code": status}]},
        "code": {"text": name, "coding": [{"code": code}]},
    }


def test_none_known_is_something_else_than_none_listed():
    assert read().allergies is None
    assert read(allergy("No known allergy", "716186003")).allergies == ()
    assert read(allergy("Penicillin")).allergies == ("Penicillin",)
    assert read(allergy("Penicillin", status="resolved")).allergies is None
    assert read(allergy("Penicillin"), allergy("No known allergy", "716186003")).allergies == ("Penicillin",)


def test_missing_person_facts_stay_empty():
    found = import_bundle({"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient"}}]}, on=TODAY)
    assert found.person.sex is Sex.UNKNOWN
    assert found.person.born is None
    assert (found.person.family, found.person.given) == ("", "")


def test_a_page_of_a_search_says_that_it_is_one():
    assert any("one page of several" in note for note in read(link=[{"relation": "next", "url": "x"}]).notes)


def test_other_resources_are_counted():
    assert "Seen and not used: 2 Claim." in read({"resourceType": "Claim"}, {"resourceType": "Claim"}).notes


@pytest.mark.parametrize("kind", ["collection", "searchset", "transaction"])
def test_the_kinds_of_bundle_read_alike(kind: str):
    assert read(coded("233985008", "Aneurysm"), type=kind).answers.keys() == {"aneurysm"}


@pytest.mark.parametrize("case", ["eligible", "needs-information", "not-eligible"])
def test_our_own_examples_import_and_chart(case: str):
    found = import_bundle((EXAMPLES / case / "bundle.json").read_bytes(), on=TODAY)
    chart = chart_from(found.chart_answers(), on=TODAY)
    assert chart.born == found.person.born
    assert {"weight", "height", "systolic", "diastolic", "heart_rate", "oxygen_saturation"} <= found.measurements.keys()


SHOWN_RECORDS = {
    "Heller": ({"pregnant", "could_be_pregnant", "seizures"}, (), {"preeclampsia"}),
    "Larson": (set(), ("Clopidogrel 75 MG Oral Tablet", "Amlodipine 5 MG Oral Tablet"), {"severe_heart_disease"}),
    "Dietrich": (set(), (), set()),
    "Beatty": (set(), ("Fluoxetine 25MG",), set()),
}


@needs_shown
@pytest.mark.parametrize("family", SHOWN_RECORDS)
def test_the_bundles_made_by_others(family: str):
    raw = next(SHOWN.glob(f"*_{family}_*.json")).read_bytes()
    answers, medicines, questions = SHOWN_RECORDS[family]
    found = import_bundle(raw, on=TODAY)
    assert found.person.family == family
    assert set(found.answers) == answers
    assert set(medicines) <= set(found.medicines)
    assert {question.key for question in found.questions} == questions
    assert found.allergies is None
    assert {"weight", "height", "systolic", "diastolic"} <= found.measurements.keys()
    assert found == import_bundle(json.loads(raw), on=TODAY)
    chart = chart_from(found.chart_answers(), on=TODAY)
    assert chart.pregnancy_test is UNKNOWN
    assert chart.current("weight") is None, "a weight of years ago is no weight of today"


@needs_shown
def test_obesity_is_noted_for_the_dose():
    raw = next(SHOWN.glob("*_Larson_*.json")).read_bytes()
    assert any("obesity" in note and "dosing weight" in note for note in import_bundle(raw, on=TODAY).notes)


def test_what_can_neither_be_stored_nor_printed_is_replaced():
    who = PATIENT | {"name": [{"family": "Half\ud800", "given": ["A\x00da"]}]}
    entries = [{"resource": who}, {"resource": condition("Stroke \udfff\x1b[31m")}]
    found = import_bundle({"resourceType": "Bundle", "entry": entries}, on=TODAY)
    assert (found.person.family, found.person.given) == ("Half\ufffd", "A\ufffdda")
    assert [each.display for each in found.answers["stroke_or_tia"].provenance] == ["Stroke \ufffd\ufffd[31m"]


@pytest.mark.parametrize("word", ["alcohol ", "chronic ", "a ", "repair of ", "ketamine ", "antepartum "])
def test_a_name_of_a_hundred_thousand_letters_is_read_at_once(word: str):
    # A pattern that starts over at every word takes hours for this.
    long_name = word * (100_000 // len(word))
    found = read(
        condition(long_name), {"resourceType": "Procedure", "status": "completed", "code": {"text": long_name}}
    )
    assert found.answers == {}
    assert len(found.left) == 2
