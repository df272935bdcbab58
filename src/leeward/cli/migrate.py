"""leeward migrate: move the records between SQLite and PostgreSQL, counted and compared table by table."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from leeward.cli.project import NO_HURRY, CannotOpenClinic, open_clinic

if TYPE_CHECKING:
    from leeward.clinic.keeping.moving import Moved

SHOWN: Final = 12  # characters of a digest


class CannotMigrate(Exception):
    """Why nothing was moved, and what to do."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("migrate", help="move the records to another database", description=__doc__)
    parser.add_argument(
        "--to",
        required=True,
        metavar="PLACE",
        help="postgresql://USER@HOST/NAME (an empty database), or a folder for SQLite",
    )
    parser.set_defaults(run=run, refusals=(CannotMigrate, CannotOpenClinic))


def run(arguments: argparse.Namespace) -> int:
    """Copy everything into an empty database, compare, and say what to set; the records here stay as they are."""
    open_clinic()
    from leeward.clinic.audit.actor import acting
    from leeward.clinic.keeping import moving
    from leeward.clinic.keeping.archive import CannotKeep

    settings = _place(arguments.to)
    moving.add_target(settings)
    try:
        with acting(moving.MOVER):
            moving.prepare_target()
            moved = moving.move()
    except CannotKeep as why:
        raise CannotMigrate(str(why)) from None
    print("\n".join(_lines(moved)))
    if not all(table.is_whole for table in moved):
        raise CannotMigrate("Tables differ, so nothing was kept there. Stop Leeward, then try again.")
    print(f"\n{sum(table.here.rows for table in moved):,} rows in {len(moved)} tables are the same in both.")
    print(_what_now(arguments.to))
    return 0


def _place(to: str) -> dict[str, Any]:
    """Return the settings of the place to move to."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import connection

    from leeward.clinic.database import SCHEMES, database
    from leeward.clinic.home import open_home

    if "://" in to and not to.startswith(SCHEMES):
        raise CannotMigrate(f"{to} is neither postgresql://USER@HOST/NAME nor a folder. Name one of them with --to.")
    try:
        found = database(to, home=Path()) if to.startswith(SCHEMES) else database("", home=open_home(Path(to)))
    except ImproperlyConfigured as why:
        raise CannotMigrate(str(why).replace("LEEWARD_DATABASE_URL", "--to")) from None
    own = connection.settings_dict
    if all(str(found.get(name, "")) == str(own.get(name, "")) for name in ("ENGINE", "NAME", "HOST", "PORT")):
        raise CannotMigrate("The records are there already: name another place with --to.")
    if to.startswith(SCHEMES):
        found["OPTIONS"]["options"] += f" {NO_HURRY}"
    return found


def _lines(moved: "Sequence[Moved]") -> Iterator[str]:
    """Say of each table that holds something how many rows it has here and there."""
    yield f"{'table':<34} {'rows here':>10} {'there':>10}  digest"
    for each in moved:
        if each.here.rows or not each.is_whole:
            says = "the same" if each.is_whole else f"DIFFERS, there {each.there.digest[:SHOWN]}"
            yield f"{each.table:<34} {each.here.rows:>10,} {each.there.rows:>10,}  {each.here.digest[:SHOWN]} {says}"


def _what_now(to: str) -> str:
    from django.conf import settings

    from leeward.clinic.database import SCHEMES

    if to.startswith(SCHEMES):
        return (
            "Set LEEWARD_DATABASE_URL to it, keep LEEWARD_HOME (the secret lies there), run `leeward verify`, then "
            "start Leeward. Everybody signs in again. The file here is no longer written: set it aside."
        )
    return (
        f"Unset LEEWARD_DATABASE_URL, set LEEWARD_HOME={to}, copy the file `secret` from {settings.HOME} into it, run "
        "`leeward verify`, then start Leeward. Everybody signs in again."
    )
