"""What devices send at their own rate: once, in the right record, sealed, and read back as any other reading."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from msgspec.structs import replace

from leeward.clinic.audit import triggers
from leeward.clinic.infusions import actions, frame_tables, frames, ingest
from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.frame_blocks import in_blocks
from leeward.clinic.infusions.frame_chain_check import broken
from leeward.clinic.infusions.models import DevicePairing, Frame, FrameBatch, Infusion, Reading
from leeward.clinic.monitors.models import Quarantine
from leeward.infusion.vitals import NIBP, GenerationMode, Validity, VitalKind

from .conftest import message

pytestmark = pytest.mark.django_db
SIX = {
    VitalKind.SPO2: 97.0,
    VitalKind.HEART_RATE: 72.0,
    VitalKind.RESPIRATORY_RATE: 14.0,
    VitalKind.SYSTOLIC: 131.0,
    VitalKind.DIASTOLIC: 82.0,
    VitalKind.ETCO2: 38.5,
}


ANOTHER = "SELECT id FROM infusions_infusion AS i WHERE i.id <> infusion_id"


def read(infusion, now, **how):
    return standing.load(Infusion.objects.get(pk=infusion.pk), now=now, **how).readings


def measured(readings):
    return [one for one in readings if one.source == "monitor"]


def test_a_frame_reads_back_as_the_very_readings_that_were_sent(paired, infusion, now):
    sent = message(now, SIX)
    doubted = sent.rows[0]._replace(validity=Validity.QUESTIONABLE, at=now - timedelta(seconds=3, microseconds=7))
    older = sent.rows[1]._replace(at=now - timedelta(seconds=5), device="a cuff of its own")
    ingest_at = now - timedelta(minutes=1)
    DevicePairing.objects.update(paired_at=ingest_at)
    sent = replace(sent, rows=(doubted, older, *sent.rows[2:]))
    (receipt,) = frames.keep_frames([sent], now)
    assert (receipt.new, receipt.repeated) == (6, 0)
    assert set(measured(read(infusion, now, whole=True))) == set(sent.readings)
    assert not Reading.objects.exists()


@pytest.mark.hazard("H27 duplicate samples")
def test_a_message_sent_twice_is_one_frame_within_a_batch_and_after_it(paired, now):
    sent, writer = message(now, SIX, message_id="7"), frames.FrameWriter("gateway")
    first = writer.keep([sent, sent], now=now).receipts
    assert [(one.new, one.repeated) for one in first] == [(6, 0), (0, 6)]
    (again,) = writer.keep([sent], now=now).receipts
    assert (again.new, again.repeated) == (0, 6)
    assert (Frame.objects.count(), FrameBatch.objects.count()) == (1, 1)


@pytest.mark.hazard("H27 duplicate samples")
def test_a_sender_that_starts_its_counter_again_loses_nothing(paired, infusion, now):
    first, other = (message(now, {VitalKind.SPO2: value}, message_id="1") for value in (97.0, 61.0))
    other = replace(other, rows=tuple(row._replace(name=f"{row.name} again") for row in other.rows))
    for batch in ([first, other], [other], [first, other]):
        frames.keep_frames(batch, now)
    assert sorted(one.value for one in measured(read(infusion, now))) == [61.0, 97.0]
    assert Frame.objects.count() == 2
    assert not broken()


@pytest.mark.hazard("H18 wrong device bound to patient: demonstration data pass for real")
@pytest.mark.parametrize(
    ("own", "why"),
    [
        ({"mode": GenerationMode.REAL}, "never mixed"),
        ({"device": "unknown"}, "No infusion is paired"),
        ({"message_id": "x" * 300}, "too long"),
    ],
)
def test_what_has_no_place_in_a_record_is_set_aside_once_a_minute(paired, infusion, now, own, why):
    writer = frames.FrameWriter("gateway")
    for seconds in (0, 1, 2):
        writer.keep([message(now, SIX, **own), message(now, SIX, **own)], now=now + timedelta(seconds=seconds))
    assert not Frame.objects.exists()
    assert why in Quarantine.objects.get().why
    writer.keep([message(now, SIX, **own)], now=now + timedelta(minutes=1))
    assert Quarantine.objects.count() == 2


@pytest.mark.hazard("H18 wrong device bound to patient")
def test_a_writer_sees_at_once_whom_a_monitor_serves_now(paired, infusion, order, nurse, now):
    writer, chair = frames.FrameWriter("gateway"), {"person_id": infusion.person_id, "device_id": paired}
    assert writer.keep([message(now, SIX)], now=now).receipts[0].new == 6
    ingest.end_pairing(infusion_id=infusion.pk, by=nurse, at=now, **chair)
    assert writer.keep([message(now, SIX)], now=now).receipts[0].new == 0
    other = actions.plan_infusion(person_id=infusion.person_id, order=order, chair="4", by=nurse, at=now)
    ingest.pair_device(infusion_id=other, by=nurse, at=now, **chair)
    assert writer.keep([message(now, SIX)], now=now).receipts[0].new == 6
    assert set(Frame.objects.values_list("infusion_id", flat=True)) == {infusion.pk, other}


@pytest.mark.hazard("H18 wrong device bound to patient")
def test_a_monitor_that_names_another_patient_is_no_longer_believed(paired, now):
    writer = frames.FrameWriter("gateway")
    for patient, new in (("Ada", 6), (None, 6), ("Ben", 0), ("Ada", 6)):
        (receipt,) = writer.keep([replace(message(now, SIX), patient_id=patient)], now=now).receipts
        assert receipt.new == new
    assert DevicePairing.objects.get().told_patient == "Ada"


def test_readings_from_before_the_pairing_are_somebody_elses(paired, infusion, now):
    sent = message(now, SIX)
    sent = replace(sent, rows=(sent.rows[0]._replace(at=now - timedelta(minutes=5)), *sent.rows[1:]))
    assert frames.keep_frames([sent], now)[0].new == 5
    assert VitalKind.SPO2 not in {one.kind for one in measured(read(infusion, now))}
    assert "before it was paired" in Quarantine.objects.get().why


def test_the_last_minutes_every_cuff_reading_and_the_last_of_what_fell_silent_are_read(running, paired, now):
    writer = frames.FrameWriter("gateway")

    def send(minutes, values, **own):
        at = now + timedelta(minutes=minutes)
        writer.keep([replace(message(at, values), **own)], now=at)

    send(1, {VitalKind.TEMPERATURE: 36.5, VitalKind.HEART_RATE: 60.0})
    send(2, {VitalKind.TEMPERATURE: 36.9, VitalKind.HEART_RATE: 61.0})
    send(3, SIX | {VitalKind.ETCO2: 40.0})
    send(58, {VitalKind.SPO2: 95.0})
    send(60, {VitalKind.SPO2: 96.0})
    found = {}
    for one in measured(read(running, now + timedelta(minutes=60))):
        found.setdefault(one.kind, []).append(one.value)
    assert found == {
        VitalKind.TEMPERATURE: [36.9],
        VitalKind.HEART_RATE: [72.0],
        VitalKind.RESPIRATORY_RATE: [14.0],
        VitalKind.ETCO2: [40.0],
        VitalKind.SYSTOLIC: [131.0],
        VitalKind.DIASTOLIC: [82.0],
        VitalKind.SPO2: [95.0, 96.0],
    }


def test_a_cuff_reading_that_is_repeated_in_every_message_is_news_once(paired, now):
    writer = frames.FrameWriter("gateway")
    for second in range(5):
        sent = message(now + timedelta(seconds=second), SIX)
        cuff = [row._replace(at=now) if row.kind in NIBP else row for row in sent.rows]
        writer.keep([replace(sent, rows=tuple(cuff))], now=now)
    systolic = frames.frame_rows.NEWS[VitalKind.SYSTOLIC]
    assert [bool(one.news & systolic) for one in Frame.objects.all()] == [True, False, False, False, False]


@pytest.mark.hazard("H26 disk nearly full")
def test_a_batch_that_fails_leaves_nothing_and_the_next_goes_on(paired, infusion, now, monkeypatch):
    writer = frames.FrameWriter("gateway")
    writer.keep([message(now, SIX)], now=now)
    with monkeypatch.context() as broken_disk:
        broken_disk.setattr(frame_tables, "insert_batch", lambda *_, **__: (_ for _ in ()).throw(DatabaseError("full")))
        with pytest.raises(DatabaseError):
            writer.keep([message(now, SIX), message(now, SIX, device="unknown")], now=now)
    assert (Frame.objects.count(), Quarantine.objects.count()) == (1, 0)
    assert [one.new for one in writer.keep([message(now, SIX), message(now, SIX)], now=now).receipts] == [6, 6]
    assert list(FrameBatch.objects.values_list("seq", flat=True)) == [1, 2]
    assert not broken()


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        ("UPDATE infusions_frame SET rows = replace(rows, '97', '79') WHERE id = %s", "not as it was written"),
        (f"UPDATE infusions_frame SET infusion_id = ({ANOTHER}) WHERE id = %s", "not as it was written"),
        ("DELETE FROM infusions_frame WHERE id = %s", "held 2 frames and holds 1"),
        ("UPDATE infusions_frame SET batch_id = 99 WHERE id = %s", "belong to no batch"),
        ("DELETE FROM infusions_framebatch WHERE seq = 1 AND %s > 0", "batch 1 is missing before it"),
    ],
)
def test_a_changed_frame_breaks_the_chain(paired, infusion, order, nurse, now, deed, says):
    actions.plan_infusion(person_id=infusion.person_id, order=order, chair="4", by=nurse, at=now)
    for second in range(3):
        at = now + timedelta(seconds=second)
        frames.keep_frames([message(at, SIX), message(at, SIX)], at)
    assert not broken()
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(deed, [Frame.objects.order_by("id").first().pk])
    assert any(says in one for one in broken())


@pytest.mark.parametrize("model", [Frame, FrameBatch])
@pytest.mark.parametrize("deed", [lambda rows: rows.update(rows=7), lambda rows: rows._raw_delete(rows.db)])
def test_frames_and_their_seals_only_grow(paired, now, model, deed):
    frames.keep_frames([message(now, SIX)], now)
    with pytest.raises(DatabaseError, match="append-only"):
        deed(model.objects.all())


@pytest.mark.parametrize("ids", [(), (1,), (1, 2), (4_095, 4_096, 4_097), (5, 8_192, 70_000)])
def test_every_frame_is_in_some_block_of_rows(paired, infusion, now, ids):
    batch = FrameBatch.objects.create(origin="x", seq=1, kept_at=now, rows=len(ids), previous="", digest="")
    for number in ids:
        at = now + timedelta(seconds=number)
        told = {"device": "m", "message_id": str(number), "mode": "demo", "news": 1, "rows": "[]"}
        Frame.objects.create(pk=number, infusion=infusion, at=at, received_at=at, batch=batch, **told)
    found = in_blocks(Frame.objects.filter(infusion=infusion)).order_by("pk").values_list("pk", flat=True)
    assert tuple(found) == ids
    assert not in_blocks(Frame.objects.exclude(infusion=infusion)).exists()
