"""Telling other processes that something changed, and waiting to be told: which rows, and never what they hold.

On PostgreSQL by NOTIFY and LISTEN. On SQLite, which has neither, by asking whether the file changed (`data_version`)
and then which rows are new: each topic names the tables where what belongs to it only grows (settings.WAKE_TOPICS).
"""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Final, Self
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection, transaction

INFUSIONS: Final = "infusions"  # ids: of the infusions that have a new entry, reading or frame
LONGEST_PAYLOAD: Final = 7_900  # bytes; PostgreSQL takes less than 8,000
LOOKS_EVERY_S: Final = 0.05  # at SQLite's file: asking costs microseconds
CALLS_AGAIN_S: Final = 1.0  # after the database that went away
Subject = UUID | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What changed under a topic; `ids` is None where anything may have: look at all of it."""

    topic: str
    ids: frozenset[Subject] | None


def tell(topic: str, ids: Iterable[Subject]) -> None:
    """Say, once the present transaction is committed, which rows changed; nothing where it is rolled back.

    Raises ValueError for a topic that is not in settings.WAKE_TOPICS, and TypeError for what is no id: names and
    values of patients are never sent. What the database cannot send is logged: who listens looks now and then too.
    """
    _know(topic)
    told = tuple(dict.fromkeys(_written(one) for one in ids))
    if told and connection.vendor == "postgresql":
        transaction.on_commit(partial(_notify, topic, told), robust=True)


def payloads(told: Iterable[str]) -> Iterator[str]:
    """Yield the ids with commas, each payload as long as PostgreSQL takes."""
    part: list[str] = []
    length = 0
    for one in told:
        if length + len(one) + 1 > LONGEST_PAYLOAD:
            yield ",".join(part)
            part, length = [], 0
        part.append(one)
        length += len(one) + 1
    if part:
        yield ",".join(part)


def _notify(topic: str, told: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for payload in payloads(told):
            cursor.execute("SELECT pg_notify(%s, %s)", [_channel(topic), payload])


class Ear:
    """Waits for topics, on a connection of its own; use it from one thread, and `close` it from any."""

    def __init__(self, topics: Iterable[str]) -> None:
        self._topics = tuple(dict.fromkeys(topics))
        for topic in self._topics:
            _know(topic)
        listening = _PostgreSQL if connection.vendor == "postgresql" else _SQLite
        self._side: _PostgreSQL | _SQLite = listening(self._topics)
        self._closed = threading.Event()

    def wait(self, timeout_s: float) -> tuple[Told, ...]:
        """Return what changed, at once where something did, else () after the time-out or when closed.

        While the database is away it returns () after the time-out; when it is back, that anything may have changed.
        """
        until = time.monotonic() + timeout_s
        while not self._closed.is_set():
            left = until - time.monotonic()
            told = self._side.heard(max(0.0, left), self._closed)
            if told or left <= 0:
                return told
        return ()

    @property
    def hears(self) -> bool:
        """Is the connection up, as far as is known?"""
        return self._side.hears

    def close(self) -> None:
        """Let a `wait` under way end soon, and listen no more."""
        self._closed.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, _: TracebackType | None) -> None:
        self.close()
        self._side.hang_up()


class _PostgreSQL:
    """LISTEN, and call again when the line goes dead."""

    def __init__(self, topics: tuple[str, ...]) -> None:
        self._topics = {_channel(topic): topic for topic in topics}
        self._line: psycopg.Connection[Any] | None = None
        self._was_deaf = False  # the first call misses nothing: who asks has not looked yet
        self._call()

    @property
    def hears(self) -> bool:
        return self._line is not None

    def heard(self, timeout_s: float, closed: threading.Event) -> tuple[Told, ...]:
        if self._line is None and not self._call():
            closed.wait(min(timeout_s, CALLS_AGAIN_S))
            return ()
        if self._was_deaf:
            self._was_deaf = False
            return tuple(Told(topic=topic, ids=None) for topic in self._topics.values())
        try:
            return self._listen(min(timeout_s, CALLS_AGAIN_S))  # in short turns: `close` is heeded
        except psycopg.Error:
            self.hang_up()
            self._was_deaf = True
            return ()

    def _listen(self, timeout_s: float) -> tuple[Told, ...]:
        line = self._line
        if line is None:
            return ()
        found: dict[str, set[Subject]] = {}
        for wait_s in (timeout_s, 0.0):  # for the first, then what came with it
            for notice in line.notifies(timeout=wait_s, stop_after=1 if wait_s else None):
                ids = found.setdefault(self._topics[notice.channel], set())
                ids.update(_read(one) for one in notice.payload.split(","))
            if not found:
                break
        return tuple(Told(topic=topic, ids=frozenset(ids)) for topic, ids in found.items())

    def _call(self) -> bool:
        """Connect and listen; the driver's own settings are Django's, but for the pool."""
        try:
            self._line = psycopg.connect(**{**connection.get_connection_params(), "autocommit": True})
            for channel in self._topics:
                self._line.execute(f'LISTEN "{channel}"')
        except psycopg.Error:
            self.hang_up()
            self._was_deaf = True
        return self._line is not None

    def hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(psycopg.Error):
                line.close()


class _SQLite:
    """Ask whether the file changed, then which rows are new."""

    hears = True

    def __init__(self, topics: tuple[str, ...]) -> None:
        path = connection.settings_dict["NAME"]
        self._file = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=LOOKS_EVERY_S, check_same_thread=False)
        here = {name for (name,) in self._file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        self._marks = {
            (topic, table, column): self._highest(table)
            for topic in topics
            for table, column in settings.WAKE_TOPICS[topic]
            if table in here
        }
        self._version = self._data_version()

    def heard(self, timeout_s: float, closed: threading.Event) -> tuple[Told, ...]:
        try:
            version = self._data_version()
            told = () if version == self._version else self._new()
            self._version = version
        except sqlite3.OperationalError:  # another writes its first page: asked again at once
            told = ()
        if not told:
            closed.wait(min(timeout_s, LOOKS_EVERY_S))
        return told

    def _new(self) -> tuple[Told, ...]:
        found: dict[str, set[Subject]] = {}
        for (topic, table, column), mark in self._marks.items():
            question = f'SELECT rowid, "{column}" FROM "{table}" WHERE rowid > ?'  # noqa: S608 - names of settings
            rows = self._file.execute(question, [mark]).fetchall()
            if rows:
                self._marks[topic, table, column] = max(row for row, _ in rows)
                found.setdefault(topic, set()).update(_read(str(subject)) for _, subject in rows)
        return tuple(Told(topic=topic, ids=frozenset(ids)) for topic, ids in found.items())

    def _highest(self, table: str) -> int:
        question = f'SELECT coalesce(max(rowid), 0) FROM "{table}"'  # noqa: S608 - a name of settings
        return int(self._file.execute(question).fetchone()[0])

    def _data_version(self) -> int:
        return int(self._file.execute("PRAGMA data_version").fetchone()[0])

    def hang_up(self) -> None:
        self._file.close()


def _know(topic: str) -> None:
    if topic not in settings.WAKE_TOPICS:
        raise ValueError(
            f"No topic is called {topic!r}. Those of settings.WAKE_TOPICS: {', '.join(settings.WAKE_TOPICS)}."
        )


def _channel(topic: str) -> str:
    return f"leeward_{topic}"


def _written(one: Subject) -> str:
    if isinstance(one, UUID):
        return one.hex
    if isinstance(one, int):
        return str(one)
    raise TypeError(f"Only ids are told, and {type(one).__name__} is none: a UUID or a whole number.")


def _read(told: str) -> Subject:
    return UUID(told) if len(told) == 32 else int(told)  # plain: a UUID's hexadecimal digits
