"""The beds, in a process of their own: each sends when it is due, whatever the server does, and notes every answer.

Latency counts from the scheduled instant, so that a server that stalls is charged for all that it delays. The lag of
this process itself is noted apart.
"""

import argparse
import asyncio
import gc
import json
import resource
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

import uvloop

from benchmarks.load_ledger import UNANSWERED, Ledger
from benchmarks.load_wires import WIRES, Wire
from benchmarks.load_work import Speak, Work

AT_ONCE: Final = 100
"""How many beds connect together, and after how many messages in a row the answers are looked at."""
LEAD_S: Final = 0.5
PATIENCE_S: Final = 15.0
"""How long after the last message the answers are waited for."""


class Monitor(asyncio.Protocol):
    """One bed's connection."""

    def __init__(self, bed: int, falls_at: int | None, wire: Wire, ledger: Ledger) -> None:
        self.speak: Speak = wire.speaks(bed, falls_at)
        self.transport: asyncio.Transport | None = None
        self._bed, self._wire, self._ledger, self._heard = bed, wire, ledger, bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        if greeting := self._wire.greets(self._bed):
            self.transport.write(greeting)  # type: ignore[union-attr]

    def data_received(self, data: bytes) -> None:
        now_s = time.monotonic()
        self._heard += data
        for message_id, is_kept in self._wire.hears(self._heard):
            self._ledger.note(message_id, is_kept, now_s)

    def connection_lost(self, _why: Exception | None) -> None:
        self.transport = None


async def run(wire: Wire, port: int, ledger: Ledger) -> None:
    """Connect every bed, send every message when it is due, and wait for the answers."""
    monitors = await _connect(wire, port, ledger)
    gc.collect()
    gc.freeze()
    gc.disable()
    ledger.start_s, now_ms = time.monotonic() + LEAD_S, int((time.time() + LEAD_S) * 1000)
    ledger.start_ms = now_ms
    print(json.dumps({"start_s": ledger.start_s, "start_ms": now_ms}), flush=True)
    await _send(monitors, ledger)
    until_s = time.monotonic() + PATIENCE_S
    while ledger.answers.count(UNANSWERED) and time.monotonic() < until_s:
        await asyncio.sleep(0.05)
    for monitor in monitors:
        if monitor.transport:
            monitor.transport.close()


async def _connect(wire: Wire, port: int, ledger: Ledger) -> list[Monitor]:
    loop, monitors, falls = asyncio.get_running_loop(), list[Monitor](), ledger.work.falls()
    for first in range(0, ledger.work.beds, AT_ONCE):
        beds = range(first, min(first + AT_ONCE, ledger.work.beds))
        made = [Monitor(bed, falls.get(bed), wire, ledger) for bed in beds]
        await asyncio.gather(*(loop.create_connection(partial(_itself, one), "127.0.0.1", port) for one in made))
        monitors += made
    return monitors


def _itself(monitor: Monitor) -> Monitor:
    return monitor


async def _send(monitors: list[Monitor], ledger: Ledger) -> None:
    for number, (second, bed) in enumerate(_schedule(ledger), 1):
        due_s = ledger.due_s(bed, second)
        while (wait_s := due_s - time.monotonic()) > 0:
            await asyncio.sleep(max(wait_s, 0.001))
        transport = monitors[bed].transport
        if transport is not None:
            ledger.lag_ms[bed * ledger.work.seconds + second] = (time.monotonic() - due_s) * 1000
            at_ms = ledger.start_ms + 1000 * second + ledger.phases_ms[bed]
            transport.write(monitors[bed].speak(second, at_ms))
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)


def _schedule(ledger: Ledger) -> Iterator[tuple[int, int]]:
    order = sorted(range(ledger.work.beds), key=ledger.phases_ms.__getitem__)
    return ((second, bed) for second in range(ledger.work.seconds) for bed in order)


def main() -> int:
    """Send, and leave the ledger as a file for whoever compares it with the records."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wire", choices=WIRES, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--beds", type=int, required=True)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--warm-up", type=int, required=True)
    parser.add_argument("--ledger", type=Path, required=True)
    chosen = parser.parse_args()
    work = Work(beds=chosen.beds, seconds=chosen.seconds, warm_up_s=chosen.warm_up)
    ledger = Ledger(work=work, phases_ms=work.phases_ms())
    uvloop.run(run(WIRES[chosen.wire], chosen.port, ledger))
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = ledger.told() | {"cpu_s": used.ru_utime + used.ru_stime}
    chosen.ledger.write_text(json.dumps(told), encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
