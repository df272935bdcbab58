"""What opens a crisis, what closes it, and what the clock does meanwhile (H34)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, transaction

from leeward.clinic.assessments import actions as assessments
from leeward.clinic.audit.models import Change
from leeward.clinic.crises import actions, queries, rota, standing
from leeward.clinic.crises.models import Crisis, CrisisStep, OnCall
from leeward.clinic.infusions.gateway_records import Records
from leeward.clinic.outcomes import actions as outcomes
from leeward.clinic.outcomes.models import ScoreEntry
from leeward.clinic.people.models import Person
from leeward.clinic.people.queries import banner, gate_warnings
from leeward.clinic.people.roles import Role
from leeward.instruments import PHQ9, score
from leeward.outcomes.crisis import CLOCK, PATIENT, CannotStep, Deed, Stage, Urgency
from leeward.outcomes.crisis_triggers import by_hand, trigger_of
from leeward.outcomes.on_call import CannotCover
from leeward.truth import NO, UNKNOWN, YES

from .conftest import HOUR, INTENT, ITEM_9, MINUTE, QUIET

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H34 Suicidality missed")]


# What opens one


@pytest.mark.parametrize(
    ("scale", "answers", "urgency"), [("phq-9", ITEM_9, Urgency.RAISED), ("c-ssrs-screen", INTENT, Urgency.IMMINENT)]
)
def test_a_positive_answer_that_is_stored_opens_a_crisis(enter, nurse, on_call, scale, answers, urgency):
    on_call()
    enter(scale, answers)
    (known,) = standing.open_crises()
    (step,) = known.steps
    assert (known.crisis.stage, known.crisis.urgency) == (Stage.WAITING, urgency)
    assert (step.by, step.actor) == (nurse, nurse.key)
    assert step.told["answers"]
    assert step.told["on_call"] == [{"name": "Dr Priya", "phone": "+1 555 0100", "rank": 1}]


def test_nothing_opens_where_nothing_was_answered_positively(enter):
    enter("phq-9", QUIET)
    enter("phq-9", [1] * 8 + [None])
    enter("c-ssrs-screen", [0, 0, None, None, None, 0, None])
    enter("pcl-5", [4] * 20)
    assert standing.open_crises() == ()


def test_the_assessments_yes_opens_one_and_no_or_unknown_do_not(person, nurse, now):
    told = {"person_id": person.pk, "by": nurse, "at": now}
    for answer in (NO, UNKNOWN):
        assessments.answer(**told, answers={"suicide_risk_imminent": answer})
    assert standing.open_crises() == ()
    assessments.answer(**told, answers={"suicide_risk_imminent": YES})
    (known,) = standing.open_crises()
    assert known.crisis.urgency is Urgency.IMMINENT
    assert known.steps[0].told["answers"][0]["item"].startswith("Does the patient have a plan")


def test_the_patients_own_answer_opens_one_that_nobody_of_the_clinic_entered(person, now):
    trigger = trigger_of(score(PHQ9, ITEM_9), source="entry:1")
    actions.open_crisis(person_id=person.pk, trigger=trigger, by=None, at=now)
    (step,) = standing.open_crises()[0].steps
    assert (step.by, step.actor) == (None, PATIENT)


def test_one_record_opens_one_crisis_however_often_it_is_sent(person, nurse, now):
    trigger = trigger_of(score(PHQ9, ITEM_9), source="entry:1")
    told = {"person_id": person.pk, "trigger": trigger, "by": nurse}
    assert actions.open_crisis(**told, at=now) == actions.open_crisis(**told, at=now + MINUTE)
    assert CrisisStep.objects.count() == 1


def test_another_positive_answer_joins_the_open_crisis_and_waits_again(enter, live, stands):
    live("planned")
    enter("c-ssrs-screen", INTENT, minute=9)
    assert Crisis.objects.count() == 1
    assert (stands().stage, stands().urgency, len(stands().missing)) == (Stage.WAITING, Urgency.IMMINENT, 2)


def test_an_answer_that_comes_in_late_is_kept_too(enter, live, stands):
    live("acknowledged")
    enter(minute=-600)
    assert stands().stage is Stage.WAITING
    assert ScoreEntry.objects.count() == 2


def test_after_a_closed_one_another_opens(enter, live):
    live("closed")
    assert standing.open_crises() == ()
    enter(minute=60)
    assert Crisis.objects.count() == 2
    assert len(standing.open_crises()) == 1


def test_what_cannot_open_its_path_is_not_stored(enter, monkeypatch):
    def fails(**_):
        raise DatabaseError("disk full")

    monkeypatch.setattr("leeward.clinic.outcomes.actions.open_crisis", fails)
    with pytest.raises(DatabaseError), transaction.atomic():
        enter()
    assert ScoreEntry.objects.count() == 0


# What closes one


def test_every_step_is_kept_with_who_when_and_why(live, prescriber, now):
    live("closed")
    rows = CrisisStep.objects.exclude(deed=Deed.ANSWERED.value)
    assert [(row.number, row.deed, row.by, row.at) for row in rows] == [
        (number, deed.value, prescriber, now + MINUTE)
        for number, deed in enumerate(
            (Deed.ACKNOWLEDGED, Deed.REACHED, Deed.ASSESSED, Deed.PLANNED, Deed.CLOSED), start=2
        )
    ]
    assert rows.get(deed=Deed.PLANNED.value).says == "calls his brother; speaks with us tomorrow at 9"


@pytest.mark.parametrize("last", ["reached", "assessed"])
def test_it_cannot_be_closed_before_assessment_and_plan(live, prescriber, now, last):
    told = live(last)
    with pytest.raises(CannotStep, match="cannot be closed yet"):
        actions.close(**told, outcome="safe", says="x", by=prescriber, at=now + HOUR)
    assert len(standing.open_crises()) == 1


def test_who_entered_the_answer_cannot_close_it(enter, person, prescriber, director, now):
    enter(by=prescriber)
    told = {"person_id": person.pk, "crisis_id": standing.open_crises()[0].row.pk, "at": now + MINUTE}
    actions.acknowledge(**told, by=prescriber)
    actions.hand_over(**told, who="an inpatient unit: City, 555 0199", says="goes by ambulance", by=prescriber)
    actions.assess(**told, who="Dr Ed of City", says="admitted", by=prescriber)
    with pytest.raises(CannotStep, match="ask a colleague"):
        actions.close(**told, outcome="handed over", says="x", by=prescriber)
    actions.close(**told, outcome="handed over", says="x", by=director)
    assert standing.open_crises() == ()


@pytest.mark.parametrize("role", [Role.NURSE, Role.FRONT_DESK, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_only_clinicians_close(live, staff, now, role):
    with pytest.raises(CannotStep):
        actions.close(**live("planned"), outcome="safe", says="x", by=staff(role), at=now + HOUR)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_only_the_care_team_takes_a_step(opened, staff, now, role):
    with pytest.raises(CannotStep, match="Only the care team"):
        actions.acknowledge(**opened, by=staff(role), at=now)


def test_calling_the_entry_a_mistake_leaves_the_crisis_open(enter, person, nurse, now):
    entry_id = enter()
    outcomes.remark(person_id=person.pk, entry_id=entry_id, kind="mistake", says="slip", by=nurse, at=now)
    assert len(standing.open_crises()) == 1


@pytest.mark.parametrize("deed", ["update", "delete"])
@pytest.mark.parametrize(("model", "field"), [(Crisis, "opened_at"), (CrisisStep, "at"), (OnCall, "end")])
def test_rows_only_grow(on_call, opened, now, model, field, deed):
    on_call()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(**{field: now + HOUR}) if deed == "update" else model.objects.all()._raw_delete("default")


def test_two_writers_do_not_both_write_the_next_step(opened, nurse, now):
    crisis = Crisis.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        CrisisStep.objects.create(crisis=crisis, number=1, deed=Deed.NOTED.value, at=now, actor="x", by=nurse)


# The clock


def test_the_clock_escalates_rank_by_rank_and_only_once_each(on_call, opened, stands, now):
    on_call()
    assert stands().rank is None  # nobody was on call when it opened
    assert actions.advance(now=now + HOUR) == 0


def test_ranks_are_asked_in_turn(on_call, enter, person, now):
    on_call("Dr One")
    on_call("Dr Two", rank=2)
    enter()
    looks = {minute: actions.advance(now=now + minute * MINUTE) for minute in (14, 15, 16, 29, 30, 31, 600)}
    assert looks == {14: 0, 15: 1, 16: 0, 29: 0, 30: 1, 31: 0, 600: 0}
    (known,) = standing.open_crises()
    assert [(step.deed, step.rank, step.actor) for step in known.steps[1:]] == [
        ("escalated", 2, CLOCK), ("escalated", None, CLOCK),
    ]  # fmt: skip
    assert known.crisis.stage is Stage.WAITING


def test_the_clock_writes_under_its_own_name(on_call, enter, now):
    on_call()
    enter()
    actions.advance(now=now + HOUR)
    assert Change.objects.filter(table="crises_crisisstep").last().actor == "crisis clock"


def test_whoever_acknowledged_and_is_silent_loses_it(on_call, enter, live, stands, now):
    live("acknowledged")
    assert actions.advance(now=now + 60 * MINUTE) == 0
    assert actions.advance(now=now + 61 * MINUTE) == 1
    assert stands().stage is Stage.WAITING


def test_a_person_may_escalate_before_the_clock(on_call, enter, person, prescriber, now):
    on_call()
    on_call("Dr Two", rank=2)
    enter()
    known = standing.open_crises()[0]
    actions.escalate(person_id=person.pk, crisis_id=known.row.pk, says="she is on a plane", by=prescriber, at=now)
    assert standing.open_crises()[0].crisis.rank == 2


def test_two_processes_that_saw_the_same_crisis_escalate_it_once(on_call, enter, now):
    on_call()
    on_call("Dr Two", rank=2)
    enter()
    (seen,) = standing.open_crises()
    assert [actions._advanced(seen, now=now + 15 * MINUTE) for _ in range(2)] == [1, 0]
    assert standing.open_crises()[0].crisis.rank == 2


@pytest.mark.parametrize("back", [timedelta(seconds=1), HOUR])
def test_a_clock_that_was_set_back_holds_up_nobody(opened, prescriber, stands, now, back):
    told = {**opened, "by": prescriber, "at": now - back}
    actions.acknowledge(**told)
    actions.record_contact(**told, was_reached=True, says="by phone")
    actions.assess(**told, says="no intent")
    actions.plan_safety(**told, says="plan")
    actions.close(**told, outcome="safe", says="tomorrow")
    assert stands().stage is Stage.CLOSED
    assert {step.at for step in CrisisStep.objects.all()} == {now}


def test_the_clock_writes_nothing_that_is_earlier_than_what_stands(on_call, enter, person, nurse, now):
    on_call()
    enter()
    told = {"person_id": person.pk, "crisis_id": standing.open_crises()[0].row.pk, "by": nurse}
    actions.note(**told, says="written before the clock was set back", at=now + 40 * MINUTE)
    assert actions.advance(now=now + 20 * MINUTE) == 1
    (known,) = standing.open_crises()
    assert (known.trouble, known.crisis.rank) == ("", None)


def test_a_crisis_is_shown_where_its_escalation_cannot_be_written(on_call, enter, client_as, now, monkeypatch, caplog):
    def fails(*_, **__):
        raise OperationalError("database is locked")

    on_call()
    enter()
    monkeypatch.setattr("leeward.clinic.crises.actions._write", fails)
    client = client_as(Role.NURSE)
    monkeypatch.setattr("leeward.clinic.crises.views.timezone.now", lambda: now + HOUR)
    for path in ("/crises/now/", "/crises/"):
        assert "SAMPLE, Ada" in client.get(path).content.decode()
    assert "could not be escalated" in caplog.text


def test_those_that_wait_come_first_then_the_most_urgent(person, nurse, prescriber, now):
    ids = []
    for minute, is_imminent in enumerate((True, False, True)):
        other = Person.objects.create(family_name=f"P{minute}", given_names="A", created_at=now)
        trigger = by_hand(says="x", is_imminent=is_imminent, source=f"hand:{minute}")
        told = {"person_id": other.pk, "trigger": trigger, "by": nurse, "at": now + minute * MINUTE}
        ids.append((other.pk, actions.open_crisis(**told)))
    actions.acknowledge(person_id=ids[0][0], crisis_id=ids[0][1], by=prescriber, at=now + HOUR)
    assert [known.row.person.family_name for known in standing.open_crises()] == ["P2", "P1", "P0"]


def test_steps_that_do_not_follow_are_said_and_the_crisis_stays_open(opened, now):
    row = Crisis.objects.get()
    CrisisStep.objects.create(crisis=row, number=2, deed=Deed.ASSESSED.value, at=now, actor="x")
    (known,) = standing.open_crises()
    assert "do not follow" in known.trouble
    assert actions.advance(now=now + HOUR) == 0


# Who is on call


def test_cover_is_what_was_entered_minus_what_was_taken_back(on_call, director, now):
    assert not queries.covered(now)
    on_call_id = on_call()
    assert queries.covered(now)
    rota.take_back(on_call_id=on_call_id, reason="is ill", by=director, at=now)
    assert not queries.covered(now)
    with pytest.raises(CannotCover, match="not there any more"):
        rota.take_back(on_call_id=on_call_id, reason="again", by=director, at=now)


def test_whose_account_is_closed_is_not_on_call(on_call, prescriber, now):
    on_call(username=prescriber.key)
    assert [duty.name for duty in standing.on_call(now=now)] == [prescriber.name]
    prescriber.is_active = False
    prescriber.save()
    assert not queries.covered(now)


@pytest.mark.parametrize("role", [Role.NURSE, Role.PRESCRIBER, Role.THERAPIST, Role.FRONT_DESK, Role.RESEARCHER])
def test_only_the_director_and_the_administrator_set_cover(staff, now, role):
    with pytest.raises(CannotCover, match="sets who is on call"):
        rota.put_on_call(
            username="", name="A", phone="1", rank=1, start=now, end=now + HOUR, by=staff(role), at=now
        )  # fmt: skip


def test_a_duty_in_the_past_is_refused(on_call):
    with pytest.raises(CannotCover, match="in the past"):
        on_call(hours=(-3, -1))


def test_without_cover_instruments_that_ask_about_suicide_are_refused_from_afar(on_call, now):
    assert "Nobody is on call now" in queries.remote_refusal("phq-9", now)
    assert "Nobody is on call now" in queries.remote_refusal("c-ssrs-screen", now)
    assert queries.remote_refusal("pcl-5", now) == ""
    on_call()
    assert queries.remote_refusal("phq-9", now) == ""
    assert queries.remote_refusal("phq-9", now, until=now + 8 * HOUR) == ""
    assert "Nobody is on call from" in queries.remote_refusal("phq-9", now, until=now + 9 * HOUR)


def test_without_a_crisis_line_nothing_is_asked_from_afar(on_call, settings, now):
    on_call()
    settings.COUNTRY = "XX"
    assert "crisis line of this clinic is not set" in queries.remote_refusal("phq-9", now)
    settings.EMERGENCY_NUMBER, settings.CRISIS_LINE, settings.CRISIS_LINE_NAME = "112", "0800 1", "Line"
    assert queries.remote_refusal("phq-9", now) == ""


# What the other pages are told


def test_an_open_crisis_stands_at_both_gates_and_in_the_banner(opened, person, live):
    assert "crisis" in gate_warnings(person.pk)[0]
    assert banner(person.pk).crisis == "Nobody has acknowledged it"
    live("closed")
    assert banner(person.pk).crisis == ""
    assert not any("crisis" in each for each in gate_warnings(person.pk))


def test_a_gap_in_cover_is_named_half_a_day_ahead(on_call, now):
    assert [each.title for each in queries.waiting(now=now)] == ["Nobody is on call now"]
    on_call(hours=(-1, 8))
    assert [each.title for each in queries.waiting(now=now)] == ["Nobody is on call from 16:30"]
    on_call(hours=(7, 24))
    assert queries.waiting(now=now) == ()
    assert queries.waiting(now=now + timedelta(hours=20)) != ()


def test_a_closed_crisis_says_what_was_done_about_its_screen(enter, person, prescriber, director, now):
    enter("c-ssrs-screen", INTENT, by=director)
    told = {"person_id": person.pk, "crisis_id": standing.open_crises()[0].row.pk, "by": prescriber, "at": now + MINUTE}
    actions.acknowledge(**told)
    actions.record_contact(**told, was_reached=True, says="here")
    actions.assess(**told, says="no intent now")
    actions.plan_safety(**told, says="plan")
    assert any("C-SSRS" in each for each in gate_warnings(person.pk))
    actions.close(**told, outcome="safe, with a plan", says="tomorrow")
    assert gate_warnings(person.pk) == ()


def test_a_closed_crisis_does_not_stand_for_the_c_ssrs_that_item_9_asks_for(live, person):
    live("closed")
    assert ["C-SSRS" in each for each in gate_warnings(person.pk)] == [True]


def test_a_nurse_names_who_assessed(live, nurse, now):
    told = {**live("reached"), "by": nurse, "at": now + MINUTE, "says": "no intent"}
    with pytest.raises(CannotStep, match="Name the clinician"):
        actions.assess(**told)
    actions.assess(**told, who="Dr Ed")
    assert standing.open_crises()[0].crisis.assessed_by == "Dr Ed"


def test_the_gateway_lets_the_clock_run_while_nobody_looks(on_call, enter, now):
    on_call("Dr One")
    on_call("Dr Two", rank=2)
    enter()
    Records(now=lambda: now + 15 * MINUTE).touched()
    assert standing.open_crises()[0].crisis.rank == 2
