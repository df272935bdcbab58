"""The own pages: what is due, the next visit, side effects, progress, the summary and the whole record."""

import csv
import json
import weakref
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from leeward.clinic.aftercare import actions as aftercare
from leeward.clinic.aftercare.models import CheckIn
from leeward.clinic.audit.models import Read
from leeward.clinic.crises.models import Crisis, CrisisStep
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.messaging import actions as messaging
from leeward.clinic.messaging.models import Agreement, Channel
from leeward.clinic.outcomes.actions import enter_scores
from leeward.clinic.patient import export, home_page, limits, side_effects
from leeward.clinic.patient.models import ReportTaken, SideEffectReport, Sitting
from leeward.clinic.people import actions as people
from leeward.clinic.people.access import ACCESS
from leeward.clinic.people.models import AllergyRecord
from leeward.clinic.people.roles import Role
from leeward.clinic.scheduling.models import Booking, BookingEvent
from leeward.clinic.therapy.models import NoteReader
from recovered import recovered as ended

pytestmark = pytest.mark.django_db
PAGES = (
    "/my/",
    "/my/safety/",
    "/my/side-effects/",
    "/my/progress/",
    "/my/summary/",
    "/my/record/",
    "/my/passkey/",
    "/my/messages/",
)
FILES = ("/my/summary.pdf", "/my/record.zip")


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_every_own_page_opens_and_is_recorded(own, person, path):
    response = own.get(path)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store, private"
    assert len(response.content) < 40_000
    row = Read.objects.latest("pk")
    assert row.person_id == person.pk
    assert row.actor.startswith("pages ")


@pytest.mark.hazard("H37 unauthorised access")
@pytest.mark.parametrize("path", [*PAGES, *FILES])
@pytest.mark.parametrize("role", [None, *Role])
def test_no_session_of_the_staff_opens_an_own_page(client_as, own, path, role):
    assert client_as(role).get(path).status_code == 404


@pytest.mark.hazard("H37 unauthorised access")
def test_the_own_pages_open_nothing_of_the_staffs(own, person):
    closed = [name for name, rule in ACCESS.items() if rule.readers or rule.circle.name == "SIGNED_IN"]
    opened = []
    for name in closed:
        for path in _addresses(name, person.pk):
            response = own.client.get(path)
            if response.status_code not in {302, 403} or "/my/" in response.get("Location", ""):
                opened.append((name, response.status_code))
    assert not opened
    assert len(closed) > 100


def _addresses(name: str, person_id) -> list[str]:
    from clinic.test_access_matrix import ADDRESSES

    return [each.url(person_id) for each in ADDRESSES if each.name == name]


def test_leaving_a_link_asks_for_the_date_of_birth_again(own):
    own.post("/my/leave/")
    assert own.get("/my/")["Location"] == "/my/again/"


# Today


@pytest.fixture
def tomorrow(person, nurse, clock):
    """An infusion is booked for tomorrow."""
    booking = Booking.objects.create(person=person, kind="infusion", at=clock, by=nurse)
    starts = clock + timedelta(hours=20)
    return BookingEvent.objects.create(
        booking=booking,
        number=1,
        kind="booked",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        at=clock,
        by=nurse,
    )


def test_what_is_due_is_begun_from_the_first_page(own, person, nurse, on_call, tomorrow):
    page = text(own.get("/my/"))
    assert "Hello Ada" in page
    assert "Questions that are due." in page
    time_point = page.split('name="time_point" value="')[1].split('"')[0]
    response = own.post("/my/answer/", time_point=time_point)
    sitting = Sitting.objects.get()
    assert response["Location"] == f"/my/questions/{sitting.pk}/"
    assert sitting.by == nurse
    assert "questions are answered" in text(own.get("/my/"))
    assert own.post("/my/answer/", time_point="Never")["Location"] == "/my/"


def test_what_is_due_stands_on_the_form_that_gives_a_link(client_as, person, tomorrow):
    page = text(client_as(Role.FRONT_DESK).get(f"/people/{person.pk}/pages/"))
    assert "At the baseline" in page.split('name="time_point" value="')[1].split('"')[0]
    assert " checked" in page


def test_nothing_is_due_before_anything_is_planned(own):
    assert "Nothing: you are up to date." in text(own.get("/my/"))


