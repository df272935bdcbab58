"""From a link to the chart: a patient answers on a telephone, and the clinic takes it over."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
PHONE_PX = 390


@pytest.fixture(scope="module")
def somebody(clinic):
    """A person of whom nothing was asked yet."""
    return clinic.seed("newcomer", family="Homeward")


def choose(patient, answer):
    patient.page.get_by_label(answer, exact=True).first.check(force=True)
    patient.press("Continue")


def enter_birth(patient, *, year="1985"):
    for part, value in (("Month", "7"), ("Day", "14"), ("Year", year)):
        patient.fill(part, value, exact=True)
    patient.press("Open")


def asked(patient, question):
    expect(patient.page.get_by_role("heading", level=1)).to_have_text(question)


def test_a_patient_answers_at_home_and_the_clinic_takes_it_over(enter, somebody):
    at = somebody["at"]
    desk = enter("desk")
    desk.go(at)
    desk.follow("Intake at home")
    desk.looks()
    desk.press("Make a link")
    desk.sees("The link, shown only now")
    link = desk.page.get_by_label("Link", exact=True).input_value()
    desk.looks(again=True)

    patient = enter(None, width=PHONE_PX)
    patient.refusals |= {404, 410, 422}
    patient.go(link)
    patient.looks()
    enter_birth(patient, year="1984")
    patient.sees("There is a problem", "do not open anything")
    expect(patient.page.locator("[data-error-summary]")).to_be_focused()
    patient.looks(again=True)
    enter_birth(patient)
    patient.sees("Questions about your health")
    patient.looks()
    patient.follow("Start")

    asked(patient, "Do you have any allergies?")
    patient.looks()
    patient.press("Continue")
    patient.sees("Choose an answer.")
    patient.looks(again=True)
    patient.page.get_by_label("Yes", exact=True).check(force=True)
    patient.fill("If yes: which ones?", "Penicillin")
    patient.press("Continue")
    asked(patient, "Do you take any medicines?")
    patient.page.get_by_label("Yes", exact=True).check(force=True)
    patient.fill("If yes: which ones?", "sertaline 100 mg")
    patient.press("Continue")
    patient.sees("Did you mean sertraline?")
    patient.looks()
    choose(patient, "Yes")
    asked(patient, "Have you ever been treated for high blood pressure?")
    choose(patient, "No")

    patient.page.go_back()  # the browser's own button
    asked(patient, "Have you ever been treated for high blood pressure?")
    expect(patient.page.get_by_label("No", exact=True)).to_be_checked()
    choose(patient, "Yes")
    choose(patient, "I don’t know")  # a heart attack
    assert patient.width() <= PHONE_PX

    other = enter(None, width=PHONE_PX)
    other.refusals |= {404, 410}
    other.go(link)
    enter_birth(other)
    other.sees("opened on another device")
    other.looks()

    patient.press("Stop for now")
    patient.sees("Come back when you like")
    patient.looks()
    patient.go(link)
    enter_birth(patient)
    patient.sees("Welcome back", "5 of")
    patient.looks(again=True)
    patient.follow("See all answers")
    patient.sees("Check your answers", "Penicillin", "No answer yet")
    patient.looks()
    assert patient.width() <= PHONE_PX
    patient.follow(re.compile("Change.*high blood pressure"))
    choose(patient, "No")
    expect(patient.page).to_have_url(re.compile("/intake/check/$"))
    patient.press("Send my answers")
    patient.sees("Thank you, your answers arrived")
    patient.looks()
    patient.go("/intake/check/")
    patient.sees("This page is closed")
    patient.looks()

    nurse = enter("nurse")
    nurse.go("/")
    nurse.sees("Answers from home: HOMEWARD")
    nurse.go(at)
    nurse.follow("Intake at home")
    nurse.follow("Read the answers")
    nurse.looks()
    nurse.sees("Penicillin", "sertaline 100 mg (sertraline)", "I don’t know")
    nurse.press("that contradict nothing")
    nurse.sees("answers were taken over", "Taken over: Nora Nurse")
    nurse.go(f"{at}assessment/chart/heart/")
    nurse.sees("told by the patient at home on")
    heart_attack = nurse.page.locator("#question_heart_attack")
    expect(heart_attack.get_by_label("Unknown", exact=True)).to_be_checked()  # unknown is not no
    nurse.go(at)
    nurse.sees("Penicillin")


def test_every_kind_of_question_fits_a_telephone_and_enlarged_words(enter, clinic):
    made = clinic.seed("intake_link", family="Enlarged")
    patient = enter(None, width=PHONE_PX)
    patient.go(made["link"])
    enter_birth(patient)
    too_wide = []
    for key in ("allergies", "seizures", "height", "weight", "escort", "therapy-cpt", "tried-medicines", "pcl-5_1"):
        patient.page.set_viewport_size({"width": PHONE_PX, "height": 844})
        patient.go(f"/intake/question/{key}/")
        patient.looks()
        for width in (PHONE_PX, PHONE_PX // 2):  # half as wide is what enlarging to 200 % leaves
            patient.page.set_viewport_size({"width": width, "height": 844})
            if patient.width() > width:
                too_wide.append(f"{key}: {patient.width()} px of {width}")
    assert not too_wide


def test_the_questions_need_no_script_and_no_mouse(browser, clinic):
    made = clinic.seed("intake_link", family="Keyboard")
    context = browser.new_context(java_script_enabled=False, viewport={"width": PHONE_PX, "height": 844})
    page = context.new_page()
    page.goto(clinic.address + made["link"])
    for part, value in (("Month", "7"), ("Day", "14"), ("Year", "1985")):
        page.get_by_label(part, exact=True).focus()
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Start").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Yes", exact=True).focus()
    page.keyboard.press("ArrowDown")  # to the no
    page.keyboard.press("Tab")  # to the names
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Do you take any medicines?")
    context.close()
