"""What a patient answers: kept step by step, changed, checked, sent once, and what a positive answer does."""

import re
from datetime import timedelta

import pytest
from django.db import OperationalError

from leeward.clinic.audit.models import Read
from leeward.clinic.crises.models import Crisis, CrisisStep
from leeward.clinic.portal import actions, told
from leeward.clinic.portal.models import IntakeAnswer, IntakeEvent
from leeward.clinic.portal.patient_pages import way_of

from .conftest import STEPS, fill

pytestmark = pytest.mark.django_db
MOST_BYTES = 100_000


def weight_of(client, page: str) -> int:
    """How many bytes a page takes with everything that it loads."""
    bytes_ = len(page.encode())
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        response = client.get(address)
        bytes_ += len(b"".join(response.streaming_content))
        response.close()
    return bytes_


def test_each_answer_is_kept_when_it_is_given(phone):
    response = phone.answer("allergies", "none")
    assert response["Location"] == "/intake/question/medicines/"
    assert told.answers_of(phone.link_id) == {"allergies": {"answer": "none", "names": []}}


def test_going_back_shows_what_was_answered(phone):
    phone.answer("hypertension", "yes")
    page = phone.get("/intake/question/hypertension/").content.decode()
    assert re.search(r'value="yes"[^>]* checked', page)
    assert 'href="/intake/question/' in page


def test_an_answer_may_be_changed_and_both_stay_in_the_record(phone):
    phone.answer("seizures", "yes")
    phone.answer("seizures", "no")
    phone.answer("seizures", "no")
    assert told.answers_of(phone.link_id)["seizures"] == {"answer": "no"}
    assert IntakeAnswer.objects.count() == 2


def test_the_last_answer_holds_also_where_the_clock_was_set_back_in_between(phone, clock):
    for answer, hours in (("yes", 2), ("no", 1)):
        actions.save_answer(
            link_id=phone.link_id, step=STEPS["seizures"], value={"answer": answer}, at=clock + timedelta(hours=hours)
        )
    assert told.answers_of(phone.link_id)["seizures"] == {"answer": "no"}


def test_no_choice_is_named_and_leads_to_the_first_choice(phone):
    response = phone.client.post("/intake/question/seizures/", {})
    page = response.content.decode()
    assert response.status_code == 422
    assert '<a href="#id_answer_0">Choose an answer.' in page
    assert "<title>Problem:" in page


