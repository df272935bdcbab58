"""The process in which the gateway's readings are written: begun by the gateway, and ended when the gateway ends."""

import gc
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from leeward.clinic.infusions.gateway_keeper import FrameKeeper

ENDS_WITHIN_S: Final = 10.0  # a commit that is under way; a disk that takes longer is left to the system
STANDARD_INPUT: Final = 0
GARBAGE_AFTER: Final = (20_000, 20, 50)  # objects more than before, and then rounds: each is milliseconds of silence


class Writer:
    """The process, from the gateway's side: a socket is its standard input, and it ends when that is closed."""

    def __init__(self, line: Connection, process: "subprocess.Popen[bytes]") -> None:
        self.line, self._process = line, process

    @classmethod
    def begin(cls, origin: str) -> Self:
        """Begin to write under a name; the first batch waits until the other process has opened the records."""
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "leeward.cli.gateway_writer", origin]
        with theirs:
            process = subprocess.Popen(command, stdin=theirs.fileno())  # noqa: S603 - ourselves
        return cls(Connection(ours.detach()), process)

    def end(self) -> None:
        """Let it finish what it writes, and wait for its end."""
        self.line.close()
        try:
            self._process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def main(origin: str) -> None:
    """Keep what the gateway hands over until it is gone: it decides when to stop, and no signal of a terminal does."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    from leeward.cli.project import set_up_django

    set_up_django()
    from leeward.clinic.infusions.keeper_apart import keep_for

    gc.freeze()  # what stays: else all of it is walked again and again, while a thousand messages wait
    gc.set_threshold(*GARBAGE_AFTER)
    with suppress(BrokenPipeError), _log_written_back() as committed:
        keep_for(Connection(STANDARD_INPUT), _keeper(origin), committed=committed)


@contextmanager
def _log_written_back() -> Iterator[Callable[[int], None]]:
    """Write SQLite's log back beside the commits; yield what counts them. PostgreSQL sees to its own."""
    from django.db import connection

    from leeward.clinic.infusions.writing_back import WritingBack, leave_to_another

    if connection.vendor != "sqlite":
        yield lambda _: None
        return
    leave_to_another()
    beside = WritingBack()
    beside.begin()
    try:
        yield beside.committed
    finally:
        beside.end()


def _keeper(origin: str) -> "FrameKeeper":
    """Return who keeps, with a file that holds room for alarms where the disk is full."""
    from django.conf import settings
    from django.db import connection

    from leeward.clinic.infusions.ballast import Ballast
    from leeward.clinic.infusions.gateway_keeper import FrameKeeper

    is_file = Path(str(connection.settings_dict["NAME"])).is_file()
    ballast = Ballast(Path(settings.HOME) / "ballast") if is_file else None
    return FrameKeeper(now=lambda: datetime.now(UTC), origin=origin, ballast=ballast)


if __name__ == "__main__":
    main(sys.argv[1])
