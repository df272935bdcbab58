"""The clinic's own wording of a questionnaire is what the patient reads at home, and what is recorded as read."""

import json

import pytest

from forms import a_form
from leeward.clinic.crises.models import CrisisStep
from leeward.clinic.outcomes import wording_actions
from leeward.clinic.outcomes.models import ScoreEntry
from leeward.clinic.portal import taking
from leeward.clinic.portal.models import IntakeAnswer
from leeward.instruments import GAD7, PHQ9

pytestmark = pytest.mark.django_db
INSTRUCTION = {"linkId": "top", "type": "display", "text": "How often in the past two weeks?"}
OFFICIAL = b"Official words of item 1"
OWN = GAD7.items[0].label.encode()


@pytest.fixture
def keep(nurse, clock):
    def keep_one(scale=GAD7, **changes):
        form = a_form(scale, **changes)
        form["item"].insert(0, INSTRUCTION)
        document = json.dumps(form)
        return wording_actions.keep_wording(
            scale_key=scale.key, document=document, link_ids=(), rights="licence 17", by=nurse, at=clock
        )

    return keep_one


def line(phone, key, answer, wording_id):
    return phone.answer(key, answer, wording_id=str(wording_id))


def test_without_a_form_our_own_labels_are_shown(phone):
    page = phone.get("/intake/question/gad-7_1/").content
    assert OWN in page
    assert b"The words are short" in page


def test_the_patient_reads_the_clinics_words_with_what_stands_above_them_and_whose_they_are(phone, keep):
    wording_id = keep()
    page = phone.get("/intake/question/gad-7_1/").content.decode()
    shown = ("Official words of item 1", "Answer 1.0", "Answer 1.3", INSTRUCTION["text"], "Its owner")
    assert all(words in page for words in shown)
    assert f'value="{wording_id}"' in page
    assert "The words are short" not in page
    assert INSTRUCTION["text"] in phone.get("/intake/question/gad-7_2/").content.decode()


def test_the_answers_are_checked_and_kept_in_the_words_that_were_read(phone, keep, person, nurse, clock):
    wording_id = keep()
    for number in range(1, 8):
        assert line(phone, f"gad-7_{number}", "2", wording_id).status_code == 302
    assert "Answer 3.2" in phone.get("/intake/check/").content.decode()
    phone.send()
    taking.take(person_id=person.pk, link_id=phone.link_id, keys=["gad-7"], by=nurse, at=clock)
    entry = ScoreEntry.objects.get()
    assert (entry.total, entry.wording_id) == (14, wording_id)


def test_under_our_own_labels_no_wording_is_recorded(phone, person, nurse, clock):
    for number in range(1, 8):
        phone.answer(f"gad-7_{number}", "2")
    phone.send()
    taking.take(person_id=person.pk, link_id=phone.link_id, keys=["gad-7"], by=nurse, at=clock)
    assert ScoreEntry.objects.get().wording_id is None


def test_a_line_answered_in_other_words_is_asked_again(phone, keep):
    phone.answer("gad-7_1", "2")
    keep()
    page = phone.get("/intake/check/").content.decode()
    assert 'Answer<span class="sr">: Official words of item 1</span>' in page


def test_words_that_changed_between_reading_and_sending_are_read_again(phone, keep, nurse, clock):
    first = keep()
    second = keep(title="GAD-7, second edition")
    assert line(phone, "gad-7_1", "2", first)["Location"] == "/intake/question/gad-7_1/"
    assert line(phone, "gad-7_1", "2", second)["Location"] == "/intake/question/gad-7_2/"
    wording_actions.return_to_labels(scale_key=GAD7.key, why="licence ended", by=nurse, at=clock)
    page = phone.get("/intake/question/gad-7_1/").content
    assert OWN in page
    assert OFFICIAL not in page


@pytest.mark.parametrize("posted", ["", "x", "99999999", "9" * 40])
def test_a_spoiled_field_names_no_words_and_loses_no_answer(phone, posted):
    phone.answer("gad-7_1", "2", wording_id=posted)
    kept = IntakeAnswer.objects.get().value
    assert kept["answer"] == "2"
    assert "wording_id" not in kept


@pytest.mark.usefixtures("on_call")
def test_a_crisis_shows_the_words_that_the_patient_read(phone, keep):
    line(phone, "phq-9_9", "2", keep(PHQ9))
    told = CrisisStep.objects.get().told
    assert "9. Official words of item 9" in json.dumps(told)
    assert "Answer 9.2" in json.dumps(told)


@pytest.mark.usefixtures("on_call")
def test_a_positive_answer_opens_its_crisis_whatever_words_the_device_names(phone, keep):
    keep(PHQ9)
    line(phone, "phq-9_9", "2", 99999999)
    line(phone, "phq-9_9", "2", "x" * 30)
    assert CrisisStep.objects.count() == 1
