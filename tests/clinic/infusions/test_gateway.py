"""The gateway: a monitor calls, its reading is on disk before it hears yes, and the alarms are decided."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, OperationalError, connection

from leeward.cli import gateway
from leeward.clinic.infusions import frame_tally, frames, gateway_watch, watchdog
from leeward.clinic.infusions.ballast import Ballast
from leeward.clinic.infusions.frame_chain_check import broken
from leeward.clinic.infusions.gateway_door import Door
from leeward.clinic.infusions.gateway_keeper import CannotKeep, FrameKeeper
from leeward.clinic.infusions.gateway_records import Records
from leeward.clinic.infusions.gateway_watch import Watch
from leeward.clinic.infusions.models import Frame
from leeward.clinic.infusions.watchdog import trouble
from leeward.clinic.monitors.models import Device, Quarantine
from leeward.devices.hl7_write import encode
from leeward.devices.mllp import Client, Listener
from leeward.devices.port import Receipt
from leeward.infusion.vitals import GenerationMode, VitalKind, name_reading
from leeward.infusion.vitals import Reading as VitalReading

from .conftest import message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def now():
    """The gateway reads the clock, so these tests play now."""
    return datetime.now(UTC) - timedelta(minutes=5)


def spoken(at, *, device="mon-3", mode=GenerationMode.DEMO):
    """An HL7 message with one saturation."""
    name = str(uuid4())
    reading = VitalReading(
        reading_id=name_reading(device=device, message=name, place="1"),
        kind=VitalKind.SPO2,
        value=97.0,
        unit="%",
        at=at,
        received_at=at,
        source="monitor",
        device=device,
        mode=mode,
    )
    return encode((reading,), message_id=name[:20], device_id=device, mode=mode, sent_at=at)


def a_message(number):
    """A message of the paired monitor, as the listener hands it over."""
    return message(datetime.now(UTC), {VitalKind.SPO2: 97.0}, message_id=str(number))


def call(*messages):
    """Let a monitor call the gateway's door and return what it heard."""

    async def talk():
        records = Records(now=gateway.now)
        door = Door(records)
        try:
            async with Listener(door, now=gateway.now) as listener:
                await listener.start(port=0)
                client = Client("127.0.0.1", listener.port, attempts=1)
                heard = await client.send(messages)
                await client.close()
            return heard
        finally:
            await door.in_thread(records.close)
            await door.close()

    return asyncio.run(talk())


def test_a_reading_is_on_disk_before_the_monitor_hears_yes(running, paired):
    (heard,) = call(spoken(datetime.now(UTC)))
    assert heard.code == "AA"
    assert '["spo2",97.0,' in Frame.objects.get().rows


@pytest.mark.skipif(connection.vendor != "sqlite", reason="fills SQLite's file by SQLite's own limit of pages")
@pytest.mark.hazard("H26 disk nearly full")
def test_a_full_disk_gets_its_ballast_back_and_goes_on_when_there_is_room(running, paired, tmp_path, monkeypatch):
    ballast = Ballast(tmp_path / "ballast", size_bytes=4096)
    records, many = (
        Records(now=gateway.now, keeper=FrameKeeper(now=gateway.now, ballast=ballast)),
        [a_message(n) for n in range(400)],
    )
    assert isinstance(records.keep(many[:1])[0], Receipt)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1")  # as many as there are
    monkeypatch.setattr(ballast, "_free_bytes", lambda: 0)
    with pytest.raises(CannotKeep, match=r"could not be written: the disk is full\. Send them again"):
        records.keep(many)
    assert not (tmp_path / "ballast").exists()
    with pytest.raises(CannotKeep, match="make room"):
        records.keep(many)
    assert Frame.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")
    monkeypatch.undo()
    assert all(isinstance(one, Receipt) for one in records.keep(many))
    assert Frame.objects.count() == 400
    assert not broken()


def test_a_batch_that_was_rolled_back_and_is_tried_again_is_counted_once(running, paired, monkeypatch):
    records, told = Records(now=gateway.now), []
    monkeypatch.setattr(frame_tally, "count", told.extend)
    with monkeypatch.context() as failing:
        failing.setattr(frames.FrameWriter, "_seal", _fails)
        with pytest.raises(CannotKeep, match=r"could not be written: the database does not answer\. Send"):
            records.keep([a_message(1), a_message(2)])
    assert all(isinstance(one, Receipt) for one in records.keep([a_message(1), a_message(2)]))
    assert sum(one.kept for one in told) == 2


def _fails(*_, **__):
    raise OperationalError('server closed: relation "people_person", password of leeward')


@pytest.mark.hazard("H26 disk nearly full")
def test_what_the_gateway_cannot_keep_is_said_on_every_page_of_a_chair(running, now):
    says = watchdog.NOT_KEPT.format(why="the disk is full")
    watchdog.beat(now=now, failed=(), troubles=[says])
    assert trouble(now=now) == says
    watchdog.beat(now=now, failed=())
    assert trouble(now=now) == ""


def test_real_data_stay_out_of_a_simulated_record(running, paired):
    Device.objects.update(mode="real")
    call(spoken(datetime.now(UTC), mode=GenerationMode.REAL))
    assert not Frame.objects.exists()
    assert Quarantine.objects.exists()


def watch(records, *, for_s=0.3):
    async def once():
        stopping = asyncio.Event()
        watching = Watch(records, now=gateway.now)
        door = Door(records, decide=watching.chairs.hear)
        asyncio.get_running_loop().call_later(for_s, stopping.set)
        try:
            await watching.run(door, stopping, every_s=0.01)
        finally:
            await door.in_thread(records.close)
            await door.close()

    asyncio.run(once())


def test_the_alarms_are_decided_until_asked_to_stop(running):
    watch(Records(now=gateway.now))
    assert running.journal.filter(kind="AlarmRaised", by="alarms").exists()


def test_alarms_that_cannot_be_decided_are_given_up_loudly(db, monkeypatch):
    records = Records(now=gateway.now)
    monkeypatch.setattr(gateway_watch, "FAILURES_ALLOWED", 3)
    monkeypatch.setattr(records, "begin", lambda **_: (_ for _ in ()).throw(DatabaseError("disk I/O error")))
    with pytest.raises(gateway_watch.CannotWatch, match="3 times in a row: disk I/O error"):
        watch(records, for_s=60)
