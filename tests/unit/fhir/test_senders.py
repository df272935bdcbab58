"""Records in the shapes that real senders use: what each says is read, and what turns it is never overread."""

import json
from datetime import date

import pytest

from leeward.fhir import CannotImport, import_bundle

TODAY = date(2026, 11, 23)
SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"
IPS = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
PATIENT = {"resourceType": "Patient", "id": "p", "identifier": [{"system": "urn:mrn", "value": "A1"}]}


def bundle(*resources, **more):
    return {"resourceType": "Bundle", "entry": [{"resource": one} for one in (PATIENT, *resources)]} | more


def read(kind, **fields):
    return import_bundle(bundle({"resourceType": kind, "id": "1", **fields}), on=TODAY)


def coded(system, code, display=""):
    return {"coding": [{"system": system, "code": code, "display": display}]}


def status(*codes):
    return {"coding": [{"code": code} for code in codes]}


STROKE = coded(SNOMED, "230690007", "Stroke")
NOT_SAID = {
    "refuted in words": {"code": STROKE, "verificationStatus": {"text": "Refuted"}},
    "in error beside a code of their own": {"code": STROKE, "verificationStatus": status("9", "entered-in-error")},
    "known absent": {"code": STROKE, "verificationStatus": coded(SNOMED, "410516002")},
    "a modifier": {"code": STROKE, "modifierExtension": [{"url": "urn:not-done", "valueBoolean": True}]},
    "another's record number": {"code": STROKE, "subject": {"identifier": {"system": "urn:mrn", "value": "B2"}}},
    "a searched patient": {"code": STROKE, "subject": {"reference": "Patient?identifier=urn:mrn|B2"}},
    "a relative's, in short": {"code": {"text": "FH: stroke"}},
    "a question mark": {"code": {"text": "Stroke?"}},
    "the writer's own no": {"code": {**STROKE, "text": "Rule out stroke"}},
}


@pytest.mark.parametrize("fields", NOT_SAID.values(), ids=NOT_SAID)
def test_what_is_not_said_of_the_patient_answers_nothing_and_is_listed(fields):
    found = read("Condition", **fields)
    assert found.answers == {}
    assert found.left or found.questions


SAID = {
    "SNOMED CT by its number": {"code": coded("urn:oid:2.16.840.1.113883.6.96", "230690007")},
    "ICD-10 by its number": {"code": coded("urn:oid:2.16.840.1.113883.6.90", "I63.9", "Infarct, not specified")},
    "the patient's record number": {"code": STROKE, "subject": {"identifier": {"system": "urn:mrn", "value": "A1"}}},
    "a searched patient": {"code": STROKE, "subject": {"reference": "Patient?identifier=urn:mrn|A1"}},
}


@pytest.mark.parametrize("fields", SAID.values(), ids=SAID)
def test_a_stroke_is_read_however_it_is_addressed(fields):
    assert "stroke_or_tia" in read("Condition", **fields).answers


def test_a_diagnosis_that_ended_at_an_age_is_not_taken_for_active():
    cancer = coded(SNOMED, "271719001", "Raised intracranial pressure")
    found = read("Condition", code=cancer, clinicalStatus=status("active"), abatementAge={"value": 30})
    assert found.answers == {}
    assert [question.key for question in found.questions] == ["raised_intracranial_pressure"]


@pytest.mark.parametrize(
    "code",
    [
        {"text": "NKDA"},
        {"text": "No Known Allergies"},
        {"text": "No known drug allergies"},
        coded(IPS, "no-known-allergies"),
        coded(SNOMED, "160244002", "No known allergies"),
    ],
    ids=str,
)
def test_none_known_is_said_in_many_ways(code):
    assert read("AllergyIntolerance", code=code).allergies == ()


@pytest.mark.parametrize(
    "code",
    [
        coded(SNOMED, "429625007", "No known food allergy"),
        coded(SNOMED, "1631000175102", "Patient not asked"),
        coded(IPS, "no-allergy-info"),
        {"text": "Unknown"},
        {"text": "None on file"},
    ],
    ids=str,
)
def test_what_is_neither_an_allergy_nor_none_known_stays_unknown(code):
    found = read("AllergyIntolerance", code=code)
    assert found.allergies is None
    assert "ask" in found.left[0].why


