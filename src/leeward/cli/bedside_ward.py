"""leeward bedside --chairs N: simulated monitors by the thousand, with faults by name, at any gateway."""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from leeward.devices.bedside import Caller, attend_plain
from leeward.devices.faults import MEANS, Fault
from leeward.devices.hl7_write import Acknowledgement
from leeward.devices.json_client import LineAnswer, LinesClient
from leeward.devices.mllp_client import CannotSend, Client
from leeward.devices.ward import PlainMonitor, as_hl7, as_json

MOST: Final = 10_000  # each holds a connection, and a process may open about twenty thousand
TELL_EVERY_S: Final = 10.0
WORDS: Final = {"AA": "kept", "AE": "to be sent again", "AR": "refused"}


class CannotAttend(Exception):
    """What was asked for cannot be simulated."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    group = parser.add_argument_group("many chairs, at any gateway, without the clinic's database")
    group.add_argument("--chairs", type=int, metavar="N", help="how many monitors, each with its own connection")
    group.add_argument("--host", default="127.0.0.1", help="of the gateway (%(default)s)")
    group.add_argument(
        "--protocol", choices=("hl7", "json"), default="hl7", help="HL7 over MLLP or JSON lines (%(default)s)"
    )
    group.add_argument(
        "--device-prefix", default="bed-", metavar="TEXT", help="names are this and a number (%(default)s)"
    )
    group.add_argument("--secret", default="", help="what every monitor's hello shows (JSON lines)")
    group.add_argument("--every", type=float, default=1.0, metavar="S", help="seconds between messages (%(default)s)")
    group.add_argument("--minutes", type=float, metavar="MIN", help="stop after so long; else when interrupted")
    group.add_argument("--seed", type=int, default=1, help="the same seed: the same patients and faults (%(default)s)")
    names = "; ".join(f"{fault.value}: {MEANS[fault].replace('%', '%%')}" for fault in Fault)
    group.add_argument("--faults", type=faults_of, default=frozenset(), metavar="A,B", help=f"all, or some of {names}")


def faults_of(text: str) -> frozenset[Fault]:
    """Read `artefact,disconnect` or `all`."""
    if text == "all":
        return frozenset(Fault)
    try:
        return frozenset(Fault(name.strip()) for name in text.split(",") if name.strip())
    except ValueError as why:
        raise argparse.ArgumentTypeError(f"{why}. There are: all, {', '.join(Fault)}.") from None


def run(arguments: argparse.Namespace) -> int:
    """Attend the chairs until stopped, and print how the gateway answers."""
    if not 1 <= arguments.chairs <= MOST:
        raise CannotAttend(f"{arguments.chairs} chairs cannot be simulated by one process: 1 to {MOST:,}.")
    if arguments.every <= 0:
        raise CannotAttend(f"A monitor cannot send every {arguments.every:g} seconds: give a number above 0.")
    heard: Counter[str] = Counter()
    with suppress(KeyboardInterrupt):
        asyncio.run(_attend(arguments, heard))
    print(told(heard), flush=True)
    return 0 if heard["kept"] else 1


async def _attend(arguments: argparse.Namespace, heard: Counter[str]) -> None:
    """Run every monitor, each beginning at its own moment of the interval; tell the counts now and then."""
    until = time.monotonic() + arguments.minutes * 60 if arguments.minutes is not None else None

    def is_over() -> bool:
        return until is not None and time.monotonic() >= until

    async with asyncio.TaskGroup() as tasks:
        for number in range(1, arguments.chairs + 1):
            tasks.create_task(_chair(number, arguments, heard, is_over))
        while not is_over():
            left_s = TELL_EVERY_S if until is None else min(TELL_EVERY_S, max(until - time.monotonic(), 0.0))
            await asyncio.sleep(left_s)
            if not is_over():
                print(told(heard), file=sys.stderr, flush=True)


async def _chair(number: int, arguments: argparse.Namespace, heard: Counter[str], is_over: Callable[[], bool]) -> None:
    rng = np.random.default_rng((arguments.seed, number))
    monitor = PlainMonitor(f"{arguments.device_prefix}{number}", rng=rng, faults=arguments.faults)
    client: Caller = (
        Client(arguments.host, arguments.port, attempts=1)
        if arguments.protocol == "hl7"
        else LinesClient(arguments.host, arguments.port, device=monitor.device_id, secret=arguments.secret)
    )

    def hear(answer: Acknowledgement | LineAnswer | CannotSend) -> None:
        word = _word(answer)
        if word != "kept" and not heard[word]:  # the first of each kind is told in full
            why = str(answer) if isinstance(answer, CannotSend) else answer.text
            print(f"{monitor.device_id}: {word}: {why}", file=sys.stderr)
        heard[word] += 1

    await asyncio.sleep(float(rng.random()) * arguments.every)
    try:
        await attend_plain(
            monitor,
            client,
            as_hl7 if arguments.protocol == "hl7" else as_json,
            every=timedelta(seconds=arguments.every),
            now=lambda: datetime.now(UTC),
            hear=hear,
            is_over=is_over,
        )
    finally:
        await client.close()


def _word(answer: Acknowledgement | LineAnswer | CannotSend) -> str:
    if isinstance(answer, LineAnswer):
        return answer.became.value
    return "unanswered" if isinstance(answer, CannotSend) else WORDS.get(answer.code, answer.code)


def told(heard: Counter[str]) -> str:
    """Say how many messages were answered how."""
    return ", ".join(f"{n:,} {word}" for word, n in sorted(heard.items())) or "nothing was sent yet"
