"""Processes under load: start one, read its processor time and memory from /proc, and what others take."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

ROOT: Final = Path(__file__).resolve().parents[1]
PYTHON: Final = ROOT / ".venv" / "bin" / "python"
PEERS: Final = ROOT / ".venv-bench" / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
"""Servers and beds run where the product runs; what only a peer needs is looked for here."""
PROC: Final = Path("/proc")
STARTS_WITHIN_S, STOPS_WITHIN_S = 120.0, 20.0
TICK_S: Final = 1 / os.sysconf("SC_CLK_TCK")


class CannotLoad(Exception):
    """A process that the benchmark needs did not do its part; the sentence says which and what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a server had used at one instant, and what the whole machine had."""

    at_s: float
    cpu_s: float
    memory_mb: float
    machine_s: float

    def cpu_since(self, before: "Spent") -> float:
        """Return the processor time from then to now, s."""
        return self.cpu_s - before.cpu_s

    def others_since(self, before: "Spent", *, ours_s: float) -> float:
        """Return the share of all cores that was taken by whatever is not `ours_s`."""
        cores_s = (self.at_s - before.at_s) * (os.cpu_count() or 1)
        return max(self.machine_s - before.machine_s - ours_s, 0.0) / cores_s


class Server:
    """A server in a process of its own; entering waits until it listens on its port, or on the one that it `says`."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        log: Path,
        port: int = 0,
        says: str = "listens on",
    ) -> None:
        self.port, self._log, self._says = port, log, says
        self._command, self._environment = command, dict(os.environ) | dict(environment)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        until_s = time.monotonic() + STARTS_WITHIN_S
        while not self._listens():
            if self._process.poll() is not None or time.monotonic() > until_s:
                self.__exit__(None, None, None)
                raise CannotLoad(f"{' '.join(self._command[1:4])} did not start. It said: {self.said()[-2000:]}")
            time.sleep(0.05)
        return self

    def __exit__(self, _kind: type[BaseException] | None, _why: object, _where: TracebackType | None) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def said(self) -> str:
        """Return what the server has printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def spent(self) -> Spent:
        """Return what the server and its children have used up to now."""
        assert self._process is not None, "The server is not started."  # noqa: S101 - tells mypy so
        family = list(_family(self._process.pid))
        return Spent(
            at_s=time.monotonic(),
            cpu_s=sum(map(_cpu_s, family)),
            memory_mb=sum(map(_memory_mb, family)),
            machine_s=_machine_s(),
        )

    def _listens(self) -> bool:
        if not self.port:
            said = re.search(rf"{self._says} (\d+)\b.*\n", self.said())
            self.port = int(said[1]) if said else 0
        if not self.port:
            return False
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1.0):
            return True
        return False


def _family(leader: int) -> Iterator[int]:
    """Yield the server and all that it started: they share its session."""
    for folder in PROC.glob("[0-9]*"):
        with suppress(OSError):  # it ended while we looked
            if int(_stat(int(folder.name))[3]) == leader:
                yield int(folder.name)


def _stat(pid: int) -> list[str]:
    """Return what the kernel tells of a process, from its state on."""
    return (PROC / str(pid) / "stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()


def _cpu_s(pid: int) -> float:
    """Return the processor time of all threads: to the nanosecond where the kernel tells it, else to its tick."""
    tasks = (PROC / str(pid) / "task").glob("*/schedstat")
    exact = sum(int(task.read_text(encoding="ascii").split()[0]) for task in tasks)
    if exact:
        return exact / 1e9
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) * TICK_S


def _memory_mb(pid: int) -> float:
    lines = (PROC / str(pid) / "status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def _machine_s() -> float:
    """Return how long all cores together have been busy, those taken away from this machine by its host included."""
    user, nice, system, _idle, _waiting, irq, soft, stolen = (
        int(part) for part in (PROC / "stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + irq + soft + stolen) * TICK_S


def load_now() -> str:
    """Return the machine's load over the last minute and how many processes want to run now."""
    one, _, _, running, _ = (PROC / "loadavg").read_text(encoding="ascii").split()
    return f"{one}, {running.split('/')[0]} running"
