"""leeward restore: put a backup in place of records that were lost, and compute every stored decision again."""

import argparse
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leeward.cli import verify
from leeward.cli.backup import fingerprint
from leeward.cli.project import CannotOpenClinic, open_clinic, set_up_django

if TYPE_CHECKING:
    from leeward.clinic.keeping.archive import Manifest


class CannotRestore(Exception):
    """Why nothing was restored, and what to do."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("restore", help="put a backup in place", description=__doc__)
    parser.add_argument("file", type=Path, help="as `leeward backup` wrote it")
    parser.add_argument("--key", type=Path, metavar="FILE", required=True, help="the key that opens it")
    parser.add_argument(
        "--replace", action="store_true", help="set the records that are there now aside (SQLite), and keep them"
    )
    parser.set_defaults(run=run, refusals=(CannotRestore, CannotOpenClinic))


def run(arguments: argparse.Namespace) -> int:
    """Restore, bring the tables to this version, verify; return 0 only when everything agrees."""
    set_up_django()
    from django.conf import settings

    from leeward.clinic.keeping.archive import NAME_IT, CannotKeep, read_key, unseal

    try:
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.HOME) as folder:
            manifest = unseal(arguments.file, Path(folder), key=read_key(arguments.key, or_else=NAME_IT))
            _check(manifest)
            _put(Path(folder), settings.DATABASES["default"], is_replacing=arguments.replace)
    except CannotKeep as why:
        raise CannotRestore(str(why)) from None
    print(f"Restored the records of {manifest.at[:19].replace('T', ' ')} UTC ({sum(manifest.rows.values()):,} rows).")
    if manifest.secret_told and manifest.secret_told != fingerprint(settings.SECRET_KEY):
        print("LEEWARD_SECRET is another than when the backup was made: second factors have to be set up anew.")
    open_clinic()
    return verify.run(argparse.Namespace(json=False))


def _check(manifest: "Manifest") -> None:
    """Raise CannotRestore where the backup is of the other kind of database."""
    from django.db import connection

    if manifest.vendor != connection.vendor:
        raise CannotRestore(
            f"The backup is of {manifest.vendor}, and the settings name {connection.vendor}. Restore it into "
            f"{manifest.vendor} (LEEWARD_DATABASE_URL), then move it with `leeward migrate`."
        )


def _put(folder: Path, database: dict[str, Any], *, is_replacing: bool) -> None:
    """Put the copy in place; what stood there is set aside, never overwritten."""
    from django.conf import settings
    from django.db import connection

    from leeward.clinic.keeping import copying
    from leeward.clinic.keeping.archive import DATABASE, SIGNING

    if connection.vendor == "postgresql":
        if connection.introspection.table_names():
            raise CannotRestore(
                "The database that LEEWARD_DATABASE_URL names is not empty. Make a new one (createdb) and name it: "
                "records are never overwritten."
            )
        connection.close()
        copying.copy_in(folder / DATABASE, database)
    else:
        if wrong := copying.is_sound(folder / DATABASE):
            raise CannotRestore(f"The copy in the backup is damaged: {wrong}. Take another backup.")
        connection.close()
        _set_aside(Path(database["NAME"]), is_replacing=is_replacing)
        copying.copy_in(folder / DATABASE, database)
    if (folder / SIGNING).exists():
        own = settings.HOME / "secret"
        own.write_bytes((folder / SIGNING).read_bytes())
        own.chmod(0o600)


def _set_aside(path: Path, *, is_replacing: bool) -> None:
    """Move what is there out of the way, with everything that is in its log; nothing of it is lost."""
    if not path.exists():
        return
    if not is_replacing:
        raise CannotRestore(
            f"{path} exists already. To restore over it, stop Leeward and add --replace: it is set aside, not removed."
        )
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()  # fails while anybody has it open
    except sqlite3.DatabaseError as why:
        if "locked" in str(why):
            raise CannotRestore(f"{path} is in use. Stop Leeward first, then restore.") from None
        mode = "delete"  # no database any more: that is why somebody restores
    if mode != "delete":
        raise CannotRestore(f"{path} is in use. Stop Leeward first, then restore.")
    aside = path.with_name(f"{path.name}.before-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}")
    for ending in ("", "-wal", "-shm", "-journal"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + ending))
    print(f"What was there is now {aside}.")
