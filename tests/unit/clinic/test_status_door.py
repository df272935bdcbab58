"""The small door of a process without pages: it answers probes, and nobody can hold it open."""

import asyncio

import pytest

from leeward.clinic.upkeep import door


async def ready():
    return 503, "application/json", b'{"ready": false}'


def told(sent, *, then=b""):
    """What the door answers to these bytes."""

    async def ask():
        server = await door.open_door("127.0.0.1", 0, {"/readyz": ready})
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        if then is None:
            writer.write_eof()
        async with asyncio.timeout(20):
            answered = await reader.read()
        writer.close()
        server.close()
        await server.wait_closed()
        return answered

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [
        ("GET /healthz", b"200 OK", b"ok\n"),
        ("GET /readyz", b"503 Service Unavailable", b'{"ready": false}'),
        ("GET /elsewhere", b"404 Not Found", b"Nothing is here.\n"),
        ("POST /healthz", b"405 Method Not Allowed", b"Only GET.\n"),
    ],
)
def test_a_probe_is_answered(asked, status, body):
    answered = told(f"{asked} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    head, _, rest = answered.partition(b"\r\n\r\n")
    assert status in head.splitlines()[0]
    assert rest == body


@pytest.mark.parametrize("sent", [b"", b"\0\0\0", b"GET /healthz HTTP/1.1\r\n", b"x" * 100_000, b"\r\n\r\n"])
def test_what_is_no_request_is_let_go(monkeypatch, sent):
    monkeypatch.setattr(door, "ASKED_WITHIN_S", 0.2)
    answered = told(sent, then=None)
    assert answered == b"" or b" 200 " in answered or b" 405 " in answered
