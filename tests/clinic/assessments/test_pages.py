"""The pages of the assessment, as each role meets them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cleared import clear
from leeward.clinic.assessments import actions, charts
from leeward.clinic.assessments.models import Assessment, ChartEntry
from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import Role
from leeward.truth import NO, UNKNOWN, YES

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    """Pages read the clock: they are charted as of now."""
    return timezone.now()


def url(person, rest=""):
    return f"/people/{person.pk}/assessment/{rest}"


def test_an_empty_chart_is_told_by_body_system_and_never_as_a_no(client_as, person):
    page = client_as(Role.NURSE).get(url(person)).content.decode()
    assert "Needs information:" in page
    assert "Heart and vessels" in page
    assert "An unanswered one is never taken for a no." in page
    assert "What is known, and how surely" in page


def test_few_open_questions_are_asked_one_by_one(client_as, person, nurse, today):
    clear(person, by=nurse, at=today, answers={"aneurysm": None, "could_be_pregnant": YES, "pregnancy_test": None})
    page = client_as(Role.NURSE).get(url(person)).content.decode()
    assert "Needs information: 2 answers" in page
    assert f"{url(person)}chart/day/#question_pregnancy_test" in page
    assert f"{url(person)}chart/heart/#question_aneurysm" in page


def test_a_sign_off_is_led_to_and_recorded(client_as, person, nurse, today):
    clear(person, by=nurse, at=today, answers={"glaucoma": YES})
    client = client_as(Role.NURSE)
    page = client.get(url(person)).content.decode()
    assert "Needs 1 sign-off" in page
    assert url(person, "sign-off/glaucoma/") in page
    told = {
        "specialist": "Dr. Eye",
        "reason": "seen",
        "on_month": today.month,
        "on_day": today.day,
        "on_year": today.year,
    }
    assert client.post(url(person, "sign-off/glaucoma/"), told).status_code == 302
    page = client.get(url(person)).content.decode()
    assert "Eligible today" in page
    assert "Approved by Dr. Eye" in page
    assert client.get(url(person, "sign-off/glaucoma/")).status_code == 404


def test_a_medicine_that_nobody_knows_blocks_until_a_pharmacist_has_looked(client_as, person, nurse, today):
    clear(person, by=nurse, at=today, medicines=["kanna powder"])
    client = client_as(Role.NURSE)
    assert "Needs information: 1 answer" in client.get(url(person)).content.decode()
    page = client.get(url(person, "medicines/")).content.decode()
    assert "is not reviewed" in page
    address = url(person, "sign-off/medicine:kanna%20powder/")
    told = {
        "specialist": "P. Harm",
        "reason": "fine",
        "on_month": today.month,
        "on_day": today.day,
        "on_year": today.year,
    }
    assert client.post(address, told).status_code == 302
    assert "Eligible today" in client.get(url(person)).content.decode()


def test_a_therapist_reads_the_outcome_and_meets_no_button(client_as, person):
    client = client_as(Role.THERAPIST)
    page = client.get(url(person)).content.decode()
    assert "Record this assessment" not in page
    assert "Chart" not in page.split("What stands between")[1].split("</section>")[0].replace("charted", "")
    assert client.post(url(person)).status_code == 403
    assert client.get(url(person, "chart/heart/")).status_code == 403


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.RESEARCHER, Role.ADMINISTRATOR])
def test_others_do_not_open_the_assessment(client_as, person, role):
    assert client_as(role).get(url(person)).status_code == 403


def test_recording_keeps_a_decision_that_can_be_read(client_as, person):
    client = client_as(Role.PRESCRIBER)
    response = client.post(url(person))
    stored = Assessment.objects.get()
    assert response["Location"] == url(person, f"decisions/{stored.pk}/")
    page = client.get(response["Location"]).content.decode()
    assert "Needs information" in page
    assert "Not known whether this applies: The patient is pregnant." in page
    assert "<b>The patient is pregnant." not in page
    assert "came out the same" in page
    assert "Test Prescriber" in client.get(url(person, "decisions/")).content.decode()


def test_an_approval_of_another_course_is_named_and_asked_for_again(client_as, person, nurse, today):
    clear(person, by=nurse, at=today, answers={"glaucoma": YES})
    long_ago = timezone.localdate(today) - timedelta(days=120)
    actions.approve_finding(
        person_id=person.pk, rule_key="glaucoma", specialist="Dr. Eye", on=long_ago, reason="seen", by=nurse, at=today
    )
    page = client_as(Role.NURSE).get(url(person)).content.decode()
    assert "Needs 1 sign-off" in page
    assert f"Approved before (Dr. Eye, {long_ago:%d-%b-%Y}), for another course or another number: ask again." in page
    assert url(person, "sign-off/glaucoma/") in page


def decided(client, person):
    """Record the assessment as it stands, and read the page of the decision."""
    return client.get(client.post(url(person))["Location"]).content.decode()


def test_a_recorded_decision_names_the_medicine_that_barred_and_what_would_have_changed_it(
    client_as, person, nurse, today
):
    clear(person, by=nurse, at=today, medicines=["Spravato", "kanna powder"])
    page = decided(client_as(Role.PRESCRIBER), person)
    assert "Spravato (esketamine): do not combine" in page
    assert " bars</span>" in page
    assert "“kanna powder”" in page
    assert "not reviewed" in page
    assert "What would have changed the outcome" in page
    assert "Treatment without esketamine" in page


def test_a_recorded_decision_names_what_was_approved_as_approved(client_as, person, nurse, today):
    clear(person, by=nurse, at=today, answers={"glaucoma": YES}, medicines=["Parnate", "kanna powder"])
    for key in ("glaucoma", "medicine:tranylcypromine", "medicine:kanna powder"):
        actions.approve_finding(
            person_id=person.pk, rule_key=key, specialist="Dr. Eye", on=timezone.localdate(today), reason="seen",
            by=nurse, at=today,
        )  # fmt: skip
    page = decided(client_as(Role.PRESCRIBER), person)
    assert "Eligible" in page
    assert page.count(" signed</span>") == 3
    assert " sign-off</span>" not in page


@pytest.mark.hazard("H08 unknown history treated as negative")
def test_a_recorded_decision_shows_an_answer_of_an_earlier_day_with_its_day(client_as, person, nurse, today):
    """The page says that whatever it does not name was unknown: so it names everything that was not."""
    clear(person, by=nurse, at=today - timedelta(days=3), answers={"urinalysis_abnormal": YES})
    day = f"{timezone.localdate(today - timedelta(days=3)):%d-%b-%Y}"
    yes, no = decided(client_as(Role.PRESCRIBER), person).split("<h3>Yes:")[1].split("<summary>No:")
    assert f"show blood, or an infection? ({day})" in yes
    assert f"anything that is not yet explained? ({day})" in no


@pytest.mark.hazard("H01 wrong patient")
def test_the_decision_of_another_person_is_not_found(client_as, person, now):
    other = Person.objects.create(family_name="Other", given_names="Eve", created_at=now)
    client = client_as(Role.NURSE)
    client.post(url(person))
    assert client.get(url(other, f"decisions/{Assessment.objects.get().pk}/")).status_code == 404
    assert client.get(f"/people/{uuid4()}/assessment/").status_code == 404


def test_unknown_is_selected_until_somebody_answers(client_as, person, nurse, today):
    client = client_as(Role.NURSE)
    page = client.get(url(person, "chart/eye/")).content.decode()
    assert page.count('value="unknown" ') >= 2
    assert page.count("checked") == 2
    actions.answer(person_id=person.pk, answers={"glaucoma": NO}, by=nurse, at=today)
    page = client.get(url(person, "chart/eye/")).content.decode()
    assert "Test Nurse" in page


def posted(answers):
    """A form as the browser sends it: each answer with the one that the page was opened with."""
    return {
        key: value
        for name, (seen, now) in answers.items()
        for key, value in {name: now, f"initial-{name}": seen}.items()
    }


def test_answers_are_charted_and_the_next_part_is_opened(client_as, person):
    client = client_as(Role.NURSE)
    told = posted({"glaucoma": ("unknown", "yes"), "acute_eye": ("unknown", "no")})
    response = client.post(url(person, "chart/eye/"), {**told, "next": "yes"})
    assert response["Location"] == url(person, "chart/mind/")
    chart = charts.chart_of(person.pk, on=timezone.localdate())
    assert (chart.glaucoma, chart.acute_eye) == (YES, NO)


def test_an_old_tab_does_not_take_a_colleagues_answer_back(client_as, person, nurse, today):
    actions.answer(person_id=person.pk, answers={"glaucoma": YES}, by=nurse, at=today)
    told = posted({"glaucoma": ("unknown", "unknown"), "acute_eye": ("unknown", "no")})
    client_as(Role.NURSE).post(url(person, "chart/eye/"), told)
    chart = charts.chart_of(person.pk, on=timezone.localdate())
    assert (chart.glaucoma, chart.acute_eye) == (YES, NO)
    told = posted({"glaucoma": ("yes", "unknown")})
    client_as(Role.NURSE).post(url(person, "chart/eye/"), told)
    assert charts.chart_of(person.pk, on=timezone.localdate()).glaucoma is UNKNOWN


def test_what_did_not_change_is_not_charted_again(client_as, person):
    client = client_as(Role.NURSE)
    told = posted({"glaucoma": ("unknown", "no")})
    client.post(url(person, "chart/eye/"), told)
    client.post(url(person, "chart/eye/"), told)
    assert ChartEntry.objects.count() == 1


@pytest.mark.hazard("H02 lb entered as kg")
def test_the_weight_is_asked_in_kilograms_and_pounds_are_refused(client_as, person):
    client = client_as(Role.NURSE)
    page = client.get(url(person, "chart/general/")).content.decode()
    assert "in kilograms" in page
    assert client.post(url(person, "chart/general/"), {"weight": "70"}).status_code == 302
    response = client.post(url(person, "chart/general/"), {"weight": "154"})
    assert response.status_code == 422
    assert "pounds" in response.content.decode()
    assert "70 kg" in client.get(url(person)).content.decode()  # in the banner


def test_an_unusual_weight_is_confirmed_on_the_page(client_as, person):
    client = client_as(Role.NURSE)
    response = client.post(url(person, "chart/general/"), {"weight": "106"})
    assert response.status_code == 422
    assert "weighed_again" in response.content.decode()
    assert client.post(url(person, "chart/general/"), {"weight": "106", "weighed_again": "on"}).status_code == 302


def test_a_number_that_cannot_be_is_refused_with_its_range(client_as, person):
    response = client_as(Role.NURSE).post(url(person, "chart/heart/"), {"systolic": "12"})
    assert response.status_code == 422
    assert "12 is not plausible: 40 to 300 mmHg" in response.content.decode()


def test_two_pressures_that_were_exchanged_are_refused_and_nothing_is_charted(client_as, person):
    client = client_as(Role.NURSE)
    response = client.post(url(person, "chart/heart/"), {"systolic": "80", "diastolic": "120"})
    assert response.status_code == 422
    assert "120 mmHg is not below the systolic pressure, 80 mmHg. Were the two exchanged?" in response.content.decode()
    assert not ChartEntry.objects.exists()
    assert client.post(url(person, "chart/heart/"), {"systolic": "120", "diastolic": "80"}).status_code == 302


def test_an_empty_list_of_medicines_has_to_be_said(client_as, person):
    client = client_as(Role.NURSE)
    assert client.post(url(person, "medicines/"), {"names": ""}).status_code == 422
    assert client.post(url(person, "medicines/"), {"takes_none": "on"}).status_code == 302
    assert charts.chart_of(person.pk, on=timezone.localdate()).medicines == ()


def test_a_file_that_is_no_bundle_is_refused_in_a_sentence(client_as, person):
    file = SimpleUploadedFile("x.json", b"<Bundle/>")
    response = client_as(Role.NURSE).post(url(person, "import/"), {"bundle": file})
    assert response.status_code == 422
    assert "This is XML" in response.content.decode()


def test_a_file_above_the_limit_is_refused(client_as, person, monkeypatch):
    monkeypatch.setattr("leeward.clinic.assessments.forms.IMPORT_LIMIT_MB", 0)
    response = client_as(Role.NURSE).post(url(person, "import/"), {"bundle": SimpleUploadedFile("x.json", b"{}")})
    assert response.status_code == 422
    assert "more than 0" in response.content.decode()


def test_the_patients_page_tells_where_the_assessment_stands(client_as, person):
    page = client_as(Role.NURSE).get(f"/people/{person.pk}/").content.decode()
    assert "needs information" in page


def test_a_body_system_that_is_not_asked_is_not_found(client_as, person):
    assert client_as(Role.NURSE).get(url(person, "chart/elbow/")).status_code == 404
