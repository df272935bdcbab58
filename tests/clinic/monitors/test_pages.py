"""The pages of devices: each role sees what it may, does what it may, and empty states say what to do."""

import pytest

from leeward.clinic.monitors import actions, setting_aside
from leeward.clinic.monitors.checklist import CHECKLIST
from leeward.clinic.monitors.models import Device, Looked
from leeward.clinic.people.roles import Role
from leeward.devices import port
from monitored import registered

pytestmark = pytest.mark.django_db
DIRECTOR, NURSE, ADMIN = Role.MEDICAL_DIRECTOR, Role.NURSE, Role.ADMINISTRATOR


@pytest.fixture
def device(director, at):
    return registered("mon-3", by=director, at=at)


def stranger(at, *, head=b"MSH|^~\\&|PID|||NAMED-PERSON"):
    return port.Unreadable(device_id="", peer="192.0.2.9", why="Not HL7.", head=head, received_at=at)


def text(response):
    return response.content.decode()


def test_an_empty_register_says_what_to_do(client_as):
    assert "Register the first one" in text(client_as(DIRECTOR).get("/devices/"))
    assert "The medical director or the administrator registers one." in text(client_as(NURSE).get("/devices/"))
    assert "Nothing waits" in text(client_as(NURSE).get("/devices/set-aside/"))


def test_a_device_is_registered_changed_given_words_and_retired(client_as, at):
    client = client_as(ADMIN)
    told = {"name": "mon-7", "protocol": "json", "make": "Example", "addresses": "10.0.3.17\n10.0.4.0/24"}
    assert client.post("/devices/register/", told | {"addresses": "chair 3"}).status_code == 422
    made = client.post("/devices/register/", told)
    row = Device.objects.get()
    assert (made.status_code, row.mode, row.addresses) == (302, "demo", ["10.0.3.17/32", "10.0.4.0/24"])
    assert "already" in text(client.post("/devices/register/", told))
    of = f"/devices/{row.pk}/"
    assert client.post(of + "edit/", {"protocol": "hl7", "serial": "S1"}).status_code == 302
    wrong = client.post(of + "table/", {"codes": "101"})
    assert (wrong.status_code, "Line 1 of the codes" in text(wrong)) == (422, True)
    assert client.post(of + "table/", {"codes": "101, -, SpO2", "units": ""}).status_code == 302
    assert "means SpO2" in text(client.get(of))
    assert client.post(of + "retire/", {"why": ""}).status_code == 422
    assert client.post(of + "retire/", {"why": "sold"}).status_code == 302
    assert "sold" in text(client.get("/devices/"))


def test_the_secret_is_on_one_page_once(client_as, director, at):
    device = registered("rest-1", protocol="fhir", by=director, at=at)
    client = client_as(DIRECTOR)
    page = text(client.post(f"/devices/{device}/secret/"))
    (secret,) = (line.split("data-secret>")[1].split("<")[0] for line in page.splitlines() if "data-secret>" in line)
    assert len(secret) > 40
    assert secret not in text(client.get(f"/devices/{device}/"))


def test_the_checklist_is_signed_at_the_chair_and_opens_the_way_to_patients(client_as, device):
    nurse, director = client_as(NURSE), client_as(DIRECTOR)
    assert "10 of 10 lines" in text(director.post(f"/devices/{device}/mode/", {"mode": "real"}))
    for line in CHECKLIST:
        signed = nurse.post(f"/devices/{device}/check/{line.key}/", {"is_met": "yes", "says": ""})
        assert signed.status_code == 302
    assert director.post(f"/devices/{device}/mode/", {"mode": "real"}).status_code == 302
    assert nurse.post(f"/devices/{device}/check/clock/", {"is_met": "no", "says": ""}).status_code == 422
    nurse.post(f"/devices/{device}/check/clock/", {"is_met": "no", "says": "an hour behind"})
    assert "It serves patients, and 1 line of its checklist is not signed as met." in text(
        director.get(f"/devices/{device}/")
    )
    assert nurse.get(f"/devices/{device}/check/loud/").status_code == 404


def test_a_device_at_a_chair_is_neither_retired_nor_made_other_than_it_is(client_as, paired):
    client, row = client_as(DIRECTOR), Device.objects.get()
    assert "serves chair 3" in text(client.post(f"/devices/{row.pk}/retire/", {"why": "sold"}))
    assert "serves chair 3" in text(client.post(f"/devices/{row.pk}/mode/", {"mode": "test"}))
    assert "chair 3" in text(client.get("/devices/"))


def test_what_was_set_aside_waits_until_somebody_says_what_it_was(client_as, device, at):
    setting_aside.set_unreadable_aside(stranger(at), now=at)
    nurse, page = client_as(NURSE), text(client_as(NURSE).get("/devices/set-aside/"))
    assert "Not HL7." in page
    assert "Messages of devices were set aside" in text(nurse.get("/"))
    until = page.split('name="until" value="')[1].split('"')[0]
    told = {"what": "unreadable", "sender": "192.0.2.9", "why": "Not HL7.", "until": until, "says": ""}
    assert nurse.post("/devices/set-aside/", told).status_code == 422
    assert nurse.post("/devices/set-aside/", told | {"says": "a printer", "until": "never"}).status_code == 422
    assert nurse.post("/devices/set-aside/", told | {"says": "a printer: unplugged"}).status_code == 302
    assert Looked.objects.get().by.role == NURSE
    assert "Nothing waits" in text(nurse.get("/devices/set-aside/"))
    assert "a printer: unplugged" in text(nurse.get("/devices/set-aside/?shown=all"))
    later = at.replace(year=at.year + 1)
    setting_aside.set_unreadable_aside(stranger(later), now=later)
    assert "Messages of devices were set aside" in text(nurse.get("/")), "what comes again waits again"


@pytest.mark.hazard("H37 unauthorised access")
def test_what_may_name_a_patient_is_shown_only_at_the_chair(client_as, at):
    setting_aside.set_unreadable_aside(stranger(at), now=at)
    assert "NAMED-PERSON" in text(client_as(NURSE).get("/devices/set-aside/"))
    page = text(client_as(ADMIN).get("/devices/set-aside/"))
    assert "NAMED-PERSON" not in page
    assert "it may name a patient" in page


def test_the_way_to_pair_offers_the_register(client_as, secret, chair, director, at):
    client, where = client_as(NURSE), f"/people/{chair.person_id}/infusions/{chair.pk}/"
    assert "rest-3, on trial" in text(client.get(where + "pair/"))
    neither = client.post(where + "pair/", {"event_id": "7b0f7d0e-0d3a-4c53-9a51-1d6a2f9f2b11"})
    assert "one of the two" in text(neither)
    told = {"event_id": "7b0f7d0e-0d3a-4c53-9a51-1d6a2f9f2b12", "device_id": "mon-9"}
    assert "mon-9 is not on the register" in text(client.post(where + "pair/", told))
    assert client.post(where + "pair/", told | {"device_id": "", "chosen": "rest-3"}).status_code == 302
    actions.set_table(device_id=Device.objects.get().pk, codes="", units="", by=director)
    assert "rest-3, chair 3" in text(client.get(where + "unpair/"))
