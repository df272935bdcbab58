"""The gateway's ports: the one that is taken is told with the option that names another."""

import asyncio
import socket

import pytest

from leeward.cli.gateway_doors import CannotListen, Doors, Ports


class Sink:
    async def take(self, _):
        raise AssertionError

    async def set_aside(self, _):
        raise AssertionError


class Status:
    """A status door that opens whatever port it is given, as the real one does."""

    def __init__(self):
        self.server = None

    async def open(self, port):
        if port is not None:
            self.server = await asyncio.start_server(lambda *_: None, "127.0.0.1", port)

    async def close(self):
        if self.server is not None:
            self.server.close()


async def opened(ports):
    doors = Doors(Sink(), now=lambda: None, register=lambda: None, status=Status())
    try:
        await doors.open(ports)
        return doors.hl7.port
    finally:
        await doors.close()


@pytest.mark.parametrize(("own", "option"), [("hl7", "--port"), ("json", "--json-port"), ("status", "--status-port")])
def test_a_port_that_is_taken_is_told_with_the_option_that_names_another(own, option):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ports = {"host": "127.0.0.1", "hl7": 0, own: port}
        with pytest.raises(CannotListen, match=rf"Port {port} cannot be listened on.* Choose another with {option}\."):
            asyncio.run(opened(Ports(**ports)))


def test_all_ports_are_opened_and_given_back(capsys):
    assert asyncio.run(opened(Ports(host="127.0.0.1", hl7=0, json=0, status=0))) > 0
    assert "listens for JSON lines on" in capsys.readouterr().out
