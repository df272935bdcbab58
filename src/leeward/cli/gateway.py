"""leeward gateway: receives what monitors report, keeps it, and decides every second which alarms stand."""

import argparse
import asyncio
import logging
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Final, TypeVar

from leeward.cli.project import CannotOpenClinic, set_up_django
from leeward.devices.mllp import Listener
from leeward.devices.port import CannotTake, DeviceMessage, Receipt, Unreadable

T = TypeVar("T")
logger = logging.getLogger(__name__)
GATEWAY_PORT: Final = 2575
WRITER: Final = "gateway"
TICK_S: Final = 1.0
FAILURES_ALLOWED: Final = 10


class CannotListen(Exception):
    """Why monitors cannot call here, and what to do."""


class CannotWatch(Exception):
    """The alarms could not be decided for too long; whoever supervises starts the gateway again."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("gateway", help="receive readings and decide alarms", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=GATEWAY_PORT, help="HL7 over MLLP (%(default)s)")
    parser.set_defaults(run=run, refusals=(CannotListen, CannotOpenClinic, CannotWatch))


def run(arguments: argparse.Namespace) -> int:
    """Listen and watch until stopped."""
    set_up_django()
    asyncio.run(serve(arguments.host, arguments.port))
    return 0


class Clinic:
    """The records, from one thread: SQLite has one writer, and monitors wait their turn."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records")
        self._has_watched = False

    async def take(self, message: DeviceMessage) -> Receipt:
        """Keep the message durably and only then return; else `CannotTake`, and the monitor sends again."""
        from django.db import DatabaseError

        try:
            return await self._in_thread(lambda: _keep(message))
        except DatabaseError as why:
            raise CannotTake(f"The readings could not be written: {why}. Send them again.") from why

    async def set_aside(self, what: Unreadable) -> None:
        """Keep what could not be read, for a person to see."""
        await self._in_thread(lambda: _set_aside(what))

    async def refresh_alarms(self) -> int:
        """Write since when nobody watched, where that was so, and which alarms began and which ended."""
        is_restart = not self._has_watched
        changed = await self._in_thread(lambda: _refresh(is_restart=is_restart))
        self._has_watched = True
        return changed

    async def _in_thread(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, act)

    def close(self) -> None:
        """Let the thread end."""
        self._thread.shutdown(wait=True)


def _keep(message: DeviceMessage) -> Receipt:
    from leeward.clinic.audit.actor import acting
    from leeward.clinic.infusions import ingest

    with acting(WRITER):
        return ingest.record_readings(message, now=datetime.now(UTC))


def _set_aside(what: Unreadable) -> None:
    from leeward.clinic.audit.actor import acting
    from leeward.clinic.infusions import ingest

    with acting(WRITER):
        ingest.set_aside_unreadable(what, now=datetime.now(UTC))


def _refresh(*, is_restart: bool = False) -> int:
    from leeward.clinic.audit.actor import acting
    from leeward.clinic.crises import actions as crises
    from leeward.clinic.infusions import ingest, interruption

    with acting(WRITER):
        now = datetime.now(UTC)
        crises.advance(now=now)  # the clock of an open crisis runs while nobody looks at a page
        interruption.record_interruption(now=now, is_restart=is_restart)
        return ingest.refresh_alarms(now=now)


async def serve(host: str, port: int, *, ready: Callable[[int], None] | None = None) -> None:
    """Listen on the port and decide the alarms every second; return when asked to stop by a signal."""
    clinic, stopping = Clinic(), asyncio.Event()
    listener = Listener(clinic, now=lambda: datetime.now(UTC))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    try:
        await listener.start(host, port)
    except OSError as why:
        raise CannotListen(f"Port {port} cannot be listened on: {why}. Choose another with --port.") from None
    (ready or _say)(listener.port)
    try:
        await watch(clinic, stopping)
    finally:
        await listener.close()
        clinic.close()


def _say(port: int) -> None:
    print(f"The gateway listens for monitors on {port}.", flush=True)


async def watch(clinic: Clinic, stopping: asyncio.Event, *, every_s: float = TICK_S) -> None:
    """Decide the alarms again and again; give up, loudly, when that keeps failing."""
    from django.db import DatabaseError

    failed = 0
    while not stopping.is_set():
        try:
            await clinic.refresh_alarms()
            failed = 0
        except DatabaseError as why:
            failed += 1
            logger.exception("The alarms could not be decided")
            if failed >= FAILURES_ALLOWED:
                raise CannotWatch(f"The alarms could not be decided {failed} times in a row: {why}") from why
        try:
            await asyncio.wait_for(stopping.wait(), every_s)
        except TimeoutError:
            continue