def test_the_next_visit_counts_down_and_says_what_to_do_before(own, tomorrow):
    page = text(own.get("/my/"))
    assert "Infusion, t" in page  # tomorrow, or today: by the clock of whoever runs this
    assert "Name an adult who takes you home" in page
    assert "Water and other clear drinks until" in page


def test_a_patient_ends_messages(own, person, nurse, clock):
    messaging.agree(person_id=person.pk, channel=Channel.EMAIL, address="ada@example.org", at=clock, by=nurse)
    assert "ada@example.org" in text(own.get("/my/messages/"))
    assert own.post("/my/messages/", channel="pigeon").status_code == 302
    assert "ada@example.org" in text(own.get("/my/messages/"))
    own.post("/my/messages/", channel="email")
    assert "ada@example.org" not in text(own.get("/my/messages/"))
    assert Agreement.objects.latest("pk").told == "patient"


@pytest.fixture
def yesterday(person, nurse, prescriber, clock):
    """An infusion of which the call is due in an hour."""
    infusion = ended(person.pk, nurse=nurse, start=clock - timedelta(hours=26))
    deed = Deed(
        person_id=person.pk, infusion_id=infusion.pk, event_id=uuid4(), by=prescriber, at=clock - timedelta(hours=23)
    )
    aftercare.hand_out(deed, due_at=clock + timedelta(hours=1), phone="+1 555 0177", next_visit="")
    Infusion.objects.filter(pk=infusion.pk).update(state="discharged")
    return infusion


def test_the_day_after_is_answered_from_the_own_pages(own, yesterday):
    assert "How are you today?" in text(own.get("/my/"))
    assert own.post("/my/day-after/", form_id=str(uuid4()), night="well")["Location"] == "/my/questions/thanks/"
    row = CheckIn.objects.get()
    assert (row.infusion, row.answers, row.by) == (yesterday, {"night": "well"}, None)


@pytest.mark.hazard("H34 Suicidality missed")
def test_self_harm_on_the_day_after_shows_help_at_once(own, yesterday, on_call):
    page = text(own.post("/my/day-after/", form_id=str(uuid4()), harm="yes"))
    assert "You are not alone with this" in page
    assert Crisis.objects.count() == 1


def test_nothing_is_asked_of_the_day_after_where_there_was_none(own):
    assert own.get("/my/day-after/")["Location"] == "/my/"
    assert "was not kept" in text(own.post("/my/day-after/", form_id=str(uuid4()), harm="yes"))


@pytest.mark.parametrize(("hours", "says"), [
    (0.5, "within the hour"), (1, "today, in 1 hour"), (5, "today, in 5 hours"), (24, "tomorrow"), (48, "in 2 days"),
])  # fmt: skip
def test_the_countdown_counts_days_by_the_calendar(now, hours, says):
    assert home_page.countdown(now + timedelta(hours=hours), now=now) == says


# Side effects


def report(own, **told):
    return own.post("/my/side-effects/", report_id=str(uuid4()), **told)


def test_a_serious_side_effect_says_what_to_do_now_and_waits_for_the_clinic(own, person, client_as):
    page = text(report(own, effects=["chest", "nausea"], since="today"))
    assert "Please act now" in page
    assert "Call the emergency number now" in page
    row = SideEffectReport.objects.get()
    assert (row.person, row.effects, row.is_serious) == (person, ["chest", "nausea"], True)
    home = text(client_as(Role.NURSE).get("/"))
    assert "Side effects reported: SAMPLE, Ada" in home
    assert "act now" in home


def test_a_report_is_taken_once_with_what_was_done(own, person, client_as):
    report(own, effects=["nausea"])
    row, nurse = SideEffectReport.objects.get(), client_as(Role.NURSE)
    path = f"/people/{person.pk}/pages/reports/{row.pk}/"
    assert "Nausea" in text(nurse.get(path))
    assert nurse.post(path, {"did": " "}).status_code == 422
    assert nurse.post(path, {"did": "Called: better today."}).status_code == 302
    assert "already" in text(nurse.post(path, {"did": "Again"}))
    assert ReportTaken.objects.get().did == "Called: better today."
    assert "Side effects reported" not in text(nurse.get("/"))


def test_a_report_tells_something(own):
    assert "Tick something" in text(report(own, words="  "))
    assert not SideEffectReport.objects.exists()


