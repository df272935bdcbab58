"""The database of the release before, opened by this one: nothing is lost, nothing changes, everything verifies."""

import json
import sqlite3
from contextlib import closing

from keeping.conftest import leeward, python

LEFT = {"django_migrations", "django_content_type", "auth_permission", "web_cache", "sqlite_sequence"}


def rows(path):
    """How many rows each table holds."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}


def test_no_row_is_lost(before, upgraded):
    old, new = rows(before), rows(upgraded / "leeward.sqlite3")
    assert old["infusions_reading"] > 5_000
    kept = {table: count for table, count in old.items() if table not in LEFT}
    grown = {table: (count, new.get(table)) for table, count in kept.items() if new.get(table) != count}
    # The monitor that serves the running infusion is put on the register, and the audit says so.
    assert set(grown) <= {"audit_change"}
    assert grown["audit_change"][1] - grown["audit_change"][0] == rows(upgraded / "leeward.sqlite3")["monitors_device"]


def test_everything_verifies_after_it(home):
    verified = leeward("verify", "--json", home=home)
    told = json.loads(verified.stdout)
    assert told["agrees"], [each for each in told["decisions"] if each["differences"] or each["trouble"]][:3]
    assert {"infusion journal", "drug ledger", "proposal", "assessment"} <= {one["kind"] for one in told["decisions"]}


def test_the_command_line_says_that_an_older_database_has_to_be_opened_first(before, tmp_path):
    (tmp_path / "leeward.sqlite3").write_bytes(before.read_bytes())
    refused = leeward("verify", home=tmp_path)
    assert refused.returncode == 1
    assert "Run `leeward serve` once" in refused.stderr


LOOK = """
from leeward.cli.project import set_up_django; set_up_django()
from django.test import Client
from django.urls import reverse
from leeward.clinic.audit.actor import acting
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.people.models import Staff
from django.conf import settings
settings.ALLOWED_HOSTS = ["*"]
client = Client()
with acting("test"):
    client.force_login(Staff.objects.get(username="nurse"))
    for one in Infusion.objects.order_by("created_at"):
        for name in ("infusions:chairside", "infusions:flowsheet", "infusions:journal"):
            page = client.get(reverse(name, args=[one.person_id, one.pk]), follow=True)
            print(name, page.status_code, len(page.content) > 2_000)
"""


def test_the_pages_of_old_infusions_open(home):
    looked = python("-c", LOOK, home=home)
    assert looked.returncode == 0, looked.stderr[-2_000:]
    lines = looked.stdout.split("\n")[:-1]
    assert len(lines) >= 9
    assert {line.split(" ", 1)[1] for line in lines} == {"200 True"}
