"""Open the clinic's database from the command line."""

import os
from typing import Final

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
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    except DatabaseError as why:
        raise CannotOpenClinic(
            f"The database cannot be opened or written: {why}. {_what_to_check()}, then try again."
        ) from None


def _what_to_check() -> str:
    from django.db import connection

    if connection.vendor == "postgresql":
        return "Check that the PostgreSQL named by LEEWARD_DATABASE_URL runs and lets this user in"
    return "Check that the disk is not full and that the folder named by LEEWARD_HOME can be written"
