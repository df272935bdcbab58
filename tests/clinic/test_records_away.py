"""Where the database fails a page says which way, and whether an entry may have been saved."""

import psycopg.errors
import psycopg_pool
import pytest
from django.db import DataError, OperationalError

from leeward.clinic.people.roles import Role
from leeward.clinic.web.records_away import BUSY, CANNOT_BE_REACHED, FULL, READ_ONLY, TOO_SLOW, why_away

pytestmark = pytest.mark.django_db


class Told(Exception):  # as SQLite's driver names what went wrong
    def __init__(self, name):
        self.sqlite_errorname = name


def failed(cause):
    why = OperationalError("x")
    why.__cause__ = cause
    return why


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        (psycopg.errors.LockNotAvailable("x"), BUSY),
        (psycopg.errors.DeadlockDetected("x"), BUSY),
        (psycopg.errors.QueryCanceled("x"), TOO_SLOW),
        (psycopg.errors.DiskFull("x"), FULL),
        (psycopg.errors.AdminShutdown("x"), CANNOT_BE_REACHED),
        (psycopg.errors.CannotConnectNow("x"), CANNOT_BE_REACHED),
        (psycopg.OperationalError("consuming input failed: server closed the connection"), CANNOT_BE_REACHED),
        (psycopg_pool.PoolTimeout("x"), CANNOT_BE_REACHED),
        (Told("SQLITE_BUSY"), BUSY),
        (Told("SQLITE_BUSY_SNAPSHOT"), BUSY),
        (Told("SQLITE_FULL"), FULL),
        (Told("SQLITE_READONLY_DBMOVED"), READ_ONLY),
    ],
)
def test_each_failure_has_its_sentence(cause, says):
    assert why_away(failed(cause)) == says


@pytest.mark.parametrize("why", [None, ValueError("x"), DataError("x"), failed(None), failed(Told("SQLITE_CORRUPT"))])
def test_what_is_not_the_databases_absence_is_said_as_before(why):
    assert why_away(why) is None


@pytest.mark.parametrize(
    ("cause", "status", "words", "certain"),
    [
        (psycopg.errors.LockNotAvailable("x"), 503, "The records are busy", True),
        (psycopg.OperationalError("gone"), 503, "The records cannot be reached", False),
        (None, 500, "Something failed on our side", False),
    ],
)
def test_a_page_says_it(client_as, person, monkeypatch, cause, status, words, certain):
    def fail(**_):
        raise failed(cause)

    monkeypatch.setattr("leeward.clinic.people.middleware.record_read", fail)
    client = client_as(Role.NURSE)
    client.raise_request_exception = False
    page = client.get(f"/people/{person.pk}/")
    told = page.content.decode()
    assert (page.status_code, page.get("Retry-After")) == (status, "5" if status == 503 else None)
    assert words in told
    assert ("It is not certain" not in told) == certain
    assert "go on by the bedside monitor and on paper" in told
    assert "SAMPLE" not in told
