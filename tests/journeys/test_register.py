"""A stranger's message, a monitor that is registered and paired, and its numbers at the chair: HL7 and FHIR."""

import json
from datetime import UTC, datetime
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from journeys.served import Clinic, Process, until

pytestmark = pytest.mark.journey
RECORDING = "Time [s],HR,SpO2\n0,83,96\n1,83,96\n2,83,96\n"


def replayed(clinic: Clinic, device: str) -> Process:
    """Play the recording as this device, and wait until it has been answered."""
    (clinic.home / "recording.csv").write_text(RECORDING)
    told = ("replay", "recording.csv", "--device", device, "--to", f"127.0.0.1:{clinic.gateway_port}")
    process = clinic.run(f"replay-{device}", *told)
    until(lambda: not process.runs, "the recording was not sent", within_s=60)
    clinic.processes.remove(process)
    return process


def posted(clinic: Clinic, secret: str, value: float) -> int:
    """Post a respiratory rate as a device does, and return the status."""
    told = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "9279-1"}]},
        "effectiveDateTime": datetime.now(UTC).isoformat(),
        "valueQuantity": {"value": value, "system": "http://unitsofmeasure.org", "code": "/min"},
    }
    head = {"Authorization": f"Bearer {secret}", "Content-Type": "application/fhir+json"}
    asked = Request(f"{clinic.address}/devices/fhir/Observation", json.dumps(told).encode(), head)  # noqa: S310
    with urlopen(asked, timeout=30) as answer:  # noqa: S310 - our own server
        return answer.status


@pytest.mark.hazard("H18 wrong device bound to patient")
def test_a_stranger_becomes_a_monitor_whose_numbers_are_at_the_chair(enter, clinic):
    made = clinic.seed("running", family="Register", chair="R", device_id="mon-beside")
    chair = f"/people/{made['person_id']}/infusions/{made['infusion_id']}/"
    assert "mon-new is not on the register" in replayed(clinic, "mon-new").said()

    director = enter("director")
    director.go("/devices/")
    director.sees("Something that is not on the register sends here.")
    director.looks()
    director.follow("Look what it is")
    aside = director.page.locator("section.card", has_text="mon-new is not on the register")
    expect(aside).to_be_visible()
    director.looks()
    aside.get_by_label("What it was").fill("our new monitor: registered now")
    director.press("Looked at", within=aside)
    director.sees("Noted.")

    director.go("/devices/register/")
    director.fill("Its name, as it sends it", "mon-new")
    director.fill("Make", "Example Medical")
    director.looks()
    director.press("Register it")
    director.sees("Registered, on trial.", "Nothing of it was ever heard")
    director.looks()
    director.pick("mode", "real")
    director.refusals.add(422)
    director.press("Set")
    director.sees("Not yet: 10 of 10 lines of its checklist are not signed")

    nurse = enter("nurse")
    nurse.go(chair + "pair/")
    nurse.page.locator('select[name="chosen"]').select_option("mon-new")
    nurse.looks()
    nurse.press("Pair")
    nurse.sees("mon-new")
    assert "3 messages sent, 0 refused" in replayed(clinic, "mon-new").said()
    expect(nurse.page.locator(".tile", has_text="Heart rate")).to_contain_text("83")

    director.go("/devices/register/")
    director.fill("Its name, as it sends it", "rest-new")
    director.page.get_by_label("How it speaks").select_option("fhir")
    director.press("Register it")
    director.press("Draw a new secret")
    secret = director.page.locator("[data-secret]").inner_text()
    director.looks()
    nurse.go(chair + "pair/")
    nurse.fill("Or its name, typed or scanned", "rest-new")
    nurse.press("Pair")
    nurse.sees("rest-new")
    assert posted(clinic, secret, 17) == 201
    expect(nurse.page.locator(".tile", has_text="Breaths")).to_contain_text("17")
    director.go("/devices/")
    row = director.page.locator("tr", has_text="rest-new")
    expect(row).to_contain_text("chair R")
