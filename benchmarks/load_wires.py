"""How a bed speaks on each wire, and how the generator hears which of its messages were answered with yes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.load_work import Speak, device_of, hl7_bed, json_bed, secret_of

MESSAGE: Final = b'{"message":"'
Answered = tuple[bytes, bool]
"""The message's id, and whether it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """One way to speak: what is said first, each second's message, and how the answers are read off the stream."""

    speaks: Callable[[int, int | None], Speak]
    hears: Callable[[bytearray], Iterator[Answered]]
    greets: Callable[[int], bytes] = lambda _bed: b""


def hear_hl7(heard: bytearray) -> Iterator[Answered]:
    """Take whole MLLP frames off the stream; MSA-1 is the answer, MSA-2 the message's id."""
    while (end := heard.find(b"\x1c\r")) >= 0:
        frame = bytes(heard[:end])
        del heard[: end + 2]
        said = frame[frame.index(b"MSA|") :].split(b"\r", 1)[0].split(b"|")
        yield said[2], said[1] == b"AA"


def hear_http(heard: bytearray) -> Iterator[Answered]:
    """Take whole HTTP answers off the stream; the body is the message's id."""
    while (end := heard.find(b"\r\n\r\n")) >= 0:
        head = bytes(heard[:end]).lower()
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        if len(heard) < end + 4 + length:
            return
        body = bytes(heard[end + 4 : end + 4 + length])
        del heard[: end + 4 + length]
        yield body.strip(b'"'), head[9:12] == b"201"


def hear_json(heard: bytearray) -> Iterator[Answered]:
    """Take whole lines off the stream; the welcome answers no message."""
    while (end := heard.find(b"\n")) >= 0:
        line = bytes(heard[:end])
        del heard[: end + 1]
        if line.startswith(MESSAGE):
            yield line[len(MESSAGE) : line.index(b'"', len(MESSAGE))], b'"kept":true' in line


def greet_json(bed: int) -> bytes:
    """Return the first line of a bed: who it is, and its secret."""
    return json.dumps({"device": device_of(bed), "secret": secret_of(bed)}).encode() + b"\n"


def json_line_bed(bed: int, falls_at: int | None) -> Speak:
    """Return how a bed speaks JSON lines."""
    speaks = json_bed(bed, falls_at)
    return lambda second, at_ms: speaks(second, at_ms) + b"\n"


def http_bed(bed: int, falls_at: int | None) -> Speak:
    """Return how a bed posts its readings as JSON over a connection that stays open."""
    speaks = json_bed(bed, falls_at)
    head = b"POST /readings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"

    def speak(second: int, at_ms: int) -> bytes:
        body = speaks(second, at_ms)
        return head % len(body) + body

    return speak


WIRES: Final = {
    "json": Wire(speaks=json_line_bed, hears=hear_json, greets=greet_json),
    "hl7": Wire(speaks=hl7_bed, hears=hear_hl7),
    "http": Wire(speaks=http_bed, hears=hear_http),
}
