"""The clinic's folder: made on first use, and a sentence that says what to do when it cannot be."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from leeward.cli.demo_clinic import refuse_real
from leeward.cli.processes import CannotServe
from leeward.cli.project import DEMO_MARK
from leeward.cli.serve import _refuse_demonstration
from leeward.clinic import sqlite
from leeward.clinic.database import database
from leeward.clinic.home import open_home, secret_of


def test_a_missing_folder_is_made(tmp_path):
    assert open_home(tmp_path / "new" / "clinic").is_dir()


def test_a_made_folder_is_its_owners_alone(tmp_path):
    assert stat.S_IMODE(open_home(tmp_path / "clinic").stat().st_mode) == 0o700


def test_the_demonstration_neither_fills_nor_throws_away_what_it_did_not_make(tmp_path):
    refuse_real(tmp_path)
    (tmp_path / "leeward.sqlite3").touch()
    with pytest.raises(CannotServe, match="not the demonstration's"):
        refuse_real(tmp_path)
    (tmp_path / DEMO_MARK).touch()
    refuse_real(tmp_path)


def test_the_synthetic_clinic_is_not_served_as_a_real_one(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "HOME", tmp_path)
    _refuse_demonstration()
    (tmp_path / DEMO_MARK).touch()
    with pytest.raises(CannotServe, match="passwords everyone knows"):
        _refuse_demonstration()


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match="set LEEWARD_HOME to a folder that can be written"):
        open_home(tmp_path / "file" / "clinic")


def test_the_secret_is_drawn_once_and_read_by_its_owner_only(tmp_path):
    first = secret_of(tmp_path)
    assert len(first) > 60
    assert secret_of(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_an_empty_secret_is_refused(tmp_path):
    (tmp_path / "secret").write_text("")
    with pytest.raises(ImproperlyConfigured, match="Delete it"):
        secret_of(tmp_path)


def test_sqlite_is_new_enough_to_keep_every_commit():
    assert sqlite.is_sound()


def test_every_setting_of_the_environment_is_explained():
    for name, _, says in settings.SETTINGS:
        assert name.startswith("LEEWARD_")
        assert says.endswith(".")


@pytest.mark.django_db
def test_the_database_is_careful():
    from django.db import connection

    asked = {
        "sqlite": ("PRAGMA {}", {"synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}),
        "postgresql": (
            "SHOW {}",
            {
                "synchronous_commit": "on",
                "lock_timeout": "20s",
                "statement_timeout": "1min",
                "idle_in_transaction_session_timeout": "2min",
                "transaction_isolation": "read committed",
                "TimeZone": "UTC",
            },
        ),
    }
    question, careful = asked[connection.vendor]
    with connection.cursor() as cursor:
        told = {}
        for name in careful:
            cursor.execute(question.format(name))
            told[name] = cursor.fetchone()[0]
    assert told == careful


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://u:geheim@h/db", "does not begin with postgresql://"),
        ("postgresql://u:geheim@h", "names no database"),
        ("postgresql://u:geheim@h:port/db", "is not what PostgreSQL reads there|port is no number"),
        ("postgresql://u:geheim@h/db?colour=red", "is not what PostgreSQL reads there"),
    ],
)
def test_a_bad_address_is_refused_without_its_password(tmp_path, url, why):
    with pytest.raises(ImproperlyConfigured, match=why) as refused:
        database(url, home=tmp_path)
    assert "geheim" not in str(refused.value)
    assert "It reads postgresql://USER:PASSWORD@HOST:5432/NAME" in str(refused.value)


def test_processes_that_start_at_the_same_instant_draw_one_secret(tmp_path):
    for n in range(50):
        home = tmp_path / str(n)
        home.mkdir()
        with ThreadPoolExecutor(8) as pool:
            drawn = set(pool.map(secret_of, [home] * 8))
        assert drawn == {(home / "secret").read_text()}
        assert [path.name for path in home.iterdir()] == ["secret"]
