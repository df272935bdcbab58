"""The timeline and the report in the clinic: whole, true to what was kept, and for the right eyes only."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from leeward.clinic.courses import queries
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people import actions as people
from leeward.clinic.people.queries import banner
from leeward.clinic.people.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(infusion, person, client_as):
    return client_as(Role.NURSE).get(f"/people/{person.pk}/report/").content.decode()


@pytest.fixture
def report(infusion, person, prescriber):
    return queries.report(banner(person.pk), by=prescriber, now=timezone.now())


def test_every_part_is_there(page):
    heads = re.findall(r"<h2 id=\"([a-z0-9-]+)\"", page)
    assert heads == [
        "assessment", "tried", "medicines", "plan-1", "preparation-1", "infusion-1", "crises", "outcome", "known",
        "assumptions", "sources", "versions",
    ]  # fmt: skip


def test_the_plan_is_told_as_it_was_kept(report):
    plan = report.treatments[0].plan
    assert len(plan.options) >= 2
    assert [option.is_chosen for option in plan.options].count(True) == 1
    assert "approved by Test Prescriber" in plan.approved
    assert all(option.marks for option in plan.options)
    assert "systolic" in plan.predicted[0].name.lower()
    assert len(plan.predicted[0].values) == len(plan.options)


def test_the_preparation_names_two_persons(report):
    told = report.treatments[0].preparation
    assert told.prepared.startswith("Test Nurse")
    assert told.checked.startswith("Test Prescriber")
    assert told.checks


def test_the_infusion_says_what_went_in_and_what_happened(report, page):
    section = report.treatments[0].infusion
    rows = {row.name: row.value for row in section.rows}
    assert rows["Given"] == "35 mg, 0.5 mg/kg"
    assert rows["Infusing"] == "40 min; 1 pause, 3 min"
    (alarm,) = section.alarms
    assert (alarm.tag, alarm.answered) == ("medium, physiological", "paused (nurse, 15:18)")
    assert alarm.ended == "15:21"
    assert [line.totals[0] for line in section.scores] == ["0", "5", "unknown"]
    compared = {each.name: each for each in section.compared}
    assert compared["Highest systolic pressure"].measured == "160 mmHg at 20 min"
    assert "mmHg" in compared["Highest systolic pressure"].predicted
    assert "sister" in section.left
    assert "scored by hand on paper" in section.left
    assert section.seal_is_whole
    assert "chart-flowsheet" in page


def test_missing_is_said(page):
    assert "items 8 were left out, so the total is unknown" in page
    assert "PHQ-9: the change is unknown" in page


def test_a_made_up_person_is_marked_at_the_top_and_at_the_infusion(page):
    assert page.index("Simulated: this is a made-up person") < page.index("<h1")
    assert "readings and events come from a virtual patient" in page


def test_nothing_of_a_real_person_says_simulated(client_as, now):
    real = people.add_person(family_name="Real", given_names="Rae", born=None, at=now)
    page = client_as(Role.NURSE).get(f"/people/{real}/report/").content.decode()
    assert "Simulated" not in page
    assert "No assessment has been decided" in page
    assert "whether it helped is not known" in page


@pytest.mark.hazard("H40 Wrong trend/score shown (PCL-5 direction, mixed patient)")
def test_the_trend_of_the_report_is_the_library_s(report):
    standing = report.outcome.standings[0]
    assert (standing.latest, standing.change) == ("33", "−19 points (−37 %)")
    assert {word.name for word in standing.words if word.tag == "met"} == {
        "reliable change", "reliable change, stricter figure", "response",
    }  # fmt: skip
    assert "SAMPLE, Ada" in report.outcome.plot


def test_a_broken_journal_is_shouted(infusion, person, client_as, monkeypatch):
    monkeypatch.setattr("leeward.infusion.journal.verify", lambda _: 4)
    page = client_as(Role.NURSE).get(f"/people/{person.pk}/report/").content.decode()
    assert "NOT VERIFIED: entry 4 of the journal" in page


def test_the_file_carries_its_styles_and_the_page_does_not(infusion, person, client_as):
    file = client_as(Role.PRESCRIBER).get(f"/people/{person.pk}/report/file/")
    assert "attachment" in file["Content-Disposition"]
    assert "<style>" in file.content.decode()
    page = client_as(Role.PRESCRIBER).get(f"/people/{person.pk}/report/").content.decode()
    assert "<style" not in page
    assert "style=" not in page


def test_the_timeline_has_the_whole_way_in_order(infusion, person, client_as):
    days = queries.timeline_page(banner(person.pk), role=Role.NURSE).days
    kinds = [moment.kind for day in reversed(days) for moment in day.moments]
    assert kinds == [
        "Score", "Score", "Assessment", "Order", "Preparation", "Infusion", "Infusion", "Infusion", "Infusion",
        "Score", "Score",
    ]  # fmt: skip
    page = client_as(Role.NURSE).get(f"/people/{person.pk}/course/").content.decode()
    assert "chart-infusion" in page
    assert "does not say that ketamine caused it" in page
    assert "PHQ-9: unknown, items were left out." in page


def test_an_order_that_was_not_given_is_told_as_that(person, prescriber, nurse):
    from way import planned

    planned(person, prescriber=prescriber, nurse=nurse)
    (treatment,) = queries.report(banner(person.pk), by=prescriber, now=timezone.now()).treatments
    assert treatment.infusion is None
    assert "approved, and not given." in treatment.missing


@pytest.mark.parametrize("address", ["course", "report", "report/file"])
def test_only_the_care_team_reads(client_as, person, address):
    allowed = {role for role in Role if client_as(role).get(f"/people/{person.pk}/{address}/").status_code == 200}
    assert allowed == {Role.NURSE, Role.PRESCRIBER, Role.MEDICAL_DIRECTOR, Role.THERAPIST}


@pytest.mark.parametrize("address", ["course", "report", "report/file"])
def test_an_unknown_person_is_not_found_and_another_s_course_is_not_shown(infusion, client_as, now, address):
    other = people.add_person(family_name="Other", given_names="Ben", born=None, at=now)
    page = client_as(Role.NURSE).get(f"/people/{other}/{address}/").content.decode()
    assert "SAMPLE" not in page
    assert "35 mg, 0.5 mg/kg" not in page
    assert client_as(Role.NURSE).get(f"/people/{infusion.pk}/{address}/").status_code == 404


def test_the_therapist_is_led_to_the_report_of_what_is_over_and_never_to_the_chair(infusion, person):
    days = queries.timeline_page(banner(person.pk), role=Role.THERAPIST).days
    links = {moment.kind: moment.url for day in days for moment in day.moments}
    assert links["Infusion"] == reverse("courses:infusion_report", args=[person.pk, infusion.pk])
    assert links["Score"]
    assert Infusion.objects.count() == 1


def test_what_was_tried_and_the_consent_stand_behind_the_assessment(page):
    part = page[page.index('id="tried"') : page.index('id="medicines"')]
    assert "Nobody asked yet which treatments were tried." in part
    assert "First-line treatments of which it is not known whether they were tried: prolonged exposure (PE)" in part
    assert "<b>Consent.</b> Not signed here." in part
