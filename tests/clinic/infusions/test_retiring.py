"""What devices sent is thinned when the protocol says so: not sooner, not while an infusion goes on, and told."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from leeward.clinic.audit import triggers
from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import frames, retiring
from leeward.clinic.infusions.frame_chain_check import broken
from leeward.clinic.infusions.models import Frame, FrameBatch, FrameRetirement, Infusion, JournalEntry, Reading
from leeward.infusion.vitals import NIBP, VitalKind
from leeward.protocol import STANDARD

from .conftest import message

pytestmark = pytest.mark.django_db
YEARS = timedelta(days=3660)


@pytest.fixture
def hour(paired, infusion, now):
    """Three minutes of a monitor each second, a cuff reading in between, sealed in batches of a minute."""
    writer = frames.FrameWriter("gateway")
    for minute in range(3):
        begins = now + timedelta(minutes=minute)
        sent = [
            message(begins + timedelta(seconds=s), {VitalKind.SPO2: 95.0 + s % 3, VitalKind.HEART_RATE: 60.0 + s})
            for s in range(60)
        ]
        cuff = {VitalKind.SYSTOLIC: 130.0 + minute, VitalKind.DIASTOLIC: 80.0}
        writer.keep([*sent, message(begins + timedelta(seconds=30, microseconds=5), cuff)], now=begins)
    return infusion


def over(infusion, state="discharged"):
    Infusion.objects.filter(pk=infusion.pk).update(state=state)


def retire(now):
    return retiring.retire(before=now + timedelta(minutes=30), by="retain", at=now + YEARS)


def test_the_protocol_says_how_long():
    assert retiring.kept_for(STANDARD) == timedelta(days=3650)


def test_nothing_goes_before_its_time_or_while_the_infusion_goes_on(hour, now):
    assert retiring.due(before=now) == ()
    assert retire(now) == ()
    over(hour)
    assert retiring.retire(before=now, by="retain", at=now) == ()
    assert Frame.objects.count() == 183


def test_of_each_minute_the_middle_reading_stays_with_its_own_id_and_every_cuff_reading(hour, now):
    over(hour)
    before = {one.reading_id: one for one in standing.load(hour, now=now + timedelta(minutes=5), whole=True).readings}
    (done,) = retire(now)
    assert (done.frames, done.readings) == (183, 3 * 2 + 6)
    assert not Frame.objects.exists()
    after = standing.load(Infusion.objects.get(pk=hour.pk), now=now + timedelta(minutes=5), whole=True).readings
    assert {one.reading_id for one in after} < set(before)
    assert all(before[one.reading_id] == one for one in after)
    assert sorted(one.value for one in after if one.kind is VitalKind.SYSTOLIC) == [130, 131, 132]
    assert [one.value for one in after if one.kind is VitalKind.HEART_RATE] == [89] * 3
    assert sum(one.kind in NIBP for one in after) == 6


def test_what_the_journal_names_stays(hour, now, deed):
    over(hour)
    loaded = standing.load(hour, now=now + timedelta(minutes=5), whole=True)
    named = next(one for one in loaded.readings if one.kind is VitalKind.SPO2 and one.at == now + timedelta(seconds=7))
    last = JournalEntry.objects.filter(infusion=hour).order_by("-seq").first()
    JournalEntry.objects.create(
        infusion=hour, seq=last.seq + 1 if last else 0, event_id=named.reading_id, kind="MarkedArtefact",
        body={"reading_id": str(named.reading_id)}, at=now, by="nurse", recorded_at=now, previous_hash="", hash="",
    )  # fmt: skip
    retire(now)
    assert Reading.objects.filter(reading_id=named.reading_id).exists()


def test_the_chain_goes_on_and_verifies_and_what_follows_is_still_held(hour, now):
    over(hour)
    retire(now)
    assert broken() == ()
    assert FrameBatch.objects.count() == 3
    over(hour, "recovering")
    frames.FrameWriter("gateway").keep([message(now + timedelta(minutes=4), {VitalKind.SPO2: 97.0})], now=now)
    assert broken() == ()
    assert FrameBatch.objects.order_by("-seq").first().seq == 4


def test_a_frame_that_vanished_without_being_retired_is_found_and_stops_the_thinning(hour, now):
    over(hour)
    triggers.remove(connection)
    Frame.objects.filter(pk=Frame.objects.order_by("id").first().pk)._raw_delete("default")
    triggers.install(connection)
    assert len(broken()) == 1
    with pytest.raises(retiring.CannotRetire, match="does not verify, so nothing is thinned"):
        retire(now)
    assert Frame.objects.count() == 182


def test_the_table_refuses_again_afterwards(hour, now):
    over(hour)
    retire(now)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FrameRetirement.objects.all()._raw_delete("default")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Reading.objects.all()._raw_delete("default")


def test_done_twice_it_is_done_once(hour, now):
    over(hour)
    retire(now)
    assert retire(now) == ()
    assert FrameRetirement.objects.count() == 1
