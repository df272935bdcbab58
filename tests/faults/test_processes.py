"""The clinic's processes on a bad day: a taken port, no folder, a stop, a kill of one, a kill of all."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest

import migrated
from journeys.served import PASSWORD, Clinic, answers, environment, free_port, until
from leeward.devices.hl7_write import encode
from leeward.devices.mllp_client import CannotSend, Client
from leeward.infusion.vitals import GenerationMode, Reading, VitalKind

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

DEVICE = "mon-1"
ANSWERED_BEFORE_THE_KILL = (5, 60, 25)


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """A clinic in a folder of its own, stopped whatever happens."""
    made = Clinic(tmp_path)
    try:
        yield made
    finally:
        made.stop()


def serve_and_wait(home: Path, *, port: int, gateway_port: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "leeward.cli", "serve", "--port", str(port), "--gateway-port", str(gateway_port)]
    return subprocess.run(command, env=environment(home), cwd="/", capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("option", ["--port", "--gateway-port"])
def test_a_taken_port_is_refused_with_a_sentence(tmp_path, option):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken, spare = other.getsockname()[1], free_port()
        ports = {"port": taken, "gateway_port": spare} if option == "--port" else {"port": spare, "gateway_port": taken}
        done = serve_and_wait(tmp_path / "home", **ports)
    assert done.returncode == 1
    assert f"Port {taken} is taken" in done.stderr
    assert f"choose another port with {option}." in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home" / "leeward.sqlite3").exists(), "nothing is made where nothing can be served"


@pytest.mark.parametrize("where", ["below a file", "a folder of the kernel's"])
def test_a_folder_that_cannot_be_written_is_refused_with_a_sentence(tmp_path, where):
    file = tmp_path / "a file"
    file.write_text("")
    home = file / "home" if where == "below a file" else Path("/proc")  # holds for root too
    done = serve_and_wait(home, port=free_port(), gateway_port=free_port())
    assert done.returncode == 1
    assert f"The folder {home} cannot be used" in done.stderr
    assert "LEEWARD_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_none_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "leeward.sqlite3").write_bytes(b"this is no database at all, but a letter to the editor" * 40)
    done = serve_and_wait(tmp_path, port=free_port(), gateway_port=free_port())
    assert done.returncode == 1
    assert "The database cannot be opened or written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_that_begins_with_an_empty_folder_stops_its_children_when_it_is_stopped(clinic):
    (clinic.records / migrated.NAME).unlink()
    server = clinic.serve()
    assert len(clinic.members()) >= 3
    assert server.ask_to_stop() == 0, server.said()
    until(lambda: not clinic.members(), f"children outlive the server: {clinic.members()}", within_s=10)
    assert not answers(clinic.port)
    assert not answers(clinic.gateway_port)


def test_a_killed_gateway_is_started_again(clinic):
    server = clinic.serve()
    first = clinic.gateway_pid()
    os.kill(first, signal.SIGKILL)
    until(
        lambda: clinic.gateway_pid() not in {None, first} and answers(clinic.gateway_port),
        "the gateway did not come back",
    )
    assert server.runs
    assert "gateway stopped with status -9; starting it again." in server.said()
    assert clinic.is_up()


def test_a_killed_hub_is_started_again_and_disturbs_no_other(clinic):
    server = clinic.serve()
    others = {pid: told for pid, told in clinic.members().items() if pid not in clinic.hub_pids()}
    before = clinic.hub_pids()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    until(lambda: clinic.hub_pids() and not clinic.hub_pids() & before and clinic.is_up(), "the hub did not come back")
    assert "hub stopped with status -9; starting it again." in server.said()
    assert set(others) <= set(clinic.members())


def beat(number: int, *, at: datetime) -> tuple[bytes, float]:
    """One message of the monitor, and its heart rate, which no other message has."""
    value = 60 + number / 100
    reading = Reading(
        reading_id=UUID(int=number), kind=VitalKind.HEART_RATE, value=value, unit=VitalKind.HEART_RATE.unit,
        at=at, received_at=at, source="monitor", device=DEVICE, mode=GenerationMode.DEMO,
    )  # fmt: skip
    message_id = f"beat-{number}"
    return encode([reading], message_id=message_id, device_id=DEVICE, sent_at=at, mode=GenerationMode.DEMO), value


async def send_until_killed(clinic: Clinic, numbers: Iterator[int], *, kill_after: int) -> list[float]:
    """Send beats one after another; kill everything while one is under way; return what was acknowledged."""
    kept: list[float] = []
    enough = asyncio.Event()
    client = Client("127.0.0.1", clinic.gateway_port, attempts=1, answer_s=20)

    async def send() -> None:
        for number in numbers:
            raw, value = beat(number, at=datetime.now(UTC))
            answer = await client.send_one(raw)
            assert answer.code == "AA", answer
            kept.append(value)
            if len(kept) >= kill_after:
                enough.set()

    sending = asyncio.create_task(send())
    async with asyncio.timeout(60):
        await asyncio.wait([sending, asyncio.create_task(enough.wait())], return_when=asyncio.FIRST_COMPLETED)
        await asyncio.to_thread(clinic.kill_everything)
        with pytest.raises(CannotSend):
            await sending
    await client.close()
    return kept


@pytest.mark.hazard("H25 server crash")
def test_what_was_acknowledged_survives_a_kill_of_everything(clinic):
    made = clinic.seed("running", family="Survivor", chair="1", device_id=DEVICE, password=PASSWORD)
    numbers, acknowledged = count(1), []
    for place, kill_after in enumerate(ANSWERED_BEFORE_THE_KILL):
        _ = clinic.listen() if place else clinic.serve()
        acknowledged += asyncio.run(send_until_killed(clinic, numbers, kill_after=kill_after))
    clinic.listen()  # and it goes on
    found = clinic.seed("account", infusion_id=made["infusion_id"])
    assert len(acknowledged) >= sum(ANSWERED_BEFORE_THE_KILL)
    assert not set(acknowledged) - set(found["heart_rates"]), "an acknowledged reading is lost"
    assert len(found["heart_rates"]) == len(set(found["heart_rates"]))
    assert found["broken_at"] is None
    assert found["state"] == found["replayed"] == "running"