def test_a_report_sent_twice_is_kept_once(own):
    told = {"report_id": str(uuid4()), "effects": ["nausea"]}
    for _ in range(2):
        own.post("/my/side-effects/", **told)
    assert SideEffectReport.objects.count() == 1


@pytest.mark.hazard("H34 Suicidality missed")
@pytest.mark.parametrize("told", [{"harm": "yes"}, {"words": "Some days I want to die."}, {"words": "Quiero matarme"}])
def test_self_harm_in_a_report_shows_help_at_once_and_opens_the_watched_path(own, person, on_call, told):
    page = text(report(own, **told))
    assert "You are not alone with this" in page
    assert "on the screens of our team now" in page
    assert Crisis.objects.get().person == person
    assert CrisisStep.objects.get().told["instrument"] == "Report of side effects"
    assert SideEffectReport.objects.count() == 1


@pytest.mark.hazard("H34 Suicidality missed")
def test_help_is_shown_where_a_report_could_not_be_kept(own, monkeypatch):
    monkeypatch.setattr("leeward.clinic.patient.reports.keep", lambda **_: 1 / 0)
    assert "was not kept" in text(report(own, harm="yes"))


@pytest.mark.hazard("H34 Suicidality missed")
@pytest.mark.parametrize("words", [
    "I think about suicide", "I want to kill myself", "better off dead", "I don't want to wake up", "no quiero vivir",
    "thought of ending it all", "I cut myself", "took an overdose", "I wish I was dead", "i want to be dead",
])  # fmt: skip
def test_words_that_may_mean_self_harm_are_found(words):
    assert side_effects.may_mean_harm(words)


@pytest.mark.parametrize(
    "words", ["I felt sick and dizzy", "dead tired of the drip", "my phone died", "deadline at work"]
)
def test_other_words_are_not(words):
    assert not side_effects.may_mean_harm(words)


# Progress


def scored(person, by, *, at, value, key="pcl-5", now=None):
    lines = {"pcl-5": 20, "phq-9": 9}[key]
    whole, rest = divmod(value, lines)
    answers = [whole + (n < rest) for n in range(lines)]
    enter_scores(
        entry_id=uuid4(), person_id=person.pk, scale_key=key, answers=answers, taken_at=at, source="patient", by=by,
        at=now or at,
    )  # fmt: skip


@pytest.mark.parametrize(("after", "says"), [
    (30, "more than such a score usually moves by itself"),
    (45, "no more than such a score moves by itself"),
    (70, "That is a real rise"),
])  # fmt: skip
def test_progress_is_told_in_plain_words(person, nurse, clock, after, says):
    from leeward.clinic.patient.progress import told_of
    from leeward.instruments import PCL5, score
    from leeward.outcomes import DatedScore, trajectory

    def whole(value):
        each, rest = divmod(value, 20)
        return score(PCL5, [each + (n < rest) for n in range(20)])

    days = [clock - timedelta(days=n) for n in (9, 8, 1)]
    course = trajectory(
        [DatedScore(score=whole(50), at=days[0]), DatedScore(score=whole(after), at=days[2])], [days[1]]
    )
    told = told_of(course.series[0])
    assert any(says in line for line in told.says)
    assert told.score == str(after)


def test_progress_without_a_first_score_says_so(own, person, nurse, clock):
    scored(person, nurse, at=clock, value=40)
    page = text(own.get("/my/progress/"))
    assert "Newest score: 40" in page
    assert "A score alone cannot say why it moved" in page
    assert "as a table" in page
    assert "<svg" in page
    assert "<caption>After what happened (PCL-5)</caption>" in page


# Summary and record


def test_the_summary_is_current_and_prints(own, person, nurse, clock):
    assert "No infusion was given yet." in text(own.get("/my/summary/"))
    people.record_allergies(person_id=person.pk, substances=("Latex",), by=nurse, at=clock)
    scored(person, nurse, at=clock, value=40)
    page = text(own.get("/my/summary/"))
    assert "Latex" in page
    assert "After what happened (PCL-5)" in page
    made = own.get("/my/summary.pdf")
    assert made.content.startswith(b"%PDF-")
    assert made["Content-Type"] == "application/pdf"


