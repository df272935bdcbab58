"""The medical director changes a limit: drafts it, reads the difference, sees whom it concerns, and signs."""

import re

import pytest
from playwright.sync_api import expect

from journeys.served import PASSWORD, staffed

pytestmark = pytest.mark.journey
RESTING = "/protocol/parts/resting/change/"
WEIGHS = "Systolic above which a prescriber weighs the risk"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """A clinic of its own: what is signed here judges nobody else's journey."""
    with staffed(tmp_path_factory.mktemp("protocol")) as made:
        yield made


def judged(nurse, at):
    nurse.go(f"{at}assessment/")
    nurse.sees("Leeward standard, version 1: not signed by a medical director")
    nurse.press("Record this assessment")
    nurse.sees("protocol version 1, in force now")


@pytest.mark.hazard("H38 rule or limit update breaks practice")
def test_from_another_number_to_the_signature(enter, clinic):
    made = clinic.seed("person", family="Grenze")
    at = f"/people/{made['person_id']}/"
    nurse, director = enter("nurse"), enter("director")
    judged(nurse, at)

    director.go("/protocol/")
    director.sees("not signed by a medical director", "Resting blood pressure")
    director.looks()
    director.follow("Resting blood pressure")
    director.sees("Systolic above which treatment is barred", "180 mmHg", "read in the source")
    director.looks()
    director.follow("Change these")

    refused(director)
    drafted(director)
    weighed(director)
    signed(director)

    nurse.go(f"{at}assessment/")
    nurse.sees("Clinic protocol, version 2: signed by Dr Dina Director", "above 120/90 mmHg")
    nurse.go(f"{at}assessment/decisions/")
    nurse.sees("protocol version 1, an older one: version 2 is in force now")
    nurse.follow(re.compile(r"\d\d-\w{3}-\d{4}"), within=nurse.page.locator("main"))
    nurse.sees("Computed again just now, it came out the same", "the same answers come out as “needs sign-off”")
    nurse.refusals.add(403)
    assert nurse.go(RESTING).status == 403


def refused(director):
    director.refusals.add(422)
    director.fill(WEIGHS, "150", exact=True)
    director.fill(f"Why, if you change it: {WEIGHS}", "our cardiologist asks for it")
    director.press("Save as a draft")
    director.sees("There is a problem", "150 mmHg is above 140 mmHg, the shipped number, which can only be tightened")
    director.looks(again=True)


def drafted(director):
    director.fill(WEIGHS, "120", exact=True)
    director.press("Save as a draft")
    director.sees("Draft of version 2", "140 mmHg", "120 mmHg", "stricter", "our cardiologist asks for it")
    director.looks()


def weighed(director):
    director.follow("See what it would change")
    director.sees("Another outcome", "1 of 1 stored charts", "GRENZE", "eligible", "needs sign-off")
    director.sees("from 140 mmHg to 120 mmHg")
    director.looks()
    director.follow("Go on to sign")


def signed(director):
    director.fill("Password", PASSWORD)  # signing asks again who it is
    director.page.locator("main").get_by_role("button").first.click()
    director.sees("Sign: Draft of version 2", "Hash of exactly this")
    director.looks()
    director.page.get_by_label("I have read the changes").check()
    director.fill("Your name", "Somebody Else")
    director.press("Sign as Dr Dina Director")
    director.sees("Type your own name as it stands in your account")
    director.page.get_by_label("I have read the changes").check()
    director.fill("Your name", "Dr Dina Director")
    director.press("Sign as Dr Dina Director")
    expect(director.page).to_have_url(re.compile("/protocol/versions/2/"))
    director.sees("Version 2 is signed and in force", "Hashed again just now, it is what was signed")
    director.looks()


PAGES = ("/protocol/", "/protocol/parts/oxygen-alarms/", RESTING, "/protocol/draft/", "/protocol/draft/impact/",
         "/protocol/versions/", "/protocol/versions/1/")  # fmt: skip


def test_no_page_of_the_protocol_scrolls_sideways_on_a_telephone(enter):
    director = enter("director", width=390)
    too_wide = []
    for path in PAGES:
        director.go(path)
        director.looks()
        too_wide += [path] if director.width() > 390 else []
    assert not too_wide
