"""The bare prototype: parse, decide, insert, commit, answer, and nothing that a clinic needs beyond that.

It is the floor that the gateway's processor time per message is compared with.
"""

import argparse
import asyncio
import calendar
import sys
import time
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

import msgspec
import uvloop

from benchmarks.load_store import Message, Store
from benchmarks.load_work import CODES, NAMES, of_message

PLACES: Final = {code.encode(): place for place, code in enumerate(CODES)}


@lru_cache(maxsize=64)
def _second_ms(text: bytes) -> int:
    return calendar.timegm(time.strptime(text.decode(), "%Y%m%d%H%M%S")) * 1000


def hl7_instant(text: bytes) -> int:
    """Return the ms since 1970 of an instant that is written in UTC with three places."""
    return _second_ms(text[:14]) + int(text[15:18])


@lru_cache(maxsize=2)
def _now(second: int) -> bytes:
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(second)).encode()


def read_hl7(frame: bytes) -> tuple[bytes, Message]:
    """Return the id and what a PCD-01 message says, touching only what is needed."""
    values, at_ms, message_id = [0.0] * len(CODES), 0, b""
    for line in frame.split(b"\r"):
        name = line[:4]
        if name == b"OBX|":
            fields = line.split(b"|", 6)
            if fields[2] == b"NM":
                values[PLACES[fields[3].split(b"^", 1)[0]]] = float(fields[5])
        elif name == b"OBR|":
            at_ms = hl7_instant(line.rsplit(b"|", 1)[1])
        elif name == b"MSH|":
            message_id = line.split(b"|", 10)[9]
    bed, seq = of_message(message_id)
    return message_id, Message(bed, seq, at_ms, tuple(values))


def read_json(line: bytes) -> tuple[bytes, Message]:
    """Return the id and what a JSON message says."""
    told = msgspec.json.decode(line)
    bed, seq = of_message(told["message"])
    values = told["values"]
    return told["message"].encode(), Message(bed, seq, told["at_ms"], tuple(float(values[name]) for name in NAMES))


class Hl7(asyncio.Protocol):
    """One bed over MLLP."""

    def __init__(self, store: Store) -> None:
        self._store, self._heard = store, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        *frames, self._heard = (self._heard + data).split(b"\x1c\r")
        for frame in frames:
            message_id, message = read_hl7(frame[1:])
            self._store.take(message, partial(self._answer, message_id))

    def _answer(self, message_id: bytes) -> None:
        head = b"\x0bMSH|^~\\&|PROTOTYPE||LOAD||%s||ACK^R01|%s|D|2.6\rMSA|AA|%s\r\x1c\r"
        self._transport.write(head % (_now(int(time.time())), message_id, message_id))


class JsonLines(asyncio.Protocol):
    """One bed over JSON lines."""

    def __init__(self, store: Store) -> None:
        self._store, self._heard = store, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        *lines, self._heard = (self._heard + data).split(b"\n")
        for line in lines:
            if line.startswith(b'{"device"'):  # the hello: it trusts everybody
                continue
            message_id, message = read_json(line)
            self._store.take(message, partial(self._answer, message_id))

    def _answer(self, message_id: bytes) -> None:
        self._transport.write(b'{"message":"%s","kept":true}\n' % message_id)


async def serve(protocol: type[Hl7] | type[JsonLines], database: Path) -> None:
    """Listen on a free port and say which."""
    store = Store(database)
    server = await asyncio.get_running_loop().create_server(lambda: protocol(store), "127.0.0.1", 0, backlog=1024)
    print(f"listens on {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def main() -> int:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wire", choices=("hl7", "json"), required=True)
    parser.add_argument("--database", type=Path, required=True)
    chosen = parser.parse_args()
    uvloop.run(serve(Hl7 if chosen.wire == "hl7" else JsonLines, chosen.database))
    return 0


if __name__ == "__main__":
    sys.exit(main())