def test_the_summary_tells_what_was_answered_the_day_after(own, yesterday):
    assert "None is recorded." in text(own.get("/my/summary/"))
    own.post("/my/day-after/", form_id=str(uuid4()), stomach="vomiting", bladder="yes", mood="better", harm="no",
             pressure="172/104")  # fmt: skip
    page = text(own.get("/my/summary/"))
    assert "None is recorded." not in page
    assert "I vomited and kept nothing down" in page
    assert "Passing urine hurt" in page
    assert "Blood pressure at home: 172/104 mmHg" in page
    assert "you told us the day after" in page
    assert "I felt worse" not in page


def test_the_safety_page_says_what_was_for_that_day_and_what_stays_true(own, yesterday, monkeypatch, clock):
    page = text(own.get("/my/safety/"))
    assert "What we asked of you for that day is over." in page
    assert "Do not drive" not in page
    assert "Today," not in page
    assert "We call you at about" in page  # in an hour
    assert "Chest pain" in page
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock + timedelta(hours=2))
    own.open()
    page = text(own.get("/my/safety/"))
    assert "Call us, day or night, if" in page
    assert "We call you at about" not in page


def unzipped(response) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(response.getvalue()))


@pytest.fixture
def record(own, person, nurse, clock):
    """The whole record, unpacked."""
    people.record_allergies(person_id=person.pk, substances=("Latex",), by=nurse, at=clock)
    scored(person, nurse, at=clock, value=40)
    report(own, words="=2+2 felt sick", effects=["nausea"])
    response = own.get("/my/record.zip")
    assert response["Content-Disposition"] == 'attachment; filename="my-record.zip"'
    with unzipped(response) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def test_the_record_holds_what_is_the_persons(record, person, nurse):
    told = json.loads(record["record.json"])
    assert told["people_person"][0]["family_name"] == "Sample"
    assert told["outcomes_scoreentry"][0]["total"] == 40
    assert told["outcomes_scoreentry"][0]["by_id"] == nurse.name
    assert told["audit_read"][0]["page"]
    rows = list(csv.reader(StringIO(record["tables/patient_sideeffectreport.csv"])))
    assert rows[1][rows[0].index("words")] == "'=2+2 felt sick"  # no formula for a spreadsheet


def test_the_record_says_what_it_leaves_out(record, own):
    assert "Private notes of therapists" in record["READ-ME.txt"]
    assert "Private notes of therapists" in text(own.get("/my/record/"))
    with override("es"):
        assert "Las notas que cada terapeuta guarda para sí" in " ".join(export.left_out())
        assert "Private notes of therapists" in export._read_me({}, "now")


def test_a_table_of_the_record_is_read_row_by_row(own, person, nurse, monkeypatch, clock):
    """No more than one row of a table is kept while the file is written."""
    alive, most = weakref.WeakSet(), []
    for number in range(40):
        people.record_allergies(person_id=person.pk, substances=(f"Latex {number}",), by=nurse, at=clock)
    value = export._value

    def watched(row, field):
        if isinstance(row, AllergyRecord):
            alive.add(row)
        most.append(len(alive))
        return value(row, field)

    monkeypatch.setattr(export, "_value", watched)
    monkeypatch.setattr(export, "AT_ONCE", 2)
    with export.whole_record(person.pk, now=clock) as file, zipfile.ZipFile(file) as told:
        rows = json.loads(told.read("record.json"))["people_allergyrecord"]
    assert len(rows) == 40
    assert max(most) < 10


def test_the_record_is_made_so_often_in_an_hour_and_then_says_so(own):
    for _ in range(limits.RECORDS_PER_HOUR):
        made = own.get("/my/record.zip")
        assert made.status_code == 200
        list(made.streaming_content)  # read to its end: closed before it, the test's connection closes with it
    over = own.get("/my/record.zip")
    assert over.status_code == 429
    assert "Try again in an hour" in text(over)
    assert limits.too_many_records(uuid4()) is False  # another person’s is not counted with it


def test_the_record_holds_no_secret_and_nobody_else(record, person, nurse, staff):
    whole = "".join(record.values())
    assert "token_hash" not in whole
    assert nurse.username not in json.dumps(json.loads(record["record.json"])["outcomes_scoreentry"])
    assert staff(Role.ADMINISTRATOR).name not in whole


def test_the_fhir_bundle_reads_in_again(record, clock):
    from leeward.fhir.bundle import import_bundle

    read = import_bundle(record["fhir-bundle.json"].encode(), on=clock.date())
    assert (read.person.family, read.person.given) == ("Sample", "Ada")
    assert read.allergies == ("Latex",)


