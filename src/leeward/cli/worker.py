"""leeward worker: asks each minute what is due to be written to patients, and hands it over; several share the work."""

import argparse
import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from types import FrameType
from typing import Final

from leeward.cli.processes import CannotServe, port, refuse_taken
from leeward.cli.project import CannotOpenClinic, database_told, refuse_absent_tables, set_up_django

logger = logging.getLogger(__name__)
CLOCK_S: Final = 60.0
LOOK_S: Final = 1.0  # between two looks into the queue
KEPT: Final = timedelta(days=7)  # tasks that are done; what came of a message is kept with the message
NAME: Final = "worker"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(NAME, help="write to patients what is due", description=__doc__)
    parser.add_argument("--status-port", type=port, help="where it tells probes how it is, on this machine alone")
    parser.add_argument("--once", action="store_true", help="look once, hand over what is due, and end")
    parser.set_defaults(run=run, refusals=(CannotServe, CannotOpenClinic))


def run(arguments: argparse.Namespace) -> int:
    """Work until stopped, or once."""
    set_up_django()
    refuse_absent_tables()
    if arguments.once:
        with database_told():
            look_at_clock(datetime.now(UTC))
            empty_queue(threading.Event())
        return 0
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if arguments.status_port:
        refuse_taken(arguments.status_port, option="--status-port")
    door = threading.Thread(target=asyncio.run, args=(_keep_door(arguments.status_port, stopping),), name="door")
    door.start()
    try:
        work(stopping)
    finally:
        stopping.set()  # else the door would stand open with nobody behind it, and nobody would begin the worker again
        door.join()
    return 0


def work(stopping: threading.Event) -> None:
    """Look at the clock each minute and at the queue each second; a database that is away is waited for."""
    from django.db import DatabaseError, close_old_connections

    looked: datetime | None = None
    while not stopping.is_set():
        now = datetime.now(UTC)
        close_old_connections()
        try:
            if _is_time(looked, now):
                look_at_clock(now)
                looked = now
            empty_queue(stopping, till=partial(_is_time, looked))
        except DatabaseError as why:
            logger.warning("The database does not answer the worker: %s", type(why).__name__)
            stopping.wait(LOOK_S * 5)
        stopping.wait(LOOK_S)


def _is_time(looked: datetime | None, now: datetime | None = None) -> bool:
    if looked is None:
        return True
    return abs(((now or datetime.now(UTC)) - looked).total_seconds()) >= CLOCK_S  # abs: a clock that was set back


def look_at_clock(now: datetime) -> None:
    """Plan what is due, find what fell out of the queue, and forget tasks that are long done."""
    from django_tasks_db.models import DBTaskResult

    from leeward.clinic.audit.actor import acting
    from leeward.clinic.messaging import sources

    with acting(NAME):
        sources.ask_all(now=now)
        sources.sweep(now=now)
    DBTaskResult.objects.filter(enqueued_at__lt=now - KEPT, run_after__lt=now - KEPT).delete()


def empty_queue(stopping: threading.Event, *, till: Callable[[], bool] = lambda: False) -> None:
    """Do the tasks that wait, one after another, by django-tasks' own worker.

    Until there is none, it is asked to stop, or `till` says that it is time to look at the clock: a forecast takes
    seconds, and a queue of them must not keep a message from its minute.
    """
    from django_tasks_db.management.commands.db_worker import Worker
    from django_tasks_db.models import DBTaskResult

    while not stopping.is_set() and DBTaskResult.objects.ready().exists():
        Worker(
            queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=1,
            worker_id=f"{NAME}-{threading.get_ident()}", excluded_queue_names=[],
        ).run()  # fmt: skip
        if till():  # after one at least: where looking at the clock takes long, the queue moves all the same
            return


async def _keep_door(at: int | None, stopping: threading.Event) -> None:
    """Join the roll call and answer probes until the work ends."""
    from leeward.clinic.upkeep.at_gateway import StatusDoor

    door = StatusDoor(kind=NAME, now=lambda: datetime.now(UTC), facts=_facts)
    await door.open(at)
    await asyncio.get_running_loop().run_in_executor(None, stopping.wait)
    await door.close()


def _facts() -> Mapping[str, float]:
    from leeward.clinic.messaging.queries import overdue

    return {"late": overdue(now=datetime.now(UTC))}
