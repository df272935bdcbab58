"""Several gateways and page processes on one PostgreSQL: one killed disturbs no other, and the hub hears all."""

import os
import signal
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

import postgres
from journeys.served import PASSWORD, Clinic, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

BEYOND = 100  # a gateway's probes, counted from its port


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """A clinic whose records lie in PostgreSQL, stopped whatever happens."""
    with postgres.running(is_careful=False) as cluster:
        made = Clinic(tmp_path, database=cluster.make("clinic"))
        try:
            yield made
        finally:
            made.stop()


def answered(port: int, path: str) -> int:
    """The status of an answer, 0 where there is none."""
    call = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        call.request("GET", path)
        return call.getresponse().status
    except OSError:
        return 0
    finally:
        call.close()


@pytest.mark.hazard("H25 server crash")
def test_one_gateway_of_two_is_killed_and_the_others_go_on(clinic):
    server = clinic.serve("--web", "2", "--gateways", "2")
    probes = [clinic.gateway_port + BEYOND + number for number in range(2)]
    for port in probes:
        until(lambda port=port: answered(port, "/readyz") == 200, "a gateway is not ready", within_s=90)
    gateways = clinic.members("leeward.cli gateway")
    of_theirs = clinic.members("leeward.cli.gateway_writer")  # who writes for a gateway ends with it
    others = set(clinic.members()) - set(gateways) - set(of_theirs)
    assert len(gateways) == 2, gateways
    killed = min(gateways)
    os.kill(killed, signal.SIGKILL)
    until(lambda: len(set(clinic.members("leeward.cli gateway")) - {killed}) == 2, "the gateway did not come back")
    assert others <= set(clinic.members())
    assert set(gateways) - {killed} <= set(clinic.members())
    until(lambda: all(answered(port, "/readyz") == 200 for port in probes), "not everything is ready", within_s=90)
    assert server.runs
    assert server.ask_to_stop() == 0, server.said()
    until(lambda: not clinic.members(), f"children outlive the server: {clinic.members()}", within_s=20)


def test_a_page_hears_what_another_process_wrote(clinic):
    clinic.serve()
    made = clinic.seed("running", family="Heard", chair="1", device_id="mon-1", password=PASSWORD)
    session = clinic.seed("signed_in", username="nurse")["session"]
    call = HTTPConnection("127.0.0.1", clinic.hub_port, timeout=30)
    call.request("GET", f"/events/infusion/{made['infusion_id']}/", headers={"Cookie": f"sessionid={session}"})
    stream = call.getresponse()
    assert stream.status == 200, stream.read()
    told = iter(stream.readline, b"")
    assert next(line for line in told if line.startswith(b"event: ")) == b"event: look\n"
    clinic.seed("noted", infusion_id=made["infusion_id"], words="written elsewhere")
    assert next(line for line in told if line.startswith(b"event: changed"))
    assert made["infusion_id"].encode() in next(told)
    call.close()
