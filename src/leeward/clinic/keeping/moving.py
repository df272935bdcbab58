"""Move the records to another database: every row of every table, counted and compared before it is said to be done."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connections, models, transaction
from django.db.models.functions import Length

from leeward.clinic.audit import triggers
from leeward.clinic.keeping.archive import CannotKeep
from leeward.clinic.keeping.tables import AT_ONCE, Told, in_pieces, kept_models, told

TARGET: Final = "target"
SOURCE: Final = "default"
MOVER: Final = "migrate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One table before and after."""

    table: str
    here: Told
    there: Told

    @property
    def is_whole(self) -> bool:
        """Are there as many rows, with the same content?"""
        return self.here == self.there


class _Unlike(Exception):
    """The copy is not the original: the transaction is taken back."""


def add_target(settings: dict[str, Any]) -> None:
    """Make another database known under the name that this module moves to."""
    known = connections.configure_settings({SOURCE: connections.databases[SOURCE], TARGET: settings})
    connections.databases[TARGET] = known[TARGET]


def prepare_target() -> None:
    """Give the target this version's tables; raise CannotKeep where it holds records already."""
    try:
        call_command("migrate", database=TARGET, verbosity=0, interactive=False)
        call_command("createcachetable", database=TARGET, verbosity=0)
    except DatabaseError as why:
        raise CannotKeep(f"The database to move to cannot be opened or written: {why}.") from None
    holding = sorted(
        model._meta.db_table
        for model in kept_models()
        if not _made_by_migrating(model) and model._base_manager.using(TARGET).exists()
    )
    if holding:
        raise CannotKeep(
            f"The database to move to holds records already ({', '.join(holding[:3])} ...). Nothing was changed: "
            "name an empty one."
        )


def move() -> tuple[Moved, ...]:
    """Copy everything in one transaction, compare, and keep it only if every table is the same; return the tables."""
    _refuse_too_long()
    moved: list[Moved] = []
    try:
        with _one_view_of_the_source(), transaction.atomic(using=TARGET):
            triggers.remove(connections[TARGET])  # the audit's own rows are copied, not made again
            for model in kept_models():
                _copy(model)
            moved = [
                Moved(table=model._meta.db_table, here=told(model, SOURCE), there=told(model, TARGET))
                for model in kept_models()
            ]
            _refuse_unlike(moved)
            _go_on_counting()
            triggers.install(connections[TARGET])
    except _Unlike:
        return tuple(moved)
    except (DatabaseError, ValueError) as why:
        raise CannotKeep(f"The records could not be copied, and nothing was kept there: {why}.") from None
    return tuple(moved)


def _refuse_unlike(moved: list[Moved]) -> None:
    if not all(table.is_whole for table in moved):
        raise _Unlike


@contextmanager
def _one_view_of_the_source() -> Iterator[None]:
    """On SQLite a transaction holds off writers; on PostgreSQL it reads as of one instant."""
    connection = connections[SOURCE]
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        from psycopg import IsolationLevel

        connection.connection.isolation_level = IsolationLevel.REPEATABLE_READ
    try:
        with transaction.atomic(using=SOURCE):
            yield
    finally:
        if connection.vendor == "postgresql" and connection.connection is not None:
            connection.connection.isolation_level = None


def _refuse_too_long() -> None:
    """Raise CannotKeep where a text is longer than its column: SQLite never asked, PostgreSQL does."""
    for model in kept_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.CharField) and field.max_length:
                rows = model._base_manager.using(SOURCE).annotate(_long=Length(field.attname))
                worst = rows.filter(_long__gt=field.max_length).values_list("pk", "_long").first()
                if worst:
                    raise CannotKeep(
                        f"{model._meta.db_table} {worst[0]}: {field.column} has {worst[1]} characters, and "
                        f"{field.max_length} are allowed there. Nothing was moved; report this as a fault of Leeward."
                    )


def _copy(model: type[models.Model]) -> None:
    model._base_manager.using(TARGET).all()._raw_delete(TARGET)  # what migrating put there comes with its own keys
    names = [field.attname for field in model._meta.local_concrete_fields]
    for piece in _pieces(model):
        model._base_manager.using(TARGET).bulk_create(
            [model(**dict(zip(names, row, strict=True))) for row in piece], batch_size=AT_ONCE
        )


def _pieces(model: type[models.Model]) -> Iterator[list[tuple[Any, ...]]]:
    piece: list[tuple[Any, ...]] = []
    for row in in_pieces(model, SOURCE):
        piece.append(row)
        if len(piece) == AT_ONCE:
            yield piece
            piece = []
    yield piece


def _go_on_counting() -> None:
    """Let new rows be numbered after those that were copied."""
    connection = connections[TARGET]
    statements = connection.ops.sequence_reset_sql(no_style(), list(kept_models()))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _made_by_migrating(model: type[models.Model]) -> bool:
    """Does `migrate` itself fill the table?"""
    return model._meta.app_label in {"contenttypes", "auth"} or model._meta.db_table == "audit_change"