@pytest.mark.hazard("H37 unauthorised access")
def test_another_persons_rows_are_nowhere_in_it(own, nurse, clock):
    other = people.add_person(family_name="Stranger", given_names="Sam", born=None, at=clock)
    people.record_allergies(person_id=other, substances=("Bees",), by=nurse, at=clock)
    with unzipped(own.get("/my/record.zip")) as file:
        whole = "".join(file.read(name).decode() for name in file.namelist())
    assert "Stranger" not in whole
    assert "Bees" not in whole


def test_private_notes_of_therapists_stay_with_them():
    private = {each._meta.db_table for each in export.about_persons() if export.is_private(each)}
    assert private == {"therapy_therapynote"}
    told = {each._meta.db_table for each in export.about_persons()}
    assert told >= {"outcomes_scoreentry", "infusions_journalentry", "infusions_reading", "consents_consentsignature",
                    "patient_sittinganswer", "aftercare_checkin", "crises_crisisstep"}  # fmt: skip


def test_whatever_holds_a_secret_is_known_as_one():
    for model in export.about_persons():
        for field in model._meta.local_concrete_fields:
            is_secret = field.column.startswith(("token", "secret", "password", "code_hash", "key_hash", "credential"))
            assert not is_secret or field.column in export.SECRETS or model._meta.db_table in export.LEFT_OUT, field
    assert apps.get_model("patient", "PatientSession") in export.about_persons()


# The clinic's side


def test_a_link_is_given_with_its_picture_and_what_came_back_is_seen(client_as, person, asked):
    desk = client_as(Role.FRONT_DESK)
    told = {"link_id": str(uuid4()), "time_point": "Before infusion 3", "scales": ["pcl-5", "gad-7"]}
    page = text(desk.post(f"/people/{person.pk}/pages/questions/", told))
    assert "The link, shown only now" in page
    assert "data:image/svg+xml" in page
    assert "Before infusion 3" in page
    assert "not begun" in page
    assert desk.post(f"/people/{person.pk}/pages/questions/", told | {"scales": []}).status_code == 422
    assert desk.post(f"/people/{person.pk}/pages/questions/", told).status_code == 422  # this link was made before


def test_a_link_is_taken_back(client_as, person, own):
    desk = client_as(Role.FRONT_DESK)
    link = person.pages_links.get()
    assert desk.post(f"/people/{person.pk}/pages/links/{link.pk}/revoke/").status_code == 302
    assert own.get("/my/").status_code == 404
    assert "taken back" in text(desk.get(f"/people/{person.pk}/pages/"))


def test_the_persons_page_says_what_came_back(client_as, person, asked):
    page = text(client_as(Role.NURSE).get(f"/people/{person.pk}/"))
    assert "The patient’s own pages" in page
    assert reverse("patient:given", args=[person.pk]) in page
    assert Client().get(f"/people/{person.pk}/pages/").status_code == 302


@pytest.mark.hazard("H37 unauthorised access: the front desk and what a patient told")
def test_side_effects_are_for_whoever_may_open_their_report(own, person, client_as):
    report(own, effects=["nausea"])
    row, page = SideEffectReport.objects.get(), f"/people/{person.pk}/pages/"
    client_as(Role.NURSE).post(f"{page}reports/{row.pk}/", {"did": "Called: better today."})
    report(own, effects=["chest"])
    for role in (each for each in Role if ACCESS["patient:given"].may(each, "GET")):
        shown, may_open = text(client_as(role).get(page)), ACCESS["patient:report"].may(role, "GET")
        told = ("Nausea", "Chest pain", "Called: better today.", f"/reports/{row.pk}/", "Side effects reported")
        assert [each in shown for each in told] == [may_open] * len(told), role
    assert not ACCESS["patient:report"].may(Role.FRONT_DESK, "GET")


def test_whom_the_patient_named_to_read_notes_is_in_the_record(own, person, nurse, staff, clock):
    told = {"author": staff(Role.THERAPIST), "reader": nurse, "by": staff(Role.THERAPIST)}
    NoteReader.objects.create(person=person, may_read=True, says="In this room.", at=clock, **told)
    with unzipped(own.get("/my/record.zip")) as file:
        (row,) = json.loads(file.read("record.json"))["therapy_notereader"]
    assert (row["reader_id"], row["may_read"], row["says"]) == (nurse.name, True, "In this room.")
