"""The own pages on a telephone of 390 px: today, side effects, progress, the summary, the record, and a passkey."""

import re
import zipfile
from io import BytesIO

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
PHONE_PX = 390


@pytest.fixture(scope="module")
def somebody(clinic):
    """A patient who went home yesterday, with two scores, and somebody on call."""
    clinic.seed("on_call")
    made = clinic.seed("went_home", family="Ownpages", chair="31", hours_ago=20)
    person_id = made["at"].split("/")[2]
    clinic.seed("scored", person_id=person_id)
    return {**made, "person_id": person_id}


def enter_birth(patient, born):
    year, month, day = born.split("-")
    for part, value in (("Month", month), ("Day", day), ("Year", year)):
        patient.fill(part, str(int(value)), exact=True)
    patient.press("Open")


def looked_at(patient):
    patient.looks()
    assert patient.width() <= PHONE_PX


def test_the_desk_gives_a_link_and_the_patient_sees_today_and_everything_of_their_own(enter, somebody):
    desk = enter("desk")
    desk.go(f"/people/{somebody['person_id']}/")
    desk.follow("The patient’s own pages")
    desk.looks()
    desk.press("Make a link to the own pages")
    desk.sees("The link, shown only now")
    link = desk.page.get_by_label("Link", exact=True).input_value()
    desk.looks(again=True)

    patient = enter(None, width=PHONE_PX)
    patient.go(link)
    enter_birth(patient, somebody["born"])
    patient.sees("To do today", "How are you today?", "Your next visit")
    looked_at(patient)

    patient.follow(re.compile("How are you today"))
    looked_at(patient)
    group = patient.page.get_by_role("group", name=re.compile("How did you sleep"))
    group.get_by_label("Well", exact=True).check(force=True)
    patient.press("Send my answers")
    patient.sees("Thank you, your answers arrived")
    patient.go("/my/")

    patient.follow("Safety")
    patient.sees("You had ketamine through a drip", "Do not drive", "988")
    looked_at(patient)
    patient.follow("Today")
    patient.follow("My progress")
    patient.sees("Lower is better", "A score alone cannot say why it moved")
    looked_at(patient)

    patient.follow("Today")
    patient.follow("Report a side effect")
    looked_at(patient)
    patient.page.get_by_label("Chest pain, or trouble breathing").check(force=True)
    patient.fill("In your own words", "It began an hour ago.")
    patient.press("Send")
    patient.sees("Please act now", "Call the emergency number now", "Call 911")
    looked_at(patient)

    patient.follow("Today")
    patient.follow("Summary to print")
    patient.sees("Summary of my treatment with ketamine", "mg/kg", "Reactions", "Chest pain")
    looked_at(patient)
    expect(patient.page.get_by_role("button", name="Print")).to_be_visible()
    with patient.page.expect_download() as saved:
        patient.follow("Save as PDF")
    assert saved.value.path().read_bytes().startswith(b"%PDF-")

    patient.follow("Today")
    patient.follow("My whole record")
    patient.sees("Private notes of therapists")
    looked_at(patient)
    with patient.page.expect_download() as saved:
        patient.follow("Save the file")
    with zipfile.ZipFile(BytesIO(saved.value.path().read_bytes())) as file:
        assert {"READ-ME.txt", "record.json", "fhir-bundle.json"} <= set(file.namelist())

    nurse = enter("nurse")
    nurse.go("/")
    nurse.sees("Side effects reported: OWNPAGES")
    nurse.follow(re.compile("Side effects reported: OWNPAGES"))
    nurse.sees("It began an hour ago.", "serious")
    nurse.looks()
    nurse.fill("What was done", "Called the ambulance; her partner is there.")
    nurse.press("Record what was done")
    nurse.sees("What was done was recorded")


def test_a_passkey_is_made_and_opens_the_pages_without_a_link(enter, clinic, somebody):
    link = clinic.seed("pages_link", person_id=somebody["person_id"])["link"]
    by_name = f"http://localhost:{clinic.port}"
    patient = enter(None, width=PHONE_PX)
    devices = patient.context.new_cdp_session(patient.page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    patient.go(by_name + link)
    enter_birth(patient, somebody["born"])
    patient.follow("Sign in without a link")
    looked_at(patient)
    patient.press("Make a passkey")
    patient.sees("Your passkeys", "Make another passkey")
    patient.looks(again=True)

    patient.press("Leave")
    patient.sees("You left your pages")
    looked_at(patient)
    patient.context.clear_cookies()
    patient.refusals |= {404, 422}
    patient.go(f"{by_name}/my/")
    patient.sees("This page is closed")
    looked_at(patient)
    patient.follow("Sign in with a passkey")
    looked_at(patient)
    patient.press("Sign in with a passkey")
    patient.sees("To do today")
    assert {each["name"] for each in patient.context.cookies()} & {"leeward_pages", "sessionid"} == set()

    patient.follow("Sign in without a link")
    patient.press("Remove this passkey")
    patient.sees("This page is closed")  # whoever was signed in with it is out
    patient.follow("Sign in with a passkey")
    patient.press("Sign in with a passkey")
    patient.sees("does not open anything here")
