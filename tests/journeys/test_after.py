"""After an infusion: the gate, the instructions on a telephone, the way home, and the questions of the day after."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
PHONE_PX = 390


@pytest.fixture(scope="module")
def rested(clinic):
    """Somebody whose infusion ended long enough ago, with nothing of the discharge done yet."""
    return clinic.seed("recovered", family="Restful", chair="7")


@pytest.fixture(scope="module")
def yesterday(clinic):
    """Somebody who went home yesterday, and whose call is due in an hour."""
    return clinic.seed("went_home", family="Yester", chair="8", hours_ago=23)


def enter_birth(patient, born):
    year, month, day = born.split("-")
    for part, value in (("Month", month), ("Day", day), ("Year", year)):
        patient.fill(part, str(int(value)), exact=True)
    patient.press("Open")


def test_from_the_gate_to_the_telephone_and_home(enter, rested):
    nurse = enter("nurse")
    nurse.go(rested["at"] + "discharge/")
    nurse.sees("May not leave yet", "Unknown is not met.", "Not before")
    nurse.looks()
    nurse.follow("Let the patient stand up, and chart it")
    nurse.fill("Lying, after five minutes", "124/80")
    nurse.fill("Three minutes after standing up", "118/78")
    nurse.looks()
    nurse.press("Record")
    nurse.go(rested["at"] + "discharge/")
    nurse.sees("Lying 124/80, standing 118/78 mmHg.")

    nurse.follow("Hand out the instructions")
    nurse.sees("Nothing has been handed out yet.", "Do not drive, cycle or use machines until you have slept a night.")
    tomorrow = datetime.now() + timedelta(days=1)  # noqa: DTZ005 - the form's own day
    for part, value in (("Month", tomorrow.month), ("Day", tomorrow.day), ("Year", tomorrow.year)):
        nurse.fill(part, str(value), exact=True)
    nurse.fill("At", "12:00", exact=True)
    nurse.fill("Telephone of the patient", "+1 555 0177")
    nurse.press("Make the link and the sheet")
    nurse.sees("The link is shown only now")
    nurse.looks(again=True)
    link = nurse.page.get_by_label("Link", exact=True).input_value()

    patient = enter(None, width=PHONE_PX)
    patient.refusals |= {404, 410, 422}
    patient.go(link)
    enter_birth(patient, "1984-01-01")
    patient.sees("do not open anything")
    enter_birth(patient, rested["born"])
    patient.sees("After your infusion", "You had ketamine through a drip", "Do not drive", "12:00 on", "988")
    patient.looks()
    assert patient.width() <= PHONE_PX
    other = enter(None, width=PHONE_PX)
    other.refusals |= {410}
    other.go(link)
    enter_birth(other, rested["born"])
    other.sees("opened on another device")

    nurse.go(rested["at"] + "discharge/")
    nurse.choose_all("yes")
    nurse.press("Record the answers")
    prescriber = enter("prescriber")
    prescriber.go(rested["at"] + "discharge/")
    for label, text in (
        ("Who takes the patient home", "Erna Escort"), ("Their telephone number", "555 0101"),
        ("Prescriber's reason", "The journey measures nothing twice; awake and steady."),
    ):  # fmt: skip
        prescriber.fill(label, text)
    prescriber.page.locator('button[name="leave"]').click()
    prescriber.sees("Discharged.")

    nurse.go(rested["at"] + "discharge/")
    nurse.sees("with Erna Escort.")
    nurse.looks(again=True)
    nurse.follow("Report of this infusion")
    nurse.sees("Measured beside predicted", "Drug account", "Who did what", "The journey measures nothing twice")
    nurse.looks()
    with nurse.page.expect_download() as saved:
        nurse.follow("Save as PDF")
    assert saved.value.path().read_bytes().startswith(b"%PDF-")


def test_the_day_after_is_answered_on_the_telephone_and_acted_upon(enter, yesterday):
    patient = enter(None, width=PHONE_PX)
    patient.go(yesterday["link"])
    enter_birth(patient, yesterday["born"])
    patient.follow("Answer the questions")
    patient.looks()
    assert patient.width() <= PHONE_PX
    page = patient.page
    page.get_by_role("group", name=re.compile("Did you fall")).get_by_label("Yes", exact=True).check(force=True)
    page.get_by_role("group", name=re.compile("How did you sleep")).get_by_label("Well", exact=True).check(force=True)
    patient.fill("If you have a cuff at home", "128/80")
    patient.press("Send my answers")
    patient.sees("Thank you, your answers arrived")
    patient.looks()

    nurse = enter("nurse")
    nurse.go("/")
    nurse.sees("Day after: YESTER", "Fell, or nearly fell.")
    nurse.follow(re.compile("^Day after$"))
    nurse.sees("Answers that somebody has to act upon")
    nurse.looks()
    nurse.go(yesterday["at"] + "day-after/")
    nurse.sees("Fell, or nearly fell.")
    nurse.fill("What was done", "Called: a bruise, no blow to the head. Seen tomorrow.")
    nurse.press("Record what was done")
    nurse.sees("Done:", "a bruise")
    nurse.looks()
    expect(nurse.page.get_by_text("act on the answers")).to_have_count(0)
