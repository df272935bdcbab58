"""The audit's triggers as PostgreSQL says them: a session's setting names the writer, and the backend sets it.

Each value is written as SQLite writes it (a UUID without dashes, a time in UTC without its zone, a truth as 0 or 1).
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from leeward.clinic.audit.sentences import GROWS, NOBODY, NOT_AT_ONCE, PREFIX, SETTING

MOST_PAIRS: Final = 40  # PostgreSQL gives a function 100 arguments at most
REFUSE: Final = f"{PREFIX}refuse"
MARK: Final = "leeward audit "  # before the digest of what was installed, as the refusing function's comment
# What a function raises has the class that SQLite's RAISE has in Python: IntegrityError.
REFUSING: Final = (
    f'CREATE FUNCTION "{REFUSE}"() RETURNS trigger LANGUAGE plpgsql AS '
    "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation'; END $$"
)
RECORD: Final = """CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE writer text := nullif(current_setting('{setting}', true), '');
BEGIN
  IF writer IS NULL THEN RAISE EXCEPTION '{nobody}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
  IF TG_OP = 'DELETE' THEN
    INSERT INTO audit_change (at, actor, "table", "row", kind, before, after)
    VALUES (clock_timestamp(), writer, '{table}', {old_key}, 'delete', {old}, NULL);
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO audit_change (at, actor, "table", "row", kind, before, after)
    VALUES (clock_timestamp(), writer, '{table}', {new_key}, 'update', {old}, {new});
  ELSE
    INSERT INTO audit_change (at, actor, "table", "row", kind, before, after)
    VALUES (clock_timestamp(), writer, '{table}', {new_key}, 'insert', NULL, {new});
  END IF;
  RETURN NULL;
END $$"""
INSTANT: Final = (
    "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || "
    "CASE WHEN extract(microseconds FROM {0})::bigint % 1000000 = 0 THEN '' ELSE to_char({0}, '.US') END"
)
WRITTEN: Final[dict[str, str]] = {  # by the field's kind; any other column stands as it is
    "UUIDField": "replace({0}::text, '-', '')",
    "DateTimeField": INSTANT,
    "DateField": "to_char({0}, 'YYYY-MM-DD')",
    "BooleanField": "{0}::int",
    "BinaryField": "upper(encode({0}, 'hex'))",
}


def replace(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    """Make these the triggers; nothing is touched where they stand already, for other processes are writing."""
    wanted = [REFUSING, *statements]
    mark = MARK + hashlib.sha256("\n".join(wanted).encode()).hexdigest()
    with connection.cursor() as cursor:
        # One of several processes that start together does it; the others find it done.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [PREFIX])
        due = sum(statement.startswith("CREATE TRIGGER") for statement in wanted)
        if _mark(connection) == mark and len(present(connection)) >= due:
            return
        remove(connection)
        for statement in wanted:
            cursor.execute(statement)
        for partition in _partitions(connection):
            for statement in guarding(partition):
                cursor.execute(statement)
        cursor.execute(f"COMMENT ON FUNCTION \"{REFUSE}\"() IS '{mark}'")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger and function of the audit away."""
    with connection.cursor() as cursor:
        # A partition's triggers go with those of its table.
        cursor.execute(
            "SELECT t.tgname, t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname LIKE %s AND t.tgparentid = 0 AND pg_table_is_visible(c.oid)",
            [_beginning()],
        )
        for name, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}" ON {table}')
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname LIKE %s AND pg_function_is_visible(oid)", [_beginning()]
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP FUNCTION "{name}"()')


def present(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of the triggers that stand and are enabled, each with its table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname LIKE %s AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)",
            [_beginning()],
        )
        return {f"{name} on {table}" for name, table in cursor.fetchall()}


def names(table: str, only_grows: bool, is_audited: bool) -> set[str]:
    """The names of the triggers that a table should have, each with the table."""
    kinds = {f"{REFUSE}_truncate"}
    kinds |= {f"{REFUSE}_change"} if only_grows else set()
    kinds |= {f"{PREFIX}record"} if is_audited else set()
    return {f"{kind} on {table}" for kind in kinds}


def statements(table: str, *, only_grows: bool) -> Iterator[str]:
    """Yield the triggers that refuse to empty a table, and to change or remove a row of one that only grows."""
    says = (GROWS if only_grows else NOT_AT_ONCE).format(table=table)
    yield from guarding(table, says)
    if only_grows:
        yield (
            f'CREATE TRIGGER "{REFUSE}_change" BEFORE UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION \"{REFUSE}\"('{says}')"
        )


def guarding(table: str, says: str = "") -> Iterator[str]:
    """Yield the trigger that refuses to empty a table; a partition has its table's others, but not this one."""
    says = says or GROWS.format(table=table)
    yield (
        f'CREATE TRIGGER "{REFUSE}_truncate" BEFORE TRUNCATE ON "{table}" '
        f"FOR EACH STATEMENT EXECUTE FUNCTION \"{REFUSE}\"('{says}')"
    )


def recording(table: str, *, key: models.Field, fields: tuple[models.Field, ...]) -> Iterator[str]:
    """Yield the function and the trigger that record every change of a table."""
    name = f"{PREFIX}{table}"
    yield RECORD.format(
        name=name,
        setting=SETTING,
        nobody=NOBODY,
        table=table,
        old_key=as_text(key, "OLD"),
        new_key=as_text(key, "NEW"),
        old=as_json(fields, "OLD"),
        new=as_json(fields, "NEW"),
    )
    yield (
        f'CREATE TRIGGER "{PREFIX}record" AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{name}"()'
    )


def as_json(fields: Iterable[models.Field], side: str) -> str:
    """The row as a JSON object."""
    pairs = [f"'{field.column}', {_value(field, side)}" for field in fields]
    parts = (pairs[at : at + MOST_PAIRS] for at in range(0, len(pairs), MOST_PAIRS))
    return "(" + " || ".join(f"jsonb_build_object({', '.join(part)})" for part in parts) + ")"


def as_text(field: models.Field, side: str) -> str:
    """A key as the audit writes it."""
    return f"({_value(field, side)})::text"


def _value(field: models.Field, side: str) -> str:
    """One column as the audit writes it; a foreign key as the key that it names."""
    kind: Any = field
    while kind.remote_field is not None:
        kind = kind.target_field
    return WRITTEN.get(kind.get_internal_type(), "{0}").format(f'{side}."{field.column}"')


def _beginning() -> str:
    return PREFIX.replace("_", r"\_") + "%"


def _partitions(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' AND pg_table_is_visible(oid)"
        )
        return [name for (name,) in cursor.fetchall()]


def _mark(connection: BaseDatabaseWrapper) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT obj_description(oid, 'pg_proc') FROM pg_proc WHERE proname = %s AND pg_function_is_visible(oid)",
            [REFUSE],
        )
        found = cursor.fetchone()
    return str(found[0]) if found else ""
