"""Records that nobody has seen: what has the shape of FHIR is read or refused in a sentence, and nothing is lost."""

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.assessment import chart_from
from leeward.fhir import CannotImport, import_bundle
from leeward.fhir.condition import MEANINGS
from leeward.fhir.procedure import PROCEDURES
from leeward.fhir.vital_codes import LOINC, MEASURES
from leeward.truth import YES

TODAY = date(2026, 11, 23)
SNOMED = "http://snomed.info/sct"
PATIENT = {"resourceType": "Patient", "id": "p", "birthDate": "1985-07-14", "gender": "female"}
DAYS = st.sampled_from(["2026-11-20", "2026-11-23T08:00:00Z", "2019", "2026-06", "2031-01-01", "", "yesterday", "0000"])
WORDS = st.sampled_from(
    [
        "Aneurysm",
        "Stroke",
        "Sertraline 50 MG",
        "Penicillin",
        "Repair of aortic aneurysm",
        "Pacemaker insertion",
        "x",
        "",
    ]
)
CODES = st.sampled_from([code for one in (*MEANINGS, *PROCEDURES) for code in sorted(one.snomed)] + ["716186003", "1"])
STATUSES = st.sampled_from(
    [
        "active",
        "resolved",
        "completed",
        "not-done",
        "stopped",
        "on-hold",
        "final",
        "preliminary",
        "entered-in-error",
        "",
    ]
)
EXTENSION = st.fixed_dictionaries({"url": st.just("urn:unknown"), "valueString": st.text(max_size=5)})


def concepts(systems, codes):
    coding = st.fixed_dictionaries({}, optional={"system": systems, "code": codes, "display": WORDS})
    return st.fixed_dictionaries({}, optional={"coding": st.lists(coding, max_size=2), "text": WORDS})


def status_concept():
    return STATUSES.map(lambda code: {"coding": [{"code": code}]})


QUANTITY = st.fixed_dictionaries(
    {},
    optional={
        "value": st.sampled_from([70, 120.5, 0, -3, 1e300, "70", None]),
        "code": st.sampled_from(["kg", "[lb_av]", "mm[Hg]", "/min", "furlong"]),
        "unit": st.sampled_from(["kg", "lbs", ""]),
        "comparator": st.just("<"),
    },
)
OBSERVATION_CODES = concepts(st.just(LOINC), st.sampled_from([*MEASURES, "0000-0"]))
COMPONENT = st.fixed_dictionaries({"code": OBSERVATION_CODES}, optional={"valueQuantity": QUANTITY})
CLINICAL = concepts(st.sampled_from([SNOMED, "http://hl7.org/fhir/sid/icd-10-cm", "urn:own"]), CODES)
ADHERENCE = st.sampled_from(["taking", "not-taking", "on-hold", ""]).map(lambda code: {"coding": [{"code": code}]})
DOSAGE = st.fixed_dictionaries(
    {}, optional={"text": WORDS, "doseAndRate": st.lists(st.fixed_dictionaries({"doseQuantity": QUANTITY}), max_size=1)}
)
MEDICATION = {"resourceType": "Medication", "id": "m", "code": {"text": "Lithium"}}
KINDS = {
    "Condition": {
        "code": CLINICAL, "clinicalStatus": status_concept(), "verificationStatus": status_concept(),
        "onsetDateTime": DAYS, "recordedDate": DAYS, "abatementDateTime": DAYS,
        "abatementAge": st.just({"value": 30}), "modifierExtension": st.lists(EXTENSION, max_size=1),
    },
    "Procedure": {"code": CLINICAL, "status": STATUSES, "performedDateTime": DAYS},
    "AllergyIntolerance": {
        "code": CLINICAL, "clinicalStatus": status_concept(), "verificationStatus": status_concept(),
        "recordedDate": DAYS, "reaction": st.just([{"manifestation": [{"text": "Rash"}]}]),
    },
    "MedicationRequest": {
        "medicationCodeableConcept": CLINICAL, "status": STATUSES, "authoredOn": DAYS, "intent": st.just("order"),
        "medicationReference": st.sampled_from([{"reference": "#m"}, {"reference": "Medication/m"}, {}]),
        "contained": st.just([MEDICATION]),
    },
    "MedicationStatement": {
        "medicationCodeableConcept": CLINICAL, "status": STATUSES | st.just("recorded"), "dateAsserted": DAYS,
        "adherence": st.fixed_dictionaries({"code": ADHERENCE}), "taken": st.sampled_from(["y", "n", "unk"]),
        "medication": st.fixed_dictionaries({"concept": CLINICAL}), "dosage": st.lists(DOSAGE, max_size=2),
    },
    "Observation": {
        "code": OBSERVATION_CODES, "status": STATUSES, "effectiveDateTime": DAYS, "valueQuantity": QUANTITY,
        "valueInteger": st.sampled_from([0, 17, 99]), "focus": st.just([{"reference": "Patient/child"}]),
        "component": st.lists(COMPONENT, max_size=2),
    },
    "Claim": {"type": CLINICAL},
    "Unheard": {},
}  # fmt: skip
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("x" * 50_000),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3),
    max_leaves=6,
)


