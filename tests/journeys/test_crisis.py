"""A positive answer about suicide: from the questionnaire to the last recorded step, in front of several people."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from journeys.served import staffed
from journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.hazard("H34 Suicidality missed")]


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """A clinic of its own: nobody is on call yet, and no other crisis is open."""
    with staffed(tmp_path_factory.mktemp("crisis")) as made:
        yield made


def test_item_9_is_seen_taken_and_closed_by_people(enter, clinic):
    at = f"/people/{clinic.seed('person', family='Crisis')['person_id']}/"
    put_on_call(enter("director"))
    nurse, desk, therapist = enter("nurse"), enter("desk", width=390), enter("therapist")
    desk.go("/people/")
    expect(banner(desk)).to_have_count(0)
    answer_item_9(nurse, at)

    expect(banner(nurse)).to_contain_text("nobody has acknowledged it")
    expect(banner(nurse)).to_contain_text("CRISIS, Test")
    expect(banner(desk)).to_contain_text("Dr Petra Prescriber", timeout=40_000)  # by itself: nobody loads the page
    assert "CRISIS, Test" not in banner(desk).inner_text()
    assert desk.width() == 390
    desk.looks(again=True)

    nurse.follow("Open the crisis")
    nurse.sees(
        "To be acknowledged by", "9. Thoughts of death or self-harm", "most days", "988", "phones and pages nobody"
    )
    nurse.looks()
    page = nurse.page.url
    record(nurse, "I told somebody", "Record whom you told", who="Dr Petra Prescriber", says="by phone, she comes")
    nurse.press("Acknowledge")
    nurse.sees("Acknowledged.", "Patient to be reached by")
    expect(banner(desk)).to_have_count(0, timeout=40_000)

    nurse.page.get_by_label("Yes, I am or was in contact with the patient").check()
    record(nurse, "", "Record the attempt", says="In room 2.")
    record(nurse, "Assessed by", "Record the assessment", who="Dr Petra Prescriber", says="No intent, no plan.")
    record(nurse, "Safety plan", "Record the plan", says="Brother stays tonight. Visit tomorrow.")
    nurse.sees("A prescriber, the medical director or a therapist closes it.")
    nurse.looks(again=True)

    close(therapist, page)
    therapist.go(f"{at}crises/")
    therapist.sees("Closed.")
    therapist.looks()
    therapist.go("/crises/")
    therapist.sees("No crisis is open.")
    therapist.looks()


def banner(visitor: Visitor) -> Locator:
    return visitor.page.locator("#crisis-now [role=alert]")


def put_on_call(director: Visitor) -> None:
    director.go("/on-call/")
    director.sees("Nobody is on call")
    director.looks()
    director.page.locator("select[name=username]").select_option(label="Dr Petra Prescriber, prescriber")
    director.fill("Phone", "+1 555 0100")
    now = datetime.now(UTC)
    for label, hours in (("From", -1), ("Until", 200)):
        director.fill(label, f"{now + timedelta(hours=hours):%Y-%m-%dT%H:%M}", exact=True)
    director.press("Put on call")
    director.sees("The duty was entered.", "somebody is on call all the time")


def answer_item_9(nurse: Visitor, at: str) -> None:
    nurse.go(f"{at}outcomes/enter/phq-9/")
    nurse.sees("If a life is in danger")
    for number in range(1, 10):
        nurse.pick(f"item_{number}", 2 if number == 9 else 0)
    nurse.press("Record the answers")
    expect(nurse.page).not_to_have_url(re.compile("/enter/"))


def record(visitor: Visitor, step: str, button: str, *, says: str, who: str = "") -> None:
    """Open a step, fill it in, and record it."""
    if step:
        visitor.page.locator("summary", has_text=step).click()
    form = visitor.page.locator("form", has=visitor.page.get_by_role("button", name=button))
    if who:
        form.locator('[name="who"]').fill(who)
    form.locator('[name="says"]').fill(says)
    visitor.press(button)
    visitor.sees(says)


def close(therapist: Visitor, page: str) -> None:
    therapist.go(page)
    therapist.page.locator("summary", has_text="Close the crisis").click()
    therapist.refusals.add(422)
    therapist.press("Close the crisis")
    therapist.sees("There is a problem", "Choose how it ended.")
    therapist.looks(again=True)
    therapist.refusals.clear()
    therapist.page.get_by_label("Safe, with a plan").check()
    record(therapist, "", "Close the crisis", says="Seen tomorrow at nine.")
    therapist.sees("The crisis is closed.", "Closed: safe, with a plan")
    expect(therapist.page.locator("main form")).to_have_count(0)
