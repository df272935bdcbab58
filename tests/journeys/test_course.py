"""A course: planned, a session missed, the next step chosen, therapy placed, and a screen that holds the order."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from journeys.served import staffed

pytestmark = pytest.mark.journey
WHY = "Talked over with the patient."


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """A clinic of its own: its calendar is nobody else's."""
    with staffed(tmp_path_factory.mktemp("course"), "room") as made:
        yield made


def planned(prescriber, at):
    """Look at six in two weeks, and plan it."""
    prescriber.go(f"{at}course/plan/")
    prescriber.pick("schedule", "six-in-two-weeks")
    first = datetime.now(UTC).date() + timedelta(days=7)
    prescriber.page.get_by_label("First day").fill(f"{first:%Y-%m-%d}")
    prescriber.press("Look at the days")
    prescriber.sees("as it would be", "not booked")
    prescriber.looks()
    prescriber.press("Plan it")
    prescriber.sees("its sessions stand in the calendar", "chair C")
    prescriber.looks(again=True)


def missed(nurse, at, address):
    """Say that the patient did not come, and take the new days."""
    nurse.go(address)
    nurse.page.get_by_label("Why, in a few words").first.fill("Did not come, called twice.")
    nurse.press("Record as missed")
    nurse.sees("It was recorded as missed")
    nurse.looks()
    nurse.go(f"{at}course/plan/")
    nurse.sees("Did not come, called twice.", "The rest is laid on other days than the calendar has")
    nurse.press("Take the new days")
    nurse.sees("The rest stands on its new days", "in place of session 2")
    nurse.go("/calendar/")
    nurse.sees("chair C")
    nurse.looks()


def chosen(prescriber, at):
    """Choose a pause among what is offered."""
    prescriber.go(f"{at}course/next/")
    prescriber.sees("What may not be chosen now", "What is likely", "What the evidence does not support")
    prescriber.looks()
    prescriber.page.get_by_label("Why this one").fill(WHY)
    prescriber.page.get_by_role("button", name=re.compile(r"Choose this\s*: Pause")).click()
    prescriber.sees("The choice was recorded", WHY, "What it was made from")
    prescriber.looks()


def placed(therapist, at):
    """Place integration sessions in both calendars."""
    therapist.go(f"{at}therapy/")
    therapist.sees("one small randomized trial (27 people)")
    therapist.page.get_by_label("Kind").first.select_option("integration")
    therapist.page.get_by_label("Sessions").first.fill("2")
    therapist.press("Place the sessions")
    therapist.sees("2 sessions stand in both calendars")
    therapist.looks()


def held(prescriber, nurse, at):
    """The order is refused while nobody looked at the bladder; entering a result takes that reason away."""
    prescriber.go(f"{at}plan/")
    prescriber.press("Compute the options")
    prescriber.follow(re.compile("^Prescribe this"))
    prescriber.press("Approve for")
    prescriber.sees("Bladder: overdue", "See Long-term safety")
    nurse.go(f"{at}safety/")
    nurse.sees("An infusion today is held", "Bladder: overdue")
    nurse.looks()
    nurse.go(f"{at}safety/BLADDER/")
    nurse.page.get_by_label(re.compile("BPIC-SS")).fill("4")
    nurse.pick("blood_in_urine", "no")
    nurse.pick("up_twice_at_night", "no")
    nurse.fill("From", "asked here")
    nurse.looks()
    nurse.press("Record the result")
    nurse.sees("The result was recorded")
    expect(nurse.page.locator("body")).not_to_contain_text("Bladder: overdue")


def test_from_the_plan_to_an_order_that_a_screen_holds(enter, clinic):
    new, found = clinic.seed("person", family="Kurs"), clinic.seed("course_under_way", family="Verlauf")
    prescriber, nurse, therapist = enter("prescriber"), enter("nurse"), enter("therapist")
    planned(prescriber, f"/people/{new['person_id']}/")
    at = f"/people/{found['person_id']}/"
    missed(nurse, at, found["missed"])
    chosen(prescriber, at)
    placed(therapist, at)
    prescriber.refusals = {422}
    held(prescriber, nurse, at)
    therapist.go(f"{at}course/")
    therapist.sees("Pause for a medical review", WHY, "Did not come, called twice.")
    therapist.looks()
