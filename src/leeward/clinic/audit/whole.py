"""What only grows must still be what was written: every such row, held against the audit's copy of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import connection, models

from leeward.clinic.audit import triggers

CHANGED: Final = (  # filled with names of our own tables and columns
    'SELECT t."{key}" FROM "{table}" t CROSS JOIN audit_change c '
    'ON c."table" = \'{table}\' AND c."row" = CAST(t."{key}" AS TEXT) AND c.kind = \'insert\' '
    "WHERE c.after <> {row}"
)
UNRECORDED: Final = (
    'SELECT t."{key}" FROM "{table}" t WHERE NOT EXISTS (SELECT 1 FROM audit_change c '
    'WHERE c."table" = \'{table}\' AND c."row" = CAST(t."{key}" AS TEXT) AND c.kind = \'insert\')'
)
GONE: Final = (
    "SELECT c.\"row\" FROM audit_change c WHERE c.\"table\" = '{table}' AND c.kind = 'insert' "
    'AND c."row" NOT IN (SELECT CAST(t."{key}" AS TEXT) FROM "{table}" t)'
)
ASKED: Final = (("changed", CHANGED), ("unrecorded", UNRECORDED), ("gone", GONE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table that only grows: how many rows it holds, and what of them is not as it was written."""

    name: str
    rows: int
    wrong: tuple[tuple[str, str], ...]  # (row, what happened to it)


def tables() -> Iterator[Table]:
    """Yield every table of ours that only grows, held against the audit."""
    present = set(connection.introspection.table_names())
    for model in triggers.recorded_models():
        name = model._meta.db_table
        if name in present and triggers.only_grows(model) and not name.startswith("audit_"):
            yield _table(model)


def _table(model: type[models.Model]) -> Table:
    name = model._meta.db_table
    names = {"table": name, "key": model._meta.pk.column, "row": triggers.as_json(model, "t")}
    wrong: list[tuple[str, str]] = []
    with connection.cursor() as cursor:
        for what, question in ASKED:
            cursor.execute(question.format(**names))
            wrong += [(str(row), what) for (row,) in cursor.fetchall()]
    return Table(name=name, rows=model._default_manager.count(), wrong=tuple(wrong))
