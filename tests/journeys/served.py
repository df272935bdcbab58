"""A real clinic for tests: its own folder, the real server and gateway, and the end of all of it."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import migrated

ROOT = Path(__file__).parents[2]
PASSWORD = "four calm words here"
DATABASE_ADDRESS = "database-address"  # a file in the records' folder of a clinic that keeps them in PostgreSQL


def until(found: Callable[[], object], says: str, *, within_s: float = 30.0, every_s: float = 0.1) -> object:
    """Ask again and again until the answer is truthy and return it; fail with `says` when time is up."""
    ends_at, pause = time.monotonic() + within_s, threading.Event()
    while not (answer := found()):
        assert time.monotonic() < ends_at, f"{says}: not within {within_s:g} s"
        pause.wait(every_s)
    return answer


def free_port() -> int:
    """A port on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    """Does somebody listen on the port?"""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Process:
    """A command of leeward, with everything that it prints in a file."""

    def __init__(self, name: str, arguments: Iterable[str], *, home: Path, log: Path) -> None:
        self.name, self.log = name, log
        with log.open("ab") as out:
            self._popen = subprocess.Popen(
                [sys.executable, "-m", "leeward.cli", *arguments],
                env=environment(home), cwd=log.parent, stdout=out, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def runs(self) -> bool:
        return self._popen.poll() is None

    def ask_to_stop(self) -> int:
        """SIGTERM, and the exit status."""
        if self.runs:
            self._popen.terminate()
        return self._popen.wait(20)

    def stop(self) -> None:
        """End it, kindly if that works."""
        try:
            self.ask_to_stop()
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()

    def said(self) -> str:
        return self.log.read_text(errors="replace")


class Clinic:
    """One clinic in a folder of its own, with its tables made; `database`: in that one of PostgreSQL."""

    def __init__(self, home: Path, *, database: str = "") -> None:
        self.home = home
        self.records = home / "records"
        self.records.mkdir(parents=True, exist_ok=True)
        if database:
            (self.records / DATABASE_ADDRESS).write_text(database)
        else:
            migrated.lay(self.records)
        self.port, self.hub_port, self.gateway_port = free_port(), free_port(), free_port()
        self.processes: list[Process] = []
        self.passes: dict[str, dict] = {}  # cookies of those who signed in here before

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, name: str, *arguments: str) -> Process:
        """Start a command of leeward on this clinic."""
        process = Process(name, arguments, home=self.records, log=self.home / f"{name}.log")
        self.processes.append(process)
        return process

    def serve(self, *more: str) -> Process:
        """Start the server and wait until pages and gateway answer."""
        ports = (
            *("--port", str(self.port), "--hub-port", str(self.hub_port)),
            *("--gateway-port", str(self.gateway_port)),
        )
        server = self.run("serve", "serve", *ports, *more)
        until(lambda: self.is_up() or not server.runs, f"the server did not answer:\n{server.said()}", within_s=60)
        assert server.runs, f"the server ended:\n{server.said()}"
        return server

    def listen(self) -> Process:
        """Start the gateway alone and wait until it listens."""
        gateway = self.run("gateway", "gateway", "--port", str(self.gateway_port))
        until(lambda: answers(self.gateway_port) or not gateway.runs, "the gateway does not listen", within_s=60)
        assert gateway.runs, f"the gateway ended:\n{gateway.said()}"
        return gateway

    def is_up(self) -> bool:
        """Do the pages answer, the hub and the gateway?"""
        try:
            with urlopen(f"{self.address}/request/", timeout=5) as page:  # noqa: S310 - our own server
                return page.status == 200 and answers(self.gateway_port) and answers(self.hub_port)
        except (HTTPError, URLError, OSError):
            return False

    def bedside(self) -> Process:
        """Start the simulated monitors, with a cuff reading each minute."""
        return self.run("bedside", "bedside", "--port", str(self.gateway_port), "--cuff-every", "1")

    def seed(self, act: str, **told: object) -> dict:
        """Do one thing of `journeys.seed` to the records, in a process of its own, and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "journeys.seed", act, json.dumps(told)],
            env=environment(self.records), cwd=self.home, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, f"seed {act}:\n{done.stderr}"
        return json.loads(done.stdout)

    def members(self, *words: str) -> dict[int, str]:
        """Return the processes of this clinic by id, with their command lines that hold all the words."""
        mark = f"LEEWARD_HOME={self.records}".encode()
        found: dict[int, str] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark not in (folder / "environ").read_bytes().split(b"\0"):
                    continue
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if command and all(word in command for word in words):
                found[int(folder.name)] = command
        return found

    def gateway_pid(self) -> int | None:
        """Return the id of the gateway's process."""
        return next(iter(self.members("leeward.cli gateway")), None)

    def hub_pids(self) -> set[int]:
        """Return the ids of the hub's processes: its server, and the one that streams."""
        return {
            pid
            for server in self.members("leeward.clinic.hub:application")
            for pid in (server, *self._children(server))
        }

    def _children(self, pid: int) -> list[int]:
        return [child for child in self.members() if _parent(child) == pid]

    def kill_everything(self) -> None:
        """Pull the plug."""
        for _ in range(3):  # a child may be born between the look and the kill
            for pid in self.members():
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            for process in self.processes:
                if not process.runs:
                    process.stop()
        until(lambda: not self.members(), "something of the clinic still runs", within_s=10)

    def stop(self) -> None:
        """Stop what was started, whatever state it is in."""
        for process in reversed(self.processes):
            process.stop()
        self.kill_everything()

    def told(self, *, last: int = 4000) -> str:
        """Return the end of each log."""
        logs = sorted(self.home.glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-last:]}" for log in logs)


def _parent(pid: int) -> int | None:
    """Return the id of the process that started this one."""
    try:
        return int((Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a clinic whose folder is `home`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEEWARD_", "DJANGO_"))}
    paths = f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}"
    address = home / DATABASE_ADDRESS
    database = {"LEEWARD_DATABASE_URL": address.read_text()} if address.exists() else {}
    return {**kept, **database, "LEEWARD_HOME": str(home), "PYTHONPATH": paths, "PYTHONUNBUFFERED": "1"}


@contextmanager
def staffed(folder: Path, *seeds: str) -> Iterator[Clinic]:
    """A clinic with its staff, and what else is sown in it, that serves until left."""
    made = Clinic(folder)
    try:
        made.seed("team", password=PASSWORD)
        for each in seeds:
            made.seed(each)
        made.serve()
        yield made
    finally:
        made.stop()
