"""One line among thousands: whoever floods, stalls, babbles or lies takes nothing from the others."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from leeward.devices import mllp, wire_room
from leeward.devices.hl7v2 import read_acknowledgement
from leeward.devices.mllp import Bounds, Client, Listener
from leeward.devices.mllp_frames import Deframer, framed
from leeward.devices.port import DeviceMessage, Known, Receipt, Unreadable
from leeward.devices.vocabulary import Metric, Vocabulary
from leeward.infusion.vitals import GenerationMode, VitalKind

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def a_message(number: int, *, bed: str = "Bed-1", code: str = "147842^MDC_ECG_HEART_RATE^MDC") -> bytes:
    return (
        f"MSH|^~\\&|{bed}||||20261123090000+0000||ORU^R01|M{number}|P|2.6\rOBX|1|NM|{code}|1.1.1|72|/min|||||R\r"
    ).encode()


class Keeper:
    """A sink whose messages land when told to."""

    def __init__(self, *, holds: bool = False) -> None:
        self.taken: list[DeviceMessage] = []
        self.aside: list[Unreadable] = []
        self.holds = holds
        self.held: dict[str, asyncio.Future[None]] = {}

    async def take(self, message: DeviceMessage) -> Receipt:
        if self.holds:
            gate = self.held[message.message_id] = asyncio.get_running_loop().create_future()
            await gate
        self.taken.append(message)
        return Receipt(message_id=message.message_id, new=len(message.rows))

    async def set_aside(self, what: Unreadable) -> None:
        self.aside.append(what)


class Book:
    """A register of one device."""

    def __init__(self, known: Known, *, peer: str = "127.0.0.1", secret: str | None = None) -> None:
        self.known, self.peer, self.secret = known, peer, secret
        self.asked: list[tuple[str, str, str | None]] = []

    def who(self, device_id: str, peer: str, secret: str | None) -> Known | str:
        self.asked.append((device_id, peer, secret))
        if (device_id, peer, secret) == (self.known.device_id, self.peer, self.secret):
            return self.known
        return f"The device {device_id} is not on the register."


def at_the_door(
    story: Callable[[Listener], Awaitable[None]], keeper: Keeper, bounds: Bounds | None = None, **more: Any
) -> Listener:
    async def run() -> Listener:
        async with Listener(keeper, now=lambda: NOW, bounds=bounds, **more) as listener:
            await listener.start(port=0)
            await asyncio.wait_for(story(listener), 30)
        return listener

    return asyncio.run(run())


async def call(listener: Listener) -> Streams:
    return await asyncio.open_connection("127.0.0.1", listener.port)


async def hear(reader: asyncio.StreamReader, count: int, deframer: Deframer) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []
    while len(heard) < count and (piece := await reader.read(65536)):
        heard += [(a.code, a.message_id) for a in map(read_acknowledgement, deframer.feed(piece))]
    return heard


async def until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0)


async def leave(*writers: asyncio.StreamWriter) -> None:
    for writer in writers:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def test_answers_keep_the_order_of_the_messages_whatever_is_kept_first():
    keeper = Keeper(holds=True)

    async def story(listener: Listener) -> None:
        reader, writer = await call(listener)
        writer.write(b"".join(framed(a_message(n)) for n in range(4)))
        await until(lambda: len(keeper.held) == 4)
        for name in ("M2", "M1", "M3"):
            keeper.held[name].set_result(None)
        await until(lambda: len(keeper.taken) == 3)
        keeper.held["M0"].set_result(None)
        assert await hear(reader, 4, Deframer()) == [("AA", f"M{n}") for n in range(4)]
        await leave(writer)

    at_the_door(story, keeper)
    assert [m.message_id for m in keeper.taken] == ["M2", "M1", "M3", "M0"]


def test_no_more_wait_to_be_kept_than_a_line_may_have():
    keeper = Keeper(holds=True)

    async def story(listener: Listener) -> None:
        reader, writer = await call(listener)
        writer.write(b"".join(framed(a_message(n)) for n in range(30)))
        await until(lambda: len(keeper.held) == 5)
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(keeper.held) == 5
        keeper.holds = False
        for gate in keeper.held.values():
            gate.set_result(None)
        assert await hear(reader, 30, Deframer()) == [("AA", f"M{n}") for n in range(30)]
        await leave(writer)

    at_the_door(story, keeper, Bounds(waiting=5))


@pytest.mark.hazard("H24 one device floods, the others stay within their time")
def test_a_flood_on_one_line_is_read_no_faster_than_allowed_and_others_are_answered_meanwhile():
    keeper = Keeper()

    async def story(listener: Listener) -> None:
        _, flood = await call(listener)
        flood.write(b"".join(framed(a_message(n, bed="Flood")) for n in range(3000)))
        await until(lambda: listener.counts.held_back > 0)
        reader, calm = await call(listener)
        for number in range(10):
            calm.write(framed(a_message(number, bed="Calm")))
            assert await hear(reader, 1, Deframer()) == [("AA", f"M{number}")]
        await leave(flood, calm)

    at_the_door(story, keeper, Bounds(rate_per_s=20.0, burst=20))
    senders = [message.device_id for message in keeper.taken]
    assert senders.count("Calm") == 10
    assert senders.count("Flood") < 1000


def test_a_sender_that_reads_no_answers_is_not_read_and_then_hung_up_on():
    keeper = Keeper()

    async def story(listener: Listener) -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_connection(asyncio.Protocol, "127.0.0.1", listener.port)
        transport.pause_reading()
        for number in range(15_000):
            transport.write(framed(a_message(10**180 + number)))
        await until_slowly(lambda: listener.counts.timed_out == 1)
        transport.abort()

    async def until_slowly(holds: Callable[[], bool]) -> None:
        while not holds():
            await asyncio.sleep(0.01)

    at_the_door(story, keeper, Bounds(frame_s=0.2, rate_per_s=1e6, burst=10**6))
    assert len(keeper.taken) < 15_000


def test_what_is_no_message_is_kept_for_a_person_to_see_and_a_flood_of_it_is_one_a_second():
    keeper = Keeper()

    async def story(listener: Listener) -> None:
        reader, writer = await call(listener)
        for _ in range(20):
            writer.write(framed(b"GET / HTTP/1.1"))
        assert [code for code, _ in await hear(reader, 20, Deframer())] == ["AR"] * 20
        await until(lambda: bool(keeper.aside))
        await leave(writer)

    listener = at_the_door(story, keeper)
    assert (listener.counts.rejected, listener.counts.set_aside) == (20, 1)
    (what,) = keeper.aside
    assert (what.head, what.peer, what.received_at) == (b"GET / HTTP/1.1", "127.0.0.1", NOW)
    assert "does not begin with MSH" in what.why


def test_noise_without_end_is_hung_up_on_and_told():
    keeper = Keeper()

    async def story(listener: Listener) -> None:
        reader, writer = await call(listener)
        writer.write(b"noise" * 1000)
        with suppress(ConnectionError):
            assert await reader.read() == b""
        await until(lambda: bool(keeper.aside))
        await leave(writer)

    at_the_door(story, keeper, Bounds(garbage_bytes=1000))
    assert "no HL7 in MLLP frames" in keeper.aside[0].why


def test_a_sender_that_has_said_its_last_word_still_hears_the_answer():
    keeper = Keeper(holds=True)

    async def story(listener: Listener) -> None:
        reader, writer = await call(listener)
        writer.write(framed(a_message(1)))
        writer.write_eof()
        await until(lambda: bool(keeper.held))
        keeper.held["M1"].set_result(None)
        assert await hear(reader, 1, Deframer()) == [("AA", "M1")]
        assert await reader.read() == b""
        await leave(writer)
        await until(lambda: listener.connections == 0)

    at_the_door(story, keeper)


def test_what_a_sender_said_before_it_was_cut_off_is_kept():
    keeper = Keeper(holds=True)

    async def story(listener: Listener) -> None:
        _, writer = await call(listener)
        writer.write(framed(a_message(1)))
        await until(lambda: bool(keeper.held))
        writer.transport.abort()
        keeper.held["M1"].set_result(None)
        await until(lambda: bool(keeper.taken))

    at_the_door(story, keeper)


def test_a_serial_sender_may_add_four_digits_before_the_end_mark():
    keeper = Keeper()

    async def story(listener: Listener) -> None:
        reader, writer = await call(listener)
        writer.write(framed(a_message(1) + b"0A3F"))
        assert await hear(reader, 1, Deframer()) == [("AA", "M1")]
        await leave(writer)

    at_the_door(story, keeper)
    assert keeper.taken[0].problems == ()


OWN = Vocabulary(codes={("101", ""): Metric(VitalKind.HEART_RATE, "ECG")})


@pytest.mark.hazard("H18 a device that nobody registered is not believed")
def test_the_register_decides_who_speaks_how_real_it_is_and_in_which_words():
    keeper = Keeper()
    book = Book(Known(device_id="Bed-1", mode=GenerationMode.TEST, vocabulary=OWN))

    async def story(listener: Listener) -> None:
        async with Client("127.0.0.1", listener.port) as client:
            assert (await client.send_one(a_message(1, code="101^HR"))).code == "AA"
            assert (await client.send_one(a_message(2, code="101^HR"))).code == "AA"
            stranger = await client.send_one(a_message(3, bed="Bed-2"))
            assert (stranger.code, stranger.text) == ("AR", "The device Bed-2 is not on the register.")
            assert (await client.send_one(b"MSH")).code == "AR"

    at_the_door(story, keeper, register=lambda: book)
    assert [(m.mode, m.rows[0].kind, m.rows[0].mode) for m in keeper.taken] == [
        (GenerationMode.TEST, VitalKind.HEART_RATE, GenerationMode.TEST)
    ] * 2
    assert book.asked == [("Bed-1", "127.0.0.1", None), ("Bed-2", "127.0.0.1", None)]
    assert keeper.aside[0].device_id == "Bed-2"


def test_a_new_snapshot_of_the_register_is_asked_anew():
    keeper = Keeper()
    first, second = (Book(Known(device_id=name, mode=GenerationMode.REAL)) for name in ("Bed-1", "Bed-9"))
    books = [first]

    async def story(listener: Listener) -> None:
        async with Client("127.0.0.1", listener.port) as client:
            assert (await client.send_one(a_message(1))).code == "AA"
            books[0] = second
            assert (await client.send_one(a_message(2))).code == "AR"

    at_the_door(story, keeper, register=lambda: books[0])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts files otherwise")
def test_several_hundred_lines_are_held_and_each_is_answered():
    keeper = Keeper()

    async def story(listener: Listener) -> None:
        lines = [await call(listener) for _ in range(400)]
        for number, (_, writer) in enumerate(lines):
            writer.write(framed(a_message(number, bed=f"Bed-{number}")))
        for number, (reader, _) in enumerate(lines):
            assert await hear(reader, 1, Deframer()) == [("AA", f"M{number}")]
        assert listener.connections == 400
        await leave(*(writer for _, writer in lines))

    at_the_door(story, keeper)


@pytest.mark.parametrize(
    ("soft", "hard", "words"),
    [(1024, 1024, "holds about 768 devices and not 5000"), (1024, 10_000, ""), (9000, 9000, "")],
)
def test_the_limit_of_open_files_is_raised_as_far_as_it_goes_and_told_if_it_is_short(monkeypatch, soft, hard, words):
    class System:
        RLIMIT_NOFILE, RLIM_INFINITY = 7, -1
        limits = (soft, hard)

        def getrlimit(self, _: int) -> tuple[int, int]:
            return self.limits

        def setrlimit(self, _: int, limits: tuple[int, int]) -> None:
            self.limits = limits

    system = System()
    monkeypatch.setattr(wire_room, "resource", system)
    said = wire_room.room_for(5000)
    assert words in said
    assert bool(said) == bool(words)
    assert system.limits[0] == (hard if words else max(soft, 5256))


def test_a_message_that_our_own_reader_fails_on_is_refused_and_the_line_goes_on(monkeypatch):
    keeper = Keeper()
    real = mllp.parse

    def fails_once(_: bytes, **__: Any) -> DeviceMessage:
        monkeypatch.setattr(mllp, "parse", real)
        raise ZeroDivisionError

    monkeypatch.setattr(mllp, "parse", fails_once)

    async def story(listener: Listener) -> None:
        async with Client("127.0.0.1", listener.port) as client:
            answer = await client.send_one(a_message(1))
            assert (answer.code, "Leeward failed over this message" in answer.text) == ("AR", True)
            assert (await client.send_one(a_message(2))).code == "AA"

    at_the_door(story, keeper)
    assert keeper.aside[0].head == a_message(1)


@pytest.mark.hazard("H28 hostile or damaged messages")
@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (a_message(1).replace(b"M1", b"M\x001"), "message's id"),
        (a_message(1, bed="Bed\x00-1"), "device's name"),
        (a_message(1).replace(b"OBX", b"PID|||P\x001\rOBX"), "patient's identifier"),
        (a_message(1).replace(b"OBX", b"PV1||E|Ward\x001\rOBX"), "place"),
    ],
)
def test_a_name_that_no_database_keeps_is_refused_for_good_and_shown_to_a_person(raw, words):
    keeper = Keeper()

    async def story(listener: Listener) -> None:
        reader, writer = await call(listener)
        writer.write(framed(raw) + framed(a_message(2)))
        assert [code for code, _ in await hear(reader, 2, Deframer())] == ["AR", "AA"]
        await leave(writer)

    listener = at_the_door(story, keeper)
    assert ([one.message_id for one in keeper.taken], listener.counts.rejected) == (["M2"], 1)
    (what,) = keeper.aside
    assert ("\x00" in what.device_id, words in what.why, "NUL character" in what.why) == (False, True, True)
