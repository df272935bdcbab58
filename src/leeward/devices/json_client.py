"""A sender of JSON lines that does not let one go before it is answered."""

import asyncio
import json
from dataclasses import dataclass
from enum import StrEnum

from leeward.devices.mllp_client import CannotSend


class Became(StrEnum):
    """What the gateway says of a line."""

    KEPT = "kept"
    AGAIN = "to be sent again"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAnswer:
    """The gateway's answer to one line; `text` says why it was not kept."""

    became: Became
    message_id: str = ""
    text: str = ""


class LinesClient:
    """Says hello when it calls, and sends one line at a time."""

    def __init__(self, host: str, port: int, *, device: str, secret: str = "", answer_s: float = 10.0) -> None:
        self._host, self._port, self._answer_s = host, port, answer_s
        self._hello = json.dumps({"device": device, "secret": secret}).encode() + b"\n"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send_one(self, line: bytes) -> LineAnswer:
        """Return what became of the line; of the hello, where that was refused. Raises CannotSend: nobody answers."""
        try:
            async with asyncio.timeout(self._answer_s):
                return await self._send(line)
        except (OSError, ValueError) as why:
            await self.close()
            said = str(why) or "the time for it is over"  # a timeout says nothing of itself
            raise CannotSend(f"{self._host}:{self._port} did not answer: {said}.") from why

    async def _send(self, line: bytes) -> LineAnswer:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
            self._streams[1].write(self._hello)
            welcome = _answer(await self._streams[0].readline())
            if welcome.became is Became.REFUSED:
                await self.close()
                return welcome
        reader, writer = self._streams
        writer.write(line)
        await writer.drain()
        return _answer(await reader.readline())

    async def close(self) -> None:
        """Hang up; the next line calls again."""
        if self._streams is not None:
            _, writer = self._streams
            self._streams = None
            writer.close()
            await asyncio.gather(writer.wait_closed(), return_exceptions=True)


def _answer(line: bytes) -> LineAnswer:
    if not line:
        raise ConnectionResetError("the connection was closed")
    told = json.loads(line)
    if told.get("kept", "speaks" in told):
        became = Became.KEPT
    else:
        became = Became.AGAIN if told.get("again") else Became.REFUSED
    return LineAnswer(became=became, message_id=told.get("message", ""), text=told.get("why", ""))