def test_an_allergy_is_told_with_what_it_did_and_when():
    reaction = {"manifestation": [{"text": "Anaphylaxis"}], "severity": "severe"}
    found = read(
        "AllergyIntolerance", code={"text": "Penicillin"}, recordedDate="2020-01-05", criticality="high",
        reaction=[reaction],
    )  # fmt: skip
    assert str(found.allergies_stated["Penicillin"]) == (
        "AllergyIntolerance/1, 2020-01-05: Anaphylaxis (severe); high risk"
    )


def test_a_substance_without_known_risk_is_no_allergy():
    risk = {"url": "exposureRisk", "valueCodeableConcept": status("no-known-reaction-risk")}
    extension = [{"url": "urn:substanceExposureRisk", "extension": [risk]}]
    assert read("AllergyIntolerance", code={"text": "Peanut"}, extension=extension).allergies is None


LITHIUM = {"text": "Lithium 300 mg"}
TAKEN = {
    "R5, recorded and taking": {"status": "recorded", "adherence": {"code": status("taking")}, "concept": True},
    "R4, active": {"status": "active"},
}
NOT_TAKEN = {
    "R5, recorded": ({"status": "recorded", "concept": True}, "listed as recorded: ask"),
    "R5, not taking": (
        {"status": "recorded", "adherence": {"code": status("not-taking")}, "concept": True},
        "stopped or completed",
    ),
    "STU3, not taken": ({"status": "active", "taken": "n"}, "stopped or completed"),
    "a status of their own": ({"status": "in-progress"}, "listed as in-progress: ask"),
}


def statement(fields, kind="MedicationStatement"):
    fields = dict(fields)
    named = (
        {"medication": {"concept": LITHIUM}} if fields.pop("concept", False) else {"medicationCodeableConcept": LITHIUM}
    )
    return read(kind, **fields, **named)


@pytest.mark.parametrize("kind", ["MedicationStatement", "MedicationUsage"])
@pytest.mark.parametrize("fields", TAKEN.values(), ids=TAKEN)
def test_what_is_taken_is_read_in_either_edition(fields, kind):
    assert statement(fields, kind).medicines == ("Lithium 300 mg",)


