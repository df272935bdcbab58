"""What docs/how-to/run-a-clinic.md hands out really starts: each line of the Procfile, each unit of systemd."""

import configparser
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen
from uuid import uuid4

import pytest

from journeys.served import ROOT, environment, free_port, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="units of systemd, and process groups")

DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
LASTING = ("web", "hub", "gateway", "worker")
ASKED_AT = {"web": "WEB_PORT", "hub": "HUB_PORT", "gateway": "STATUS_PORT", "worker": "WORKER_PORT"}
INSTALLED = "/opt/leeward/.venv/bin/python"


class Started:
    """Processes that a test started, by name, and the end of all of them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "records"
        self.home.mkdir()
        ports = {name: str(free_port()) for name in (*ASKED_AT.values(), "GATEWAY_PORT")}
        self.environment = {**environment(self.home), **ports}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: list[str], **told: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env={**told, **self.environment}, stdout=log, stderr=log, start_new_session=True
            )

    def run(self, command: list[str]) -> None:
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr

    def answer(self, name: str, path: str) -> tuple[int, bytes]:
        """What a process answers; (0, b"") where it does not."""
        try:
            with urlopen(f"http://127.0.0.1:{self.environment[ASKED_AT[name]]}{path}", timeout=20) as told:
                return told.status, told.read()
        except HTTPError as refused:
            return refused.code, refused.read()
        except (URLError, OSError):
            return 0, b""

    def lives(self, name: str) -> bool:
        assert self.running[name].poll() is None, (self.folder / f"{name}.log").read_text()
        return self.answer(name, "/healthz")[0] == 200

    def stop(self) -> dict[str, int]:
        for process in self.running.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        ended = {}
        for name, process in self.running.items():
            try:
                ended[name] = process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                ended[name] = process.wait()
        return ended


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    made = Started(tmp_path)
    yield made
    made.stop()


def procfile() -> dict[str, str]:
    """The lines of the Procfile by name."""
    lines = (DEPLOY / "Procfile").read_text().splitlines()
    return {name: command.strip() for name, _, command in (line.partition(":") for line in lines if line.strip())}


def unit(name: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment]
    read.read(UNITS / name)
    return read


def filled(command: str, values: Mapping[str, str]) -> list[str]:
    """The command of a unit as systemd would run it, with the test's own Python."""
    for key, value in values.items():
        command = command.replace(f"${{{key}}}", value)
    assert "$" not in command, command
    assert INSTALLED in command
    return shlex.split(command.replace(INSTALLED, sys.executable))


def everything_is_ready(started: Started) -> None:
    """Each process lives; with all four up each is ready, and one that ends is missed by none of the others."""
    for name in LASTING:
        until(lambda name=name: started.lives(name), f"{name} does not answer /healthz", within_s=90)
    for name in LASTING:
        until(
            lambda name=name: started.answer(name, "/readyz")[0] == 200,
            f"{name} is not ready: {started.answer(name, '/readyz')}",
            within_s=90,
        )
        assert json.loads(started.answer(name, "/readyz")[1])["ready"]
    assert b"leeward_watchers" in started.answer("hub", "/metrics")[1]
    assert b"leeward_queue_depth" in started.answer("gateway", "/metrics")[1]
    os.killpg(started.running["hub"].pid, signal.SIGKILL)
    started.running.pop("hub").wait(20)
    assert started.answer("hub", "/healthz") == (0, b"")
    assert all(started.lives(name) for name in ("web", "gateway"))


@pytest.mark.hazard("H25 server crash")
def test_every_line_of_the_procfile_starts_and_is_ready(started):
    lines = procfile()
    assert set(lines) == {"release", *LASTING}
    ours = {name: line.replace(".venv/bin/python", sys.executable) for name, line in lines.items()}
    commands = {name: ["sh", "-c", f"exec {line}"] for name, line in ours.items()}
    started.run(commands["release"])
    for name in LASTING:
        started.start(name, commands[name])
    everything_is_ready(started)
    assert set(started.stop().values()) <= {0, -signal.SIGTERM}


@pytest.mark.hazard("H25 server crash")
@pytest.mark.hazard("H37 unauthorised access")
def test_the_command_of_every_unit_starts_and_is_ready(started):
    values = {**started.environment}
    started.run(filled(unit("leeward-upgrade.service")["Service"]["ExecStart"], values))
    for name in LASTING:
        service = unit(f"leeward-{name}.service")["Service"]
        told = dict(pair.split("=", 1) for pair in shlex.split(service["Environment"]))
        assert told["LEEWARD_HOME"] == "/var/lib/leeward"
        assert service["Restart"] == "always"
        started.start(name, filled(service["ExecStart"], values), **told)
    everything_is_ready(started)
    person = uuid4()
    assert started.answer("web", f"/people/{person}/?name=Esempio")[0] == 200  # the page to sign in
    assert started.answer("web", f"/{person}/Esempio/1985-07-14/")[0] == 404
    lines = until(lambda: told_of_404(started), "the request was not logged")
    assert all(json.loads(line)["logger"] for line in lines)
    assert not [line for line in lines if str(person) in line or "Esempio" in line or "1985" in line]


def told_of_404(started: Started) -> list[str]:
    """The lines of the pages' log, once one tells of a request that was for nothing."""
    lines = [line for line in (started.folder / "web.log").read_text().splitlines() if line.startswith("{")]
    return lines if any('"status": 404' in line for line in lines) else []


def test_systemd_takes_every_unit(tmp_path):
    """Verified as they are, but for where Leeward and its user are on this machine."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd on this machine")
    for path in UNITS.iterdir():
        text = path.read_text().replace(INSTALLED, sys.executable)
        (tmp_path / path.name).write_text(text.replace("=leeward\n", "=root\n").replace("=/opt/leeward", f"={ROOT}"))
    units = sorted(str(path) for path in tmp_path.iterdir())
    done = subprocess.run([analyze, "verify", *units], capture_output=True, text=True, timeout=60)
    about_ours = [line for line in (done.stderr + done.stdout).splitlines() if "leeward" in line]
    assert not about_ours, "\n".join(about_ours)


def test_the_backup_unit_names_what_the_command_takes():
    words = shlex.split(unit("leeward-backup.service")["Service"]["ExecStart"])
    done = subprocess.run(
        [sys.executable, "-m", "leeward.cli", "backup", "--help"],
        env=environment(ROOT / "nowhere"), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert all(word in done.stdout for word in words if word.startswith("--"))