@st.composite
def resources(draw, damaged=False):
    kind = draw(st.sampled_from(sorted(KINDS)))
    fields = {**KINDS[kind], "extension": st.lists(EXTENSION, max_size=2)}
    found = draw(st.fixed_dictionaries({}, optional=fields))
    if damaged and found and draw(st.booleans()):
        found[draw(st.sampled_from(sorted(found)))] = draw(JUNK)
    return {"resourceType": kind, **found}


def a_bundle(told):
    numbered = [one | {"id": str(place)} for place, one in enumerate(told)]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": one} for one in (PATIENT, *numbered)],
    }


def read(raw):
    """Return what was read, or the sentence of the refusal."""
    try:
        return import_bundle(raw, on=TODAY), ""
    except CannotImport as why:
        return None, str(why)


def result(found):
    return found.answers.keys(), found.measurements, found.medicines, found.allergies


@settings(max_examples=150, deadline=None)
@given(st.lists(resources(damaged=True), max_size=6))
def test_any_shape_is_read_or_refused_in_a_sentence(told):
    found, refusal = read(a_bundle(told))
    assert found or refusal.endswith(".")
    if found is None:
        return
    assert all(answer.truth is YES and answer.provenance for answer in found.answers.values())
    assert chart_from(found.chart_answers(), on=TODAY).on == TODAY
    json.dumps([str(note) for note in found.notes])


@settings(max_examples=150, deadline=None)
@given(st.lists(resources(), max_size=6))
def test_what_is_listed_as_left_gave_nothing_and_what_is_not_listed_gives_something(told):
    bundle = a_bundle(told)
    found = import_bundle(bundle, on=TODAY)
    left = {(one.kind, one.key) for one in found.left}
    assert len(left) == len(found.left)
    assert all(one.why for one in found.left)
    numbered = [entry["resource"] for entry in bundle["entry"][1:]]
    kept = [one for one in numbered if (one["resourceType"], one["id"]) not in left]
    assert result(
        import_bundle(a_bundle([]) | {"entry": bundle["entry"][:1] + [{"resource": one} for one in kept]}, on=TODAY)
    ) == result(found)
    for one in kept:
        alone = import_bundle(a_bundle([]) | {"entry": [{"resource": PATIENT}, {"resource": one}]}, on=TODAY)
        assert any(result(alone)[:3]) or alone.allergies is not None or alone.questions, one


@given(st.lists(resources(damaged=True), min_size=1, max_size=4), st.sampled_from([b"\n", b"\r\n", b" "]))
def test_lines_of_resources_are_refused_in_a_sentence(told, newline):
    raw = newline.join(json.dumps(one).encode() for one in told)
    found, refusal = read(raw)
    assert found is None, "resources without a bundle were read as a record"
    assert refusal.endswith(".")


def test_text_without_end_is_cut_where_it_is_told():
    told = {"resourceType": "Condition", "id": "i" * 9000, "code": {"text": "x" * 1_000_000}}
    (left,) = import_bundle(a_bundle([]) | {"entry": [{"resource": PATIENT}, {"resource": told}]}, on=TODAY).left
    assert len(left.called) <= 200
    assert len(left.key) <= 200
