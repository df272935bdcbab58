"""The small door of a process that serves no pages: does it live, is it ready, what did it count."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Final

logger = logging.getLogger(__name__)
ASKED_WITHIN_S: Final = 5.0
LONGEST_LINE: Final = 8_192  # bytes; what asks here is a probe
LIVES: Final = b"ok\n"
WORDS: Final = {200: "OK", 404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"}

Answer = tuple[int, str, bytes]
Answers = dict[str, Callable[[], Awaitable[Answer]]]


async def open_door(host: str, port: int, answers: Answers) -> asyncio.Server:
    """Listen for GET requests and answer those paths; `/healthz` says that the loop turns. Raises OSError."""

    async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(ASKED_WITHIN_S):
                line = await reader.readline()
                while (await reader.readline()).strip():
                    pass
                status, kind, body = await _answer(line.decode("latin-1").split(), answers)
                writer.write(_written(status, kind, body))
                await writer.drain()
        except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError):
            pass  # whoever asked went away, or never asked
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    return await asyncio.start_server(answered, host, port, limit=LONGEST_LINE)


async def _answer(asked: list[str], answers: Answers) -> Answer:
    method, path = (*asked, "", "")[:2]
    if method not in ("GET", "HEAD"):
        return 405, "text/plain", b"Only GET.\n"
    if path == "/healthz":
        return 200, "text/plain", LIVES
    answer = answers.get(path)
    return await answer() if answer else (404, "text/plain", b"Nothing is here.\n")


def _written(status: int, kind: str, body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 {status} {WORDS[status]}\r\ncontent-type: {kind}; charset=utf-8\r\ncontent-length: {len(body)}\r\n"
        "cache-control: no-store\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body
