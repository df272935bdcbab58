"""The records go to PostgreSQL and back, the same row for row; where one differs, nothing is kept."""

import re
import sqlite3
from contextlib import closing

import psycopg
import pytest

from keeping.conftest import leeward


def digests(said: str) -> dict[str, tuple[str, str]]:
    """Of each table: its rows and the digest, as the command told them."""
    return {
        name: (rows, digest)
        for name, rows, digest in re.findall(r"^(\w+) +([\d,]+) +[\d,]+  (\w{12}) ", said, re.MULTILINE)
    }


def test_there_and_back_everything_is_the_same_and_verifies(upgraded, moved, tmp_path):
    url, said = moved
    assert "tables are the same in both" in said
    verified = leeward("verify", home=upgraded, url=url)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    back = leeward("migrate", "--to", tmp_path / "back", home=upgraded, url=url)
    assert back.returncode == 0, back.stdout + back.stderr
    assert digests(back.stdout) == digests(said)
    assert len(digests(said)) > 30


def test_new_rows_are_numbered_after_those_that_came(moved):
    with psycopg.connect(moved[0]) as connection:
        (last,) = connection.execute("SELECT max(id) FROM infusions_journalentry").fetchone()
        (coming,) = connection.execute(
            "SELECT nextval(pg_get_serial_sequence('infusions_journalentry', 'id'))"
        ).fetchone()
    assert coming == last + 1


def test_a_database_that_holds_records_is_not_written_to(upgraded, moved):
    again = leeward("migrate", "--to", moved[0], home=upgraded)
    assert again.returncode == 1
    assert "holds records already" in again.stderr


def test_a_text_that_sqlite_let_pass_is_named_before_anything_moves(home, database):
    with closing(sqlite3.connect(home / "leeward.sqlite3")) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{trigger}"')
        connection.execute("UPDATE infusions_infusion SET chair = ?", ("far too long for the name of any chair",))
        connection.commit()
    url = database("toolong")
    refused = leeward("migrate", "--to", url, home=home)
    assert refused.returncode == 1
    assert re.search(r"infusions_infusion .*: chair has 38 characters, and 20 are allowed", refused.stderr)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM people_person").fetchone() == (0,)


@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "cannot be opened or written"),
        ("postgresql://leeward@127.0.0.1:port/none", "--to cannot be used"),
        ("HOME", "The records are there already"),
    ],
)
def test_a_place_that_cannot_be_moved_to_is_said(home, to, says):
    refused = leeward("migrate", "--to", home if to == "HOME" else to, home=home)
    assert refused.returncode == 1
    assert says in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_backup_of_postgresql_is_tried_and_restored_there(upgraded, moved, key, database, tmp_path):
    url, _ = moved
    made = leeward("backup", "--to", tmp_path, "--key", key, home=upgraded, url=url)
    assert made.returncode == 0, made.stdout + made.stderr
    (file,) = tmp_path.glob("*.leeward.age")
    wrong = leeward("restore", file, "--key", key, home=tmp_path / "other")
    assert "The backup is of postgresql, and the settings name sqlite" in wrong.stderr
    taken = leeward("restore", file, "--key", key, home=tmp_path / "other", url=url)
    assert "is not empty" in taken.stderr
    restored = leeward("restore", file, "--key", key, home=tmp_path / "other", url=database("again"))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    with psycopg.connect(url.replace("/moved?", "/postgres?")) as connection:
        left = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'leeward_trial_%'").fetchall()
    assert left == []
