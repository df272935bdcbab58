"""FHIR Observations from a device: kept once, in one record, with an answer that says what came of each."""

import json
from datetime import timedelta

import pytest

from leeward.clinic.infusions import bedside, ingest
from leeward.clinic.infusions.models import Reading
from leeward.clinic.monitors import actions, device_door
from leeward.clinic.monitors.models import Device, Quarantine, Tally
from leeward.infusion.vitals import VitalKind

pytestmark = pytest.mark.django_db
LOINC, MDC = "http://loinc.org", "urn:iso:std:iso:11073:10101"


def quantity(value, code, unit=None):
    return {"value": value, "system": "http://unitsofmeasure.org", "code": code, "unit": unit or code}


def concept(code, system=LOINC):
    return {"coding": [{"system": system, "code": code}]}


TWO_MEANINGS = {"coding": [*concept("8867-4")["coding"], *concept("59408-5")["coding"]]}
ABOVE = quantity(97, "%") | {"comparator": ">"}


def an_observation(at, *, code="59408-5", value=97, unit="%", **own):
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": concept(code),
        "effectiveDateTime": at.isoformat(),
        "valueQuantity": quantity(value, unit),
    } | own


def a_pressure(at, **own):
    components = [
        {"code": concept("8480-6"), "valueQuantity": quantity(128, "mm[Hg]")},
        {"code": concept("8462-4"), "valueQuantity": quantity(79, "mm[Hg]")},
    ]
    told = an_observation(at, code="85354-9", component=components, **own)
    del told["valueQuantity"]
    return told


def a_bundle(*resources, kind="batch", once=None):
    request = {"method": "POST", "url": "Observation"} | ({"ifNoneExist": once} if once else {})
    return {
        "resourceType": "Bundle", "type": kind, "entry": [{"resource": each, "request": request} for each in resources],
    }  # fmt: skip


def says(response):
    told = response.json()
    assert told["resourceType"] == "OperationOutcome"
    return " ".join(issue["diagnostics"] for issue in told["issue"])


def test_an_observation_is_at_the_chair(paired, post, at):
    answer = post("fhir/Observation", an_observation(at))
    assert (answer.status_code, answer["Content-Type"]) == (201, "application/fhir+json")
    assert answer["Location"].startswith("Observation/")
    (row,) = Reading.objects.all()
    assert (row.kind, row.value, row.unit, row.at, row.mode) == ("spo2", 97.0, "%", at, "demo")
    assert row.source == "FHIR: SpO2 probe"
    assert bedside.load(paired, now=at).readings
    assert Tally.objects.get(sender="rest-3").kept == 1


@pytest.mark.hazard("H27 duplicate samples")
def test_what_is_sent_again_is_kept_once(paired, post, at):
    sent = an_observation(at)
    assert [post("fhir/Observation", sent).status_code for _ in range(3)] == [201, 200, 200]
    assert Reading.objects.count() == 1


@pytest.mark.hazard("H27 duplicate samples")
def test_under_one_identifier_whatever_comes_is_once(paired, post, at):
    once = {"If-None-Exist": "identifier=urn:example|42"}
    assert post("fhir/Observation", an_observation(at), **once).status_code == 201
    assert post("fhir/Observation", an_observation(at, value=96), **once).status_code == 200
    assert Reading.objects.get().value == 97.0
    assert post("fhir/Observation", an_observation(at, value=96)).status_code == 201, "a correction is another reading"
    assert post("fhir/Observation", an_observation(at), **{"If-None-Exist": "code=1"}).status_code == 400


def test_a_panel_of_pressures_is_its_components(paired, post, at):
    assert post("fhir/Observation", a_pressure(at)).status_code == 201
    assert {(r.kind, r.value) for r in Reading.objects.all()} == {("systolic", 128.0), ("diastolic", 79.0)}


@pytest.mark.parametrize(
    ("own", "kind", "value"),
    [
        ({"code": concept("150456", MDC)}, "spo2", 97.0),
        ({"code": concept("8310-5"), "valueQuantity": quantity(98.6, "[degF]")}, "temperature", 37.0),
        ({"code": concept("8480-6"), "valueQuantity": quantity(16, "kPa")}, "systolic", 120.0),
        ({"code": {"coding": [*concept("2708-6")["coding"], *concept("59408-5")["coding"]]}}, "spo2", 97.0),
        ({"code": {"coding": [{"system": "urn:own", "code": "x"}, *concept("59408-5")["coding"]]}}, "spo2", 97.0),
    ],
)
def test_codes_and_units_are_understood(paired, post, at, own, kind, value):
    assert post("fhir/Observation", an_observation(at) | own).status_code == 201
    assert [(r.kind, r.value) for r in Reading.objects.all()] == [(kind, value)]


