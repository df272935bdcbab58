"""Told which rows changed: what is sent holds ids and nothing else, and who waits on SQLite sees what others commit."""

import sqlite3
from threading import Thread
from uuid import UUID, uuid4

import pytest

from leeward.clinic.web import wake

LONG_S = 20  # never waited for when the house is in order


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A database file that another process writes to."""
    path = tmp_path / "clinic.sqlite3"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA journal_mode=WAL")
    for table in ("infusions_journalentry", "infusions_reading", "people_person"):
        other.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, infusion_id TEXT)")
    monkeypatch.setattr(wake, "connection", connection_to(path))
    yield other
    other.close()


def connection_to(path):
    class Elsewhere:
        vendor = "sqlite"
        settings_dict = {"NAME": path}  # noqa: RUF012 - read and never changed

    return Elsewhere


def write(other, table, *ids):
    other.executemany(f"INSERT INTO {table} (infusion_id) VALUES (?)", [(one.hex,) for one in ids])


def test_a_waiting_process_is_told_whose_rows_are_new_and_nothing_else(file):
    first, second = uuid4(), uuid4()
    write(file, "infusions_reading", first)
    with wake.Ear([wake.INFUSIONS]) as ear:
        assert ear.wait(0) == (), "what stood there before was seen before"
        write(file, "infusions_reading", first, second)
        write(file, "infusions_journalentry", second)
        assert ear.wait(LONG_S) == (wake.Told(topic="infusions", ids=frozenset({first, second})),)
        write(file, "people_person", first)
        assert ear.wait(0) == (), "a table that is no topic's"
        assert ear.hears


def test_what_is_committed_while_somebody_waits_wakes_them(file):
    one, heard = uuid4(), []
    with wake.Ear([wake.INFUSIONS]) as ear:
        waiting = Thread(target=lambda: heard.extend(ear.wait(LONG_S)))
        waiting.start()
        write(file, "infusions_journalentry", one)
        waiting.join(LONG_S)
    assert heard == [wake.Told(topic="infusions", ids=frozenset({one}))]


def test_closing_ends_a_wait(file):
    with wake.Ear([wake.INFUSIONS]) as ear:
        waiting = Thread(target=ear.wait, args=(LONG_S * 10,))
        waiting.start()
        ear.close()
        waiting.join(LONG_S)
        assert not waiting.is_alive()


@pytest.mark.parametrize("one", ["Ada Sample", b"1", 3.5, None])
def test_only_ids_are_told(one):
    with pytest.raises(TypeError, match="Only ids are told"):
        wake.tell(wake.INFUSIONS, [one])


def test_a_topic_must_be_known():
    with pytest.raises(ValueError, match="No topic is called 'weather'"):
        wake.tell("weather", [])
    with pytest.raises(ValueError, match=r"settings\.WAKE_TOPICS"):
        wake.Ear(["weather"])


def test_many_ids_go_in_payloads_that_postgresql_takes_and_all_arrive():
    ids = [UUID(int=number).hex for number in range(2_000)]
    sent = list(wake.payloads(ids))
    assert max(map(len, sent)) < 8_000
    assert ",".join(sent).split(",") == ids
    assert list(wake.payloads([])) == []


def test_every_topic_names_tables_and_columns_that_are_there(settings):
    from django.apps import apps

    tables = {model._meta.db_table: model for model in apps.get_models()}
    for topic in settings.WAKE_TOPICS.values():
        for table, column in topic:
            assert column in {field.column for field in tables[table]._meta.local_concrete_fields}
