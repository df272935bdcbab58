"""Frames by day on PostgreSQL: each day of measurement is a table of its own, made ahead; the rest falls into a net.

Why, and what SQLite does instead: docs/decisions/0012-frames-by-day.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.db import DatabaseError, IntegrityError, connection, transaction

from leeward.clinic.audit import postgresql_triggers
from leeward.clinic.audit.turns import beside_the_others

FRAMES: Final = "infusions_frame"
NET: Final = f"{FRAMES}_default"  # what a monitor with a wrong clock sends, and days that nobody made
AHEAD: Final = timedelta(days=7)  # a gateway that was not started for a week finds its tables
BEHIND: Final = timedelta(days=1)  # readings that were kept by a monitor overnight
WAITS: Final = "2s"  # for the table's lock: frames must not queue behind what can be done tomorrow
DAYS: Final = (
    "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
    "WHERE i.inhparent = %s::regclass AND c.relname <> %s ORDER BY c.relname"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day's table: frames measured from its midnight (UTC) to the next."""

    day: date

    @property
    def table(self) -> str:
        return f"{FRAMES}_{self.day:%Y%m%d}"

    @property
    def bounds(self) -> tuple[str, str]:
        return f"{self.day} 00:00:00+00", f"{self.day + timedelta(days=1)} 00:00:00+00"


def is_by_day() -> bool:
    """Is the table of frames divided? On PostgreSQL it is."""
    return connection.vendor == "postgresql"


def days() -> tuple[Day, ...]:
    """Return the days that have a table, in their order."""
    if not is_by_day():
        return ()
    with connection.cursor() as cursor:
        cursor.execute(DAYS, [FRAMES, NET])
        return tuple(Day(day=_day_of(name)) for (name,) in cursor.fetchall())


def make_ahead(*, now: datetime) -> tuple[Day, ...]:
    """Make the tables of the days around now that are missing; return those that were made.

    A day whose frames lie in the net already stays there. Asked by several processes at once it makes each once;
    where the table is busy it makes none, and is asked again.
    """
    there = frozenset(days())
    return tuple(day for day in _around(now) if is_by_day() and day not in there and _made(day))


def drop_past(*, before: datetime) -> tuple[Day, ...]:
    """Drop the tables of days that ended before an instant and hold nothing any more; return those that went.

    Called by whoever thinned them, in the same transaction, while what refuses a deletion is lifted. A table that
    somebody reads at this moment stays until the next time.
    """
    past = (day for day in days() if datetime.fromisoformat(day.bounds[1]) <= before)
    return tuple(day for day in past if _dropped(day))


def _dropped(day: Day) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{WAITS}'")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            # Locked before it is looked into: a frame that comes meanwhile waits, and falls into the net.
            cursor.execute(f"LOCK TABLE {FRAMES} IN ACCESS EXCLUSIVE MODE")
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {day.table})")  # noqa: S608 - a name made of a date
            if cursor.fetchone()[0]:
                return False
            cursor.execute(f"ALTER TABLE {FRAMES} DETACH PARTITION {day.table}")
            cursor.execute(f"DROP TABLE {day.table}")
    except DatabaseError as why:
        if getattr(why.__cause__, "sqlstate", "") == "55P03":
            return False
        raise
    return True


def _around(now: datetime) -> Iterator[Day]:
    today = now.astimezone(UTC).date()
    for after in range(-BEHIND.days, AHEAD.days + 1):
        yield Day(day=today + timedelta(days=after))


def _made(day: Day) -> bool:
    begins, ends = day.bounds
    try:
        # Not in turn: it waits for the table, and whoever has the turn may be writing frames.
        with beside_the_others(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{WAITS}'")
            cursor.execute(f"CREATE TABLE {day.table} PARTITION OF {FRAMES} FOR VALUES FROM ('{begins}') TO ('{ends}')")
            for statement in postgresql_triggers.guarding(day.table):
                cursor.execute(statement)
    except IntegrityError:  # its frames came before its table
        return False
    except DatabaseError as why:
        if getattr(why.__cause__, "sqlstate", "") in {"42P07", "55P03", "42P17"}:  # made by another, busy, overlaps
            return False
        raise
    return True


def _day_of(table: str) -> date:
    return datetime.strptime(table.removeprefix(f"{FRAMES}_"), "%Y%m%d").replace(tzinfo=UTC).date()
