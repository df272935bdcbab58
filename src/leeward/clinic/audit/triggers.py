"""The triggers that record every change, and refuse to change what may only grow.

Written in the database and not in Python, because bulk writes, `queryset.update` and raw SQL pass Python by. What is
recorded is the same text on SQLite and on PostgreSQL, so that a record moved from one to the other still verifies.
"""

from collections.abc import Iterator
from types import ModuleType
from typing import Final

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from leeward.clinic.audit import postgresql_triggers, sqlite_triggers

OURS: Final = "leeward.clinic."
ALSO_RECORDED: Final = frozenset({"mfa_authenticator"})  # who set up or removed a second factor, without its secret
SECRET_COLUMNS: Final = frozenset(
    {
        ("people_staff", "password"),
        ("mfa_authenticator", "data"),
        ("monitors_device", "secret_hash"),
        ("therapy_therapynote", "sealed"),  # a therapist's own words stand in one place, sealed
        ("therapy_outsidelink", "code_hash"),
    }
)


def recorded_models() -> Iterator[type[models.Model]]:
    """Yield the models whose rows are recorded."""
    for model in apps.get_models(include_auto_created=True):
        ours = model._meta.app_config.name.startswith(OURS)
        if ours or model._meta.db_table in ALSO_RECORDED:
            yield model


def only_grows(model: type[models.Model]) -> bool:
    """May rows of this model be added, but neither changed nor removed?"""
    return bool(getattr(model, "append_only", False))


def is_audited(model: type[models.Model]) -> bool:
    """Is each change of a row kept beside it? Not of the audit's own tables, nor of a model that says why not."""
    return getattr(model, "is_audited", True) and not model._meta.db_table.startswith("audit_")


def dialect(connection: BaseDatabaseWrapper) -> ModuleType:
    """The module that writes triggers for this database."""
    return postgresql_triggers if connection.vendor == "postgresql" else sqlite_triggers


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers of the present tables in place of whatever stood there: all of them or, on a failure, none."""
    with transaction.atomic(using=connection.alias):
        tables = _tables(connection)  # `migrate people` alone makes some tables and not others
        due = [model for model in recorded_models() if model._meta.db_table in tables]
        speaking = dialect(connection)
        statements = [statement for model in due for statement in _statements(speaking, model)]
        speaking.replace(connection, statements)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, so that tables can be rebuilt."""
    with transaction.atomic(using=connection.alias):
        dialect(connection).remove(connection)


def missing_triggers(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """The present tables that lack a trigger they should have; empty when every write is recorded."""
    tables, speaking = _tables(connection), dialect(connection)
    present = speaking.present(connection)
    due = {model._meta.db_table: speaking.names(*_asked(model)) for model in recorded_models()}
    return tuple(table for table, names in due.items() if table in tables and not names <= present)


def _tables(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        return {table.name for table in connection.introspection.get_table_list(cursor) if table.type in "tp"}


def _asked(model: type[models.Model]) -> tuple[str, bool, bool]:
    return model._meta.db_table, only_grows(model), is_audited(model)


def _statements(speaking: ModuleType, model: type[models.Model]) -> Iterator[str]:
    """Yield the statements that make the triggers of one table."""
    table, grows, audited = _asked(model)
    yield from speaking.statements(table, only_grows=grows)
    if audited:
        key = model._meta.pk
        yield from speaking.recording(table, key=key, fields=recorded_fields(model))


def recorded_fields(model: type[models.Model]) -> tuple[models.Field, ...]:
    """The columns that the audit copies: all but those that hold secrets."""
    table = model._meta.db_table
    return tuple(field for field in model._meta.local_concrete_fields if (table, field.column) not in SECRET_COLUMNS)
