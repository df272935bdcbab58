"""A sender of HL7 messages over MLLP that does not let one go before it is answered."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from ssl import SSLContext
from typing import Self

from leeward.devices.hl7_write import Acknowledgement, message_id_of, read_acknowledgement
from leeward.devices.mllp_frames import Deframer, framed
from leeward.devices.port import BadReading


class CannotSend(Exception):
    """Nobody answered for the message, however often it was tried."""


class Client:
    """Sends one message at a time; after a lost connection or an AE the same message is sent again."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        answer_s: float = 10.0,
        retry_s: float = 1.0,
        attempts: int = 5,
        tls: SSLContext | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._host, self._port, self._tls = host, port, tls
        self._answer_s, self._retry_s, self._attempts, self._sleep = answer_s, retry_s, attempts, sleep
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._deframer = Deframer()
        self._answers: list[bytes] = []
        self.resent = 0

    async def send(self, messages: Iterable[bytes]) -> tuple[Acknowledgement, ...]:
        """Send the messages in their order, each when the one before is answered."""
        return tuple([await self.send_one(message) for message in messages])

    async def send_one(self, message: bytes) -> Acknowledgement:
        """Return the answer: AA kept, AR refused for good, AE if it was not kept at the last attempt either.

        Raises CannotSend when no attempt was answered.
        """
        answer: Acknowledgement | None = None
        why: Exception | None = None
        for attempt in range(self._attempts):
            if attempt:
                self.resent += 1
                await self._sleep(self._retry_s * attempt)
            try:
                answer = await self._try(message)
            except (OSError, BadReading) as trouble:
                why = trouble
                await self.close()
                continue
            if answer.code[1:] != "E":
                return answer
        if answer is None:
            times = f" {self._attempts} times" if self._attempts > 1 else ""
            said = str(why or "") or "the time for it is over"  # a timeout says nothing of itself
            raise CannotSend(f"{self._host}:{self._port} did not answer{times}: {said}.")
        return answer

    async def close(self) -> None:
        """Hang up; the next message calls again."""
        if self._streams is not None:
            _, writer = self._streams
            self._streams = None
            writer.close()
            await asyncio.gather(writer.wait_closed(), return_exceptions=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.close()

    async def _try(self, message: bytes) -> Acknowledgement:
        async with asyncio.timeout(self._answer_s):
            if self._streams is None:
                self._streams = await asyncio.open_connection(self._host, self._port, ssl=self._tls)
                self._deframer, self._answers = Deframer(), []
            reader, writer = self._streams
            writer.write(framed(message))
            await writer.drain()
            return await self._hear(reader, message_id_of(message))

    async def _hear(self, reader: asyncio.StreamReader, message_id: str) -> Acknowledgement:
        """Read answers until the one for this message; a late answer to an earlier one is passed over."""
        while True:
            while self._answers:
                answer = read_acknowledgement(self._answers.pop(0))
                if answer.message_id in (message_id, ""):
                    return answer
            piece = await reader.read(1024 * 64)
            if not piece:
                raise ConnectionResetError("the connection was closed")
            self._answers += self._deframer.feed(piece)
