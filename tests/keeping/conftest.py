"""A clinic as the release before left it, brought to this version once; the tests work on copies of it."""

import lzma
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

BEFORE = Path(__file__).parents[1] / "data" / "upgrade" / "before-frames.sqlite3.xz"
OPEN = "from leeward.cli.project import open_clinic; open_clinic()"


def leeward(*arguments: object, home: Path, url: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command of Leeward as somebody at the keyboard does."""
    return python("-m", "leeward.cli", *arguments, home=home, url=url)


def python(*arguments: object, home: Path, url: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LEEWARD_HOME": str(home), "LEEWARD_DATABASE_URL": url}
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="session")
def before(tmp_path_factory) -> Path:
    """The database that commit e4881d7 made of the synthetic clinic.

    By `leeward demo`, sessions left out, and two words of its seeding that were longer than their columns put right.
    """
    path = tmp_path_factory.mktemp("before") / "leeward.sqlite3"
    path.write_bytes(lzma.decompress(BEFORE.read_bytes()))
    return path


@pytest.fixture(scope="session")
def upgraded(before, tmp_path_factory) -> Path:
    """The same clinic after this version opened it."""
    home = tmp_path_factory.mktemp("upgraded")
    shutil.copy(before, home / "leeward.sqlite3")
    opened = python("-c", OPEN, home=home)
    assert opened.returncode == 0, opened.stderr
    return home


@pytest.fixture
def home(upgraded, tmp_path) -> Path:
    """A copy of that clinic for one test."""
    copy = tmp_path / "home"
    shutil.copytree(upgraded, copy)
    return copy


@pytest.fixture(scope="session")
def key(tmp_path_factory) -> Path:
    """A key for backups."""
    folder = tmp_path_factory.mktemp("key")
    drawn = leeward("backup", "--new-key", folder / "key", home=folder)
    assert drawn.returncode == 0, drawn.stderr
    return folder / "key"


@pytest.fixture(scope="session")
def moved(upgraded, database) -> tuple[str, str]:
    """That clinic moved to PostgreSQL: its address there, and what the command said."""
    url = database("moved")
    done = leeward("migrate", "--to", url, home=upgraded)
    assert done.returncode == 0, done.stdout + done.stderr
    return url, done.stdout


@pytest.fixture(scope="session")
def database() -> Callable[[str], str]:
    """Make an empty database on a PostgreSQL of the tests' own; return its address."""
    import postgres

    with postgres.running(is_careful=False) as cluster:
        yield cluster.make
