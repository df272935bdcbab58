"""What staff do with the answers: taken over with where they come from, never over what a clinician charted."""

import pytest

from leeward.clinic.assessments import actions as assessments
from leeward.clinic.assessments import charts
from leeward.clinic.assessments.history import history_of
from leeward.clinic.assessments.models import ChartEntry, MedicationList
from leeward.clinic.crises.models import CrisisStep
from leeward.clinic.outcomes.models import ScoreEntry
from leeward.clinic.people import actions as people_actions
from leeward.clinic.people import queries as people
from leeward.clinic.people.roles import Role
from leeward.clinic.portal import queries, taking
from leeward.clinic.portal.proposals import Sort, proposals
from leeward.truth import NO, UNKNOWN, YES

from .conftest import fill, known

pytestmark = pytest.mark.django_db


@pytest.fixture
def sort_of(phone):
    def sort(key):
        return next(each.sort for each in proposals(known(phone.link_id).link) if each.key == key)

    return sort


@pytest.fixture
def take(phone, person, nurse, clock):
    def these(*keys):
        return taking.take(person_id=person.pk, link_id=phone.link_id, keys=keys, by=nurse, at=clock)

    return these


@pytest.fixture
def chart(person, clock):
    return lambda: charts.chart_of(person.pk, on=clock.date())


def test_nothing_stands_in_the_chart_until_somebody_takes_it_over(phone, take, chart, person):
    phone.answer("seizures", "yes")
    phone.send()
    assert chart().truth("seizures") is UNKNOWN
    assert take("seizures") == 1
    assert chart().truth("seizures") is YES
    entry = ChartEntry.objects.get()
    assert entry.source.startswith("told by the patient at home on ")
    assert entry.by.name == "Test Nurse"


def test_nothing_is_taken_over_before_it_was_sent(phone, take):
    phone.answer("seizures", "yes")
    with pytest.raises(taking.CannotTake, match="not sent"):
        take("seizures")


@pytest.mark.parametrize("answer", ["dont_know", "not_said"])
def test_what_is_not_known_is_never_charted(phone, take, chart, sort_of, answer):
    phone.answer("seizures", answer)
    phone.send()
    assert sort_of("seizures") is Sort.OPEN
    assert take("seizures") == 0
    assert not ChartEntry.objects.exists()


def test_what_was_not_answered_proposes_nothing(phone, take):
    phone.send()
    assert proposals(known(phone.link_id).link) == ()


def test_what_a_clinician_charted_stands_unless_it_is_taken_one_by_one(
    phone, person, nurse, clock, chart, sort_of, take
):
    assessments.answer(person_id=person.pk, answers={"seizures": YES, "glaucoma": NO}, by=nurse, at=clock)
    phone.answer("seizures", "no")
    phone.answer("glaucoma", "no")
    phone.answer("porphyria", "no")
    phone.send()
    assert (sort_of("seizures"), sort_of("glaucoma"), sort_of("porphyria")) == (Sort.DIFFERS, Sort.AGREES, Sort.NEW)
    taking.take_what_is_new(person_id=person.pk, link_id=phone.link_id, by=nurse, at=clock)
    assert (chart().truth("seizures"), chart().truth("porphyria")) == (YES, NO)
    take("seizures")
    assert chart().truth("seizures") is NO


def test_a_no_follows_only_from_a_no(phone, sort_of):
    phone.answer("stroke_or_tia", "no")
    phone.answer("sleep_apnea", "no")
    phone.answer("could_be_pregnant", "dont_know")
    phone.send()
    keys = {each.key: each.truth for each in proposals(known(phone.link_id).link)}
    assert keys["stroke_recent"] is NO
    assert "sleep_apnea_untreated" not in keys  # never told of it does not say that there is none
    assert "pregnant" not in keys


def test_an_answer_that_another_one_took_away_proposes_nothing(phone):
    phone.answer("could_be_pregnant", "yes")
    phone.answer("pregnant", "yes")
    phone.answer("could_be_pregnant", "no")
    phone.send()
    assert {each.key: each.truth for each in proposals(known(phone.link_id).link)}["pregnant"] is NO


def test_an_allergy_is_added_and_none_is_dropped(phone, person, nurse, clock, take, sort_of):
    people_actions.record_allergies(person_id=person.pk, substances=["Latex"], by=nurse, at=clock)
    phone.answer("allergies", "some", names="Penicillin")
    phone.send()
    assert sort_of("allergies") is Sort.DIFFERS
    take("allergies")
    assert set(people.allergies(person.pk)) == {"Latex", "Penicillin"}


def test_a_told_none_takes_no_allergy_away(phone, person, nurse, clock, take):
    people_actions.record_allergies(person_id=person.pk, substances=["Latex"], by=nurse, at=clock)
    phone.answer("allergies", "none")
    phone.send()
    assert take("allergies") == 0
    assert people.allergies(person.pk) == ("Latex",)


def test_no_allergies_known_is_charted_where_nobody_asked(phone, person, take):
    phone.answer("allergies", "none")
    phone.send()
    take("allergies")
    assert people.allergies(person.pk) == ()
    assert "told by the patient at home on" in people.banner(person.pk).allergies.says


