"""Questionnaires on a telephone: one question on each page, kept as it is answered, sent once, and never lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from leeward.clinic.audit.models import Read
from leeward.clinic.crises.models import Crisis, CrisisStep
from leeward.clinic.outcomes.models import ScoreEntry
from leeward.clinic.patient import actions, asking, limits
from leeward.clinic.patient.answering import CannotAnswer
from leeward.clinic.patient.models import QuestionnaireEvent, SittingAnswer
from leeward.instruments import CSSRS, EVERY, GAD7, PHQ9

from .conftest import BORN, OTHER_DAY, AtQuestions, kept

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def test_from_the_link_to_the_outcomes(asked, person, nurse):
    page = asked.client.get("/my/questions/", follow=True)
    assert "7 short questions" in text(page)
    for number in range(1, 8):
        response = asked.answer(f"gad-7_{number}", number % 4)
    assert response["Location"] == f"{asked.base}finish/"
    assert "7 of 7 questions are answered." in text(asked.get(response["Location"]))
    assert asked.finish()["Location"] == "/my/questions/thanks/"
    row = ScoreEntry.objects.get()
    assert (row.person, row.scale_key, row.answers, row.source) == (person, "gad-7", [1, 2, 3, 0, 1, 2, 3], "patient")
    assert row.by == nurse  # who asked for it
    assert row.wording is None


def test_what_the_patient_rather_not_says_is_null_and_the_total_unknown(asked):
    for number in range(1, 8):
        asked.answer(f"gad-7_{number}", "not_said" if number == 4 else 1)
    asked.finish()
    row = ScoreEntry.objects.get()
    assert (row.answers, row.total) == ([1, 1, 1, None, 1, 1, 1], None)


def test_a_questionnaire_without_any_answer_makes_no_entry(asked):
    asked.answer("gad-7_1", "not_said")
    asked.finish()
    assert not ScoreEntry.objects.exists()


def test_every_page_stays_below_100_kb_with_what_it_loads(asked):
    page = text(asked.get(f"{asked.base}gad-7_1/"))
    sizes = [len(page.encode())]
    for name in ("tokens.css", "app.css", "portal.css", "patient.css", "app.js", "asking.js", "queue.js", "mark.svg"):
        response = Client().get(f"/static/leeward/{name}")
        sizes.append(len(b"".join(response.streaming_content)))
        response.close()
    assert sum(sizes) <= 100_000, sizes


def test_sixty_questions_stay_below_100_kb_too(give, on_call):
    phone = give("pcl-5", "phq-9", "gad-7", "b-ipf", "dast-10", "audit-c")
    phone.open()
    assert len(phone.get(f"{phone.base}pcl-5_1/").content) <= 30_000


def test_an_answer_is_a_choice_of_its_line(asked):
    assert "Choose an answer" in text(asked.answer("gad-7_1", ""))
    assert asked.answer("gad-7_1", 7).status_code == 422
    assert not SittingAnswer.objects.exists()


def test_what_the_telephone_kept_is_taken_once(asked):
    rows = [kept(f"gad-7_{n}", 2) for n in range(1, 8)]
    first, again = asked.send_queue(*rows), asked.send_queue(*rows, send=True)
    assert first.json()["kept"] == again.json()["kept"] == [row["id"] for row in rows]
    assert SittingAnswer.objects.count() == 7
    assert ScoreEntry.objects.get().total == 14
    assert asked.send_queue(send=True).status_code == 410  # the link was used up
    assert ScoreEntry.objects.count() == 1


def test_the_telephones_clock_counts_only_between_giving_and_now(asked):
    asked.send_queue(
        kept("gad-7_1", 1, at="1999-01-01T00:00:00+00:00"), kept("gad-7_2", 1, at="2099-01-01T00:00:00+00:00")
    )
    early, late = SittingAnswer.objects.order_by("number")
    assert early.told_at == asked.sitting.at
    assert late.told_at == late.at


@pytest.mark.parametrize("row", [
    {"id": "x", "key": "gad-7_1", "answer": "1", "at": "2026-11-23T10:00:00+00:00"},
    {"id": str(uuid4()), "key": "gad-7_1", "answer": "1", "at": "yesterday"},
    {"id": str(uuid4()), "key": "gad-7_1", "answer": "9" * 400, "at": "2026-11-23T10:00:00+00:00"},
    {"id": str(uuid4()), "key": "gad-7_1"},
    "nothing",
])  # fmt: skip
def test_a_message_that_no_page_of_ours_sends_is_refused(asked, row):
    assert asked.send_queue(row).status_code == 422
    assert not SittingAnswer.objects.exists()


def test_more_answers_than_there_are_lines_are_refused(asked):
    assert asked.send_queue(*[kept("gad-7_1", 1)] * (limits.MOST_AT_ONCE + 1)).status_code == 422


def test_an_answer_of_another_questionnaire_is_refused(asked):
    assert asked.send_queue(kept("pcl-5_1", 1)).status_code == 410
    assert not SittingAnswer.objects.exists()


def test_the_last_answer_of_a_line_holds(asked):
    asked.answer("gad-7_1", 1)
    asked.answer("gad-7_1", 3)
    asked.finish()
    assert ScoreEntry.objects.get().answers[0] == 3


# The door


def test_a_wrong_date_is_told_kindly_and_too_many_lock(give):
    phone = give()
    assert "do not open anything" in text(phone.open(OTHER_DAY))
    for _ in range(4):
        phone.open(OTHER_DAY)
    page = text(phone.open(BORN))
    assert "This link is locked" in page
    assert "new link at once" in page  # what to do


def test_an_expired_link_says_so_and_a_way_on(give):
    response = give(days_ago=7.01).open()
    assert response.status_code == 410
    assert "has expired" in text(response)
    assert "new link at once" in text(response)


def test_a_used_link_says_that_nothing_more_is_needed(asked):
    asked.answer("gad-7_1", 1)
    asked.finish()
    assert "sent already" in text(asked.open())
    assert asked.get(asked.base).status_code == 404
    assert "Sign in with a passkey" in text(asked.get(asked.base))


def test_a_link_opens_its_own_sitting_and_no_other(asked, give):
    other = give("pcl-5")
    assert asked.get(other.base).status_code == 404
    assert asked.post(f"{other.base}pcl-5_1/", answer="1", answer_id=str(uuid4())).status_code == 404
    assert Client().get(other.base).status_code == 404
    assert Client().post(f"{other.base}answers/", "{}", content_type="application/json").status_code == 410


def test_a_link_to_questions_opens_none_of_the_own_pages(asked):
    for path in ("/my/", "/my/summary/", "/my/record.zip", "/my/side-effects/", "/my/passkey/"):
        assert asked.get(path).status_code == 404, path


def test_the_own_pages_open_the_persons_sittings(own, asked):
    assert own.get(asked.base).status_code == 200
    told = {"answer": "1", "answer_id": str(uuid4())}
    assert own.post(f"{asked.base}gad-7_1/", **told)["Location"] == f"{asked.base}gad-7_2/"
    own.post(f"{asked.base}finish/")
    assert own.get("/my/").status_code == 200  # the pages stay open


def test_every_access_is_recorded_under_the_link(asked, person):
    asked.get(asked.base)
    row = Read.objects.latest("pk")
    assert (row.person_id, row.page, row.actor) == (
        person.pk,
        "patient:sitting",
        f"questionnaire {asked.sitting.link.pk}",
    )


def test_after_a_rest_the_date_of_birth_is_asked_again_and_what_waited_is_taken_all_the_same(asked, monkeypatch, clock):
    asked.client.post("/my/leave/")  # has no part in a link to questions
    monkeypatch.setattr("django.core.signing.time.time", lambda: clock.timestamp() + 31 * 60)
    assert asked.get(asked.base)["Location"] == "/my/questions/again/"
    assert asked.send_queue(kept("gad-7_1", 1)).json()["kept"]
    assert SittingAnswer.objects.count() == 1


# What cannot wait


@pytest.mark.hazard("H34 Suicidality missed")
def test_an_answer_about_self_harm_shows_whom_to_call_and_opens_the_watched_path(give, on_call, person):
    phone = give("phq-9")
    phone.open()
    page = text(phone.answer("phq-9_9", 1))
    assert "You are not alone with this" in page
    assert "988" in page
    assert "on the screens of our team now" in page
    crisis = Crisis.objects.get()
    assert crisis.person == person
    step = CrisisStep.objects.get()
    assert step.actor == "the patient" or step.by is None
    phone.finish()
    assert Crisis.objects.count() == CrisisStep.objects.count() == 1  # one answer opens once
    assert ScoreEntry.objects.get().answers[8] == 1


@pytest.mark.hazard("H34 Suicidality missed")
def test_the_script_is_told_what_happens_too(give, on_call):
    phone = give("phq-9")
    phone.open()
    assert "on the screens of our team now" in phone.send_queue(kept("phq-9_9", 2)).json()["happens"]
    assert Crisis.objects.count() == 1


@pytest.mark.hazard("H34 Suicidality missed")
def test_the_page_carries_the_help_so_that_it_needs_no_network(give, on_call):
    phone = give("phq-9")
    phone.open()
    page = text(phone.get(f"{phone.base}phq-9_9/"))
    assert "data-crisis hidden" in page
    assert "Go to where other people are" in page
    assert '"opens": ["1", "2", "3"]' in page
    assert "is shown to the clinic at once" in page


@pytest.mark.hazard("H34 Suicidality missed")
def test_what_asks_about_suicide_is_left_out_while_nobody_is_on_call(give):
    phone = give("phq-9", "gad-7")
    phone.open()
    page = text(phone.get(phone.base))
    assert "Some questions are left out now" in page
    assert "7 short questions" in page
    assert phone.get(f"{phone.base}phq-9_9/").status_code == 302


@pytest.mark.hazard("H34 Suicidality missed")
def test_an_answer_that_was_shown_before_is_taken_though_nobody_is_on_call(give):
    phone = give("phq-9", "gad-7")
    phone.open()
    page = text(phone.answer("phq-9_9", 3))
    assert "You are not alone with this" in page
    assert "nobody of our team is on call just now" in page
    assert Crisis.objects.count() == 1


@pytest.mark.hazard("H34 Suicidality missed")
def test_help_is_shown_where_nothing_could_be_kept(give, on_call, monkeypatch):
    phone = give("phq-9")
    phone.open()
    monkeypatch.setattr("leeward.clinic.patient.answering.keep", lambda **_: 1 / 0)
    page = text(phone.answer("phq-9_9", 1))
    assert "You are not alone with this" in page
    assert "was not kept" in page


# What can be asked


def test_only_what_is_the_patients_to_answer_can_be_given(person, nurse, clock):
    for scale in EVERY:
        given = lambda key=scale.key: actions.give_questions(  # noqa: E731
            person_id=person.pk, link_id=uuid4(), time_point="Now", scale_keys=[key], by=nurse, at=clock
        )
        if scale in asking.askable():
            assert given()
        else:
            with pytest.raises(CannotAnswer, match=scale.key):
                given()


def test_what_a_skip_rule_leaves_out_is_known():
    skip = CSSRS.skips[0]
    key = f"{CSSRS.key}_{skip.unless}"
    assert asking.skipped(CSSRS, {key: str(CSSRS.items[skip.unless - 1].low)}) >= set(skip.items)
    assert not asking.skipped(CSSRS, {key: "1"}) & set(skip.items)


def test_lines_open_a_crisis_exactly_where_the_core_says():
    found = {line.key: line.opens for line in asking.lines([PHQ9.key, GAD7.key]) if line.opens}
    assert found == {"phq-9_9": ("1", "2", "3")}


def test_a_new_link_takes_the_old_one_back(asked, give):
    give("pcl-5")
    assert asked.get(asked.base).status_code == 404
    assert QuestionnaireEvent.objects.filter(kind="revoked").count() == 1


def test_a_sitting_is_what_it_was_while_its_link_rests(asked, clock):
    asked.answer("gad-7_1", 1)
    assert clock - asked.sitting.at < timedelta(minutes=1)
    assert "Welcome back" in text(asked.get(asked.base))
    assert isinstance(asked, AtQuestions)


def test_one_minute_is_one_minute(asked):
    page = asked.get(asked.base).content.decode()
    assert "about 1 minute." in page
