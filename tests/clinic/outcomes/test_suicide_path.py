"""An answer about suicide is never passed over (H34): it stays on the list until a person has acted."""

from uuid import uuid4

import pytest

from leeward.clinic.outcomes import actions, queries
from leeward.clinic.outcomes.models import ScoreEntry
from leeward.clinic.people.queries import gate_warnings
from leeward.clinic.people.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H34 Suicidality missed")]

QUIET = [1, 1, 1, 1, 1, 1, 1, 1, 0]
WARNS = [0, 0, 0, 0, 0, 0, 0, 0, 1]
UNANSWERED = [1, 1, 1, 1, 1, 1, 1, 1, None]
NOTHING = [0, 0, None, None, None, 0, None]
WISH = [1, 0, None, None, None, 0, None]
INTENT = [1, 1, 1, 1, 0, 0, None]
NOT_ASKED = [0, None, None, None, None, 0, None]


@pytest.fixture
def waits(now):
    return lambda: [each.title for each in queries.waiting(now=now)]


@pytest.mark.parametrize("answers", [WARNS, UNANSWERED])
def test_item_9_waits_for_a_c_ssrs(enter, person, waits, answers):
    enter("phq-9", days=-1, answers=answers)
    assert waits() == ["SAMPLE, Ada: ask about suicide now: C-SSRS"]
    assert queries.summary(person.pk).tag == "ask about suicide"


def test_an_answer_of_a_clock_that_was_set_back_since_waits_too(enter, waits):
    enter("phq-9", days=0.1, answers=WARNS)
    assert waits() == ["SAMPLE, Ada: ask about suicide now: C-SSRS"]


def test_nothing_waits_for_a_zero(enter, person, waits):
    enter("phq-9", days=-1, answers=QUIET)
    assert waits() == []
    assert queries.summary(person.pk).tag == ""


def test_a_c_ssrs_before_it_does_not_end_it_one_after_it_does(enter, waits):
    enter("c-ssrs-screen", days=-2, answers=NOTHING)
    enter("phq-9", days=-1, answers=WARNS)
    assert len(waits()) == 1
    enter("c-ssrs-screen", days=-0.5, answers=NOTHING)
    assert waits() == []


def test_a_c_ssrs_with_questions_left_out_waits_itself(enter, waits):
    enter("phq-9", days=-1, answers=WARNS)
    enter("c-ssrs-screen", days=-0.5, answers=NOT_ASKED)
    assert waits() == ["SAMPLE, Ada: ask the questions that were left out: C-SSRS"]


@pytest.mark.parametrize("answers", [WISH, INTENT])
def test_a_positive_c_ssrs_waits_until_somebody_wrote_what_was_done(enter, person, nurse, now, waits, answers):
    entry_id = enter("c-ssrs-screen", days=-0.5, answers=answers)
    assert waits() == ["SAMPLE, Ada: a clinician speaks with the patient, and writes here what was done"]
    actions.remark(
        person_id=person.pk, entry_id=entry_id, kind="answered", says="Talked, safety plan", by=nurse, at=now
    )
    assert waits() == []


def test_a_remark_does_not_end_what_a_list_asks(enter, person, nurse, now, waits):
    entry_id = enter("phq-9", days=-1, answers=WARNS)
    actions.remark(person_id=person.pk, entry_id=entry_id, kind="answered", says="seen", by=nurse, at=now)
    assert len(waits()) == 1


def test_a_later_zero_does_not_end_it_either_but_only_the_newest_list_counts(enter, waits):
    enter("phq-9", days=-2, answers=WARNS)
    enter("phq-9", days=-1, answers=QUIET)
    assert len(waits()) == 1


def test_the_result_shows_the_box_and_leads_to_the_screen(client_as, enter, person):
    entry_id = enter("phq-9", days=-1, answers=WARNS)
    page = client_as(Role.THERAPIST).get(f"/people/{person.pk}/outcomes/{entry_id}/").content.decode()
    assert "Ask about suicide now: C-SSRS" in page
    assert f"/people/{person.pk}/outcomes/enter/c-ssrs-screen/" in page
    assert 'href="tel:988"' in page


def test_imminent_risk_says_not_to_leave(client_as, enter, person):
    enter("c-ssrs-screen", days=-1, answers=INTENT)
    page = client_as(Role.NURSE).get(f"/people/{person.pk}/outcomes/").content.decode()
    assert "Do not leave the patient alone" in page


def test_it_stands_on_the_home_page_of_who_may_act(client_as, enter):
    enter("phq-9", days=-400, answers=WARNS)
    assert "ask about suicide now" in client_as(Role.NURSE).get("/").content.decode()
    assert "ask about suicide now" not in client_as(Role.FRONT_DESK).get("/").content.decode()


@pytest.mark.parametrize(
    ("scale", "answers"), [("phq-9", WARNS), ("c-ssrs-screen", INTENT), ("c-ssrs-screen", NOT_ASKED)]
)
def test_calling_it_a_mistake_does_not_silence_it(enter, person, nurse, now, waits, scale, answers):
    entry_id = enter(scale, days=-1, answers=answers)
    told = {"person_id": person.pk, "entry_id": entry_id, "by": nurse, "at": now}
    actions.remark(**told, kind="mistake", says="wrong patient")
    assert waits() == ["SAMPLE, Ada: ask the patient, or find whose answers they were, and write here what was done"]
    actions.remark(**told, kind="answered", says="They were Bo Muster's: entered there, he was asked.")
    assert waits() == []


def test_a_later_screen_ends_a_mistaken_warning_too(enter, person, nurse, now, waits):
    entry_id = enter("phq-9", days=-1, answers=WARNS)
    actions.remark(person_id=person.pk, entry_id=entry_id, kind="mistake", says="slip", by=nurse, at=now)
    enter("c-ssrs-screen", days=-0.5, answers=NOTHING)
    assert waits() == []


def test_the_page_of_a_mistaken_entry_lets_one_write_what_was_done(enter, person, nurse, now, client_as):
    entry_id = enter("phq-9", days=-1, answers=WARNS)
    actions.remark(person_id=person.pk, entry_id=entry_id, kind="mistake", says="slip", by=nurse, at=now)
    page = client_as(Role.NURSE).get(f"/people/{person.pk}/outcomes/{entry_id}/").content.decode()
    assert "Record what was done" in page


def test_it_stands_at_both_gates_of_an_infusion(enter, person):
    assert gate_warnings(person.pk) == ()
    enter("phq-9", days=-1, answers=WARNS)
    crisis, screen = gate_warnings(person.pk)
    assert "crisis" in crisis
    assert "C-SSRS" in screen


@pytest.fixture
def tampered(enter, person):
    """An entry whose stored total is not what its answers add up to."""
    entry_id = enter("phq-9", days=-1, answers=WARNS)
    row = ScoreEntry.objects.get(pk=entry_id)
    row.pk, row.total = uuid4(), 27
    row.save(force_insert=True)
    return row


def test_an_entry_that_does_not_add_up_waits_and_breaks_no_page(tampered, person, client_as):
    assert "cannot be read" in client_as(Role.NURSE).get("/").content.decode()
    assert "cannot be read" in client_as(Role.NURSE).get(f"/people/{person.pk}/").content.decode()
    assert "adds up to" in gate_warnings(person.pk)[1]
