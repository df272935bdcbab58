"""Open pages, in a process of their own: each listens to the hub about one bed and notes when it is told something.

Ends when asked to stop, and leaves what it heard as a file.
"""

import argparse
import asyncio
import gc
import json
import signal
import sys
import time
from pathlib import Path
from typing import Final
from uuid import UUID

import uvloop

AT_ONCE: Final = 50
ASK: Final = (
    "GET /events/infusion/%s/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nCookie: sessionid=%s\r\n\r\n"
)
CHANGED: Final = b"event: changed\ndata: "


class Page(asyncio.Protocol):
    """One stream: the instants at which it was told of a change, with the journal's length as it was told."""

    def __init__(self, asks: bytes, opened: asyncio.Future[bytes]) -> None:
        self.heard: list[tuple[float, int]] = []
        self.is_lost = False
        self._asks, self._opened, self._rest = asks, opened, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self._asks)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        now_s = time.monotonic()
        if not self._opened.done():
            self._opened.set_result(data.split(b"\r\n", 1)[0])
        *events, self._rest = (self._rest + data).split(b"\n\n")
        for event in events:
            if (place := event.find(CHANGED)) >= 0:
                told = event[place + len(CHANGED) :].split(b" ")
                self.heard.append((now_s, int(told[1])))

    def connection_lost(self, _why: Exception | None) -> None:
        self.is_lost = True
        if not self._opened.done():
            self._opened.set_result(b"closed")


async def run(port: int, session_key: str, infusions: list[UUID], watchers: int) -> list[Page]:
    """Open every page, say so, and listen until asked to stop."""
    loop, stopping, pages = asyncio.get_running_loop(), asyncio.Event(), list[Page]()
    loop.add_signal_handler(signal.SIGTERM, stopping.set)
    for first in range(0, watchers, AT_ONCE):
        opened = []
        for number in range(first, min(first + AT_ONCE, watchers)):
            asks = ASK % (infusions[number % len(infusions)], session_key)
            page = Page(asks.encode(), loop.create_future())
            pages.append(page)
            opened.append(page._opened)
            await loop.create_connection(lambda page=page: page, "127.0.0.1", port)  # type: ignore[misc]
        refused = [said for said in await asyncio.gather(*opened) if b" 200 " not in said]
        if refused:
            raise SystemExit(f"The hub let {len(refused)} of {AT_ONCE} not in: {refused[0]!r}")
    gc.collect()
    gc.freeze()
    gc.disable()
    print("watching", flush=True)
    await stopping.wait()
    return pages


def main() -> int:
    """Listen, and leave what was heard."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--session", required=True)
    parser.add_argument("--infusions", type=Path, required=True, help="a file of their ids, JSON")
    parser.add_argument("--watchers", type=int, required=True)
    parser.add_argument("--heard", type=Path, required=True)
    chosen = parser.parse_args()
    infusions = [UUID(one) for one in json.loads(chosen.infusions.read_text(encoding="ascii"))]
    pages = uvloop.run(run(chosen.port, chosen.session, infusions, chosen.watchers))
    told = {"heard": [page.heard for page in pages], "lost": sum(page.is_lost for page in pages)}
    chosen.heard.write_text(json.dumps(told), encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
