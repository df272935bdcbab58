"""The database goes away under load and comes back: nothing acknowledged is lost, and nobody has to start anything."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import UUID

import psycopg
import pytest

import postgres
from journeys.served import DATABASE_ADDRESS, PASSWORD, Clinic, until
from leeward.clinic.infusions.shares import COUNT, SHARE
from leeward.devices.hl7_write import encode
from leeward.devices.mllp_client import CannotSend, Client
from leeward.infusion.vitals import GenerationMode, Reading, VitalKind

DEVICE = "mon-1"
TEMPLATE = "migrated"
LONG_S = 90  # the machine of a test is busy


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    """A server whose every commit reaches the disk: its plug is pulled."""
    with postgres.running(is_careful=True) as made:
        migrated(made.make(TEMPLATE))
        yield made


def migrated(address: str) -> None:
    """Bring a database to this version, once for every clinic of this file."""
    django = {"DJANGO_SETTINGS_MODULE": "leeward.clinic.settings", "LEEWARD_DATABASE_URL": address}
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    assert subprocess.run(command, env={**os.environ, **django}, timeout=400).returncode == 0


@pytest.fixture
def clinic(tmp_path: Path, cluster: postgres.Cluster, request) -> Iterator[Clinic]:
    """A clinic with its records in a database of its own."""
    made = Clinic(tmp_path, database=cluster.make(f"clinic_{abs(hash(request.node.name))}", template=TEMPLATE))
    try:
        yield made
    finally:
        made.stop()


class Monitor:
    """Sends a beat after another, each until it is acknowledged, and remembers which were."""

    def __init__(self, port: int) -> None:
        self._port, self._stopping = port, Event()
        self.acknowledged: list[tuple[float, str]] = []
        self.refused = 0
        self._thread = Thread(target=lambda: asyncio.run(self._send()), daemon=True)
        self._thread.start()

    async def _send(self) -> None:
        number = 0
        while not self._stopping.is_set():
            number += 1
            message_id = f"beat-{number}"
            raw = _beat(number, message_id)
            while not self._stopping.is_set() and not await self._sent(raw, message_id):
                await asyncio.sleep(0.2)
            await asyncio.sleep(0.05)

    async def _sent(self, raw: bytes, message_id: str) -> bool:
        async with Client("127.0.0.1", self._port, attempts=1, answer_s=30) as client:
            try:
                answer = await client.send_one(raw)
            except CannotSend:
                self.refused += 1
                return False
        if answer.code != "AA":
            self.refused += 1
            return False
        self.acknowledged.append((time.monotonic(), message_id))
        return True

    def since(self, at: float) -> int:
        return sum(each > at for each, _ in self.acknowledged)

    def stop(self) -> set[str]:
        self._stopping.set()
        self._thread.join(60)
        return {message_id for _, message_id in self.acknowledged}


def _beat(number: int, message_id: str) -> bytes:
    at = datetime.now(UTC)
    reading = Reading(
        reading_id=UUID(int=number), kind=VitalKind.HEART_RATE, value=60 + number % 10, unit=VitalKind.HEART_RATE.unit,
        at=at, received_at=at, source="monitor", device=DEVICE, mode=GenerationMode.DEMO,
    )  # fmt: skip
    return encode([reading], message_id=message_id, device_id=DEVICE, sent_at=at, mode=GenerationMode.DEMO)


def page(clinic: Clinic) -> tuple[int, str]:
    """A page that asks who is there."""
    asked = Request(f"{clinic.address}/", headers={"Cookie": "sessionid=somebody"})  # noqa: S310 - our own server
    try:
        with urlopen(asked, timeout=60) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except HTTPError as answer:
        return answer.code, answer.read().decode()


def kept(clinic: Clinic) -> list[str]:
    with psycopg.connect((clinic.records / DATABASE_ADDRESS).read_text()) as connection:
        return [told for (told,) in connection.execute("SELECT message_id FROM infusions_frame")]


@pytest.mark.hazard("H25 Server crash: the database goes away and comes back")
def test_while_it_is_away_nothing_is_acknowledged_and_when_it_is_back_all_goes_on(clinic, cluster):
    clinic.serve()
    clinic.seed("running", family="Survivor", chair="1", device_id=DEVICE, password=PASSWORD)
    gateway = clinic.gateway_pid()
    monitor = Monitor(clinic.gateway_port)
    until(lambda: len(monitor.acknowledged) >= 10, "nothing is acknowledged", within_s=LONG_S)
    assert page(clinic)[0] == 200

    cluster.stop("immediate")
    away_at, refused = time.monotonic() + 0.5, monitor.refused  # an answer of before may be on its way
    until(lambda: monitor.refused > refused, "nothing is refused", within_s=LONG_S)
    status, words = page(clinic)
    assert (status, "The records cannot be reached" in words) == (503, True)
    assert monitor.since(away_at) == 0

    cluster.start()
    back_at = time.monotonic()
    until(lambda: monitor.since(back_at) >= 10, "nothing is acknowledged again", within_s=LONG_S)
    until(lambda: page(clinic)[0] == 200, "the pages do not come back", within_s=LONG_S)
    first = min(at for at, _ in monitor.acknowledged if at > back_at)
    print(f"acknowledged again {first - back_at:.1f} s after the database was back")
    acknowledged = monitor.stop()
    found = kept(clinic)
    assert acknowledged - set(found) == set(), "an acknowledged message is lost"
    assert len(found) == len(set(found))
    assert clinic.gateway_pid() == gateway, "nobody was started again"
    assert clinic.processes[0].runs


def holders(clinic: Clinic) -> dict[int, int]:
    """How many shares each session holds."""
    question = (
        "SELECT pid, count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = %s AND granted GROUP BY 1"
    )
    with psycopg.connect((clinic.records / DATABASE_ADDRESS).read_text()) as connection:
        return dict(connection.execute(question, [SHARE]).fetchall())


def alarms(clinic: Clinic) -> list[tuple[str, str, str]]:
    """What the journal says of alarms: (kind, alarm key, priority), in its order."""
    question = (
        "SELECT kind, body ->> 'alarm_key', coalesce(body ->> 'priority', '') FROM infusions_journalentry "
        "WHERE kind IN ('AlarmRaised', 'AlarmCleared') ORDER BY seq"
    )
    with psycopg.connect((clinic.records / DATABASE_ADDRESS).read_text()) as connection:
        return connection.execute(question).fetchall()


def twice(told: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """What says of an alarm what stood already: raised as urgently again, or ended though it did not stand."""
    stands: dict[str, str] = {}
    found = []
    for kind, key, priority in told:
        if (kind == "AlarmRaised" and stands.get(key) == priority) or (kind == "AlarmCleared" and key not in stands):
            found.append((kind, key, priority))
        if kind == "AlarmRaised":
            stands[key] = priority
        else:
            stands.pop(key, None)
    return found


@pytest.mark.hazard("H25 Server crash: any one process is killed and its beds are watched by another")
def test_killing_any_gateway_or_web_process_under_load_loses_nothing_acknowledged(clinic):
    clinic.serve("--gateways", "2")
    clinic.seed("running", family="Survivor", chair="1", device_id=DEVICE, password=PASSWORD)
    until(lambda: sorted(holders(clinic).values()) == [32, 32], "they do not share fairly", within_s=LONG_S)
    monitor = Monitor(clinic.gateway_port)
    until(lambda: len(monitor.acknowledged) >= 10, "nothing is acknowledged", within_s=LONG_S)

    for pid in sorted(clinic.members("leeward.cli gateway")):
        until(lambda: len(holders(clinic)) == 2, "the killed one did not come back", within_s=LONG_S)
        before = set(holders(clinic))
        os.kill(pid, signal.SIGKILL)
        killed_at = time.monotonic()
        until(lambda b=before: is_taken_over(holders(clinic), b), "nobody took over", within_s=LONG_S, every_s=0.05)
        print(f"its shares were another's after {time.monotonic() - killed_at:.2f} s")
        until(lambda at=killed_at: monitor.since(at) >= 5, "nothing is acknowledged any more", within_s=LONG_S)
    os.kill(min(clinic.members("leeward.clinic.wsgi")), signal.SIGKILL)
    until(lambda: page(clinic)[0] == 200, "the pages do not come back", within_s=LONG_S)

    acknowledged, found = monitor.stop(), kept(clinic)
    assert acknowledged - set(found) == set(), "an acknowledged message is lost"
    assert len(found) == len(set(found))
    assert alarms(clinic), "so that it proves something"
    assert twice(alarms(clinic)) == []
    assert clinic.processes[0].runs


def is_taken_over(now: dict[int, int], before: set[int]) -> bool:
    return sum(now.values()) == COUNT and set(now) != before
