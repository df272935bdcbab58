"""What is kept and what is not: the tables of the records, how many rows they hold, and a digest of each."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db import connections, models

AT_ONCE: Final = 2_000  # rows
# Everybody signs in again; what was queued is found again by its own tables (messaging.sweep).
OF_A_DAY: Final = frozenset({"django_session", "patient_patientsession", "django_tasks_database_dbtaskresult"})
MODULUS: Final = 1 << 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How many rows a table holds, and a digest of them that does not depend on their order."""

    rows: int
    digest: str


def kept_models() -> tuple[type[models.Model], ...]:
    """Return every model whose rows are the clinic's records, by the name of its table."""
    found = (
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in OF_A_DAY
    )
    return tuple(sorted(found, key=lambda model: model._meta.db_table))


def counts(alias: str) -> dict[str, int]:
    """Return how many rows each table of a database holds; a table that is not there is left out."""
    present = set(connections[alias].introspection.table_names())
    return {
        model._meta.db_table: model._base_manager.using(alias).count()
        for model in kept_models()
        if model._meta.db_table in present
    }


def told(model: type[models.Model], alias: str) -> Told:
    """Count and digest a table's rows: the same on every database that holds the same values."""
    total = rows = 0
    for row in in_pieces(model, alias):
        rows += 1
        written = json.dumps([_plain(value) for value in row], sort_keys=True, ensure_ascii=True)
        total += int.from_bytes(hashlib.sha256(written.encode()).digest(), "big")
    return Told(rows=rows, digest=f"{total % MODULUS:064x}")


def in_pieces(model: type[models.Model], alias: str) -> Iterator[tuple[Any, ...]]:
    """Yield a table's rows, a piece at a time."""
    names = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._base_manager.using(alias).order_by().values_list(*names)
    yield from rows.iterator(chunk_size=AT_ONCE)


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    return value if isinstance(value, (str, int, float, bool, dict, list, type(None))) else str(value)
