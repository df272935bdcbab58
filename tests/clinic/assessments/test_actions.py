"""What is charted, taken back, imported and decided."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from cleared import clear
from leeward.assessment import CannotChart, Outcome, assess
from leeward.clinic.assessments import actions, charts, decision_pages, importing
from leeward.clinic.assessments.models import Assessment, ChartEntry, MedicationList, RecordImport
from leeward.clinic.assessments.weighing import Again, WeighAgain
from leeward.clinic.people import queries as people
from leeward.protocol import STANDARD
from leeward.truth import NO, UNKNOWN, YES
from leeward.units import Quantity

pytestmark = pytest.mark.django_db


def chart(person, now):
    return charts.chart_of(person.pk, on=now.date())


def outcome(person, now):
    return assess(chart(person, now), STANDARD).outcome


def weigh(person, kg, *, by, at, again=None):
    actions.measure(
        person_id=person.pk, measured={"weight": Quantity(kg, "kg")}, taken_at=at, source="scale", by=by, at=at,
        again=again or Again(),
    )  # fmt: skip


def test_an_empty_chart_needs_information(person, now):
    assert outcome(person, now) is Outcome.NEEDS_INFORMATION


def test_a_cleared_person_is_eligible(person, nurse, now):
    clear(person, by=nurse, at=now)
    assert outcome(person, now) is Outcome.ELIGIBLE


def test_an_answer_of_unknown_takes_an_earlier_one_back(person, nurse, now):
    clear(person, by=nurse, at=now)
    actions.answer(person_id=person.pk, answers={"aneurysm": UNKNOWN}, by=nurse, at=now + timedelta(minutes=1))
    assert outcome(person, now) is Outcome.NEEDS_INFORMATION


def test_the_answers_of_one_day_do_not_stand_for_the_next(person, nurse, now):
    clear(person, by=nurse, at=now)
    tomorrow = charts.chart_of(person.pk, on=now.date() + timedelta(days=1))
    assert (tomorrow.fasted, tomorrow.aneurysm) == (UNKNOWN, NO)
    assert tomorrow.current("systolic") is None


def test_a_strange_question_is_refused(person, nurse, now):
    with pytest.raises(CannotChart, match="no such question"):
        actions.answer(person_id=person.pk, answers={"shoe_size": YES}, by=nurse, at=now)


def test_an_entry_cannot_be_changed_or_removed(person, nurse, now):
    clear(person, by=nurse, at=now)
    for spoil in (lambda: ChartEntry.objects.update(source="x"), lambda: ChartEntry.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            spoil()


@pytest.mark.hazard("H02 lb entered as kg")
@pytest.mark.parametrize("kg", [176.4, 36.3])
def test_a_weight_that_looks_like_pounds_cannot_be_charted(person, nurse, now, kg):
    weigh(person, 80.0, by=nurse, at=now)
    for again in (Again(), Again(weighed=True, reader="Test Colleague")):
        with pytest.raises(CannotChart, match="pounds"):
            weigh(person, kg, by=nurse, at=now + timedelta(minutes=5), again=again)
    assert chart(person, now).current("weight") == Quantity(80.0, "kg")


@pytest.mark.hazard("H03 stale or stated weight")
def test_a_weight_that_changed_is_weighed_again_and_past_the_hard_fence_read_by_two(person, nurse, now):
    weigh(person, 70.0, by=nurse, at=now - timedelta(days=7))
    with pytest.raises(WeighAgain) as soft:
        weigh(person, 73.5, by=nurse, at=now)
    assert not soft.value.needs_reader
    with pytest.raises(WeighAgain) as hard:
        weigh(person, 77.0, by=nurse, at=now, again=Again(weighed=True))
    assert hard.value.needs_reader
    weigh(person, 77.0, by=nurse, at=now, again=Again(weighed=True, reader="Test Colleague"))
    assert chart(person, now).weight.source == "scale, weighed again, read with Test Colleague"


def test_a_weight_entered_in_error_is_taken_back_and_stays_readable(person, nurse, now):
    weigh(person, 90.0, by=nurse, at=now)
    actions.take_back(person_id=person.pk, key="weight", by=nurse, at=now)
    assert chart(person, now).weight is None
    weigh(person, 70.0, by=nurse, at=now)
    assert ChartEntry.objects.filter(key="weight").count() == 3


def test_an_older_measurement_charted_later_does_not_replace_a_newer_one(person, nurse, now):
    weigh(person, 70.0, by=nurse, at=now)
    actions.measure(
        person_id=person.pk, measured={"weight": Quantity(71, "kg")}, taken_at=now - timedelta(days=400),
        source="old record", by=nurse, at=now + timedelta(minutes=1),
    )  # fmt: skip
    assert chart(person, now).current("weight") == Quantity(70.0, "kg")


def test_a_measurement_of_the_future_is_refused(person, nurse, now):
    with pytest.raises(CannotChart, match="later than it was charted"):
        actions.measure(
            person_id=person.pk, measured={"height": Quantity(170, "cm")}, taken_at=now + timedelta(days=1),
            source="x", by=nurse, at=now,
        )  # fmt: skip


def test_a_sign_off_resolves_its_finding_and_no_other(person, nurse, now):
    clear(person, by=nurse, at=now, answers={"glaucoma": YES, "seizures": YES})
    actions.approve_finding(
        person_id=person.pk, rule_key="glaucoma", specialist="Dr. Eye", on=now.date(), reason="pressure 14",
        by=nurse, at=now,
    )  # fmt: skip
    assert assess(chart(person, now), STANDARD).signoffs_needed == ("seizures",)


def test_a_sign_off_of_tomorrow_is_refused(person, nurse, now):
    with pytest.raises(CannotChart, match="later day"):
        actions.approve_finding(
            person_id=person.pk, rule_key="glaucoma", specialist="Dr. Eye", on=now.date() + timedelta(days=1),
            reason="x", by=nurse, at=now,
        )  # fmt: skip


def test_a_decision_keeps_what_it_was_made_from_and_comes_out_the_same_again(person, nurse, now):
    clear(person, by=nurse, at=now, answers={"glaucoma": YES}, medicines=["clonazepam 1 mg", "kanna powder"])
    decision_id = actions.decide(person_id=person.pk, by=nurse, at=now)
    stored = Assessment.objects.get(pk=decision_id)
    assert stored.inputs["glaucoma"] == "yes"
    assert stored.result["unreviewed"] == ["kanna powder"]
    page = decision_pages.decision_page(person.pk, decision_id, now=now)
    assert page.replays, page.replay


def test_a_decision_that_comes_out_differently_says_so(person, nurse, now):
    clear(person, by=nurse, at=now)
    decision_id = actions.decide(person_id=person.pk, by=nurse, at=now)
    stored = Assessment.objects.get(pk=decision_id)
    stored.result["outcome"] = "not eligible"
    assert decision_pages._replayed(stored, now=now) == (
        False,
        "Computed again just now, the same answers come out as “eligible”: this is not what was stored.",
    )


def bundle(*resources, family="Sample", given="Ada", born="1985-07-14"):
    patient = {"resourceType": "Patient", "id": "p", "birthDate": born, "gender": "female"}
    patient["name"] = [{"family": family, "given": [given]}]
    entries = [{"resource": each} for each in (patient, *resources)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


EPILEPSY = {
    "resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"}, "onsetDateTime": "2015-01-01",
    "clinicalStatus": {"coding": [{"code": "active"}]}, "verificationStatus": {"coding": [{"code": "confirmed"}]},
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "84757009", "display": "Epilepsy"}]},
}  # fmt: skip
NO_ALLERGY = {
    "resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p"},
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "716186003", "display": "No known allergy"}]},
}  # fmt: skip


def medicine(name):
    return {
        "resourceType": "MedicationRequest", "id": name, "status": "active", "intent": "order",
        "subject": {"reference": "Patient/p"}, "authoredOn": "2026-11-01", "medicationCodeableConcept": {"text": name},
    }  # fmt: skip


def take(person, raw, *, by, at, **options):
    return importing.import_record(person_id=person.pk, raw=raw, file_name="b.json", by=by, at=at, **options)


def test_what_a_record_states_is_charted_with_where_it_was_read_and_nothing_becomes_a_no(person, nurse, now):
    take(person, bundle(EPILEPSY), by=nurse, at=now)
    found = chart(person, now)
    assert found.seizures is YES
    assert found.aneurysm is UNKNOWN
    assert "Condition" in charts.standing(person.pk)["seizures"].source


@pytest.mark.hazard("H01 wrong patient")
@pytest.mark.parametrize("differs", [{"family": "Other"}, {"given": "Eve"}, {"born": "1985-07-15"}, {"family": ""}])
def test_a_record_of_somebody_else_takes_nothing_unless_a_person_confirms(person, nurse, now, differs):
    raw = bundle(EPILEPSY, **differs)
    with pytest.raises(importing.WrongPerson, match="Nothing was taken over"):
        take(person, raw, by=nurse, at=now)
    assert not ChartEntry.objects.exists()
    assert not RecordImport.objects.exists()
    take(person, raw, by=nurse, at=now, same_person=True)
    assert "Confirmed as this person by Test Nurse" in RecordImport.objects.get().notes[0]


def test_none_known_in_a_record_is_not_told_as_asked_here(person, nurse, now):
    take(person, bundle(NO_ALLERGY), by=nurse, at=now)
    assert people.banner(person.pk).allergies.says.startswith("No known allergies (imported from b.json, charted ")


def test_an_import_never_drops_a_medicine_or_an_allergy_that_somebody_told_us(person, nurse, now):
    clear(person, by=nurse, at=now, medicines=["clonazepam"], allergies=["Penicillin"])
    take(person, bundle(medicine("sertraline"), NO_ALLERGY), by=nurse, at=now)
    assert set(MedicationList.objects.last().names) == {"clonazepam", "sertraline"}
    assert people.allergies(person.pk) == ("Penicillin",)
    assert any("the ones told here stand" in note for note in RecordImport.objects.get().notes)


def test_a_birth_date_missing_here_has_to_be_confirmed_too(person, nurse, now):
    person.born = None
    assert importing.differences(person, take(person, bundle(), by=nurse, at=now).person) == (
        "The birth date is 14-Jul-1985 in the record, not known here.",
    )
