"""Records of a version without a register: what serves an infusion is on it, and the quarantine stays where it lay."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from leeward.clinic.audit import whole
from leeward.clinic.monitors.models import Device, Quarantine

pytestmark = pytest.mark.django_db
MOVES = import_module("leeward.clinic.infusions.migrations.0004_quarantine_moves_to_monitors")


def test_what_was_paired_is_on_the_register_as_it_was(paired):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_change WHERE actor = 'migration'")
        assert cursor.fetchone() == (0,)
    Device.objects.update(name="another")  # the pairing is of a device that no register knows
    MOVES.register_what_is_paired(apps, SimpleNamespace(connection=connection))
    row = Device.objects.get(name="rest-3")
    assert (row.mode, row.protocol, row.registered_by) == ("demo", "hl7", None)


def test_the_quarantine_is_where_it_lay():
    assert Quarantine._meta.db_table == "infusions_quarantine"
    assert "infusions_quarantine" in {table.name for table in whole.tables()}