@pytest.mark.parametrize(("fields", "why"), NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_what_is_not_surely_taken_is_listed(fields, why):
    found = statement(fields)
    assert found.medicines == ()
    assert why in found.left[0].why


def test_no_known_medications_is_no_medicine():
    found = read("MedicationStatement", status="active", medicationCodeableConcept={"text": "No known medications"})
    assert (found.medicines, "ask" in found.left[0].why) == ((), True)


def test_a_medicine_of_the_fifth_edition_may_stand_elsewhere():
    medicine = {"resourceType": "Medication", "id": "m", "code": LITHIUM}
    found = read(
        "MedicationRequest", status="active", medication={"reference": {"reference": "#m"}}, contained=[medicine]
    )
    assert found.medicines == ("Lithium 300 mg",)


@pytest.mark.parametrize(
    ("instruction", "said"),
    [
        ({"text": "Take 1 tablet daily"}, "Take 1 tablet daily"),
        (
            {
                "doseAndRate": [{"doseQuantity": {"value": 0.5, "unit": "mg"}}],
                "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
                "asNeededBoolean": True,
            },
            "0.5 mg, 2 times per day, as needed",
        ),
        (
            {"doseAndRate": [{"doseRange": {"low": {"value": 1, "unit": "tab"}, "high": {"value": 2, "unit": "tab"}}}]},
            "1 tab to 2 tab",
        ),
        ({}, ""),
    ],
)
def test_a_dose_is_told_with_where_the_medicine_was_read(instruction, said):
    found = read(
        "MedicationRequest", status="active", medicationCodeableConcept=LITHIUM, dosageInstruction=[instruction]
    )
    assert found.medicines_stated["Lithium 300 mg"].detail == said


def observation(code, **fields):
    told = {"status": "final", "effectiveDateTime": "2026-11-01", "code": coded(LOINC, code)}
    return read("Observation", **told | fields)


@pytest.mark.parametrize(
    "value",
    [
        {"valueInteger": 17},
        {"valueQuantity": {"value": 17}},
        {"valueQuantity": {"value": 17, "unit": "{score}"}},
        {"valueQuantity": {"value": 17, "unit": "score", "code": "{score}"}},
    ],
    ids=str,
)
@pytest.mark.parametrize(("code", "key"), [("44261-6", "phq9"), ("101698-9", "pcl5")])
def test_a_total_of_a_questionnaire_is_read_with_its_date_and_source(code, key, value):
    measured = observation(code, **value).measurements[key]
    assert (measured.quantity.number, measured.quantity.unit) == (17, "points")
    assert (measured.at, measured.source) == (date(2026, 11, 1), "Observation/1")


@pytest.mark.parametrize(("code", "key"), [("75626-2", "audit_c"), ("82667-7", "dast10"), ("72172-0", "moca")])
def test_a_total_of_drinking_drugs_or_memory_is_read_too(code, key):
    assert observation(code, valueInteger=7).measurements[key].quantity.number == 7


@pytest.mark.parametrize("value", [{"valueInteger": 90}, {"valueQuantity": {"value": 17, "unit": "%"}}], ids=str)
def test_an_impossible_total_is_refused(value):
    assert observation("44261-6", **value).measurements == {}


def test_a_total_that_the_chart_does_not_keep_is_listed_with_what_it_came_to():
    (left,) = observation("70274-6", valueInteger=12).left
    assert "a total of GAD-7, 12 (2026-11-01)" in left.why


def test_an_answer_about_self_harm_in_a_record_is_told_and_never_charted():
    found = observation("44260-8", valueCodeableConcept={"text": "Several days"})
    assert any("item 9" in note and "Several days (2026-11-01). Ask today." in note for note in found.notes)
    assert found.measurements == {}


@pytest.mark.parametrize(
    "value",
    [{"dataAbsentReason": {"text": "x"}}, {"valueString": "70 kg"}, {"valueRange": {"low": {"value": 1}}}],
    ids=str,
)
def test_a_measurement_without_a_plain_number_is_said_to_have_none(value):
    found = observation("29463-7", **value)
    assert found.measurements == {}
    assert any("no plain number" in note for note in found.notes)


def test_what_is_measured_on_another_is_not_the_patients():
    weight = {"value": 3.4, "unit": "kg"}
    found = observation("29463-7", valueQuantity=weight, focus=[{"reference": "Patient/child"}])
    assert (found.measurements, found.left[0].why) == ({}, "its focus is not the patient")


EPILEPSY = {"resourceType": "Condition", "id": "c", "code": coded(SNOMED, "84757009", "Epilepsy")}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_bulk_export_with_one_resource_a_line_is_read(end):
    raw = end.join(json.dumps(one) for one in (PATIENT, EPILEPSY)) + end
    assert set(import_bundle(raw.encode(), on=TODAY).answers) == {"seizures"}


def test_a_broken_line_of_a_bulk_export_is_named():
    with pytest.raises(CannotImport, match="resource 2 cannot be read"):
        import_bundle(f'{json.dumps(PATIENT)}\n{{"resourceType": '.encode(), on=TODAY)


def test_the_answer_to_a_batch_of_searches_is_read_whole():
    inner = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": EPILEPSY}, {}]}
    found = import_bundle(bundle(inner, type="batch-response"), on=TODAY)
    assert set(found.answers) == {"seizures"}
    assert "Entries that hold no resource: 1." in found.notes


def test_bundles_without_an_end_are_refused():
    inner = bundle()
    for _ in range(9):
        inner = {"resourceType": "Bundle", "entry": [{"resource": inner}]}
    with pytest.raises(CannotImport, match="nested too deeply"):
        import_bundle(inner, on=TODAY)
