"""The audit's triggers as SQLite says them: `app_actor()` is a function of our own connections."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from leeward.clinic.audit.sentences import GROWS, NOBODY, PREFIX

RECORD: Final = (  # filled with names of our own tables and columns
    'CREATE TRIGGER "{name}" AFTER {move} ON "{table}" BEGIN '
    "SELECT CASE WHEN app_actor() IS NULL THEN RAISE(ABORT, '{nobody}') END; "
    'INSERT INTO audit_change (at, actor, "table", "row", kind, before, after) VALUES '
    "(strftime('%Y-%m-%d %H:%M:%f', 'now'), app_actor(), '{table}', {key}, '{kind}', {before}, {after}); END"
)


def replace(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    """Take the triggers that stand away, and make these."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger of the audit away."""
    with connection.cursor() as cursor:
        for name in present(connection):
            cursor.execute(f'DROP TRIGGER "{name}"')


def present(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of the triggers that stand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB %s", [f"{PREFIX}*"])
        return {name for (name,) in cursor.fetchall()}


def names(table: str, only_grows: bool, is_audited: bool) -> set[str]:
    """The names of the triggers that a table should have."""
    refusing = {f"{PREFIX}refuse_{move}_{table}" for move in ("update", "delete")} if only_grows else set()
    recording = {f"{PREFIX}{move}_{table}" for move in ("insert", "update", "delete")} if is_audited else set()
    return refusing | recording


def statements(table: str, *, only_grows: bool) -> Iterator[str]:
    """Yield the triggers that refuse to change or remove a row."""
    says = GROWS.format(table=table)
    for move in ("UPDATE", "DELETE") if only_grows else ():
        yield (
            f'CREATE TRIGGER "{PREFIX}refuse_{move.lower()}_{table}" BEFORE {move} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )


def recording(table: str, *, key: models.Field, fields: tuple[models.Field, ...]) -> Iterator[str]:
    """Yield the triggers that record each kind of change."""
    for move in ("INSERT", "UPDATE", "DELETE"):
        side = "OLD" if move == "DELETE" else "NEW"
        yield RECORD.format(
            name=f"{PREFIX}{move.lower()}_{table}",
            move=move,
            table=table,
            key=as_text(key, side),
            kind=move.lower(),
            nobody=NOBODY,
            before="NULL" if move == "INSERT" else as_json(fields, "OLD"),
            after="NULL" if move == "DELETE" else as_json(fields, "NEW"),
        )


def as_json(fields: Iterable[models.Field], side: str) -> str:
    """The row as a JSON object."""
    pairs = ", ".join(f"'{field.column}', {_value(field, side)}" for field in fields)
    return f"json_object({pairs})"


def as_text(field: models.Field, side: str) -> str:
    """A key as the audit writes it."""
    return f'CAST({side}."{field.column}" AS TEXT)'


def _value(field: models.Field, side: str) -> str:
    """One column as JSON can hold it: bytes as hexadecimal, a JSON column as JSON and not as a string of it."""
    column = f'{side}."{field.column}"'
    if isinstance(field, models.BinaryField):
        return f"hex({column})"
    if isinstance(field, models.JSONField):
        return f"json({column})"
    return column
