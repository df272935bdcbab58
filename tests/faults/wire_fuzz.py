"""Hostile streams by the thousand: `python -m tests.faults.wire_fuzz --streams 100000` from the checkout.

Each stream is made from a number: messages of the corpus, cut, swollen, flipped, repeated, swapped and interleaved,
and sent in pieces of any size. Whatever comes, each message is answered or the line is hung up on, nothing is raised,
and no value is kept that was not in the bytes. A stream that breaks this is printed with its number, to be made again.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from leeward.devices import json_lines, mllp
from leeward.devices.hl7_codes import to_ours
from leeward.devices.mllp_frames import framed
from leeward.devices.port import CannotTake, DeviceMessage, Receipt, Unreadable
from leeward.devices.wire import Bounds
from leeward.devices.wire_line import Line
from leeward.devices.wire_listener import WireListener

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CORPUS = Path(__file__).parents[1] / "data" / "fuzz_corpus"
BOUNDS = Bounds(max_frame_bytes=20_000, rate_per_s=1e9, burst=10**9, garbage_bytes=3000, at_once=3, waiting=4, names=5)
HELLO = b'{"device":"gw","secret":"s"}\n'
NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
NASTY = (
    b"\x0b", b"\x1c\r", b"\x1c", b"\r", b"\n", b"|", b"^", b"~", b"\\", b"&", b"\x00", b"\x01", b"\x02\x03",
    b"\xff\xfe", b"\xef\xbb\xbf", b"MSH|^~\\&|", b"OBX|", b"-999", b"9" * 40, b"{", b"}", b'"', b"[" * 200,
    b"A" * 3000,
    "٧٢".encode(), b"NaN", b"1e308", b"\\F\\", b"null", b"\\ud800",
    b"MSH|^~\\&|Bed||||20261123090000||ORU^R40|x|P|2.6\r",
)  # fmt: skip


class Broken(AssertionError):
    """A stream that did what none may."""


class Keeper:
    """A sink that keeps, and now and then cannot."""

    def __init__(self) -> None:
        self.begin(0)

    def begin(self, seed: int) -> None:
        self.rng = Random(seed)  # noqa: S311  (troubles, not secrets)
        self.taken: list[DeviceMessage] = []

    async def take(self, message: DeviceMessage) -> Receipt:
        if self.rng.random() < 0.3:
            await asyncio.sleep(0)
        if self.rng.random() < 0.05:
            raise CannotTake("The disk is full.")
        if self.rng.random() < 0.02:
            raise ZeroDivisionError
        self.taken.append(message)
        return Receipt(message_id=message.message_id, new=len(message.rows))

    async def set_aside(self, what: Unreadable) -> None:
        assert len(what.head) <= 2048


class Wire:
    """A transport without a network."""

    def __init__(self) -> None:
        self.line: Line
        self.said, self.is_closed, self.is_paused = b"", False, False

    def write(self, data: bytes) -> None:
        assert not self.is_closed
        self.said += data

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False

    def close(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            asyncio.get_running_loop().call_soon(self.line.connection_lost, None)

    abort = close

    def get_extra_info(self, name: str) -> Any:
        return ("127.0.0.1", 1) if name == "peername" else None


def corpus(ending: str) -> list[bytes]:
    """Return the messages to begin from."""
    return [path.read_bytes() for path in sorted(CORPUS.glob(f"*.{ending}"))]


def a_stream(seed: int, messages: Sequence[bytes], frame: Callable[[bytes], bytes]) -> list[bytes]:
    """Return the pieces of one stream."""
    rng = Random(seed)  # noqa: S311  (noise, not secrets)
    said = [rng.choice(messages) for _ in range(rng.randint(1, 6))]
    frames = [frame(harmed(message, rng) if rng.random() < 0.7 else message) for message in said]
    if rng.random() < 0.3:
        frames.append(rng.choice(frames))
    if rng.random() < 0.3:
        rng.shuffle(frames)
    stream = b"".join(frames)
    if rng.random() < 0.4:
        stream = harmed(stream, rng)
    cuts = sorted(rng.randint(0, len(stream)) for _ in range(rng.choice((0, 1, 3, 30))))
    return [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


def harmed(data: bytes, rng: Random) -> bytes:
    """Return the bytes with a few things wrong."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8))):
        at, length = rng.randint(0, len(found)), rng.choice((0, 1, 3, 40))
        match rng.randrange(6):
            case 0:
                del found[at:]
            case 1:
                del found[at : at + length]
            case 2:
                found[at:at] = rng.choice(NASTY)
            case 3:
                found[at : at + length] = rng.choice(NASTY)
            case 4:
                found[at:at] = found[at : at + length] * rng.choice((2, 50))
            case _:
                found[at : at + 1] = bytes([rng.randrange(256)])
    return bytes(found)


async def tried(pieces: Sequence[bytes], listener: WireListener, keeper: Keeper) -> None:
    """Send one stream, and raise `Broken` where it did what none may."""
    troubles: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: troubles.append(told))
    wire = Wire()
    wire.line = line = Line(listener)
    line.connection_made(wire)  # type: ignore[arg-type]
    for piece in pieces:
        for _ in range(200):
            if not wire.is_paused or wire.is_closed:
                break
            await asyncio.sleep(0)
        if wire.is_closed:
            break
        line.data_received(piece)
    if not wire.is_closed and not line.eof_received():
        wire.close()
    for _ in range(500):
        if not listener.connections:
            break
        await asyncio.sleep(0)
    if troubles:
        raise Broken(f"raised: {troubles[0]}")
    if listener.connections:
        raise Broken("The line was neither answered to its end nor hung up on.")
    check_values(b"".join(pieces), keeper.taken)


def check_values(stream: bytes, taken: Sequence[DeviceMessage]) -> None:
    """Raise `Broken` where a value was kept that the bytes do not hold."""
    sent = {number for number in map(float, NUMBER.findall(stream)) if abs(number) < 1e300}
    digits = b"".join(NUMBER.findall(stream))
    for message in taken:
        for row in message.rows:
            unit = row.kind.unit
            said = {to_ours(n, other, unit) for n in sent for other in ("degF", "kPa")} | sent if row.value else sent
            if row.value is not None and row.value not in said and f"{row.value:g}".encode() not in digits:
                raise Broken(f"{row.kind.value} {row.value} was kept and never sent.")


WIRES: dict[str, tuple[Any, str, Callable[[bytes], bytes], bytes]] = {
    "hl7": (mllp.Listener, "hl7", framed, b""),
    "json": (json_lines.Listener, "json", lambda message: message + b"\n", HELLO),
}


async def run(wire: str, seeds: Sequence[int]) -> int:
    """Try the streams of these numbers; return how many messages were kept."""
    door, ending, frame, before = WIRES[wire]
    messages, kept, keeper = corpus(ending), 0, Keeper()
    async with door(keeper, now=lambda: NOW, bounds=BOUNDS) as listener:
        await listener.start(port=0)
        for seed in seeds:
            keeper.begin(seed)
            pieces = a_stream(seed, messages, frame)
            try:
                await tried([before, *pieces] if before and seed % 9 else pieces, listener, keeper)
            except Exception as why:
                raise Broken(f"{wire} stream {seed}: {why!r}") from why
            kept += len(keeper.taken)
    return kept


def main() -> int:
    """Try many streams."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    chosen = parser.parse_args()
    for wire in WIRES:
        kept = asyncio.run(run(wire, range(chosen.first, chosen.first + chosen.streams)))
        print(f"{wire}: {chosen.streams} streams, {kept} messages kept, nothing broken.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
