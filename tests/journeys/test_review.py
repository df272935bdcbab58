"""The review by keyboard alone: read why, open a source, settle what is open, and override as two persons."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
FAR = 200  # more stops than any page has


@pytest.fixture(scope="module")
def case(clinic):
    return clinic.seed("excluded", family="Keyboard")


def walk_to(visitor, words: str) -> None:
    """Press Tab until what has the focus says the words."""
    for _ in range(FAR):
        visitor.page.keyboard.press("Tab")
        told = visitor.page.evaluate(
            "(() => { const at = document.activeElement;"
            " return (at.innerText || '') + ' ' + (at.getAttribute('aria-label') || '')"
            " + ' ' + (at.labels && at.labels[0] ? at.labels[0].innerText : ''); })()"
        )
        if words in " ".join(told.split()).replace(" :", ":"):
            return
    raise AssertionError(f"Tab never reached “{words}” on {visitor.page.url}")


def press(visitor, words: str, key: str = "Enter") -> None:
    walk_to(visitor, words)
    visitor.page.keyboard.press(key)


def review(visitor, case):
    visitor.go(f"{case['at']}assessment/")
    return visitor


def test_a_finding_its_source_and_its_control_are_reached_by_tab_and_enter(enter, case):
    prescriber = review(enter("prescriber"), case)
    prescriber.sees("Not eligible", "Before ketamine", "PS01", "What would change the outcome", "Work-up", "Judged by")
    prescriber.looks()
    press(prescriber, "Sources for Schizophrenia")
    expect(prescriber.page.locator("details[open] .cites").first).to_be_visible()
    press(prescriber, "What was charted", key="Space")
    press(prescriber, "Chart it: Is there an attack of angle-closure glaucoma")
    expect(prescriber.page).to_have_url(re.compile("#question_acute_eye$"))


def test_two_persons_override_by_keyboard_and_both_names_stand_on_the_review(enter, case):
    prescriber = review(enter("prescriber"), case)
    press(prescriber, "Override, by two")
    prescriber.sees("Override by two persons")
    prescriber.looks()
    walk_to(prescriber, "Your own reason")
    prescriber.page.keyboard.type("One episode in 1981.")
    press(prescriber, "Propose the override")
    prescriber.sees("A different person has to confirm it.", "it counts for nothing until a second person confirms")
    director = review(enter("director"), case)
    director.sees("Not eligible")
    press(director, "Second person")
    director.sees("Override by two persons", "One episode in 1981.")
    walk_to(director, "Your own reason")
    director.page.keyboard.type("Two letters of this year.")
    press(director, "Confirm the override")
    director.sees("overridden by Dr Petra Prescriber (prescriber) and Dr Dina Director (medical director)")
    expect(director.page.locator("h1")).not_to_contain_text("Not eligible")
    director.looks(again=True)


def test_evidence_is_filtered_by_keyboard(enter):
    therapist = enter("therapist", width=390)
    therapist.go("/evidence/")
    therapist.looks()
    walk_to(therapist, "Which numbers")
    therapist.page.keyboard.type("Outcomes")
    press(therapist, "Show")
    expect(therapist.page).to_have_url(re.compile("room=outcomes"))
    therapist.sees("numbers.")
    therapist.page.locator("details.chapter > summary").first.focus()
    therapist.page.keyboard.press("Enter")
    therapist.sees("2026-11")
    assert therapist.width() <= 390
    therapist.go("/assumptions/")
    therapist.looks()
    assert therapist.width() <= 390
