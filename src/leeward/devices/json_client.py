"""A sender of JSON lines that does not let one go before it is answered."""

import asyncio
import json

from leeward.devices.hl7_write import Acknowledgement
from leeward.devices.mllp_client import CannotSend

KEPT, AGAIN, REFUSED = "AA", "AE", "AR"


class LinesClient:
    """Says hello when it calls, and sends one line at a time; the answers are told in HL7's words, as the other's."""

    def __init__(self, host: str, port: int, *, device: str, secret: str = "", answer_s: float = 10.0) -> None:
        self._host, self._port, self._answer_s = host, port, answer_s
        self._hello = json.dumps({"device": device, "secret": secret}).encode() + b"\n"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send_one(self, line: bytes) -> Acknowledgement:
        """Return the answer: AA kept, AR refused for good, AE send it again. Raises CannotSend where nobody answers."""
        try:
            async with asyncio.timeout(self._answer_s):
                return await self._send(line)
        except (OSError, ValueError) as why:
            await self.close()
            said = str(why) or "the time for it is over"  # a timeout says nothing of itself
            raise CannotSend(f"{self._host}:{self._port} did not answer: {said}.") from why

    async def _send(self, line: bytes) -> Acknowledgement:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
            self._streams[1].write(self._hello)
            welcome = _answer(await self._streams[0].readline())
            if welcome.code == REFUSED:
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


def _answer(line: bytes) -> Acknowledgement:
    if not line:
        raise ConnectionResetError("the connection was closed")
    told = json.loads(line)
    is_yes = told.get("kept", "speaks" in told)
    code = KEPT if is_yes else AGAIN if told.get("again") else REFUSED
    return Acknowledgement(code=code, message_id=told.get("message", ""), text=told.get("why", ""))
