"""The long-term safety schedule: what is overdue holds the next order and the time-out, until it is resolved."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from leeward.clinic.aftercare.models import AgreedCall, CheckIn
from leeward.clinic.courses import holding, safety_actions
from leeward.clinic.courses.models import CoursePlan, SafetyOverride, SafetyResult
from leeward.clinic.courses.safety_actions import CannotWatch
from leeward.clinic.patient import reports
from leeward.clinic.people.roles import Role
from leeward.clinic.plans import holds
from leeward.clinic.plans.standing import CannotPlan
from leeward.course.watched import Domain
from leeward.truth import YES
from watched import IN_ORDER

pytestmark = pytest.mark.django_db
CLEAN = {domain: values for domain, values in IN_ORDER.items() if domain is not Domain.EXPOSURE}


@pytest.fixture
def planned(person, prescriber, now):
    """A course that stands: the schedule holds its infusions."""
    return CoursePlan.objects.create(
        person=person, schedule="six-in-two-weeks", inputs={}, protocol_version=1, engine_version="0", by=prescriber,
        at=now, result={"schedule": {"sessions": 6, "label": "Six"}, "sessions": [{"on": "2026-11-23"}], "says": []},
    )  # fmt: skip


@pytest.fixture
def enter(person, nurse, now):
    def act(domain, values=None, *, on=date(2026, 11, 23)):
        result_id = uuid4()
        safety_actions.enter(
            result_id=result_id, person_id=person.pk, domain=domain, values=CLEAN[domain] if values is None else values,
            source="asked here", taken_on=on, by=nurse, at=now,
        )  # fmt: skip
        return result_id

    return act


@pytest.fixture
def in_order(planned, enter, person, nurse, now, monkeypatch):
    """Every domain has a good result of today, and a PCL-5 from before is there to hold it against."""
    monkeypatch.setattr("leeward.clinic.courses.watching._baseline", lambda *_, **__: 50)
    return {domain: enter(domain) for domain in CLEAN}


def test_without_a_course_and_without_infusions_nothing_is_held(person, now):
    assert holding.holds(person.pk, now=now) == ()


def test_what_has_no_result_holds_the_order(planned, person, now):
    found = holding.holds(person.pk, now=now)
    assert any(says.startswith("Bladder: overdue") for says in found)
    with pytest.raises(CannotPlan, match=r"Bladder: overdue.*See Long-term safety"):
        holds.refuse_held(person.pk, at=now)


def test_with_every_result_in_order_nothing_is_held(in_order, person, now):
    assert holding.holds(person.pk, now=now) == ()
    holds.refuse_held(person.pk, at=now)


def test_beyond_a_limit_it_is_held_until_somebody_decided(in_order, enter, person, prescriber, now):
    result_id = enter(Domain.LIVER, CLEAN[Domain.LIVER] | {"enzymes": 5.0})
    (says,) = holding.holds(person.pk, now=now)
    assert "Liver: beyond the limit" in says
    told = {"person_id": person.pk, "result_id": result_id, "by": prescriber, "at": now}
    safety_actions.decide(kind="hold", reason="Repeat on Thursday.", **told)
    assert len(holding.holds(person.pk, now=now)) == 1
    safety_actions.decide(kind="go on", reason="Repeated: a laboratory error.", **told)
    assert holding.holds(person.pk, now=now) == ()


@pytest.mark.hazard("H12 pregnancy missed: nobody decides a positive test away")
def test_a_pregnancy_is_not_decided_away(in_order, enter, person, prescriber, staff, now):
    result_id = enter(Domain.PREGNANCY, {"positive": YES})
    with pytest.raises(CannotWatch, match="only another result"):
        safety_actions.decide(person_id=person.pk, result_id=result_id, kind="go on", reason="x", by=prescriber, at=now)
    with pytest.raises(CannotWatch, match="lets nobody pass"):
        safety_actions.let_pass(
            person_id=person.pk, domain=Domain.PREGNANCY, reason="x", by=staff(Role.MEDICAL_DIRECTOR), at=now
        )


def test_a_medical_director_lets_one_day_pass_with_a_reason(
    planned, enter, person, prescriber, staff, now, monkeypatch
):
    monkeypatch.setattr("leeward.clinic.courses.watching._baseline", lambda *_, **__: 50)
    for domain in CLEAN:
        if domain is not Domain.COGNITION:
            enter(domain)
    told = {"person_id": person.pk, "domain": Domain.COGNITION, "reason": "Booked for Friday.", "at": now}
    with pytest.raises(CannotWatch, match="Only a medical director"):
        safety_actions.let_pass(**told, by=prescriber)
    assert holding.holds(person.pk, now=now)
    safety_actions.let_pass(**told, by=staff(Role.MEDICAL_DIRECTOR))
    assert holding.holds(person.pk, now=now) == ()
    tomorrow = holding.holds(person.pk, now=now + timedelta(days=1))
    assert any(says.startswith("Cognition") for says in tomorrow)


@pytest.fixture
def told_the_day_after(infusion, person, prescriber):
    """Answers of the day after an infusion, in which there may be pain or blood on passing urine."""

    def tell(answer, *, at):
        told = {"person": person, "infusion": infusion, "at": at}
        if not AgreedCall.objects.exists():
            AgreedCall.objects.create(**told, due_at=at, by=prescriber)
        number = CheckIn.objects.count() + 1
        CheckIn.objects.create(**told, number=number, kind="written", answers={"bladder": answer, "harm": "no"})

    return tell


def test_a_bladder_symptom_of_the_day_after_holds_until_a_result_is_entered(
    told_the_day_after, in_order, person, nurse, now
):
    next_day = now + timedelta(days=1)
    before = holding.holds(person.pk, now=next_day)
    told_the_day_after("yes", at=next_day)
    (says,) = set(holding.holds(person.pk, now=next_day)) - set(before)
    assert says.startswith("Bladder: overdue. A symptom was told on 24-Nov-2026")
    with pytest.raises(CannotPlan, match="A symptom was told"):
        holds.refuse_held(person.pk, at=next_day)
    safety_actions.enter(
        result_id=uuid4(), person_id=person.pk, domain=Domain.BLADDER, values=CLEAN[Domain.BLADDER],
        source="asked here", taken_on=date(2026, 11, 25), by=nurse, at=next_day + timedelta(days=1),
    )  # fmt: skip
    assert not any(each.startswith("Bladder") for each in holding.holds(person.pk, now=next_day + timedelta(days=1)))


@pytest.mark.parametrize("answer", ["no", "unknown"])
def test_other_answers_of_the_day_after_hold_no_bladder(told_the_day_after, in_order, person, now, answer):
    told_the_day_after(answer, at=now + timedelta(days=1))
    assert not any(each.startswith("Bladder") for each in holding.holds(person.pk, now=now + timedelta(days=1)))


@pytest.fixture
def reported(person):
    """What the patient ticked on their own pages."""

    def tick(*effects, at):
        reports.keep(
            report_id=uuid4(), person_id=person.pk, effects=effects, words="", since="today", harm="no", at=at
        )  # fmt: skip

    return tick


@pytest.mark.parametrize(
    ("effect", "begins"), [("blood-urine", "Bladder"), ("bladder", "Bladder"), ("craving", "Misuse")]
)
def test_a_symptom_reported_from_the_own_pages_holds_the_order(reported, in_order, person, now, effect, begins):
    next_day = now + timedelta(days=1)
    reported(effect, "nausea", at=next_day)
    (says,) = (each for each in holding.holds(person.pk, now=next_day) if "A symptom was told" in each)
    assert says.startswith(f"{begins}: overdue. A symptom was told on 24-Nov-2026")
    with pytest.raises(CannotPlan, match="A symptom was told"):
        holds.refuse_held(person.pk, at=next_day)


def test_a_reported_symptom_holds_without_a_course_too_and_nothing_else_does(reported, nurse, person, now):
    reported("nausea", at=now)
    assert holding.holds(person.pk, now=now) == ()
    reported("blood-urine", at=now)
    (says,) = holding.holds(person.pk, now=now)
    assert says.startswith("Bladder: overdue. A symptom was told")
    later = now + timedelta(hours=1)
    safety_actions.enter(
        result_id=uuid4(), person_id=person.pk, domain=Domain.BLADDER, values=CLEAN[Domain.BLADDER],
        source="asked here", taken_on=date(2026, 11, 23), by=nurse, at=later,
    )  # fmt: skip
    assert holding.holds(person.pk, now=later) == ()


def test_a_symptom_of_the_evening_holds_though_a_result_was_entered_that_morning(reported, enter, person, now):
    enter(Domain.BLADDER)
    reported("blood-urine", at=now + timedelta(hours=6))
    (says,) = holding.holds(person.pk, now=now + timedelta(hours=7))
    assert says.startswith("Bladder: overdue. A symptom was told")


def test_a_value_that_cannot_be_is_refused(enter, person, nurse, now):
    with pytest.raises(CannotWatch, match="is not plausible"):
        enter(Domain.COGNITION, {"moca": 99.0})
    with pytest.raises(CannotWatch, match="has not come yet"):
        enter(Domain.COGNITION, on=date(2027, 1, 1))


def test_the_pages_show_enter_decide_and_let_pass(planned, person, client_as):
    nurse, address = client_as(Role.NURSE), f"/people/{person.pk}/safety/"
    page = nurse.get(address).content.decode()
    assert "An infusion today is held" in page
    assert "Where the intervals and limits come from" in page
    assert "3 months" in page
    assert "Psychosis and mania have no line here." in page
    assert not re.search(r"\b([2-9]|[1-9][0-9]) (month|week|year)\b|[0-9] 1:", page)
    told = {"form_id": str(uuid4()), "bpic_ss": "4", "blood_in_urine": "no", "up_twice_at_night": "no",
            "taken_on_month": 11, "taken_on_day": 23, "taken_on_year": 2026, "source": "asked here"}  # fmt: skip
    assert nurse.post(address + "BLADDER/", told).status_code == 302
    assert nurse.post(address + "BLADDER/", told | {"bpic_ss": "900", "form_id": str(uuid4())}).status_code == 422
    assert SafetyResult.objects.get().values == {"bpic_ss": 4.0, "blood_in_urine": "no", "up_twice_at_night": "no"}
    assert nurse.get(address + "TEETH/").status_code == 404
    director = client_as(Role.MEDICAL_DIRECTOR)
    assert director.post(address + "LIVER/pass/", {"reason": ""}).status_code == 422
    assert director.post(address + "LIVER/pass/", {"reason": "The laboratory is closed."}).status_code == 302
    assert SafetyOverride.objects.get().reason == "The laboratory is closed."
