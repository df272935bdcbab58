"""The chairs in the gateway's memory: they decide what looking at the whole record would, and forget nothing."""

from datetime import timedelta

import pytest
from django.db import transaction

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import charting, frames, gateway_journals, ingest, journaling, watchdog
from leeward.clinic.infusions.gateway_chairs import Chairs
from leeward.clinic.infusions.gateway_journals import Journals
from leeward.clinic.infusions.models import Infusion
from leeward.infusion import journal
from leeward.infusion.vitals import VitalKind

from .conftest import message

pytestmark = pytest.mark.django_db
CALM = {VitalKind.SPO2: 97.0, VitalKind.HEART_RATE: 72.0, VitalKind.RESPIRATORY_RATE: 14.0}


class Gateway:
    """The gateway's parts on one thread, with a clock that a test sets; `disk` says whether anything can be written."""

    def __init__(self, now):
        self.now, self.disk = now, True
        self.writer, self.journals = frames.FrameWriter("gateway"), Journals()
        self.chairs = Chairs(lambda: self.writer.pairings, now=lambda: self.now)
        self.writer.pairings.refresh()
        self.read(self.journals.watched())

    def read(self, ids):
        self.chairs.begin_reading(ids)
        read, failed = self.journals.read(ids, now=self.now)
        self.chairs.renew(read)
        self.chairs.failed.update(failed)

    def hear(self, values, *, at=None, **own):
        sent = message(at or self.now, values, **own)
        self.chairs.hear(sent)
        if self.disk:
            self.writer.keep([sent], now=self.now)
        return sent

    def look(self, later=timedelta(0)):
        self.now += later
        if self.disk:
            self.read(self.chairs.unread | self.journals.touched())
        self.chairs.tick()
        if self.disk:
            decided = self.chairs.unwritten()
            for infusion_id in self.journals.write(decided, now=self.now):
                self.chairs.get(infusion_id).written(decided[infusion_id])


class Starting(Gateway):
    """A gateway that knows whose monitors call, and has read no chair yet: it does with the first look."""

    def read(self, ids):
        if self.chairs.all_ids() or ids == self.journals.standing():
            return
        super().read(self.journals.standing())


def alarms(infusion):
    """What the journal holds of alarms, in order."""
    kinds = {"AlarmRaised": "+", "AlarmCleared": "-"}
    return [kinds[row.kind] + row.body["alarm_key"] for row in infusion.journal.filter(kind__in=kinds).order_by("seq")]


def standing_keys(infusion, now):
    found = standing.load(Infusion.objects.get(pk=infusion.pk), now=now)
    return {one.key for one in standing.conditions(found)}, set(standing.active_keys(found.events))


@pytest.fixture
def gateway(running, paired, now):
    return Gateway(now + timedelta(minutes=1))


def test_what_is_decided_in_memory_is_what_the_whole_record_says(gateway, running, deed):
    """A minute of calm, a fall, a silence, a hand-written pressure, an artefact: at each second both say the same."""
    for second in range(150):
        gateway.look(timedelta(seconds=1))
        if not 80 <= second < 110:
            saturation = 76.0 if 40 <= second < 55 else 97.0 - second % 2
            sent = gateway.hear(CALM | {VitalKind.SPO2: saturation})
        if second == 60:
            charting.chart_row(deed(gateway.now), readings="185/95")
        if second == 120:
            charting.mark_artefact(deed(gateway.now), reading_id=sent.readings[0].reading_id, reason="moved")
        gateway.look()
        whole, journal = standing_keys(running, gateway.now)
        assert journal == whole, second
    assert {"+spo2-desaturation", "-spo2-desaturation", "+systolic-red", "+disconnected"} <= set(alarms(running))
    assert not gateway.chairs.failed


@pytest.mark.hazard("H19 clock skew")
@pytest.mark.parametrize("back_min", [1, 60])
def test_a_bed_that_fell_silent_is_told_in_seconds_where_our_clock_was_set_back(gateway, running, caplog, back_min):
    """Else its silence is due by the time before, and comes late by the jump."""
    for _ in range(30):
        gateway.look(timedelta(seconds=1))
        gateway.hear(CALM)
    gateway.look(timedelta(minutes=-back_min))
    assert gateway.chairs.set_back_by == timedelta(minutes=back_min)
    assert "was set back" in caplog.text
    for _ in range(25):
        gateway.look(timedelta(seconds=1))
    told = set(alarms(running))
    assert told & {"+clock-ahead", "+disconnected", "+spo2-stale"}, told
    gateway.look(timedelta(minutes=back_min))
    assert gateway.chairs.set_back_by == timedelta(0)


def test_alarms_written_at_once_are_those_that_one_journal_after_the_other_takes(gateway, running, monkeypatch):
    """The same alarms written both ways give the same journal, hashes and all; what stands so already comes once."""
    for _ in range(14):
        gateway.hear(CALM | {VitalKind.SPO2: 76.0})
        gateway.now += timedelta(seconds=1)
        gateway.chairs.tick()
    decided = gateway.chairs.unwritten()
    assert decided[running.pk]

    def written():
        assert gateway.journals.write(decided, now=gateway.now) == {running.pk: True}
        fields = ("seq", "event_id", "kind", "body", "at", "by", "recorded_at", "previous_hash", "hash")
        return list(running.journal.order_by("seq").values_list(*fields))

    with transaction.atomic():
        at_once = written()
        assert written() == at_once
        transaction.set_rollback(True)
    monkeypatch.setattr(gateway_journals, "append_alarms", lambda *_, **__: 1 / 0)
    assert written() == at_once
    assert journal.verify(journaling.load(running)) is None


