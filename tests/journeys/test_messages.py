"""The desk asks whether we may write and keeps it, a page switches its language, and a message is ended."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def course(clinic):
    """A person with an infusion that runs."""
    made = clinic.seed("running", family="Message", chair="MG", device_id="mon-message")
    return made | {"at": f"/people/{made['person_id']}/"}


def test_the_desk_keeps_an_agreement_by_keyboard_and_corrects_a_number(enter, course):
    desk = enter("desk", width=390)
    desk.refusals.add(422)
    desk.go(course["at"])
    desk.page.locator(f'main a[href="{course["at"]}messages/"]').last.click()
    desk.sees("Not asked yet", "never a word of the treatment")
    desk.looks()
    desk.pick("channel", "sms")
    desk.fill("Address or number", "303 555 0100")
    desk.press("Keep")
    desk.sees("has no country")
    desk.looks(again=True)
    desk.fill("Address or number", "+1 303 555 0100")
    desk.press("Keep")
    desk.sees("The agreement was kept", "+13035550100")
    assert desk.width() <= 390
    desk.pick("channel", "sms")
    desk.pick("do", "end")
    desk.press("Keep")
    desk.sees("Wants no more", "nothing more is sent this way")
    desk.go("/messages/")
    desk.sees("Messages that did not arrive")
    desk.looks()


def test_a_patient_s_page_changes_its_language_by_a_link_and_keeps_it(enter):
    patient = enter(None, width=390)
    patient.go("/intake/open/no-such-link/")
    patient.looks()
    html = patient.page.locator("html")
    expect(html).to_have_attribute("lang", "en")
    patient.follow("Español")
    expect(html).to_have_attribute("lang", "es")
    expect(patient.page.get_by_role("link", name="Español")).to_have_attribute("aria-current", "true")
    box = patient.page.get_by_role("link", name="English").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    patient.looks(again=True)
    assert patient.width() <= 390
    patient.go("/intake/open/no-such-link/")
    expect(html).to_have_attribute("lang", "es")
    patient.go("/accounts/login/")
    expect(html).to_have_attribute("lang", "en")


def test_a_link_to_end_messages_that_does_not_work_says_what_to_do(enter):
    patient = enter(None, width=390)
    patient.refusals.add(404)
    patient.go("/stop/no-such-message/")
    patient.sees("This link does not work", "tell us")
    patient.looks()
    patient.follow("Español")
    patient.sees("Este enlace no funciona")
    assert patient.width() <= 390
