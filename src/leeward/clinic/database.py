"""Where the records are kept: SQLite in the clinic's folder, or the PostgreSQL that LEEWARD_DATABASE_URL names."""

from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

SQLITE: Final = "leeward.clinic.audit.backend"
POSTGRESQL: Final = "leeward.clinic.audit.postgresql"
SCHEMES: Final = ("postgresql://", "postgres://")
WAITS_S: Final = 20  # for another writer, on either database
ANSWERS_S: Final = 60  # the longest that one statement may take: a page is not waited for longer
IDLE_S: Final = 120  # a transaction that nobody ends holds up everybody
CONNECTS_S: Final = 5
MOST_CONNECTIONS: Final = 16  # of one process; its threads are fewer
ANNOUNCED: Final = (  # for every session, whatever the server's own defaults are
    "-c synchronous_commit=on "
    f"-c lock_timeout={WAITS_S}s -c statement_timeout={ANSWERS_S}s "
    f"-c idle_in_transaction_session_timeout={IDLE_S}s "
    "-c timezone=UTC"
)
NOT_USABLE: Final = (
    "LEEWARD_DATABASE_URL cannot be used: {why}. It reads postgresql://USER:PASSWORD@HOST:5432/NAME "
    "(for a socket: postgresql:///NAME?host=/var/run/postgresql); leave it unset to keep the records in SQLite."
)
LOG_PAGES: Final = 4_000  # 16 MB: a gateway's pages are written back once for many commits that touched them


def database(url: str, *, home: Path) -> dict[str, Any]:
    """Return Django's settings for the database; raise ImproperlyConfigured with what is wrong with the address."""
    return _postgresql(url.strip()) if url.strip() else sqlite(home / "leeward.sqlite3")


def sqlite(path: Path) -> dict[str, Any]:
    """Return the settings for a file. Autocommit reads; writes take the lock at BEGIN, so that two writers queue."""
    return {
        "ENGINE": SQLITE,
        "NAME": path,
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": ":memory:"},  # one for each worker; left unsaid, pytest-xdist makes a path of it
        "OPTIONS": {
            "timeout": WAITS_S,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                f"PRAGMA wal_autocheckpoint={LOG_PAGES};"
            ),
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    """Return the settings for a PostgreSQL; the pool hands out only connections that answer."""
    told = _read(url)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    given = {name: str(told.pop(key, "")) for name, key in names.items()}
    announced = f"{ANNOUNCED} {told.pop('options', '')}".strip()
    return {
        "ENGINE": POSTGRESQL,
        **given,
        "CONN_MAX_AGE": 0,  # the pool keeps them
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": CONNECTS_S,
            "application_name": "leeward",
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 20_000,  # ms
            **told,
            "options": announced,
            "pool": {"min_size": 1, "max_size": MOST_CONNECTIONS, "timeout": CONNECTS_S, "name": "leeward"},
        },
        "TEST": {},
    }


def _read(url: str) -> dict[str, Any]:
    """Take the address apart; what is said of a bad one never repeats its password."""
    if not url.startswith(SCHEMES):
        raise ImproperlyConfigured(NOT_USABLE.format(why="it does not begin with postgresql://"))
    try:
        import psycopg
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise ImproperlyConfigured(NOT_USABLE.format(why="psycopg is not installed; run ./run install")) from None
    try:
        told = dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError:
        why = "a part of it is not what PostgreSQL reads there (a port that is no number, an option that it has not)"
        raise ImproperlyConfigured(NOT_USABLE.format(why=why)) from None
    if not told.get("dbname"):
        raise ImproperlyConfigured(NOT_USABLE.format(why="it names no database"))
    if not str(told.get("port", "1")).isdigit():
        raise ImproperlyConfigured(NOT_USABLE.format(why="its port is no number"))
    return told
