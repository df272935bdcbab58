"""The call on the day after: due, overdue, answered, and what the answers open."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from leeward.clinic.aftercare import actions, queries, standing
from leeward.clinic.aftercare.models import CheckIn
from leeward.clinic.aftercare.standing import Stage
from leeward.clinic.crises.models import Crisis
from leeward.clinic.infusions import actions as infusions
from leeward.clinic.infusions import passing
from leeward.clinic.infusions.models import JournalEntry
from leeward.clinic.people.roles import Role
from leeward.infusion.journal import CannotAppend
from leeward.infusion.machine import CannotHappen
from leeward.truth import YES

from .conftest import CALM, Phone

pytestmark = pytest.mark.django_db


def stage(bed, at):
    return standing.one(**bed.ids).stage(at)


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


CLOCK = """
    hours after going home | stage
    -1                     | LATER
    19                     | LATER
    20                     | DUE
    21.9                   | DUE
    22                     | OVERDUE
    400                    | OVERDUE
"""


@pytest.mark.hazard("H33 post-discharge fall or harm")
@pytest.mark.parametrize("row", CLOCK.strip().splitlines()[1:], ids=lambda row: " ".join(row.split()))
def test_a_call_becomes_due_then_overdue_and_never_vanishes(gone, clock, row):
    hours, told = (cell.strip() for cell in row.split("|"))
    at = clock - timedelta(minutes=11) + timedelta(hours=float(hours))
    assert stage(gone, at) is Stage[told]
    assert gone.infusion.pk in {known.infusion.pk for known in standing.open_calls()}


@pytest.mark.hazard("H33 post-discharge fall or harm")
def test_no_call_is_agreed_for_another_week_or_another_year(bed, clock):
    bed.hand_out(clock, due_at=clock + timedelta(hours=96))
    for due_at in (clock, clock + timedelta(days=5), clock.replace(year=clock.year + 1), clock.replace(year=9999)):
        with pytest.raises(actions.CannotHandOut):
            bed.hand_out(clock, due_at=due_at)


@pytest.mark.hazard("H33 post-discharge fall or harm")
def test_what_is_overdue_is_told_to_everybody_who_knows_patients(gone, clock, client_as, later):
    assert "Day after:" not in words(client_as(Role.FRONT_DESK).get("/"))
    later(hours=23)
    desk = client_as(Role.FRONT_DESK)
    page = words(desk.get("/"))
    assert "Day after:" in page
    assert "overdue" in page
    told = words(desk.get("/day-after/"))
    assert "SAMPLE" in told
    assert "Overdue" in told


def test_a_call_of_today_stands_on_the_home_page_of_the_care_team(gone, later, client_as):
    later(hours=20.1)
    assert "call now" in words(client_as(Role.THERAPIST).get("/"))
    assert "Day after: " not in words(client_as(Role.RESEARCHER).get("/"))


@pytest.mark.hazard("H33 post-discharge fall or harm")
def test_calls_that_nobody_answers_stay_due(gone, clock):
    for _ in range(3):
        actions.record_attempt(check_in_id=uuid4(), **gone.ids, says="voicemail", by=gone.nurse, at=clock)
    assert standing.one(**gone.ids).attempts == 3
    assert stage(gone, clock + timedelta(hours=30)) is Stage.OVERDUE


def test_a_form_that_comes_again_with_other_words_is_refused_and_not_dropped(gone, clock, prescriber):
    told = {"check_in_id": uuid4(), **gone.ids, "at": clock}
    for _ in range(2):
        actions.record_attempt(**told, says="voicemail", by=gone.nurse)
    assert standing.one(**gone.ids).attempts == 1
    for send, says in ((actions.record_attempt, "line busy"), (actions.close, "voicemail")):
        with pytest.raises(actions.CannotCheckIn, match="sent before with other words"):
            send(**told, says=says, by=prescriber)
    answered = uuid4()
    actions.record_answers(check_in_id=answered, **gone.ids, told=CALM | {"fell": "yes"}, by=gone.nurse, at=clock)
    follow = {"person_id": gone.ids["person_id"], "check_in_id": answered, "by": prescriber, "at": clock}
    for _ in range(2):
        actions.follow_up(**follow, did="Seen in the clinic.")
    with pytest.raises(actions.CannotCheckIn, match="Seen in the clinic"):
        actions.follow_up(**follow, did="Sent to the hospital.")


def test_only_a_prescriber_stops_the_calling_and_says_why(gone, clock, prescriber):
    close = {"check_in_id": uuid4(), **gone.ids, "at": clock}
    with pytest.raises(actions.CannotCheckIn, match="prescriber"):
        actions.close(**close, says="moved away", by=gone.nurse)
    with pytest.raises(actions.CannotCheckIn, match="Say why"):
        actions.close(**close, says=" ", by=prescriber)
    actions.close(**close, says="Admitted to the county hospital; spoke to the ward.", by=prescriber)
    assert stage(gone, clock + timedelta(hours=30)) is Stage.CLOSED


def test_the_patient_answers_on_the_telephone(phone, gone, on_call, later):
    assert "You can also answer our questions here, from" in words(phone.get())
    later(hours=18)
    phone.open()
    assert "Answer the questions" in words(phone.get())
    assert "arrived" in words(phone.send())
    known = standing.one(**gone.ids)
    assert [each.kind for each in known.check_ins] == [CheckIn.Kind.WRITTEN]
    assert known.check_ins[0].by is None
    assert known.call.infusion.pk not in {each.infusion.pk for each in standing.open_calls()}
    assert "You answered our questions at" in words(phone.get())


@pytest.mark.hazard("H34 suicidality missed")
@pytest.mark.parametrize("is_rested", [False, True])
def test_a_yes_to_self_harm_opens_a_crisis_and_shows_whom_to_call(phone, gone, on_call, later, is_rested):
    later(hours=18)
    if not is_rested:
        phone.open()
    page = phone.send(harm="yes")
    assert "You are not alone with this" in page.content.decode()
    assert "the person on call is asked to contact you" in page.content.decode()
    assert Crisis.objects.filter(person=gone.infusion.person).count() == 1
    assert standing.one(**gone.ids).open_concerns()[0][1][0].key == "harm"


@pytest.mark.hazard("H34 suicidality missed")
def test_a_yes_is_never_kept_without_its_path(gone, clock, monkeypatch):
    monkeypatch.setattr("leeward.clinic.aftercare.actions.open_crisis", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        gone.answer(clock, harm="yes")
    assert not CheckIn.objects.exists()


@pytest.mark.hazard("H34 suicidality missed")
def test_a_form_sent_again_with_a_yes_is_not_taken_for_a_repeat(phone, gone, on_call, later):
    later(hours=18)
    phone.open()
    form = str(uuid4())
    phone.send(form_id=form)
    for _ in range(2):  # one step back in the browser, another answer, and sent twice
        phone.send(form_id=form, harm="yes")
    assert Crisis.objects.filter(person=gone.infusion.person).count() == 1
    assert [each.answers["harm"] for each in standing.one(**gone.ids).check_ins] == ["no", "yes"]


@pytest.mark.hazard("H34 suicidality missed")
def test_a_yes_that_cannot_be_kept_still_shows_whom_to_call(phone, on_call, later, monkeypatch):
    later(hours=18)
    phone.open()
    monkeypatch.setattr("leeward.clinic.aftercare.actions.CheckIn.objects.create", lambda **_: 1 / 0)
    page = phone.send(harm="yes").content.decode()
    assert "your answer was not kept" in page
    assert "988" in page


def test_without_cover_the_question_waits_for_the_call(phone, gone, later):
    later(hours=18)
    phone.open()
    page = words(phone.get("/after/questions/"))
    assert "We ask one more question when we call." in page
    assert "better off dead" not in page
    told = {key: value for key, value in CALM.items() if key != "harm"}
    phone.client.post("/after/questions/", {"form_id": str(uuid4()), **told})
    assert stage(gone, gone.started + timedelta(hours=40)) is Stage.OVERDUE


CONCERNS = """
    told                | concern
    fell=yes            | fell
    drove=yes           | drove
    stomach=vomiting    | stomach
    bladder=yes         | bladder
    night=not at all    | night
    mood=worse          | mood
    pressure=160/80     | pressure
    pressure=150/100    | pressure
    pressure=159/99     | -
    pressure=very high  | pressure
    pressure=80/160     | pressure
    pressure=           | -
    stomach=some        | -
    fell=unknown        | -
    harm=unknown        | harm-open