@pytest.mark.hazard("H25 server crash or restart")
def test_a_gateway_that_starts_again_goes_on_where_the_records_stand(gateway, running):
    for _ in range(20):
        gateway.hear(CALM | {VitalKind.SPO2: 76.0})
        gateway.look(timedelta(seconds=1))
    before = alarms(running)
    again = Gateway(gateway.now)
    again.look()
    assert alarms(running) == before
    for _ in range(40):
        again.hear(CALM)
        again.look(timedelta(seconds=1))
    assert alarms(running).count("+spo2-desaturation") == 1
    assert "-spo2-desaturation" in alarms(running)


@pytest.mark.hazard("H25 server crash or restart")
@pytest.mark.parametrize("is_kept", [True, False])
def test_a_fall_that_came_and_went_before_its_chair_was_read_is_called(gateway, running, is_kept):
    """Ten thousand chairs take a while to read: what came meanwhile is decided upon as of when it came."""
    for _ in range(20):
        gateway.hear(CALM)
        gateway.look(timedelta(seconds=1))
    again = Starting(gateway.now)
    again.disk = is_kept
    for second in range(100):
        again.now += timedelta(seconds=1)
        again.hear(CALM | {VitalKind.SPO2: 76.0 if 5 <= second < 8 else 97.0 - second % 2})
    again.disk = True
    again.look()
    assert alarms(running).count("+spo2-desaturation") == 1
    assert {one[1:] for one in alarms(running)} == {"spo2-desaturation", "spo2-leap"}, "nothing was silent"
    raised = running.journal.filter(kind="AlarmRaised")
    assert {one.at for one in raised} == {again.now}, "when it was decided is not when it should have been"
    again.look(timedelta(seconds=1))
    whole, journal = standing_keys(running, again.now)
    assert journal == set()
    assert journal == whole or not is_kept, "the records cannot say what they do not hold"


def test_what_could_not_be_read_is_read_at_the_next_look(gateway, running):
    gateway.chairs.begin_reading([running.pk])
    assert gateway.chairs.unread == {running.pk}
    gateway.look(timedelta(seconds=1))
    assert gateway.chairs.unread == set()


@pytest.mark.hazard("H26 disk nearly full")
def test_without_a_disk_alarms_are_decided_on_and_written_when_it_is_back(gateway, running):
    for _ in range(5):
        gateway.hear(CALM)
        gateway.look(timedelta(seconds=1))
    gateway.disk, fell_at = False, gateway.now
    for _ in range(15):
        gateway.hear(CALM | {VitalKind.SPO2: 76.0})
        gateway.look(timedelta(seconds=1))
    assert alarms(running).count("+spo2-desaturation") == 0
    gateway.disk = True
    gateway.look()
    row = running.journal.get(kind="AlarmRaised", body__alarm_key="spo2-desaturation")
    assert fell_at <= row.at <= fell_at + timedelta(seconds=15)


@pytest.mark.hazard("H27 duplicate/out-of-order samples")
def test_what_comes_late_raises_no_alarm_as_new(gateway, running):
    """An outage of a minute in which the saturation fell and rose again: it is kept and shown, and nobody is called."""
    start = gateway.now
    for second in (*range(20), *range(80, 120)):
        gateway.hear(CALM, at=start + timedelta(seconds=second))
        gateway.now = start + timedelta(seconds=second)
        gateway.look()
    for second in range(20, 80):
        gateway.hear(CALM | {VitalKind.SPO2: 76.0}, at=start + timedelta(seconds=second))
    for _ in range(5):
        gateway.look(timedelta(seconds=1))
    assert "+spo2-desaturation" not in alarms(running)
    found = standing.load(Infusion.objects.get(pk=running.pk), now=gateway.now).readings
    assert sum(one.value == 76.0 for one in found) == 60


def test_readings_of_another_source_and_a_closed_infusion_are_taken_over(gateway, running, deed):
    from leeward.clinic.infusions import actions

    gateway.hear(CALM)
    gateway.look(timedelta(seconds=1))
    ingest.record_readings(
        message(gateway.now, {VitalKind.SYSTOLIC: 190.0, VitalKind.DIASTOLIC: 99.0}), now=gateway.now
    )
    gateway.look(timedelta(seconds=1))
    assert "+systolic-red" in alarms(running)
    actions.stop(deed(gateway.now), reason="pressure")
    gateway.look(timedelta(seconds=1))
    assert len(gateway.chairs) == 1
    Infusion.objects.filter(pk=running.pk).update(state="discharged")
    gateway.read([running.pk])
    assert len(gateway.chairs) == 0


@pytest.mark.hazard("H18 wrong device bound to patient")
def test_a_monitor_of_nobody_decides_nothing(gateway, running):
    for _ in range(10):
        gateway.hear({VitalKind.SPO2: 60.0}, device="stranger")
        gateway.look(timedelta(seconds=1))
    assert "+spo2-desaturation" not in alarms(running)


def test_a_chair_that_nobody_answers_calls_for_somebody_else(gateway, running):
    for _ in range(100):
        gateway.hear(CALM | {VitalKind.SPO2: 76.0})
        gateway.look(timedelta(seconds=1))
    (call,) = gateway.chairs.calls()
    assert call.chair == running.chair
    ingest.refresh_alarms(now=gateway.now)
    assert watchdog.calls() == (call,)


def test_one_record_that_cannot_be_read_takes_no_other_chairs_alarms(gateway, running, monkeypatch):
    from leeward.clinic.infusions import bedsides

    monkeypatch.setattr(bedsides, "put_together", lambda *_, **__: 1 / 0)
    gateway.read([running.pk])
    assert gateway.chairs.failed == {running.pk: running.chair}
    monkeypatch.undo()
    gateway.read([running.pk])
    assert not gateway.chairs.failed
