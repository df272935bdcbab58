"""Open the clinic's database from the command line."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

OPENING: Final = 0x1EE0BE  # the advisory lock of whoever brings the database to this version
NO_HURRY: Final = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0"
DEMO_MARK: Final = "made-by-the-demonstration"  # an empty file in the folder of a synthetic clinic


class CannotOpenClinic(Exception):
    """Why the clinic's records cannot be opened, and what to do."""


def set_up_django() -> None:
    """Load the Django project; raise CannotOpenClinic where its home folder cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeward.clinic.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, OSError) as why:
        raise CannotOpenClinic(str(why)) from None


def open_clinic() -> None:
    """Load the project and bring its database to this version."""
    set_up_django()
    take_time()
    from django.core.management import call_command

    with database_told(), _one_at_a_time():
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)


@contextmanager
def database_told() -> Iterator[None]:
    """Raise CannotOpenClinic, with what to check, where the database does not answer or refuses."""
    from django.db import DatabaseError

    try:
        yield
    except DatabaseError as why:
        raise CannotOpenClinic(
            f"The database cannot be opened or written: {why}. {_what_to_check()}, then try again."
        ) from None


def refuse_absent_tables() -> None:
    """Raise CannotOpenClinic where the database is silent or empty: before a process begins that lives by it."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    with database_told():
        is_there = MigrationRecorder(connection).has_table()
        connection.close()
    if not is_there:
        raise CannotOpenClinic("The database has no tables yet. Run `leeward upgrade` once, then start this again.")


def take_time() -> None:
    """Let this process's statements take as long as they need: it tends the records, and nobody waits for a page."""
    from django.db import connection

    if connection.vendor == "postgresql" and connection.connection is None:
        options = connection.settings_dict["OPTIONS"]
        options["options"] = f"{options['options']} {NO_HURRY}"


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Have processes that start together on one PostgreSQL bring it to this version one after another."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    import psycopg

    told = connection.get_connection_params()
    told |= {"options": f"{told['options']} -c lock_timeout=0", "autocommit": True}
    with connection.wrap_database_errors:
        line = psycopg.connect(**told)
    with line:
        line.execute("SELECT pg_advisory_lock(%s)", [OPENING])
        yield


def _what_to_check() -> str:
    from django.db import connection

    if connection.vendor == "postgresql":
        return "Check that the PostgreSQL named by LEEWARD_DATABASE_URL runs and lets this user in"
    return "Check that the disk is not full and that the folder named by LEEWARD_HOME can be written"
