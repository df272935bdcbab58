"""Keep a few child processes running, and stop them together."""

import argparse
import errno
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

RESTARTS_ALLOWED = 5
WITHIN_S = 600.0  # a crash a month is a crash a month, and no reason to stop the clinic
SECONDS_TO_STOP = 10
LAST_PORT = 65535  # TCP's ports have 16 bits; beyond it a loop listens on what is left of the number


class CannotServe(Exception):
    """Why the clinic cannot be served, and what to do."""


@dataclass(frozen=True, slots=True)
class Child:
    """One process: what it is called, and the `python -m` command that it runs."""

    name: str
    command: tuple[str, ...]


def port(text: str) -> int:
    """Return the port that was typed; 0 is whatever is free. Raises argparse's error where it is none."""
    if text.isdecimal() and int(text) <= LAST_PORT:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is no port: type a whole number up to {LAST_PORT}")


def refuse_taken(port: int, *, option: str, host: str = "127.0.0.1") -> None:
    """Raise CannotServe where another program already listens on `host`:`port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as why:
            if why.errno != errno.EADDRINUSE:
                raise CannotServe(
                    f"{host}:{port} cannot be listened on: {why.strerror}. Name another address."
                ) from None
            raise CannotServe(
                f"Port {port} is taken by another program (perhaps a Leeward that still runs). "
                f"Stop it, or choose another port with {option}."
            ) from None


def supervise(
    children: Sequence[Child], *, environment: Mapping[str, str], ready: threading.Event | None = None
) -> int:
    """Run the children until one cannot be kept alive or the user stops us; return the exit status."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    running = {child: _start(child, environment) for child in children}
    restarts: dict[Child, list[float]] = {child: [] for child in children}
    if ready:
        ready.set()
    status = 0
    while not stopping.wait(0.5):
        for child, process in list(running.items()):
            if process.poll() is None:
                continue
            recent = [at for at in restarts[child] if time.monotonic() - at < WITHIN_S]
            restarts[child] = [*recent, time.monotonic()]
            if len(recent) >= RESTARTS_ALLOWED:
                print(
                    f"{child.name} stopped {len(recent) + 1} times; giving up. Its last words are above.",
                    file=sys.stderr,
                )
                status = 1
                stopping.set()
                break
            print(f"{child.name} stopped with status {process.returncode}; starting it again.", file=sys.stderr)
            running[child] = _start(child, environment)
    _stop(running.values())
    return status


def _start(child: Child, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we stop the children in order.
    command = [sys.executable, "-m", *child.command]
    return subprocess.Popen(command, env=dict(environment), start_new_session=True)  # noqa: S603 - our own modules


def _stop(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    alive = [process for process in processes if process.poll() is None]
    for process in alive:
        process.terminate()
    for process in alive:
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
