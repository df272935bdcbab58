"""Copy the records while they are in use, and put a copy in place: by SQLite's own means, and by PostgreSQL's."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from leeward.clinic.keeping.archive import CannotKeep

PAGES_AT_ONCE: Final = 4_096  # 16 MB: writers get their turn between two pieces
DUMP_LIMIT_S: Final = 6 * 60 * 60


def copy_out(settings: Mapping[str, Any], into: Path) -> None:
    """Copy the database as of one instant into a file; nobody has to stop writing."""
    if "postgresql" in settings["ENGINE"]:
        _run(
            "pg_dump", settings, "--format=custom", "--no-owner", "--no-privileges", f"--file={into}", *_name(settings)
        )
        return
    source = Path(settings["NAME"])
    if not source.exists():
        raise CannotKeep(f"There is no database at {source}: start the clinic once with `leeward serve`.")
    try:
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(into)) as there:
            here.backup(there, pages=PAGES_AT_ONCE)
            there.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    except sqlite3.Error as why:
        raise CannotKeep(f"The database at {source} could not be copied: {why}.") from None


def copy_in(copy: Path, settings: Mapping[str, Any]) -> None:
    """Put a copy where the settings say; the place must be empty."""
    if "postgresql" in settings["ENGINE"]:
        _run("pg_restore", settings, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
             *_name(settings), str(copy))  # fmt: skip
        return
    target = Path(settings["NAME"])
    if target.exists():
        raise CannotKeep(f"{target} exists already.")
    part = target.with_suffix(".part")
    shutil.copyfile(copy, part)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.chmod(0o600)
    part.replace(target)


def is_sound(copy: Path) -> str:
    """Let SQLite read a copy from end to end; return what it finds wrong, empty when all is well."""
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as connection:
            (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as why:
        return str(why)
    return "" if said == "ok" else str(said)


def _name(settings: Mapping[str, Any]) -> tuple[str, ...]:
    return (f"--dbname={settings['NAME']}",)


def _run(program: str, settings: Mapping[str, Any], *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes by the environment, which no list of processes shows."""
    names = {"USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST", "PORT": "PGPORT"}
    told = {variable: str(settings[name]) for name, variable in names.items() if settings.get(name)}
    try:
        done = subprocess.run(  # noqa: S603 - one of two programs, no shell
            [program, "--no-password", *arguments],
            env={**os.environ, **told},
            capture_output=True,
            text=True,
            timeout=DUMP_LIMIT_S,
            check=False,
        )
    except FileNotFoundError:
        raise CannotKeep(
            f"{program} is not on this machine. Install PostgreSQL's client (Debian, Ubuntu: postgresql-client)."
        ) from None
    except subprocess.TimeoutExpired:
        raise CannotKeep(f"{program} was not done after {DUMP_LIMIT_S // 3600} h and was ended.") from None
    if done.returncode:
        raise CannotKeep(f"{program} failed: {done.stderr.strip() or done.returncode}")