def test_its_own_table_is_asked_first(paired, post, at, director):
    device = Device.objects.get()
    actions.set_table(device_id=device.pk, codes="HF, urn:maker, Heart rate", units="schlag = /min", by=director)
    told = an_observation(at, code="", value=71, unit="Schlag") | {"code": concept("HF", "urn:maker")}
    assert post("fhir/Observation", told).status_code == 201
    assert Reading.objects.get().kind == VitalKind.HEART_RATE.value


@pytest.mark.hazard("H28 artefact accepted as physiology")
@pytest.mark.parametrize(
    ("own", "what"),
    [
        ({"valueQuantity": quantity(-999, "%")}, "lies outside"),
        ({"valueQuantity": quantity(97, "mm[Hg]")}, "was expected"),
        ({"valueQuantity": quantity(97, "furlong")}, "furlong is not known"),
        ({"valueQuantity": {"value": 97}}, "no unit was sent"),
        ({"dataAbsentReason": {"coding": [{"code": "sensor-off"}]}, "valueQuantity": None}, "no value (sensor-off)"),
    ],
)
def test_what_is_no_value_is_a_reading_without_one_and_says_so(paired, post, at, own, what):
    told = {key: value for key, value in (an_observation(at) | own).items() if value is not None}
    answer = post("fhir/Observation", told)
    assert answer.status_code == 201
    assert what in says(answer)
    (row,) = Reading.objects.all()
    assert (row.value, row.validity) == (None, "invalid")
    assert "SpO2" in Quarantine.objects.get().why


@pytest.mark.parametrize(
    ("own", "path", "what"),
    [
        ({"effectiveDateTime": None}, "Observation.effectiveDateTime", "its age decides"),
        ({"effectiveDateTime": "2026-11-23"}, "Observation.effectiveDateTime", "no time of day"),
        ({"effectiveDateTime": "2026-11-23T09:00:00"}, "Observation.effectiveDateTime", "zone"),
        ({"effectiveDateTime": "yesterday"}, "Observation.effectiveDateTime", "no date"),
        ({"status": "entered-in-error"}, "Observation.status", "strike it at the chair"),
        ({"status": "done"}, "Observation.status", "one of registered"),
        ({"code": {"text": "SpO2"}}, "Observation.code", "no code"),
        ({"code": concept("1234-5")}, "Observation.code", "in no table"),
        ({"code": TWO_MEANINGS}, "Observation.code", "mean different"),
        ({"valueQuantity": None}, "Observation.value[x]", "neither a value"),
        ({"valueQuantity": {"value": "97"}}, "Observation.valueQuantity.value", "no number"),
        ({"valueQuantity": ABOVE}, "Observation.valueQuantity.comparator", "comparator"),
        ({"valueString": "97 %"}, "Observation.valueString", "valueQuantity"),
        ({"dataAbsentReason": {"text": "off"}}, "Observation.dataAbsentReason", "reason why there is none"),
        ({"modifierExtension": [{"url": "x"}]}, "Observation.modifierExtension", "modifier"),
        ({"resourceType": "Patient"}, "Observation", "Only an Observation"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_path(paired, post, at, own, path, what):
    told = {key: value for key, value in (an_observation(at) | own).items() if value is not None}
    answer = post("fhir/Observation", told)
    assert answer.status_code == 422
    (issue,) = answer.json()["issue"]
    assert issue["expression"] == [path]
    assert what in issue["diagnostics"]
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b" ", "wrong at line 1"),
        (b"[]", "no FHIR resource"),
        (b'{"resourceType":"Observation","resourceType":"Patient"}', "stands twice"),
        (b'{"resourceType": NaN}', "no number"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, "too deeply"),
    ],
)
def test_what_is_no_resource_is_refused(paired, post, body, what):
    answer = post("fhir/Observation", body)
    assert answer.status_code == 400
    assert what in says(answer)


def test_a_batch_keeps_what_it_can(paired, post, at):
    good, bad = an_observation(at), an_observation(at) | {"status": "done"}
    answer = post("fhir/", a_bundle(good, bad, a_pressure(at), good)).json()
    assert answer["type"] == "batch-response"
    statuses = [entry["response"]["status"].split()[0] for entry in answer["entry"]]
    assert statuses == ["201", "422", "201", "200"]
    assert answer["entry"][1]["response"]["outcome"]["issue"][0]["expression"] == ["Bundle.entry[1].resource.status"]
    assert Reading.objects.count() == 3


