"""A patient signs the consent on a telephone that a nurse hands over, and gets nothing else to see."""

import re

import pytest
from playwright.sync_api import expect

from journeys.served import PASSWORD

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def patient(clinic):
    """A person with everything answered; the consent on paper, too."""
    made = clinic.seed("person", family="Telephone")
    return made | {"at": f"/people/{made['person_id']}/"}


def draw(page):
    """Draw a line over the field."""
    field = page.locator("canvas")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 50)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 20 + 20 * step, box["y"] + 50 + 15 * (step % 3))
    page.mouse.up()


def test_a_consent_is_signed_on_a_telephone_and_the_device_opens_nothing_else(enter, patient):
    nurse = enter("nurse", width=390)
    nurse.go(f"{patient['at']}consent/")
    nurse.looks()
    nurse.press("Hand the device to TELEPHONE, Test")
    nurse.sees("Ketamine infusions for PTSD", "Test Telephone", "suggests against", "do not drive")
    nurse.looks()
    assert nurse.width() <= 390

    nurse.go("/people/")  # whatever is typed into the address line
    expect(nurse.page).to_have_url(re.compile(r"/consent/hand-back/$"))
    nurse.sees("Nothing was signed", "Please give the device back")
    nurse.looks()
    assert nurse.width() <= 390
    nurse.follow("Back to the text")

    nurse.refusals.add(422)
    nurse.press("I agree and sign")
    nurse.sees("There is a problem", "Not ticked", "Type your name")
    assert nurse.width() <= 390

    for box in nurse.page.get_by_role("checkbox").all():
        box.focus()
        nurse.page.keyboard.press("Space")  # by keyboard alone
    nurse.fill("Type your first and last name", "Test Telephone")
    draw(nurse.page)
    nurse.press("I agree and sign")
    nurse.sees("Your consent is signed", "You can take your consent back at any time")
    nurse.fill("Staff: your password", PASSWORD)
    nurse.press("Take the device back")
    nurse.sees("Signed version 1", "as signed")
    nurse.follow(re.compile("^Copy"))
    expect(nurse.page.locator("svg.drawn polyline")).to_have_count(1)
    nurse.sees("text and record are as signed")
    nurse.looks()
    assert nurse.width() <= 390


def test_treatments_tried_are_told_on_a_telephone_and_stand_before_ketamine(enter, patient):
    therapist = enter("therapist", width=390)
    therapist.go(f"{patient['at']}assessment/history/")
    therapist.looks()
    therapist.follow("Add a psychotherapy")
    therapist.page.get_by_label("Prolonged exposure (PE)").check()
    therapist.fill("How many sessions?", "12")
    therapist.page.get_by_label("How did it help?").select_option("partial")
    therapist.fill("Who says so?", "the patient")
    therapist.looks()
    therapist.press("Save")
    therapist.sees("12 sessions, weeks not known", "12 sessions; 8 or more count.")
    therapies = therapist.page.locator("section", has=therapist.page.get_by_role("heading", name="Psychotherapies"))
    therapies.get_by_label("Yes").check()
    therapist.press("Save this answer", within=therapies)
    therapist.sees("First-line treatments not tried yet: cognitive processing therapy (CPT)")
    therapist.looks(again=True)
    assert therapist.width() <= 390
