"""SQLite's log, written back into its file beside the commits: inside one, a thousand monitors would wait for it."""

import logging
import threading
from collections.abc import Callable
from typing import Final, NamedTuple

from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)
PAGES: Final = 4_000  # 16 MB of log, about: as `database.LOG_PAGES` for those who have nobody to write back for them
PAGES_A_COMMIT: Final = 10  # of indexes and seals, whatever else is in it; a message is about one more
MOST_PAGES: Final = 40_000  # then a commit does it after all: whoever writes back has fallen behind
PASSES: Final = 10
ENDS_WITHIN_S: Final = 10.0


class Reach(NamedTuple):
    """How many pages the log holds, and how many of them are in the file."""

    log: int
    written: int

    @property
    def is_whole(self) -> bool:
        """Is all of the log in the file? Then whoever writes next begins it anew, and it grows no further."""
        return self.written >= self.log


def leave_to_another() -> None:
    """Let no commit of this thread's connection write the log back, unless it has grown far too long."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA wal_autocheckpoint={MOST_PAGES}")


def once() -> Reach:
    """Write back as much as nobody reads or writes just now."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        _, log, written = cursor.fetchone()
    return Reach(log, written)


class WritingBack:
    """A thread that writes the log back whenever about so much was committed, from `begin` to `end`."""

    def __init__(self, once: Callable[[], Reach] = once) -> None:
        self._once, self._pages = once, 0
        self._is_due, self._is_over = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="writing-back", daemon=True)

    def begin(self) -> None:
        """Begin."""
        self._thread.start()

    def committed(self, messages: int) -> None:
        """Count one commit of so many messages."""
        self._pages += PAGES_A_COMMIT + messages
        if self._pages >= PAGES:
            self._pages = 0
            self._is_due.set()

    def end(self) -> None:
        """Let it finish what it writes, and wait for it."""
        self._is_over = True
        self._is_due.set()
        self._thread.join(ENDS_WITHIN_S)

    def _run(self) -> None:
        while self._is_due.wait() and not self._is_over:
            self._is_due.clear()
            try:
                self._write_back()
            except DatabaseError as why:  # a commit does it, in the end
                logger.warning("The log could not be written back: %s", why)
                connection.close_if_unusable_or_obsolete()
        connection.close()

    def _write_back(self) -> None:
        """Go on until a pass was so short that nobody committed meanwhile: then the log begins anew."""
        for _ in range(PASSES):
            if self._once().is_whole:
                return