@pytest.mark.parametrize(
    ("key", "sent", "says"),
    [
        ("allergies", {"answer": "some", "names": " "}, "Write at least one"),
        ("allergies", {"answer": "none", "names": "latex"}, "answered no"),
        ("height", {}, "Enter a number, or choose an answer below."),
        ("height", {"cm": "17"}, "cannot be right in centimeters"),
        ("height", {"cm": "175", "feet": "5"}, "centimeters and feet"),
        ("height", {"inches": "5"}, "Enter the feet too"),
        ("weight", {"lb": "170", "rather": "dont_know"}, "Keep one of the two"),
        ("weight", {"lb": "heavy"}, "enter a number"),
        ("weight", {"lb": "nan"}, "enter a number"),
        ("weight", {"kg": "1420"}, "cannot be right in kilograms"),
        ("therapy-pe", {"answer": "yes", "sessions": "many"}, "in figures"),
        ("seizures", {"answer": "maybe"}, "Select a valid choice"),
        ("pcl-5_1", {"answer": "7"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(phone, key, sent, says):
    response = phone.client.post(f"/intake/question/{key}/", sent)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not IntakeAnswer.objects.exists()


@pytest.mark.parametrize(
    ("key", "sent", "words"),
    [
        ("height", {"feet": "5", "inches": "9"}, "5 ft 9 in (175 cm)"),
        ("height", {"cm": "175"}, "175 cm"),
        ("weight", {"lb": "170"}, "170 lb (77.1 kg)"),
        ("weight", {"rather": "not_said"}, "I’d rather not say"),
        ("therapy-emdr", {"answer": "yes", "sessions": "6", "response": "none"}, "about 6 sessions · It did not help"),
        ("therapy-emdr", {"answer": "no", "sessions": "6"}, "No"),
        ("escort", {"answer": "yes", "name": "Kim", "phone": "555"}, "Yes · Kim 555"),
        ("medicines", {"answer": "some", "names": "xanax 1 prn, zoloft 100"}, "xanax 1 prn; zoloft 100"),
    ],
)  # fmt: skip
def test_an_answer_is_shown_as_it_was_given(phone, key, sent, words):
    assert phone.client.post(f"/intake/question/{key}/", sent).status_code == 302
    assert words in phone.get("/intake/check/").content.decode()


def test_a_question_that_follows_is_asked_after_a_yes_and_after_unknown_only(phone, clock):
    def asked():
        return way_of(phone.link_id, now=clock).step("stroke_recent") is not None

    assert asked()
    phone.answer("stroke_or_tia", "no")
    assert not asked()
    assert phone.get("/intake/question/stroke_recent/")["Location"] == "/intake/"
    phone.answer("stroke_or_tia", "dont_know")
    assert asked()


def test_medicines_are_read_back_and_asked_about(phone):
    response = phone.answer("medicines", "some", names="sertaline 100 mg\nXanax 1 mg\nqwertyzol 5")
    assert response["Location"] == "/intake/question/medicines-read/"
    page = phone.get(response["Location"]).content.decode()
    assert "Did you mean sertraline?" in page
    assert "✓ alprazolam" in page
    assert "We do not know this name." in page
    assert phone.client.post(response["Location"], {}).status_code == 422
    assert phone.client.post(response["Location"], {"line_0": "yes"}).status_code == 302


def test_medicines_that_were_changed_are_read_back_again(phone, clock):
    phone.answer("medicines", "some", names="Xanax 1 mg")
    phone.client.post("/intake/question/medicines-read/", {})
    way = way_of(phone.link_id, now=clock)
    assert way.is_answered(STEPS["medicines-read"])
    phone.answer("medicines", "some", names="Xanax 1 mg\nsertaline")
    assert not way_of(phone.link_id, now=clock).is_answered(STEPS["medicines-read"])


def test_a_change_from_the_check_leads_back_to_it(phone):
    fill(phone)
    assert "from=check" in phone.get("/intake/check/").content.decode()
    assert phone.answer("seizures", "yes", **{"from": "check"})["Location"] == "/intake/check/"
    onward = phone.answer("stroke_or_tia", "yes", **{"from": "check"})["Location"]
    assert onward == "/intake/question/stroke_recent/?from=check"


def test_gaps_are_named_before_sending_and_nothing_is_made_of_them(phone, clock):
    phone.answer("seizures", "no")
    assert "no answer yet" in phone.get("/intake/check/").content.decode()
    assert phone.send().status_code == 302
    assert list(told.answers_of(phone.link_id)) == ["seizures"]


def test_chest_pain_is_told_to_act_upon_now(phone):
    response = phone.answer("unstable_heart", "yes")
    assert response["Location"] == "/intake/help/?after=unstable_heart"
    page = phone.get(response["Location"]).content.decode()
    assert "Do not wait for us." in page
    assert "tel:911" in page
    assert '"/intake/question/heart_failure/"' in page


def test_without_somebody_on_call_nothing_about_suicide_is_asked(phone, clock):
    assert way_of(phone.link_id, now=clock).step("phq-9_9") is None
    assert phone.get("/intake/question/phq-9_1/")["Location"] == "/intake/"
    phone.send()
    event = IntakeEvent.objects.get(kind="submitted")
    assert "Nobody is on call now" in event.told["left_out"]["phq-9"]


def test_with_somebody_on_call_it_is_asked_and_the_page_says_what_an_answer_does(phone, on_call):
    assert "your answer is shown to the clinic at once" in phone.get("/intake/question/phq-9_9/").content.decode()
    phone.send()
    assert IntakeEvent.objects.get(kind="submitted").told["left_out"] == {}


@pytest.mark.hazard("H34 missed suicidality")
def test_a_positive_answer_opens_a_crisis_at_once_and_shows_whom_to_call(phone, on_call, person):
    response = phone.answer("phq-9_9", "1")
    page = response.content.decode()
    assert response.status_code == 200
    for words in ("You are not alone with this", "tel:988", "tel:911", "on the screens of our team", 'href="/intake/"'):
        assert words in page
    assert response["Cache-Control"] == "no-store, private"
    crisis = Crisis.objects.get()
    assert crisis.person_id == person.pk
    assert [(step.deed, step.actor) for step in crisis.steps.all()] == [("positive answer", "the patient")]
    assert Read.objects.filter(actor=f"intake {phone.link_id}", page="portal:step").count() == 1


@pytest.mark.hazard("H34 missed suicidality")
@pytest.mark.parametrize(
    "where",
    ["portal.actions.open_crisis", "portal.actions.IntakeAnswer.objects.create", "portal.entering.by_id"],
)
def test_whom_to_call_is_shown_even_where_nothing_could_be_kept(phone, on_call, monkeypatch, where, caplog):
    def fails(*_, **__):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as full:
        full.setattr(f"leeward.clinic.{where}", fails)
        response = phone.answer("phq-9_9", "3")
    page = response.content.decode()
    assert response.status_code == 200
    assert "was not kept, and nobody here has read it" in page
    assert "tel:988" in page
    assert "could not be kept" in caplog.text
    assert not Crisis.objects.exists()
    assert not IntakeAnswer.objects.exists()  # never the answer without its path
    assert "on the screens of our team" in phone.answer("phq-9_9", "3").content.decode()
    assert Crisis.objects.count() == 1


def test_what_is_kept_is_never_called_lost_where_only_the_access_could_not_be_recorded(phone, on_call, monkeypatch):
    def fails(**_):
        raise OperationalError("database is locked")

    monkeypatch.setattr("leeward.clinic.portal.entering.record_read", fails)
    assert "on the screens of our team" in phone.answer("phq-9_9", "3").content.decode()
    assert Crisis.objects.count() == 1


@pytest.mark.hazard("H34 missed suicidality")
def test_a_positive_answer_of_a_device_that_rested_is_kept_and_opens_nothing_to_read(phone, on_call):
    phone.client.post("/intake/leave/")
    page = phone.answer("phq-9_9", "2").content.decode()
    assert "on the screens of our team" in page
    assert Crisis.objects.count() == 1
    assert phone.get("/intake/check/")["Location"] == "/intake/again/"


def test_a_positive_answer_without_a_link_is_kept_nowhere_and_told_whom_to_call(phone, on_call):
    phone.client.cookies.clear()
    page = phone.answer("phq-9_9", "2").content.decode()
    assert "was not kept" in page
    assert "tel:988" in page
    assert not IntakeAnswer.objects.exists()


def test_a_positive_answer_is_not_lost_where_cover_ended_in_between(phone):
    page = phone.answer("phq-9_9", "3", **{"from": "check"}).content.decode()
    assert "nobody of our team is on call just now" in page
    assert 'href="/intake/check/"' in page
    assert Crisis.objects.count() == 1


@pytest.mark.parametrize("answer", ["0", "not_said"])
def test_an_answer_that_is_not_positive_goes_on_without_a_word(phone, on_call, answer):
    assert phone.answer("phq-9_9", answer)["Location"] == "/intake/question/gad-7_1/"
    assert phone.answer("phq-9_1", "3").status_code == 302
    assert not Crisis.objects.exists()


def test_one_answer_opens_a_crisis_once_and_a_graver_one_is_told_again(phone, on_call):
    phone.answer("phq-9_9", "1")
    phone.answer("phq-9_9", "1")
    phone.answer("phq-9_1", "2")
    phone.send()
    assert CrisisStep.objects.count() == 1


def test_a_changed_positive_answer_is_told_again(phone, on_call):
    for answer in ("1", "3", "0"):
        phone.answer("phq-9_9", answer)
    phone.send()
    assert (Crisis.objects.count(), CrisisStep.objects.count()) == (1, 2)


def test_every_page_stays_under_100_kb_with_all_that_it_loads(phone, on_call):
    addresses = {f"/intake/question/{key}/" for key in STEPS} | {"/intake/", "/intake/help/?after=unstable_heart"}
    phone.answer("medicines", "some", names="\n".join(f"sertaline {n}" for n in range(20)))
    weights = {}
    for address in sorted(addresses):
        response = phone.get(address)
        assert response.status_code == 200, address
        weights[address] = len(response.content)
    heaviest = max(weights, key=weights.__getitem__)
    assert weight_of(phone.client, phone.get(heaviest).content.decode()) < MOST_BYTES


def test_the_check_of_everything_stays_under_100_kb(phone, on_call):
    fill(phone, allergies="latex", **{"tried-medicines": "Zoloft"})
    page = phone.get("/intake/check/").content.decode()
    assert weight_of(phone.client, page) < MOST_BYTES
    assert "no answer yet" not in page


def test_no_page_needs_a_script(phone):
    page = phone.get("/intake/question/seizures/").content.decode()
    assert '<form method="post" novalidate>' in page
    assert "htmx" not in page


def test_crisis_numbers_stand_on_every_page(phone):
    for path in (
        "/intake/",
        "/intake/question/allergies/",
        "/intake/check/",
        "/intake/sent/",
        "/intake/leave/",
        phone.door,
    ):
        assert "tel:988" in phone.get(path).content.decode() or phone.get(path).status_code == 302, path
