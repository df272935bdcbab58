"""The triggers that record every change, and refuse to change what may only grow.

Written in the database and not in Python, because bulk writes, `queryset.update` and raw SQL pass Python by.
"""

from collections.abc import Iterator
from typing import Final

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

OURS: Final = "leeward.clinic."
PREFIX: Final = "leeward_audit_"
SECRET_COLUMNS: Final = frozenset(
    {("people_staff", "password"), ("mfa_authenticator", "data"), ("monitors_device", "secret_hash")}
)
ALSO_RECORDED: Final = frozenset({"mfa_authenticator"})  # who set up or removed a second factor, without its secret
NOBODY: Final = "Nobody is named as the writer. Write inside audit.actor.acting(name), or through a signed-in request."
GROWS: Final = "{table} is append-only: add a correction instead."
RECORD: Final = (  # filled with names of our own tables and columns
    'CREATE TRIGGER "{name}" AFTER {move} ON "{table}" BEGIN '
    "SELECT CASE WHEN app_actor() IS NULL THEN RAISE(ABORT, '{nobody}') END; "
    'INSERT INTO audit_change (at, actor, "table", "row", kind, before, after) VALUES '
    "(strftime('%Y-%m-%d %H:%M:%f', 'now'), app_actor(), '{table}', {key}, '{kind}', {before}, {after}); END"
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
    return bool(getattr(model, "is_audited", True)) and not model._meta.db_table.startswith("audit_")


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers of the present tables in place of whatever stood there."""
    remove(connection)
    present = set(connection.introspection.table_names())  # `migrate people` alone makes some tables and not others
    with connection.cursor() as cursor:
        for model in recorded_models():
            for statement in _statements(model) if model._meta.db_table in present else ():
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, so that tables can be rebuilt."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB %s", [f"{PREFIX}*"])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def missing_triggers(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """The present tables that lack a trigger they should have; empty when every write is recorded."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        present = {name for (name,) in cursor.fetchall()}
    due = {model._meta.db_table: _names(model) for model in recorded_models()}
    return tuple(table for table, names in due.items() if table in tables and not names <= present)


def _names(model: type[models.Model]) -> set[str]:
    """The names of the triggers that a table should have."""
    table = model._meta.db_table
    refusing = {f"{PREFIX}refuse_{move}_{table}" for move in ("update", "delete")} if only_grows(model) else set()
    recording = {f"{PREFIX}{move}_{table}" for move in ("insert", "update", "delete")}
    return refusing | (recording if is_audited(model) else set())


def _statements(model: type[models.Model]) -> Iterator[str]:
    """Yield the statements that make the triggers of one table."""
    table = model._meta.db_table
    if only_grows(model):
        for move in ("UPDATE", "DELETE"):
            yield _refusal(table, move)
    if is_audited(model):
        yield _recording(model, "INSERT")
        yield _recording(model, "UPDATE")
        yield _recording(model, "DELETE")


def _refusal(table: str, move: str) -> str:
    """The trigger that refuses to change or remove a row."""
    says = GROWS.format(table=table)
    return (
        f'CREATE TRIGGER "{PREFIX}refuse_{move.lower()}_{table}" BEFORE {move} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
    )


def _recording(model: type[models.Model], move: str) -> str:
    """The trigger that records one kind of change."""
    table, key = model._meta.db_table, model._meta.pk.column
    before = "NULL" if move == "INSERT" else as_json(model, "OLD")
    after = "NULL" if move == "DELETE" else as_json(model, "NEW")
    side = "OLD" if move == "DELETE" else "NEW"
    return RECORD.format(
        name=f"{PREFIX}{move.lower()}_{table}",
        move=move,
        table=table,
        key=f'{side}."{key}"',
        kind=move.lower(),
        nobody=NOBODY,
        before=before,
        after=after,
    )


def as_json(model: type[models.Model], side: str) -> str:
    """The row as a JSON object, without the columns that hold secrets."""
    table = model._meta.db_table
    fields = [field for field in model._meta.local_concrete_fields if (table, field.column) not in SECRET_COLUMNS]
    pairs = ", ".join(f"'{field.column}', {_value(field, side)}" for field in fields)
    return f"json_object({pairs})"


def _value(field: models.Field, side: str) -> str:
    """One column as JSON can hold it: bytes as hexadecimal, a JSON column as JSON and not as a string of it."""
    column = f'{side}."{field.column}"'
    if isinstance(field, models.BinaryField):
        return f"hex({column})"
    if isinstance(field, models.JSONField):
        return f"json({column})"
    return column
