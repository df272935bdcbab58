"""A PostgreSQL that cannot be had is refused with a sentence that names no password; the doctor knows what to ask."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from leeward.cli import database_findings
from leeward.clinic.database import POSTGRESQL, SQLITE, database


def leeward(tmp_path, url, *command):
    return subprocess.run(
        [sys.executable, "-m", "leeward.cli", *command], capture_output=True, text=True, timeout=120, cwd="/",
        env={**os.environ, "LEEWARD_HOME": str(tmp_path), "LEEWARD_DATABASE_URL": url},
    )  # fmt: skip


def test_a_server_that_is_not_there_is_refused_with_a_sentence(tmp_path):
    done = leeward(tmp_path, f"postgresql://leeward:geheim@/nothing?host={tmp_path}", "serve")
    assert done.returncode == 1
    assert "The database cannot be opened or written" in done.stderr
    assert "PostgreSQL named by LEEWARD_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
    assert "geheim" not in done.stderr + done.stdout


@pytest.mark.django_db
def test_the_doctor_finds_that_the_tests_own_server_is_not_careful():
    found = {says: well for well, says in database_findings.findings()}
    assert {says: well for says, well in found.items() if not well} == {
        "fsync is off: it must be on, else a commit does not survive a power cut": False,
        "full_page_writes is off: it must be on, else a power cut can leave half a page": False,
    }
    assert sum(found.values()) == 3


def test_settings_name_the_database(tmp_path):
    assert database("", home=tmp_path)["ENGINE"] == SQLITE
    assert settings.DATABASES["default"]["ENGINE"] == POSTGRESQL


def test_processes_that_start_together_bring_the_database_to_this_version_one_after_another(tmp_path):
    """`leeward staff` opens the clinic, as `serve` does; on a database with nothing in it."""
    address = connection.get_connection_params()
    name = "started_together"
    with psycopg.connect(host=address["host"], user=address["user"], dbname="postgres", autocommit=True) as other:
        other.execute(f"CREATE DATABASE {name}")
    command = [sys.executable, "-c", "from leeward.cli.project import open_clinic; open_clinic()"]
    environment = {
        **os.environ,
        "LEEWARD_HOME": str(tmp_path),
        "LEEWARD_DATABASE_URL": f"postgresql://{address['user']}@/{name}?host={address['host']}",
    }
    started = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [each.communicate(timeout=300)[1] for each in started]
    assert [each.returncode for each in started] == [0, 0, 0], said
    with psycopg.connect(host=address["host"], user=address["user"], dbname=name) as made:
        assert made.execute("SELECT count(*) > 60 FROM pg_trigger WHERE tgname = 'leeward_audit_record'").fetchone()[0]
