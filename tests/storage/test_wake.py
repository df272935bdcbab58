"""LISTEN and NOTIFY: told after the commit, never of what was rolled back, and again after the database was away."""

from threading import Thread
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction

from leeward.clinic.web import wake

pytestmark = pytest.mark.django_db(transaction=True)

LONG_S = 20  # never waited for when the house is in order


def all_of(ear, ids):
    """Everything that is heard until the ids were all told."""
    heard = set()
    while not ids <= heard:
        told = ear.wait(LONG_S)
        assert told, "nothing more was heard"
        heard |= set().union(*(one.ids for one in told))
    return heard


def test_told_after_the_commit_and_not_before():
    one, two = uuid4(), uuid4()
    with wake.Ear([wake.INFUSIONS]) as ear:
        with transaction.atomic():
            wake.tell(wake.INFUSIONS, [one, 7])
            assert ear.wait(0.2) == ()
        assert ear.wait(LONG_S) == (wake.Told(topic="infusions", ids=frozenset({one, 7})),)
        with transaction.atomic():
            wake.tell(wake.INFUSIONS, [one])
            transaction.set_rollback(True)
        wake.tell(wake.INFUSIONS, [two])
        assert all_of(ear, {two}) == {two}, "what was rolled back is not told"


def test_thousands_of_ids_arrive():
    ids = {UUID(int=number) for number in range(5_000)}
    with wake.Ear([wake.INFUSIONS]) as ear:
        wake.tell(wake.INFUSIONS, ids)
        assert all_of(ear, ids) == ids


def test_a_line_that_was_cut_is_called_again_and_all_is_looked_at():
    with wake.Ear([wake.INFUSIONS]) as ear:
        with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
            cut = other.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
            ).fetchone()
        assert cut == (1,)
        assert ear.wait(LONG_S) == (wake.Told(topic="infusions", ids=None),)
        one = uuid4()
        wake.tell(wake.INFUSIONS, [one])
        assert all_of(ear, {one}) == {one}


def test_closing_ends_a_wait():
    with wake.Ear([wake.INFUSIONS]) as ear:
        waiting = Thread(target=ear.wait, args=(LONG_S * 10,))
        waiting.start()
        ear.close()
        waiting.join(LONG_S)
        assert not waiting.is_alive()
