"""What a person does at the chair: each deed once, in order, sealed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from leeward.clinic.infusions import actions, bedside, charting, mapping, passing, time_out_actions
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.models import Infusion, JournalEntry
from leeward.clinic.people import actions as people
from leeward.infusion import journal
from leeward.infusion.discharge import CannotDischarge
from leeward.infusion.events import TimeOutPassed
from leeward.infusion.journal import CannotAppend
from leeward.infusion.machine import CannotHappen, State, replay
from leeward.infusion.pump import CannotTrustPump
from leeward.infusion.time_out import CannotStart
from leeward.protocol.discharge import DISCHARGE
from leeward.truth import NO, YES, Truth

pytestmark = pytest.mark.django_db
Deeds = Callable[..., Deed]


def entries(infusion):
    return mapping.journal_of(infusion.journal.all())


def test_the_infusion_goes_from_time_out_to_recovery(running: Infusion, deed: Deeds, now: datetime):
    later = now + timedelta(minutes=10)
    assert actions.pause(deed(later), reason="pressure") is State.PAUSED
    again = later + timedelta(minutes=3)
    assert actions.resume(deed(again), rate_ml_per_h=52.5, shown_ml_per_h=52.5) is State.RUNNING
    assert actions.complete(deed(later + timedelta(minutes=33)), delivered_ml=35) is State.RECOVERING
    running.refresh_from_db()
    assert running.state == "recovering"
    assert journal.verify(entries(running)) is None


@pytest.mark.hazard("H30 pause or stop not recorded: state and record differ")
def test_the_state_column_is_the_fold_of_the_journal(running: Infusion):
    assert replay(journal.events(entries(running))).value == running.state


def test_sending_the_same_form_twice_makes_one_entry(running: Infusion, deed: Deeds, now: datetime):
    event_id, later = uuid4(), now + timedelta(minutes=5)
    actions.pause(deed(later, event_id=event_id), reason="pressure")
    actions.pause(deed(later + timedelta(seconds=2), event_id=event_id), reason="pressure")
    assert JournalEntry.objects.filter(event_id=event_id).count() == 1


def test_the_same_id_with_another_content_is_refused(running: Infusion, deed: Deeds, now: datetime):
    event_id, later = uuid4(), now + timedelta(minutes=5)
    actions.pause(deed(later, event_id=event_id), reason="pressure")
    with pytest.raises(CannotAppend):
        actions.pause(deed(later, event_id=event_id), reason="nausea")


def test_a_stopped_infusion_cannot_be_resumed(running: Infusion, deed: Deeds, now: datetime):
    actions.stop(deed(now + timedelta(minutes=5)), reason="patient asks")
    with pytest.raises(CannotHappen):
        actions.resume(deed(now + timedelta(minutes=6)), rate_ml_per_h=52.5, shown_ml_per_h=52.5)


@pytest.mark.hazard("H06 rate mis-keyed at the pump")
def test_the_pump_cannot_be_recorded_faster_than_ordered(running: Infusion, deed: Deeds, now: datetime):
    with pytest.raises(actions.CannotSetRate, match=r"52\.5 mL/h"):
        actions.change_rate(deed(now + timedelta(minutes=5)), rate_ml_per_h=60, shown_ml_per_h=60, reason="sedation")


@pytest.mark.hazard("H06 rate mis-keyed at the pump")
def test_a_start_whose_pump_shows_something_else_is_refused_and_not_recorded(ready: Infusion, deed: Deeds, now):
    for rate, volume in ((5.25, 35.0), (525.0, 35.0), (53.1, 35.0), (52.5, 350.0)):
        with pytest.raises(CannotTrustPump, match=r"it must be (52\.5 mL/h|35 mL)\."):
            actions.start(deed(now), shown_ml_per_h=rate, shown_vtbi_ml=volume)
    assert not ready.journal.filter(kind="Started").exists()


@pytest.mark.hazard("H06 rate mis-keyed at the pump")
def test_the_journal_keeps_what_the_pump_showed(ready: Infusion, deed: Deeds, now: datetime):
    actions.start(deed(now), shown_ml_per_h=52.6, shown_vtbi_ml=35.2)
    body = ready.journal.last().body
    assert (body["rate_ml_per_h"], body["vtbi_ml"]) == (52.6, 35.2)


@pytest.mark.hazard("H06 rate mis-keyed at the pump")
def test_a_new_rate_counts_only_when_the_pump_shows_it(running: Infusion, deed: Deeds, now: datetime):
    later = now + timedelta(minutes=5)
    with pytest.raises(CannotTrustPump, match="it must be 30 mL/h"):
        actions.change_rate(deed(later), rate_ml_per_h=30, shown_ml_per_h=52.5, reason="sedation")
    actions.change_rate(deed(later), rate_ml_per_h=30, shown_ml_per_h=30, reason="sedation")
    actions.pause(deed(later), reason="pressure")
    with pytest.raises(CannotTrustPump, match="it must be 30 mL/h"):
        actions.resume(deed(later), rate_ml_per_h=30, shown_ml_per_h=3)


def test_nothing_starts_on_a_time_out_with_an_open_item(infusion: Infusion, deed: Deeds, now: datetime):
    with pytest.raises(CannotStart, match="Not known"):
        time_out_actions.pass_time_out(deed(now))
    with pytest.raises(CannotHappen):
        actions.start(deed(now), shown_ml_per_h=52.5, shown_vtbi_ml=35.0)


def test_two_infusions_cannot_be_at_one_chair(ready: Infusion, order, nurse, now: datetime):
    someone = people.add_person(
        family_name="Muster", given_names="Bo", born=date(1980, 2, 3), is_synthetic=True, at=now
    )
    other = actions.plan_infusion(person_id=someone, order=order, chair="3", by=nurse, at=now)
    same = Deed(person_id=someone, infusion_id=other, event_id=uuid4(), by=nurse, at=now)
    with pytest.raises(actions.CannotUseChair, match="chair 3"):
        actions.record(same, TimeOutPassed(**same.stamp, checks=()))
    assert not JournalEntry.objects.filter(infusion_id=other).exists()


def test_another_persons_infusion_is_not_found(infusion: Infusion, nurse, now: datetime):
    stranger = Deed(person_id=uuid4(), infusion_id=infusion.pk, event_id=uuid4(), by=nurse, at=now)
    with pytest.raises(Infusion.DoesNotExist):
        actions.cancel(stranger, reason="x")


def test_one_line_charts_pressure_breaths_scores_and_note(running: Infusion, deed: Deeds, now: datetime):
    later = now + timedelta(minutes=5)
    charting.chart_row(deed(later), readings="140/85 rr 14", moaas=5, distress=1, note="calm")
    kinds = [row.kind for row in running.journal.all()][-6:]
    assert kinds == ["ReadingCharted"] * 3 + ["ScaleScored"] * 2 + ["NoteWritten"]


@pytest.mark.hazard("H28 artefact accepted as physiology")
def test_an_artefact_is_marked_and_no_rule_looks_at_it(running: Infusion, deed: Deeds, now: datetime):
    later = now + timedelta(minutes=5)
    charting.chart_row(deed(later), readings="211/60")
    standing = bedside.load(running, now=later)
    reading = next(r for r in standing.readings if r.value == 211)
    assert any("systolic" in condition.key for condition in bedside.conditions(standing))
    charting.mark_artefact(deed(later), reading_id=reading.reading_id, reason="moved arm")
    standing = bedside.load(running, now=later)
    assert next(r for r in standing.readings if r.value == 211).artefact_reason == "moved arm"
    assert not any(condition.key.startswith("systolic") for condition in bedside.conditions(standing))


@pytest.mark.hazard("H28 artefact accepted as physiology")
def test_striking_one_pressure_strikes_the_whole_cuff_measurement(running: Infusion, deed: Deeds, now: datetime):
    later = now + timedelta(minutes=5)
    charting.chart_row(deed(later), readings="150/125 spo2 97")
    readings = bedside.load(running, now=later).readings
    systolic = next(r for r in readings if r.value == 150)
    charting.mark_artefact(deed(later), reading_id=systolic.reading_id, reason="moved arm")
    standing = bedside.load(running, now=later)
    assert {r.value: r.artefact_reason for r in standing.readings if r.at == systolic.at} == {
        150: "moved arm", 125: "moved arm", 97: None,
    }  # fmt: skip
    assert not any(condition.key.startswith("diastolic") for condition in bedside.conditions(standing))


def test_a_monitor_names_each_pressure_of_one_inflation_apart(running: Infusion, deed: Deeds, now: datetime):
    charting.chart_row(deed(now), readings="150/125 spo2 97")
    sent = [
        replace(r, source=f"monitor: cuff {r.kind.value}", device="m-1", at=now)
        for r in bedside.load(running, now=now).readings
        if r.value in (150, 125, 97)
    ]
    systolic = next(r for r in sent if r.value == 150)
    together = bedside.same_measurement(tuple(sent), str(systolic.reading_id))
    assert {r.value for r in together} == {150, 125}


def test_a_reading_of_nobody_is_not_struck(running: Infusion, deed: Deeds, now: datetime):
    with pytest.raises(charting.CannotStrike, match="not in this infusion"):
        charting.mark_artefact(deed(now), reading_id=uuid4(), reason="moved arm")


@pytest.mark.hazard("H36 audit tampering")
def test_the_database_refuses_to_change_or_remove_an_entry(running: Infusion):
    for change in (lambda rows: rows.update(by="somebody"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(JournalEntry.objects.filter(infusion=running))


@pytest.fixture
def recovering(running: Infusion, deed: Deeds, now: datetime) -> Infusion:
    actions.complete(deed(now + timedelta(minutes=40)), delivered_ml=35)
    return running


def confirm(deed: Deeds, at: datetime, **other: Truth) -> None:
    answers = {item.key: YES for item in DISCHARGE.items} | {"longer-stay": NO} | other
    passing.check_items(deed(at), answers=answers, readings="122/78 hr 72 spo2 98")
    charting.chart_row(deed(at), moaas=5, distress=0)
    charting.score_scale(deed(at), scale_key="cadss-6", answers=(0,) * 6, total=0)
    for key in ("aldrete", "padss"):
        charting.score_scale(deed(at), scale_key=key, answers=(2,) * 5, total=10)
    charting.score_scale(deed(at), scale_key="orthostasis", answers=(124, 80, 118, 78), total=6)


@pytest.mark.hazard("H31 early discharge")
def test_nobody_leaves_through_a_gate_with_an_unknown(recovering: Infusion, deed: Deeds, now: datetime):
    with pytest.raises(CannotDischarge):
        passing.discharge(deed(now + timedelta(hours=3)), escort="sister", escort_phone="1")


def test_the_patient_leaves_when_all_is_met(recovering: Infusion, deed: Deeds, now: datetime):
    charting.chart_row(deed(now + timedelta(minutes=140)), readings="124/80 hr 72 spo2 98")
    leaves = now + timedelta(minutes=155)
    confirm(deed, leaves)
    assert passing.discharge(deed(leaves), escort="sister", escort_phone="555 0100") is State.DISCHARGED


def test_a_nurse_cannot_decide_otherwise_but_a_prescriber_can(recovering, deed: Deeds, now, prescriber):
    leaves = now + timedelta(minutes=100)
    confirm(deed, leaves)
    told = {"escort": "sister", "escort_phone": "555 0100", "override_reason": "lives next door, seen by me"}
    with pytest.raises(CannotDischarge, match="Only a prescriber"):
        passing.discharge(deed(leaves), **told)
    assert passing.discharge(deed(leaves, by=prescriber), **told) is State.DISCHARGED
    assert recovering.journal.last().body["override_reason"] == "lives next door, seen by me"
