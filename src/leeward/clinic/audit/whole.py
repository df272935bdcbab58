"""Every recorded row must still be what was written last: held against the audit's copy of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, models

from leeward.clinic.audit import triggers

# Questions, filled with names of our own tables and columns.
FIRST: Final = "c.kind = 'insert'"  # of what only grows: a recorded change of such a row is one behind our back too
LAST: Final = 'c.id = (SELECT max(d.id) FROM audit_change d WHERE d."table" = c."table" AND d."row" = c."row")'
OTHER: Final = (
    'SELECT {key}, c.after, {row} FROM "{table}" t {join} audit_change c '
    'ON c."table" = \'{table}\' AND c."row" = {key} AND {copy} WHERE c.after IS DISTINCT FROM {row}'
)
UNRECORDED: Final = (
    'SELECT {key} FROM "{table}" t WHERE NOT EXISTS (SELECT 1 FROM audit_change c '
    "WHERE c.\"table\" = '{table}' AND c.\"row\" = {key} AND c.kind = 'insert')"
)
GONE: Final = (
    "SELECT c.\"row\" FROM audit_change c WHERE c.\"table\" = '{table}' AND {copy} AND c.kind <> 'delete' "
    'AND c."row" NOT IN (SELECT {key} FROM "{table}" t)'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: whether it only grows, how many rows it holds, and what of them is not as it was written."""

    name: str
    only_grows: bool
    rows: int
    wrong: tuple[tuple[str, str], ...]  # (row, what happened to it)


def tables() -> Iterator[Table]:
    """Yield every table that the audit records, held against it."""
    present = set(connection.introspection.table_names())
    for model in triggers.recorded_models():
        name = model._meta.db_table
        if name in present and triggers.is_audited(model):
            yield _table(model)


def _table(model: type[models.Model]) -> Table:
    name, only_grows, speaking = model._meta.db_table, triggers.only_grows(model), triggers.dialect(connection)
    names = {
        "table": name,
        "key": speaking.as_text(model._meta.pk, "t"),
        "row": speaking.as_json(triggers.recorded_fields(model), "t"),
        "join": "CROSS JOIN" if connection.vendor == "sqlite" else "JOIN",  # SQLite: this table outside, its index in
        "copy": FIRST if only_grows else LAST,
    }
    wrong = [(row, "changed") for row, copy, found in _asked(OTHER, names) if _differs(copy, found)]
    wrong += [(row, "unrecorded") for (row,) in _asked(UNRECORDED, names)]
    wrong += [(row, "gone") for (row,) in _asked(GONE, names)]
    told = tuple((str(row), what) for row, what in wrong)
    return Table(name=name, only_grows=only_grows, rows=model._default_manager.count(), wrong=told)


def _asked(question: str, names: dict[str, str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question.format(**names))
        return list(cursor.fetchall())


def _differs(copy: str | None, found: str) -> bool:
    """Is a column another than in the audit's copy? One that a later version of Leeward added is in no older copy."""
    if copy is None:
        return True
    recorded, present = json.loads(copy), json.loads(found)
    return any(recorded[column] != present[column] for column in recorded.keys() & present.keys())
