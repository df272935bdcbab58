"""A real PostgreSQL of the tests' own: started without root, on a socket in a folder of its own, and thrown away.

PostgreSQL refuses to run as root; where we are root it runs as the user `postgres` (or `nobody`).
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PLACES = "/usr/lib/postgresql"
NOT_HERE = (
    "These tests need PostgreSQL's own programs (initdb, pg_ctl). Install them "
    "(Debian, Ubuntu: sudo apt-get install postgresql), then run this again."
)


class CannotStart(Exception):
    """Why there is no PostgreSQL for the tests, and what to do."""


def programs() -> Path:
    """The folder of initdb and pg_ctl: the newest of Debian's, else where the PATH finds them."""
    found = sorted(Path(PLACES).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise CannotStart(NOT_HERE)
    return (found[-1] if found else Path(str(on_path)).resolve()).parent


def owner() -> dict[str, Any]:
    """Under whom the server runs: us, unless we are root."""
    if os.geteuid() != 0:
        return {}
    names = {each.pw_name for each in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


class Cluster:
    """One server; `is_careful`: every commit reaches the disk, as in a clinic."""

    def __init__(self, *, is_careful: bool) -> None:
        self._bin, self._as = programs(), owner()
        self.folder = Path(tempfile.mkdtemp(prefix="leeward-pg-"))
        self.folder.chmod(0o700)
        if self._as:
            os.chown(self.folder, self._as["user"], self._as["group"])
        self._data = self.folder / "data"
        self._careful = "on" if is_careful else "off"
        self._call("initdb", "-D", self._data, "-U", "leeward", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")

    def _call(self, program: str, *arguments: object, check: bool = True) -> int:
        command = [str(self._bin / program), *map(str, arguments)]
        said = self.folder / "said"
        with said.open("ab") as out:  # a file and no pipe: the server inherits it, and a pipe would never end
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=self.folder, timeout=60,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, **self._as,
            )  # fmt: skip
        if check and done.returncode:
            raise CannotStart(f"{program} failed. Its last words: {said.read_text(errors='replace')[-800:]}")
        return done.returncode

    def start(self) -> None:
        """Start it, and return when it answers."""
        options = (
            f"-k {self.folder} -c listen_addresses='' -c fsync={self._careful} -c full_page_writes={self._careful} "
            f"-c max_connections=120 -c shared_buffers=64MB -c autovacuum=off"
        )
        self._call("pg_ctl", "-D", self._data, "-w", "-t", 30, "-l", self.folder / "log", "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """Stop it: `immediate` as by a pulled plug."""
        self._call("pg_ctl", "-D", self._data, "-w", "-t", 30, "-m", how, "stop", check=False)

    def url(self, name: str = "postgres") -> str:
        """The address of one of its databases, as LEEWARD_DATABASE_URL takes it."""
        return f"postgresql://leeward@/{name}?host={self.folder}"

    def make(self, name: str, *, template: str = "template0") -> str:
        """Make a database and return its address."""
        import psycopg

        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def remove(self) -> None:
        """Stop it and remove what it wrote."""
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def running(*, is_careful: bool) -> Iterator[Cluster]:
    """A server that runs as long as the block."""
    cluster = Cluster(is_careful=is_careful)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()
