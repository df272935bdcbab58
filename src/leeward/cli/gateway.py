"""leeward gateway: receives what monitors report, keeps it, and decides every second which alarms stand."""

import argparse
import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from leeward.cli.gateway_doors import CannotListen, Doors, Ports
from leeward.cli.gateway_sdc import Followers, add_sdc, followers_of, following, no_followers
from leeward.cli.gateway_tls import CannotEncrypt, add_tls, tls_of
from leeward.cli.gateway_writer import GARBAGE_AFTER, Writer
from leeward.cli.processes import port
from leeward.cli.project import CannotOpenClinic, refuse_absent_tables, set_up_django
from leeward.devices.sdc import CannotFollow

if TYPE_CHECKING:
    from leeward.clinic.infusions.gateway_door import Door
    from leeward.clinic.infusions.gateway_others import Others
    from leeward.clinic.infusions.gateway_records import Records
    from leeward.clinic.infusions.gateway_watch import Watch
    from leeward.clinic.infusions.keeper_apart import Writing

GATEWAY_PORT: Final = 2575
MINUTES_HELD_S: Final = 150.0  # about as far back as a chair keeps what came
SWITCHES_S: Final = 0.0005  # between the loop and the thread that hands batches on: each turn is waited for


class CannotGoOn(Exception):
    """The alarms could not be decided for too long; whoever supervises starts the gateway again."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("gateway", help="receive readings and decide alarms", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=port, default=GATEWAY_PORT, help="HL7 over MLLP (%(default)s)")
    parser.add_argument("--json-port", type=port, help="JSON lines over TCP; none unless named")
    parser.add_argument("--shared", action="store_true", help="let other gateways listen on the same port (PostgreSQL)")
    parser.add_argument("--status-port", type=port, help="where probes and Prometheus ask; none unless named")
    add_tls(parser)
    add_sdc(parser)
    parser.set_defaults(run=run, refusals=(CannotListen, CannotOpenClinic, CannotGoOn, CannotEncrypt, CannotFollow))


def run(arguments: argparse.Namespace) -> int:
    """Listen and watch until stopped."""
    followers = followers_of(arguments)
    ports = Ports(
        host=arguments.host,
        hl7=arguments.port,
        json=arguments.json_port,
        status=arguments.status_port,
        shared=arguments.shared,
        tls=tls_of(arguments),
    )
    set_up_django()
    refuse_absent_tables()
    from leeward.clinic.infusions.gateway_watch import CannotWatch
    from leeward.clinic.infusions.shares import CannotShare

    try:
        sys.setswitchinterval(SWITCHES_S)
        run_on_loop(serve(ports, followers=followers))
    except CannotShare as why:
        raise CannotListen(str(why)) from why
    except CannotWatch as why:
        raise CannotGoOn(str(why)) from why
    return 0


def run_on_loop(work: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop where it is there: it takes half the time for a message."""
    try:
        import uvloop
    except ImportError:  # not on Windows
        asyncio.run(work)
    else:
        uvloop.run(work)


def now() -> datetime:
    """Return this machine's time."""
    return datetime.now(UTC)


def open_records(origin: str, writer: "Callable[[str], Writing]") -> "Records":
    """Return the records, whose readings are written by a process of its own."""
    from leeward.clinic.infusions.gateway_records import Records
    from leeward.clinic.infusions.keeper_apart import KeeperApart

    return Records(now=now, origin=origin, keeper=KeeperApart(partial(writer, origin)))


def named() -> str:
    """Return under what name this gateway keeps: on SQLite there is one, on PostgreSQL each has its own chain."""
    from django.db import connection

    return "gateway" if connection.vendor == "sqlite" else f"gateway {uuid4().hex[:12]}"


async def serve(
    ports: Ports,
    *,
    followers: Followers = no_followers,
    ready: Callable[[int], None] | None = None,
    writer: "Callable[[str], Writing]" = Writer.begin,
) -> None:
    """Listen on the ports and decide the alarms every second; return when asked to stop by a signal.

    `writer` begins, under a name, the process in which readings are written.
    """
    from django.conf import settings

    from leeward.clinic.infusions.gateway_others import Others
    from leeward.clinic.infusions.shares import open_shares

    origin, stopping = named(), _stopping()
    others = Others(open_shares(Path(settings.HOME)), origin=origin, now=now)
    records = open_records(origin, writer)
    watch, door, doors = _furnished(records, others)
    settling = asyncio.ensure_future(_settle(watch.begun))
    try:
        await door.in_thread(records.know)  # before anybody calls: a monitor is not a stranger for a second
        await watch.prepare(door)
        await doors.open(ports)
        (ready or _say)(doors.hl7.port)
        async with following(followers(door, now=now, register=records.register)):
            await watch.run(door, stopping)
    finally:
        settling.cancel()
        await doors.close()
        await door.in_thread(others.close)
        await door.in_thread(records.close)
        await door.close()
        records.let_go()


def _furnished(records: "Records", others: "Others") -> "tuple[Watch, Door, Doors]":
    """Return who watches, who keeps, and who listens."""
    from leeward.clinic.infusions.gateway_door import Door
    from leeward.clinic.infusions.gateway_watch import Watch
    from leeward.clinic.upkeep.at_gateway import StatusDoor

    watch = Watch(records, now=now, reads_beside=True, others=others)
    door = Door(records, decide=watch.chairs.hear)
    status = StatusDoor(now=now, facts=lambda: {"queue": door.intake.waiting, "chairs": len(watch.chairs)})
    return watch, door, Doors(door, now=now, register=records.register, status=status)


def _stopping() -> asyncio.Event:
    """Return what is set once a signal asks to stop."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


async def _settle(begun: asyncio.Event) -> None:
    """Look for garbage among what comes from now on alone: to walk all chairs again and again stops the loop each time.

    Until every chair was read, and holds its last minutes, nothing is looked through at all: what is made then stays.
    """
    gc.disable()
    try:
        await begun.wait()
        gc.freeze()
        await asyncio.sleep(MINUTES_HELD_S)
        gc.freeze()
    finally:
        gc.set_threshold(*GARBAGE_AFTER)
        gc.enable()


def _say(port: int) -> None:
    print(f"The gateway listens for monitors on {port}.", flush=True)
