"""The door on a real loop: groups, answers after the disk, one message's fault, and what no retry can heal."""

import asyncio
import threading
from datetime import UTC, datetime

import pytest

from leeward.clinic.infusions.ballast import Ballast
from leeward.clinic.infusions.gateway_door import Door
from leeward.clinic.infusions.gateway_keeper import CannotKeep, DiskFailed
from leeward.devices.intake import Bounds
from leeward.devices.port import CannotTake, DeviceMessage, Receipt
from leeward.infusion.vitals import GenerationMode

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
AT_ONCE = Bounds(gather_s=0.01, first_back_off_s=0.01)


def message(name, device="mon-1"):
    return DeviceMessage(
        message_id=name,
        device_id=device,
        mode=GenerationMode.DEMO,
        rows=(),
        problems=(),
        sent_at=NOON,
        received_at=NOON,
    )


class Disk:
    """Keeps messages in a list, or does what it is told to do instead."""

    def __init__(self, *troubles):
        self.batches, self.troubles, self.gate = [], list(troubles), None

    def keep(self, messages):
        if self.gate:
            assert self.gate.wait(20)
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble:
            raise trouble
        self.batches.append([one.message_id for one in messages])
        return [
            Receipt(message_id=one.message_id, new=1) if one.message_id != "bad" else "Not this one."
            for one in messages
        ]


def play(disk, story, **own):
    async def run():
        door = Door(disk, bounds=AT_ONCE, **own)
        try:
            return await asyncio.wait_for(story(door), 20)
        finally:
            await door.close()

    return asyncio.run(run())


def told(results):
    return [one.message_id if isinstance(one, Receipt) else str(one) for one in results]


def test_messages_that_come_together_are_kept_together_and_each_is_answered():
    disk = Disk()

    async def story(door):
        return await asyncio.gather(*(door.take(message(f"M{n}", f"mon-{n}")) for n in range(50)))

    assert told(play(disk, story)) == [f"M{n}" for n in range(50)]
    assert disk.batches == [[f"M{n}" for n in range(50)]]


def test_nobody_is_answered_before_the_disk_and_the_alarms_are_decided_before_it():
    disk, decided = Disk(), []
    disk.gate = threading.Event()

    async def story(door):
        taking = asyncio.ensure_future(door.take(message("M1")))
        done, _ = await asyncio.wait({taking}, timeout=0.05)
        assert not done
        assert decided == ["M1"]
        disk.gate.set()
        return [await taking]

    assert told(play(disk, story, decide=lambda one: decided.append(one.message_id) or True)) == ["M1"]


def test_a_message_that_cannot_be_decided_upon_is_kept_all_the_same():
    async def story(door):
        return [await door.take(message("M1"))]

    assert told(play(Disk(), story, decide=lambda _: 1 / 0)) == ["M1"]


def test_one_message_that_cannot_be_written_takes_no_other_with_it():
    async def story(door):
        return await asyncio.gather(*(door.take(message(name)) for name in ("M1", "bad", "M3")), return_exceptions=True)

    assert told(play(Disk(), story)) == ["M1", "Not this one.", "M3"]


@pytest.mark.hazard("H26 disk nearly full")
def test_what_the_disk_refuses_is_sent_again_and_kept_when_there_is_room():
    disk = Disk(CannotKeep("the disk is full"))

    async def story(door):
        with pytest.raises(CannotTake, match="the disk is full"):
            await door.take(message("M1"))
        assert not door.failed.done()
        assert (door.intake.is_failing, door.why_failing) == (True, "the disk is full")
        return [await door.take(message("M1"))]

    assert told(play(disk, story)) == ["M1"]


def test_a_disk_that_lied_ends_the_gateway():
    async def story(door):
        with pytest.raises(CannotTake, match="Send them again"):
            await door.take(message("M1"))
        return type(door.failed.exception())

    assert play(Disk(DiskFailed("fsync failed")), story) is DiskFailed


def test_what_waits_when_the_gateway_stops_hears_again():
    disk = Disk()

    async def story(door):
        disk.gate = threading.Event()
        first = asyncio.ensure_future(door.take(message("M1")))
        while not door.intake.told.batches:
            await asyncio.sleep(0.001)
        second = asyncio.ensure_future(door.take(message("M2")))
        await asyncio.sleep(0)
        closing = asyncio.ensure_future(door.close())
        await asyncio.sleep(0)
        disk.gate.set()
        await closing
        with pytest.raises(CannotTake, match="stops"):
            await door.take(message("M3"))
        return await asyncio.gather(first, second, return_exceptions=True)

    assert told(play(disk, story)) == ["M1", "The gateway stops. Send it again."]


def test_the_ballast_gives_its_room_back_and_takes_it_again(tmp_path, monkeypatch):
    ballast = Ballast(tmp_path / "ballast", size_bytes=4096)
    assert (tmp_path / "ballast").stat().st_size == 4096
    assert ballast.refusal() == ""
    ballast.release()
    monkeypatch.setattr(ballast, "_free_bytes", lambda: 100)
    assert not (tmp_path / "ballast").exists()
    assert "disk is full" in ballast.refusal()
    monkeypatch.setattr(ballast, "_free_bytes", lambda: 1_000_000)
    assert ballast.refusal() == ""
    assert (tmp_path / "ballast").exists()
