"""What monitors report: whose it is, once, and never of the wrong kind."""

from datetime import timedelta

import pytest

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import charting, ingest
from leeward.clinic.infusions.models import Reading
from leeward.clinic.infusions.sheet import flowsheet_chart
from leeward.clinic.monitors.models import Device, Quarantine
from leeward.devices.hl7v2 import encode, parse
from leeward.infusion.vitals import GenerationMode, VitalKind

from .conftest import message

pytestmark = pytest.mark.django_db
SPO2 = {VitalKind.SPO2: 97.0}


@pytest.mark.hazard("H27 duplicate samples")
def test_a_message_sent_twice_is_kept_once(paired, now):
    sent = message(now, SPO2, message_id="7")
    assert ingest.record_readings(sent, now=now).new == 1
    again = ingest.record_readings(sent, now=now)
    assert (again.new, again.repeated) == (0, 1)
    assert Reading.objects.count() == 1


@pytest.mark.hazard("H18 wrong device bound to patient: demonstration data pass for real")
@pytest.mark.parametrize("mode", [GenerationMode.REAL, GenerationMode.TEST])
def test_readings_of_another_mode_never_enter(paired, now, mode):
    Device.objects.update(mode="real")  # so that the register lets it say what it likes
    receipt = ingest.record_readings(message(now, SPO2, mode=mode), now=now)
    assert receipt.new == 0
    assert Reading.objects.count() == 0
    assert "never mixed" in Quarantine.objects.get().why


@pytest.mark.hazard("H18 wrong device bound to patient")
def test_an_unpaired_monitor_enters_nobodys_record(infusion, now):
    ingest.record_readings(message(now, SPO2, device="unknown"), now=now)
    ingest.record_readings(message(now, SPO2, device="unknown"), now=now)
    assert Reading.objects.count() == 0
    assert "unknown is not on the register" in Quarantine.objects.get().why


@pytest.mark.hazard("H18 wrong device bound to patient")
def test_a_registered_monitor_that_nobody_paired_enters_nobodys_record(infusion, now):
    ingest.record_readings(message(now, SPO2, device="mon-4"), now=now)
    assert Reading.objects.count() == 0
    assert "No infusion is paired" in Quarantine.objects.get().why


@pytest.mark.hazard("H18 wrong device bound to patient: demonstration data pass for real")
def test_a_monitor_on_trial_enters_no_real_record_whatever_it_says(paired, infusion, now):
    infusion.mode = "real"
    infusion.save()
    for mode in GenerationMode:
        assert ingest.record_readings(message(now, SPO2, mode=mode), now=now).new == 0
    assert Reading.objects.count() == 0


@pytest.mark.hazard("H18 wrong device bound to patient")
@pytest.mark.parametrize(("device", "says"), [("mon-3", "on trial"), ("mon-9", "not on the register")])
def test_a_real_patient_gets_a_real_monitor_of_the_register_and_no_other(infusion, nurse, now, device, says):
    infusion.mode = "real"
    infusion.save()
    with pytest.raises(ingest.CannotPair, match=says):
        ingest.pair_device(person_id=infusion.person_id, infusion_id=infusion.pk, device_id=device, by=nurse, at=now)


def test_a_monitor_serves_one_infusion(paired, infusion, order, nurse, now):
    from leeward.clinic.infusions import actions

    other = actions.plan_infusion(person_id=infusion.person_id, order=order, chair="4", by=nurse, at=now)
    with pytest.raises(ingest.CannotPair, match="chair 3"):
        ingest.pair_device(person_id=infusion.person_id, infusion_id=other, device_id=paired, by=nurse, at=now)
    ingest.end_pairing(person_id=infusion.person_id, infusion_id=infusion.pk, device_id=paired, by=nurse, at=now)
    ingest.pair_device(person_id=infusion.person_id, infusion_id=other, device_id=paired, by=nurse, at=now)


def test_an_alarm_is_raised_once_and_ends_with_its_condition(running, deed, now):
    at = now + timedelta(minutes=5)
    charting.chart_row(deed(at), readings="185/95")
    ingest.refresh_alarms(now=at)
    ingest.refresh_alarms(now=at + timedelta(seconds=1))
    raised = [e.body["alarm_key"] for e in running.journal.filter(kind="AlarmRaised")]
    assert raised.count("systolic-red") == 1
    charting.acknowledge_alarm(deed(at), alarm_key="systolic-red", action="repeated the measurement")
    charting.chart_row(deed(at + timedelta(minutes=2)), readings="138/84")
    ingest.refresh_alarms(now=at + timedelta(minutes=2))
    cleared = [e.body["alarm_key"] for e in running.journal.filter(kind="AlarmCleared")]
    assert "systolic-red" in cleared


def test_silence_of_the_monitor_is_an_alarm(running, paired, now):
    ingest.record_readings(message(now, SPO2), now=now)
    ingest.refresh_alarms(now=now + timedelta(seconds=30))
    raised = {e.body["alarm_key"] for e in running.journal.filter(kind="AlarmRaised")}
    assert "spo2-stale" in raised


def test_the_two_values_of_one_cuff_reading_are_one_bar_on_the_sheet(paired, infusion, now):
    cuff = message(now, {VitalKind.SYSTOLIC: 128.0, VitalKind.DIASTOLIC: 79.0})
    raw = encode(cuff.readings, message_id="9", device_id=cuff.device_id, sent_at=now, mode=cuff.mode)
    ingest.record_readings(parse(raw, received_at=now), now=now)
    drawn = flowsheet_chart(standing.load(infusion, now=now, whole=True)).cuffs
    assert [(bar.systolic, bar.diastolic) for bar in drawn] == [(128.0, 79.0)]