def test_medicines_are_added_as_written_with_what_the_patient_cleared_up(phone, person, nurse, clock, take):
    assessments.record_medicines(person_id=person.pk, names=["lisinopril 10 mg"], by=nurse, at=clock)
    phone.answer("medicines", "some", names="sertaline 100\nqwertyzol")
    phone.client.post("/intake/question/medicines-read/", {"line_0": "yes"})
    phone.send()
    take("medicines")
    latest = MedicationList.objects.last()
    assert set(latest.names) == {"sertaline 100 (sertraline)", "qwertyzol", "lisinopril 10 mg"}
    assert latest.source.startswith("told by the patient at home on ")


def test_treatments_tried_go_to_the_history(phone, person, take):
    phone.client.post("/intake/question/therapy-cpt/", {"answer": "yes", "sessions": "12", "response": "partial"})
    phone.answer("therapy-pe", "no")
    phone.answer("tried-medicines", "some", names="Paxil 20 mg")
    phone.send()
    take("therapy-cpt", "therapy-pe", "tried-medicines")
    history = history_of(person.pk)
    assert [each.sessions for each in history.psychotherapies] == [12]
    assert [each.generic for each in history.medicine_trials] == ["paroxetine"]
    assert history.psychotherapies[0].source.startswith("told by the patient")


def test_height_and_weight_are_never_measured_by_being_told(phone, take, person, nurse, clock):
    phone.client.post("/intake/question/weight/", {"kg": "70"})
    phone.client.post("/intake/question/height/", {"cm": "175"})
    phone.send()
    assert take("weight", "height") == 0
    taking.take_what_is_new(person_id=person.pk, link_id=phone.link_id, by=nurse, at=clock)
    assert not ChartEntry.objects.exists()


def test_a_questionnaire_goes_to_the_outcomes_and_opens_no_second_crisis(phone, on_call, person, take):
    for number in range(1, 10):
        phone.answer(f"phq-9_{number}", "1")
    phone.send()
    take("phq-9")
    entry = ScoreEntry.objects.get()
    assert (entry.total, entry.source, entry.person_id) == (9, "patient", person.pk)
    assert CrisisStep.objects.count() == 1


def test_a_line_left_out_keeps_the_total_unknown(phone, take):
    for number in range(1, 8):
        phone.answer(f"gad-7_{number}", "not_said" if number == 3 else "2")
    phone.send()
    take("gad-7")
    assert ScoreEntry.objects.get().total is None


def test_sent_twice_a_decision_is_made_once(phone, take):
    phone.answer("seizures", "no")
    phone.send()
    assert (take("seizures"), take("seizures")) == (1, 0)
    assert ChartEntry.objects.count() == 1


def test_the_page_takes_over_what_is_new_and_leaves_out_what_is_ticked(phone, client_as, person):
    fill(phone, sleep_apnea="yes")
    phone.send()
    nurse = client_as(Role.NURSE)
    address = f"/people/{person.pk}/intake/{phone.link_id}/"
    assert "Take over all" in nurse.get(address).content.decode()
    nurse.post(address, {"do": "leave", "take": ["gad-7"]})
    nurse.post(address, {"do": "new"})
    page = nurse.get(address).content.decode()
    assert "Taken over: Test Nurse" in page
    assert "Left out: Test Nurse" in page
    assert "Take over what is ticked" not in page
    chart = nurse.get(f"/people/{person.pk}/assessment/chart/airway/").content.decode()
    assert "told by the patient at home on" in chart


def test_the_therapist_reads_and_does_not_write(phone, client_as, person):
    phone.answer("seizures", "no")
    phone.send()
    address = f"/people/{person.pk}/intake/{phone.link_id}/"
    therapist = client_as(Role.THERAPIST)
    page = therapist.get(address)
    assert page.status_code == 200
    assert "Take over" not in page.content.decode()
    assert therapist.post(address, {"do": "new"}).status_code == 403


def test_answers_stand_under_their_own_person_and_only_when_sent(phone, client_as, person, clock):
    nurse = client_as(Role.NURSE)
    address = f"/people/{person.pk}/intake/{phone.link_id}/"
    assert nurse.get(address).status_code == 404
    assert nurse.post(address, {"do": "new"}).status_code == 404
    phone.send()
    other_id = people_actions.add_person(family_name="Other", given_names="Test", born=None, at=clock)
    assert nurse.get(address.replace(str(person.pk), str(other_id))).status_code == 404


def test_what_was_sent_waits_on_the_first_page_and_an_urgent_answer_first(phone, client_as, clock):
    assert queries.waiting(now=clock) == ()
    phone.answer("unstable_heart", "yes")
    phone.send()
    (line,) = queries.waiting(now=clock)
    assert (line.tag, line.tag_kind) == ("read now", "high")
    assert "Answers from home" in client_as(Role.NURSE).get("/").content.decode()
    assert "Answers from home" not in client_as(Role.FRONT_DESK).get("/").content.decode()


def test_the_patients_page_says_where_the_intake_stands(phone, person, clock):
    phone.answer("seizures", "no")
    assert "1 of" in queries.summary(person.pk).tag
    phone.send()
    assert queries.summary(person.pk).tag == "sent"
