"""The records of an empty clinic of this version: its tables are made once, and every test begins with a copy.

To make them takes nine seconds of a processor, and forty tests and every worker want them. What tests the making itself
(`leeward upgrade`, `serve` in an empty folder, PostgreSQL's template) does not ask here.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = Path(sys.prefix) / "leeward-empty-clinic"
KEEPS = 4  # versions: another run may still copy the one before
NAME = "leeward.sqlite3"
OPEN = """
from leeward.cli.project import open_clinic
open_clinic()
from django.db import connection
connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
connection.close()
"""


def lay(records: Path) -> Path:
    """Put the tables of an empty clinic into a folder that holds no records yet; return the folder."""
    shutil.copyfile(empty_clinic(), records / NAME)
    return records


@cache
def empty_clinic() -> Path:
    """Return the file with the tables of this version, made where nobody has made it yet."""
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = KEPT / version()
        if not folder.exists():
            for older in sorted(KEPT.glob("*/"), key=lambda path: path.stat().st_mtime)[: 1 - KEEPS]:
                shutil.rmtree(older)
            make(folder)
    return folder / NAME


def version() -> str:
    """What the tables depend on: the migrations and the packages. Whoever opens a copy puts the triggers in anew."""
    found = hashlib.sha256((ROOT / "lock.txt").read_bytes())
    for path in sorted((ROOT / "src" / "leeward" / "clinic").glob("*/migrations/*.py")):
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:16]


def make(folder: Path) -> None:
    """Let Leeward open a clinic beside the folder, and put it there when it is whole."""
    beside = folder.with_suffix(".part")
    shutil.rmtree(beside, ignore_errors=True)  # of a run that was stopped in the midst of it
    beside.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEEWARD_", "DJANGO_"))}
    told = {**kept, "LEEWARD_HOME": str(beside), "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", OPEN], env=told, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    beside.rename(folder)