def test_a_transaction_is_kept_whole_or_not_at_all(paired, post, at):
    good, bad = an_observation(at), an_observation(at) | {"status": "done"}
    assert post("fhir/", a_bundle(good, bad, kind="transaction")).status_code == 400
    assert not Reading.objects.exists()
    answer = post("fhir/", a_bundle(good, a_pressure(at), kind="transaction"))
    assert answer.json()["type"] == "transaction-response"
    assert Reading.objects.count() == 3


@pytest.mark.parametrize(
    ("bundle", "what"),
    [
        ({"resourceType": "Bundle", "type": "searchset"}, "batch or transaction"),
        ({"resourceType": "Bundle", "type": "batch"}, "no entry"),
        ({"resourceType": "Bundle", "type": "batch", "entry": [{}] * 201}, "200 are the most"),
        (a_bundle({}) | {"entry": [{"request": {"method": "DELETE", "url": "Observation/1"}}]},
         "only POST Observation"),
    ],
)  # fmt: skip
def test_what_is_no_batch_is_refused(paired, post, bundle, what):
    answer = post("fhir/", bundle)
    assert answer.status_code == 400
    assert what in says(answer)


def test_what_has_no_owner_is_set_aside_and_the_sender_hears_it(secret, post, at):
    answer = post("fhir/Observation", an_observation(at))
    assert answer.status_code == 202
    assert "No infusion is paired" in says(answer)
    assert Quarantine.objects.get().device_id == "rest-3"
    assert not Reading.objects.exists()


@pytest.mark.hazard("H18 wrong device bound to patient: demonstration data pass for real")
@pytest.mark.parametrize(
    "meta",
    [
        {"tag": [{"code": "demo"}]},
        {"tag": [{"code": "test"}]},
        {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}]},
    ],
)
def test_what_calls_itself_made_up_reaches_no_real_record(paired, post, at, meta):
    Device.objects.update(mode="real")
    paired.mode = "real"
    paired.save()
    assert post("fhir/Observation", an_observation(at, meta=meta)).status_code == 202
    assert not Reading.objects.exists()
    assert post("fhir/Observation", an_observation(at)).status_code == 201


@pytest.mark.hazard("H18 wrong device bound to patient")
def test_another_patient_than_before_is_not_believed(paired, post, at):
    first = an_observation(at, subject={"reference": "Patient/1"})
    other = an_observation(at + timedelta(seconds=1), subject={"reference": "Patient/2"})
    assert [post("fhir/Observation", each).status_code for each in (first, other)] == [201, 202]


@pytest.mark.hazard("H37 unauthorised access")
def test_nobody_without_a_secret_gets_in(paired, post, at, client_as, nurse):
    sent = json.dumps(an_observation(at))
    for answer in (post("fhir/Observation", sent, bearer=""), post("fhir/Observation", sent, bearer="guess")):
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
    signed_in = client_as(nurse.works_as).post("/devices/fhir/Observation", sent, content_type="application/json")
    assert signed_in.status_code == 401, "a session is no secret of a device"
    assert not Reading.objects.exists()


@pytest.mark.hazard("H37 unauthorised access")
def test_an_address_that_is_not_registered_and_a_device_out_of_service_are_refused(paired, secret, post, at, director):
    device = Device.objects.get()
    Device.objects.update(addresses=["192.0.2.0/24"])
    assert "none of its registered addresses" in says(post("fhir/Observation", an_observation(at)))
    Device.objects.update(addresses=[])
    ingest.end_pairing(person_id=paired.person_id, infusion_id=paired.pk, device_id="rest-3", by=director, at=at)
    actions.retire(device_id=device.pk, why="sold", by=director, at=at)
    assert post("fhir/Observation", an_observation(at)).status_code == 401


@pytest.mark.hazard("H37 unauthorised access")
def test_guesses_and_floods_are_slowed(paired, post, at, monkeypatch):
    monkeypatch.setattr(device_door, "WRONG_A_MINUTE", 2)
    monkeypatch.setattr(device_door, "REQUESTS_A_MINUTE", 3)
    guesses = [post("fhir/Observation", {}, bearer=f"guess {n}") for n in range(3)]
    assert [answer.status_code for answer in guesses] == [401, 401, 429]
    asked = [post("fhir/Observation", an_observation(at)) for _ in range(4)]
    assert [answer.status_code for answer in asked] == [201, 200, 200, 429]
    assert asked[-1]["Retry-After"] == "60"


def test_only_posts_of_the_right_type_are_understood(paired, post, at, client):
    assert post("fhir/Observation", b"<xml/>", content_type="application/fhir+xml").status_code == 415
    assert client.get("/devices/fhir/Observation").status_code == 405
