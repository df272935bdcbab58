"""What the bare prototype and the peers keep: one SQLite table under the product's settings, and the plain limits.

A message is one row and once, however often it comes. One thread writes; what came within 50 ms is one commit, and the
answers go out after it.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

from pysqlite3 import dbapi2 as sqlite3

from benchmarks.load_work import is_beyond

GATHER_S: Final = 0.05
PRAGMAS: Final = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
TABLES: Final = """
CREATE TABLE IF NOT EXISTS reading (
    bed INTEGER NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL,
    heart_rate REAL, pulse_rate REAL, spo2 REAL, respiratory_rate REAL, etco2 REAL, temperature REAL,
    UNIQUE (bed, seq)
);
CREATE TABLE IF NOT EXISTS alarm (
    id INTEGER PRIMARY KEY, bed INTEGER NOT NULL, at_ms INTEGER NOT NULL, decided_ms INTEGER NOT NULL
);
"""
KEEP: Final = "INSERT OR IGNORE INTO reading VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
CALL: Final = "INSERT INTO alarm (bed, at_ms, decided_ms) VALUES (?, ?, ?)"


class Message(NamedTuple):
    """What one message says; values are in the order of NAMES. A tuple: one is made for each message."""

    bed: int
    seq: int
    at_ms: int
    values: tuple[float, ...]


class Decided(NamedTuple):
    """A bed whose alarm began."""

    bed: int
    at_ms: int
    decided_ms: int


class Limits:
    """Which beds' alarms stand: one begins at the first value beyond a limit, and ends with the first calm message."""

    def __init__(self) -> None:
        self._standing: set[int] = set()

    def decide(self, message: Message) -> Decided | None:
        """Return the alarm that begins with this message."""
        bed, standing = message.bed, self._standing
        if not is_beyond(message.values):
            standing.discard(bed)
            return None
        if bed in standing:
            return None
        standing.add(bed)
        return Decided(bed, message.at_ms, time.time_ns() // 1_000_000)


class Store:
    """Keeps messages in groups; `answer` is called for each once it is on disk."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None)
        self._database.executescript(PRAGMAS + TABLES)
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._limits = Limits()
        self._waiting: list[tuple[Message, int, Callable[[], None]]] = []
        self._called: list[Decided] = []
        self._is_gathering = False

    def take(self, message: Message, answer: Callable[[], None]) -> None:
        """Decide at once, and keep with the next group."""
        if called := self._limits.decide(message):
            self._called.append(called)
        self._waiting.append((message, time.time_ns() // 1_000_000, answer))
        if not self._is_gathering:
            self._is_gathering = True
            asyncio.get_running_loop().call_later(GATHER_S, self._gathered)

    def _gathered(self) -> None:
        group, called = self._waiting, self._called
        self._waiting, self._called = [], []
        rows = [(m.bed, m.seq, m.at_ms, received_ms, *m.values) for m, received_ms, _ in group]
        loop = asyncio.get_running_loop()
        kept = loop.run_in_executor(self._thread, self._write, rows, called)
        kept.add_done_callback(lambda done: self._answer(done, group))

    def _write(self, rows: list[tuple[float, ...]], called: list[Decided]) -> None:
        database = self._database
        database.execute("BEGIN IMMEDIATE")
        database.executemany(KEEP, rows)
        if called:
            database.executemany(CALL, called)
        database.execute("COMMIT")

    def _answer(self, done: "asyncio.Future[None]", group: list[tuple[Message, int, Callable[[], None]]]) -> None:
        done.result()
        for _, _, answer in group:
            answer()
        self._is_gathering = bool(self._waiting)
        if self._is_gathering:
            self._gathered()
