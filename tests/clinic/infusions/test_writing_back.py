"""SQLite's log is written back beside the commits, pass after pass, until it can begin anew."""

import sqlite3
import threading

import pytest
from django.db import OperationalError

from leeward.clinic.infusions import writing_back
from leeward.clinic.infusions.writing_back import PAGES, PAGES_A_COMMIT, PASSES, Reach, WritingBack


class Log:
    """A log of which each pass leaves less; it says when as many passes were made as were foreseen."""

    def __init__(self, *told):
        self._told, self.passes, self.is_done = list(told), 0, threading.Event()

    def once(self):
        self.passes += 1
        told = self._told.pop(0)
        if not self._told:
            self.is_done.set()
        if isinstance(told, Exception):
            raise told
        return told


@pytest.fixture
def beside(monkeypatch):
    """Begin to write such a log back."""
    monkeypatch.setattr(
        writing_back, "connection", type("None", (), {"close": lambda: 0, "close_if_unusable_or_obsolete": lambda: 0})
    )
    begun = []

    def begin(log):
        begun.append(WritingBack(log.once))
        begun[-1].begin()
        return begun[-1]

    yield begin
    for one in begun:
        one.end()


def commit(beside, *, pages):
    """Commit messages until about so many pages were written."""
    for _ in range(pages // (PAGES_A_COMMIT + 90)):
        beside.committed(90)


def test_it_goes_on_until_nobody_committed_meanwhile(beside):
    log = Log(Reach(4_000, 3_900), Reach(4_120, 4_100), Reach(4_120, 4_120))
    commit(beside(log), pages=PAGES)
    assert log.is_done.wait(5)
    assert log.passes == 3


def test_nothing_is_written_back_before_much_was_committed(beside):
    log = Log(Reach(1, 1))
    one = beside(log)
    commit(one, pages=PAGES - 200)
    one.end()
    assert log.passes == 0


def test_a_log_that_somebody_reads_is_left_for_the_next_time(beside):
    log = Log(*[Reach(5_000, 10)] * PASSES)
    one = beside(log)
    commit(one, pages=PAGES)
    assert log.is_done.wait(5)
    one.end()
    assert log.passes == PASSES


def test_a_database_that_is_away_is_asked_again_the_next_time(beside):
    log = Log(OperationalError("disk I/O error"), Reach(4_000, 4_000))
    one = beside(log)
    commit(one, pages=PAGES)
    while log.passes == 0:
        threading.Event().wait(0.01)
    commit(one, pages=PAGES)
    assert log.is_done.wait(5)


def test_what_sqlite_says_of_its_log(tmp_path):
    """Read as the pragma means it: pages in the log, and how many of them are in the file."""
    file = sqlite3.connect(tmp_path / "x.sqlite3", isolation_level=None)
    file.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE t (x); INSERT INTO t VALUES (1)"
    )
    reader = sqlite3.connect(tmp_path / "x.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM t").fetchall()
    file.execute("INSERT INTO t VALUES (2)")
    _, log, written = file.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    assert not Reach(log, written).is_whole, "somebody reads what stood before"
    reader.execute("COMMIT")
    _, log, written = file.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    assert Reach(log, written).is_whole
