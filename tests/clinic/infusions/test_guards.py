"""Bad luck and haste at the chair: what was so a while ago, a monitor that moved, a gateway that stands still."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from leeward.clinic.infusions import actions, charting, gates, ingest, passing, time_out_actions, watchdog
from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.models import DevicePairing, Infusion, JournalEntry, Reading
from leeward.clinic.infusions.watchdog import trouble
from leeward.clinic.monitors.models import Device, Quarantine
from leeward.clinic.people.models import Role
from leeward.devices.port import DeviceMessage
from leeward.infusion.discharge import CannotDischarge
from leeward.infusion.time_out import CannotStart
from leeward.infusion.vitals import GenerationMode, VitalKind
from leeward.protocol.discharge import DISCHARGE
from leeward.truth import NO, YES
from timed_out import told

from .conftest import message

pytestmark = pytest.mark.django_db
SPO2 = {VitalKind.SPO2: 97.0}
SHOWN = {"shown_ml_per_h": 52.5, "shown_vtbi_ml": 35.0}


def test_a_pressure_of_this_morning_does_not_start_the_pump_at_noon(ready, deed, now):
    with pytest.raises(CannotStart, match="Since the time-out"):
        actions.start(deed(now + timedelta(hours=3)), **SHOWN)
    ready.refresh_from_db()
    assert ready.state == "ready"


def test_a_no_after_the_time_out_holds_the_start_back_until_it_is_taken_back(ready, deed, now):
    passing.check_items(deed(now), answers={"willing": NO})
    with pytest.raises(CannotStart, match="still wants"):
        actions.start(deed(now), **SHOWN)
    passing.check_items(deed(now), answers={"willing": YES})
    actions.start(deed(now), **SHOWN)


@pytest.mark.hazard("H13 two infusions of one person at a time")
def test_one_person_has_one_infusion_at_a_time(ready, order, nurse, now):
    from leeward.clinic.infusions.deed import Deed

    other = actions.plan_infusion(person_id=ready.person_id, order=order, chair="4", by=nurse, at=now)
    deed = Deed(person_id=ready.person_id, infusion_id=other, event_id=uuid4(), by=nurse, at=now)
    told(deed)
    with pytest.raises(actions.CannotUseChair, match="one infusion at a time"):
        time_out_actions.pass_time_out(replace(deed, event_id=uuid4()))


@pytest.mark.hazard("H18 the monitor's last cuff reading was the patient's before")
def test_what_a_monitor_measured_before_it_was_paired_is_not_this_patients(paired, now):
    ingest.record_readings(message(now - timedelta(minutes=4), {VitalKind.SYSTOLIC: 182.0}), now=now)
    assert Reading.objects.count() == 0
    assert "before it was paired" in Quarantine.objects.get().why


@pytest.mark.hazard("H18 the monitor moved on, its pairing did not")
def test_a_closed_infusion_takes_no_more_readings(paired, infusion, deed, now):
    actions.cancel(deed(now), reason="not today")
    assert ingest.record_readings(message(now, SPO2), now=now).new == 0
    assert Reading.objects.count() == 0
    assert "is cancelled" in Quarantine.objects.get().why


@pytest.mark.hazard("H18 two beds under one device name")
@pytest.mark.parametrize("names", [{"patient_id": "B"}, {"location": "Room 2"}])
def test_a_monitor_that_names_another_patient_is_not_believed_until_somebody_looked(
    paired, infusion, nurse, now, names
):
    def sent(**told):
        plain = message(now, SPO2)
        return DeviceMessage(
            message_id=plain.message_id, device_id=plain.device_id, mode=plain.mode, rows=plain.rows,
            problems=(), sent_at=now, received_at=now, **told,
        )  # fmt: skip

    assert ingest.record_readings(sent(patient_id="A", location="Room 1"), now=now).new == 1
    assert ingest.record_readings(sent(), now=now).new == 1
    assert ingest.record_readings(sent(**names), now=now).new == 0
    assert "another patient or place" in Quarantine.objects.get().why
    ingest.pair_device(person_id=infusion.person_id, infusion_id=infusion.pk, device_id=paired, by=nurse, at=now)
    assert ingest.record_readings(sent(**names), now=now).new == 1


def test_a_pairing_can_be_ended_at_the_chair(paired, infusion, client_as):
    form = {"event_id": str(uuid4()), "device_id": paired}
    client_as(Role.NURSE).post(reverse("infusions:unpair", args=[infusion.person_id, infusion.pk]), form)
    assert DevicePairing.objects.get().ended_by == "nurse"
    again = client_as(Role.NURSE).post(
        reverse("infusions:unpair", args=[infusion.person_id, infusion.pk]), form | {"event_id": str(uuid4())}
    )
    assert "is not paired" in again.content.decode()


@pytest.fixture
def broken(running: Infusion, nurse, order, now) -> Infusion:
    """Another open infusion whose stored order no version can read."""
    from leeward.clinic.people import actions as people

    person_id = people.add_person(family_name="Muster", given_names="Bo", born=None, is_synthetic=True, at=now)
    made = actions.plan_infusion(person_id=person_id, order=order, chair="9", by=nurse, at=now)
    Infusion.objects.filter(pk=made).update(order_snapshot={"strange": 1}, state="running")
    return Infusion.objects.get(pk=made)


def test_one_record_that_cannot_be_read_takes_no_other_chairs_alarms(running, broken, deed, now):
    at = now + timedelta(minutes=5)
    charting.chart_row(deed(at), readings="185/95")
    ingest.refresh_alarms(now=at)
    assert JournalEntry.objects.filter(infusion=running, kind="AlarmRaised").exists()
    assert "chair 9" in trouble(now=at)


def test_one_record_that_cannot_be_read_hides_no_other_chair(running, broken, client_as):
    page = client_as(Role.NURSE).get(reverse("infusions:chairs")).content.decode()
    assert "This record cannot be read" in page
    assert "Chair 3" in page


@pytest.mark.hazard("H17 stale vitals shown as live")
@pytest.mark.hazard("H21 the alarm engine stands still and nobody is told")
def test_a_gateway_that_stands_still_is_said_at_the_chair_and_on_the_board(running, client_as, monkeypatch, now):
    cache.delete(watchdog.KEY)
    assert "does not answer" in trouble(now=now)
    ingest.refresh_alarms(now=now)
    assert trouble(now=now + timedelta(seconds=6)) == ""
    assert "does not answer" in trouble(now=now + timedelta(seconds=30))
    monkeypatch.setattr(watchdog, "trouble", trouble)
    for where in (
        reverse("infusions:live", args=[running.person_id, running.pk]),
        reverse("infusions:chairs_live"),
    ):
        assert "gateway does not answer" in client_as(Role.NURSE).get(where).content.decode()


def test_nausea_alone_is_a_line(running, client_as):
    form = {"event_id": str(uuid4()), "nausea": "2"}
    client_as(Role.NURSE).post(reverse("infusions:row", args=[running.person_id, running.pk]), form)
    assert running.journal.filter(kind="ScaleScored", body__scale_key="nausea").exists()


@pytest.fixture
def warned(infusion, nurse, now):
    """Let a PHQ-9 warn of suicide, at a time of our choosing."""
    from leeward.clinic.outcomes import actions as outcomes

    def warn(at=now):
        outcomes.enter_scores(
            entry_id=uuid4(), person_id=infusion.person_id, scale_key="phq-9", answers=[0] * 8 + [1], taken_at=at,
            source="patient", by=nurse, at=at,
        )  # fmt: skip

    return warn


@pytest.mark.hazard("H34 suicidality missed: the drug is started over a standing warning")
def test_nothing_starts_over_a_standing_warning(ready, deed, warned, now):
    warned()
    with pytest.raises(CannotStart, match="ask about suicide"):
        actions.start(deed(now), **SHOWN)


@pytest.mark.hazard("H34 suicidality missed: the patient goes home over a standing warning")
def test_nobody_goes_home_over_a_standing_warning(running, deed, warned, now):
    end = now + timedelta(minutes=40)
    actions.complete(deed(end), delivered_ml=35.0)
    door = gates.home_gate(standing.load(running_again(running), now=end + timedelta(hours=2), whole=True))
    assert {item.key: item.truth for item in door.items}["warnings"] is YES
    warned(end)
    door = gates.home_gate(standing.load(running_again(running), now=end + timedelta(hours=2), whole=True))
    assert {item.key: item.truth for item in door.items}["warnings"] is NO
    everything = {item.key: YES for item in DISCHARGE.items}
    passing.check_items(deed(end + timedelta(hours=2)), answers=everything)
    with pytest.raises(CannotDischarge, match="ask about suicide"):
        passing.discharge(deed(end + timedelta(hours=2)), escort="Bo", escort_phone="1")


def running_again(infusion):
    return Infusion.objects.get(pk=infusion.pk)


def test_the_chair_says_why_a_monitors_readings_are_not_used(paired, infusion, client_as):
    at = timezone.now()
    Device.objects.update(mode="real")
    ingest.record_readings(message(at, SPO2, mode=GenerationMode.TEST), now=at)
    page = client_as(Role.NURSE).get(reverse("infusions:chairside", args=[infusion.person_id, infusion.pk]))
    assert "sends test data" in page.content.decode()


@pytest.mark.hazard("H32 patient drives: the start is blocked without a plan for going home")
def test_the_time_out_is_not_passed_without_an_escort(infusion, deed, now):
    told(deed(now), escort="", escort_phone="")
    with pytest.raises(CannotStart, match="escort"):
        time_out_actions.pass_time_out(deed(now))
