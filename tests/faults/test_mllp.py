"""What can go wrong between a monitor and us: nothing is said to be kept that is not, and one bed harms no other."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from leeward.devices.hl7v2 import read_acknowledgement
from leeward.devices.mllp import Bounds, CannotSend, Client, Listener
from leeward.devices.mllp_frames import VT, Deframer, framed
from leeward.devices.port import CannotTake, DeviceMessage, Receipt, Unreadable

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def a_message(number: int, rate: str = "72", kind: str = "ORU^R01") -> bytes:
    return (
        f"MSH|^~\\&|Bed^{number}^L||||20261123090000+0000||{kind}|M{number}|D|2.6\r"
        f"OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.1.1|{rate}|/min|||||R\r"
    ).encode()


class Ledger:
    """A sink in memory that remembers what it kept, and fails when told to."""

    def __init__(self, *troubles: Exception | None) -> None:
        self.kept: dict[Any, float | None] = {}
        self.taken: list[str] = []
        self.aside: list[Unreadable] = []
        self.troubles = list(troubles)
        self.gate: asyncio.Event | None = None

    async def take(self, message: DeviceMessage) -> Receipt:
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble:
            raise trouble
        if self.gate:
            await self.gate.wait()
        new = [r for r in message.readings if r.reading_id not in self.kept]
        self.kept.update({r.reading_id: r.value for r in message.readings})
        self.taken.append(message.message_id)
        return Receipt(message_id=message.message_id, new=len(new), repeated=len(message.readings) - len(new))

    async def set_aside(self, what: Unreadable) -> None:
        self.aside.append(what)


async def no_wait(_: float) -> None:
    await asyncio.sleep(0)


async def read_answer(reader: asyncio.StreamReader) -> str:
    deframer = Deframer()
    while piece := await reader.read(4096):
        for answer in deframer.feed(piece):
            return read_acknowledgement(answer).code
    return "closed"


def bedside(
    story: Callable[[Listener, Client], Awaitable[None]], ledger: Ledger, bounds: Bounds | None = None
) -> Listener:
    """Run a story with a real listener on a free port and a client that calls it."""

    async def run() -> Listener:
        async with Listener(ledger, now=lambda: NOW, bounds=bounds) as listener:
            await listener.start(port=0)
            async with Client("127.0.0.1", listener.port, sleep=no_wait) as client:
                await asyncio.wait_for(story(listener, client), 20)
        return listener

    return asyncio.run(run())


def test_each_message_is_kept_and_then_answered():
    ledger = Ledger()

    async def story(_: Listener, client: Client) -> None:
        answers = await client.send([a_message(n) for n in range(20)])
        assert [(a.code, a.message_id) for a in answers] == [("AA", f"M{n}") for n in range(20)]

    listener = bedside(story, ledger)
    assert ledger.taken == [f"M{n}" for n in range(20)]
    assert (listener.counts.taken, listener.counts.connections, listener.counts.last_taken_at) == (20, 1, NOW)


def test_no_answer_is_given_before_the_sink_has_kept_the_message():
    ledger = Ledger()

    async def story(listener: Listener, client: Client) -> None:
        ledger.gate = asyncio.Event()
        sending = asyncio.create_task(client.send_one(a_message(1)))
        while listener.connections == 0:
            await asyncio.sleep(0.001)
        done, _ = await asyncio.wait([sending], timeout=0.05)
        assert not done
        assert ledger.taken == []
        ledger.gate.set()
        assert (await sending).code == "AA"
        assert ledger.taken == ["M1"]

    bedside(story, ledger)


@pytest.mark.parametrize("trouble", [CannotTake("The disk is full."), OSError("input/output error"), KeyError("bug")])
def test_what_is_not_kept_is_answered_ae_and_sent_again(trouble):
    ledger = Ledger(trouble, trouble)

    async def story(_: Listener, client: Client) -> None:
        assert (await client.send_one(a_message(1))).code == "AA"
        assert client.resent == 2

    listener = bedside(story, ledger)
    assert (ledger.taken, listener.counts.not_kept) == (["M1"], 2)


def test_a_sink_that_hangs_is_answered_ae():
    ledger = Ledger()

    async def story(_: Listener, client: Client) -> None:
        ledger.gate = asyncio.Event()
        answer = await client.send_one(a_message(1))
        assert answer.code == "AE"
        assert "send it again" in answer.text

    bedside(story, ledger, Bounds(sink_s=0.01))
    assert ledger.taken == []


def test_an_alarm_and_admission_data_are_refused_for_good():
    ledger = Ledger()

    async def story(_: Listener, client: Client) -> None:
        alarm, admission = await client.send([a_message(1, kind="ORU^R40"), a_message(2, kind="ADT^A01")])
        assert (alarm.code, admission.code, client.resent) == ("AR", "AR", 0)
        assert "the bedside monitor stays the alarm device" in alarm.text

    assert bedside(story, ledger).counts.rejected == 2


def test_garbage_between_frames_is_counted_and_passed_over():
    ledger = Ledger()

    async def story(listener: Listener, _: Client) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(b"\xff\xfenoise" + VT + b"never ended" + framed(a_message(1)) + b"\r\n")
        assert await read_answer(reader) == "AA"
        writer.close()
        await writer.wait_closed()

    listener = bedside(story, ledger)
    assert (listener.counts.garbage_bytes, listener.counts.truncated) == (7, 1)


@pytest.mark.parametrize("size", [2000, 200_000])
def test_a_giant_message_is_refused_and_the_line_is_closed(size):
    ledger = Ledger()

    async def story(listener: Listener, client: Client) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(VT + a_message(1) + b"x" * size)
        with suppress(ConnectionError):
            assert await read_answer(reader) in ("AR", "closed")
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        assert (await client.send_one(a_message(2))).code == "AA"

    assert bedside(story, ledger, Bounds(max_frame_bytes=1000)).counts.too_long == 1


def test_hostile_bytes_on_one_line_do_not_reach_another():
    ledger = Ledger()

    async def story(listener: Listener, client: Client) -> None:
        for noise in (
            b"\x0b\x1c\r",
            framed(b"\x00" * 100),
            framed(b"MSH"),
            framed(b"MSH|^~\\&|\xff\xff"),
            b"\x0b" * 500,
        ):
            _, writer = await asyncio.open_connection("127.0.0.1", listener.port)
            writer.write(noise)
            writer.close()
            await writer.wait_closed()
            assert (await client.send_one(a_message(1))).code == "AA"

    bedside(story, ledger)
    assert set(ledger.kept.values()) == {72.0}


def test_a_silent_or_dripping_sender_loses_its_place():
    ledger = Ledger()

    async def story(listener: Listener, _: Client) -> None:
        silent, a = await asyncio.open_connection("127.0.0.1", listener.port)
        dripping, b = await asyncio.open_connection("127.0.0.1", listener.port)
        b.write(VT + b"MSH|")
        assert await silent.read() == b""
        assert await dripping.read() == b""
        for writer in (a, b):
            writer.close()
            await writer.wait_closed()

    assert bedside(story, ledger, Bounds(idle_s=0.05, frame_s=0.05)).counts.timed_out == 2


@pytest.mark.skipif(sys.platform != "linux", reason="a second loopback address is there only on Linux")
@pytest.mark.hazard("H01 Wrong patient")
def test_two_monitors_under_one_name_are_not_mixed():
    ledger = Ledger()

    async def story(listener: Listener, client: Client) -> None:
        assert (await client.send_one(a_message(1))).code == "AA"
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port, local_addr=("127.0.0.2", 0))
        writer.write(framed(a_message(1, rate="150")))
        assert await read_answer(reader) == "AE"
        await client.close()
        while listener.connections > 1:
            await asyncio.sleep(0.001)
        writer.write(framed(a_message(1, rate="150")))
        assert await read_answer(reader) == "AA"
        writer.close()
        await writer.wait_closed()

    bedside(story, ledger)
    assert sorted(ledger.kept.values()) == [72.0, 150.0]


def test_no_more_connections_than_the_bound():
    ledger = Ledger()

    async def story(listener: Listener, client: Client) -> None:
        assert (await client.send_one(a_message(1))).code == "AA"
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
        assert (await client.send_one(a_message(2))).code == "AA"

    assert bedside(story, ledger, Bounds(max_connections=1)).counts.refused_connections == 1


@pytest.mark.hazard("H24 Network drop mid-infusion")
@pytest.mark.hazard("H27 Duplicate/out-of-order samples")
def test_a_message_whose_answer_was_lost_is_sent_again_and_kept_once():
    """The first listener keeps the message and dies before it answers; the second one answers."""
    ledger = Ledger()

    class DiesAfterKeeping(Ledger):
        async def take(self, message: DeviceMessage) -> Receipt:
            await ledger.take(message)
            raise asyncio.CancelledError

    async def run() -> None:
        first = Listener(DiesAfterKeeping(), now=lambda: NOW)
        await first.start(port=0)
        port = first.port
        second = Listener(ledger, now=lambda: NOW)

        async def restart(_: float) -> None:
            if second.connections == 0 and first.counts.connections:
                await first.close()
                with suppress(OSError):
                    await second.start(port=port)

        async with Client("127.0.0.1", port, sleep=restart) as client:
            answer = await asyncio.wait_for(client.send_one(a_message(1)), 20)
            assert (answer.code, client.resent) == ("AA", 1)
        await second.close()

    asyncio.run(run())
    assert ledger.taken == ["M1", "M1"]
    assert list(ledger.kept.values()) == [72.0]


def test_a_client_without_a_listener_says_so():
    async def run() -> None:
        probe = Listener(Ledger(), now=lambda: NOW)
        await probe.start(port=0)
        port = probe.port
        await probe.close()
        with pytest.raises(CannotSend, match="did not answer 3 times"):
            await Client("127.0.0.1", port, attempts=3, sleep=no_wait).send_one(a_message(1))

    asyncio.run(run())


def test_python_hl7_can_send_to_us():
    from hl7.client import MLLPClient

    ledger = Ledger()

    async def story(listener: Listener, _: Client) -> None:
        def send() -> bytes:
            with MLLPClient("127.0.0.1", listener.port) as theirs:
                return bytes(theirs.send_message(a_message(7)))

        answer = await asyncio.to_thread(send)
        (ours,) = Deframer().feed(answer)
        assert read_acknowledgement(ours).code == "AA"

    bedside(story, ledger)
    assert ledger.taken == ["M7"]


def test_hanging_up_is_no_error_and_leaves_no_trace_in_the_log(caplog):
    async def run() -> None:
        listener = Listener(Ledger(), now=lambda: NOW)
        await listener.start(port=0)
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(framed(a_message(1)))
        assert await read_answer(reader) == "AA"
        await listener.close()
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()

    asyncio.run(run())
    assert not [record for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}]