"""


@pytest.mark.hazard("H33 post-discharge fall or harm")
@pytest.mark.parametrize("row", CONCERNS.strip().splitlines()[1:], ids=lambda row: " ".join(row.split()))
def test_which_answers_somebody_has_to_act_upon(gone, clock, row):
    told, concern = (cell.strip() for cell in row.split("|"))
    key, _, value = told.partition("=")
    gone.answer(clock, by=gone.nurse, **{key: value})
    found = [each.key for _, about in standing.one(**gone.ids).open_concerns() for each in about]
    assert found == ([] if concern == "-" else [concern])


@pytest.mark.hazard("H33 post-discharge fall or harm")
def test_a_fall_becomes_an_adverse_event_and_waits_until_somebody_acts(gone, clock, client_as):
    gone.answer(clock, fell="yes")
    noted = JournalEntry.objects.get(kind="AdverseEventNoted")
    assert (noted.body["term"], noted.by) == ("fall after going home", "patient")
    assert any(each.tag == "act on the answers" for each in queries.waiting(now=clock))
    row = CheckIn.objects.get()
    nurse = client_as(Role.NURSE)
    at = f"/people/{gone.infusion.person_id}/infusions/{gone.infusion.pk}/day-after/"
    assert nurse.post(f"{at}{row.pk}/followed/", {"did": " "}).status_code == 422
    assert nurse.post(f"{at}{row.pk}/followed/", {"did": "Seen today: a bruise."}).status_code == 302
    assert "Seen today: a bruise." in words(nurse.get(at))
    assert not queries.waiting(now=clock)


def test_the_same_answers_sent_twice_are_kept_once(gone, clock):
    form_id = uuid4()
    for _ in range(2):
        gone.answer(clock, check_in_id=form_id, fell="yes")
    assert CheckIn.objects.count() == 1
    assert JournalEntry.objects.filter(kind="AdverseEventNoted").count() == 1


def test_answers_after_a_clock_that_was_set_back_count(gone, clock):
    gone.answer(clock - timedelta(days=2))
    assert stage(gone, clock) is Stage.HEARD


def test_nobody_answers_for_somebody_else(gone, clock, client_as):
    other = f"/people/{uuid4()}/infusions/{gone.infusion.pk}/day-after/"
    assert client_as(Role.NURSE).post(other, {"form_id": str(uuid4()), **CALM}).status_code == 404
    assert Client().get("/after/questions/").status_code == 404
    assert Phone("no-such-token").open().status_code == 422
    assert not CheckIn.objects.exists()


def test_a_nurse_charts_the_call(gone, client_as):
    nurse = client_as(Role.NURSE)
    at = f"/people/{gone.infusion.person_id}/infusions/{gone.infusion.pk}/day-after/"
    assert "Read each question out" in words(nurse.get(at))
    assert nurse.post(f"{at}unanswered/", {"form_id": str(uuid4()), "says": "voicemail"}).status_code == 302
    assert nurse.post(at, {"form_id": str(uuid4()), **CALM, "words": "Slept well."}).status_code == 302
    page = words(nurse.get(at))
    assert "heard from" in page
    assert "“Slept well.”" in page
    assert "Nobody answered," in page


def test_discharged_twice_is_discharged_once(gone, clock, prescriber):
    again = gone.deed(clock, by=prescriber)
    with pytest.raises(CannotHappen):
        passing.discharge(again, escort="B. Doe", escort_phone="1", override_reason="again")
    assert JournalEntry.objects.filter(kind="Discharged").count() == 1
    used = JournalEntry.objects.get(kind="Discharged").event_id
    with pytest.raises(CannotAppend):
        infusions.pause(gone.deed(clock, event_id=used), reason="x")


@pytest.mark.hazard("H32 patient drives: no escort")
def test_no_reason_of_a_prescriber_lets_anybody_go_alone(bed, clock, prescriber):
    from leeward.infusion.discharge import CannotDischarge

    with pytest.raises(CannotDischarge, match="Nobody leaves without an escort"):
        passing.discharge(bed.deed(clock, by=prescriber), escort="A. Doe", escort_phone="1", override_reason="walks")
    passing.check_items(bed.deed(clock), answers={"escort": YES})
    with pytest.raises(CannotDischarge, match="Only a prescriber"):
        passing.discharge(bed.deed(clock), escort="A. Doe", escort_phone="1", override_reason="walks")
