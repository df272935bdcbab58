"""Monitors call here: HL7 over MLLP, answered with yes only when the reading is on disk."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from ssl import SSLContext
from typing import Final, Self

from leeward.devices.hl7_text import quoted
from leeward.devices.hl7v2 import acknowledge, parse
from leeward.devices.mllp_client import CannotSend as CannotSend
from leeward.devices.mllp_client import Client as Client
from leeward.devices.mllp_frames import MAX_FRAME_BYTES, Deframer, framed
from leeward.devices.port import BadReading, CannotTake, DeviceMessage, Sink

logger = logging.getLogger(__name__)
PIECE_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one sender may take of us. A monitor is silent for minutes when it measures nothing: idle is long."""

    max_frame_bytes: int = MAX_FRAME_BYTES
    max_connections: int = 32
    idle_s: float = 900.0
    frame_s: float = 30.0
    sink_s: float = 10.0


@dataclass(slots=True, kw_only=True)
class Counts:
    """What came in since the start, for the page that shows whether the gateway is well."""

    connections: int = 0
    refused_connections: int = 0
    timed_out: int = 0
    taken: int = 0
    rejected: int = 0
    not_kept: int = 0
    too_long: int = 0
    truncated: int = 0
    garbage_bytes: int = 0
    last_taken_at: datetime | None = None


class Listener:
    """The server: each connection in its own task, one message at a time, so that a slow disk slows the sender."""

    def __init__(
        self, sink: Sink, *, now: Callable[[], datetime], assumed_zone: tzinfo = UTC, bounds: Bounds | None = None
    ) -> None:
        self.counts = Counts()
        self._sink, self._now, self._assumed_zone = sink, now, assumed_zone
        self._bounds = bounds or Bounds()
        self._open: set[asyncio.Task[None]] = set()
        self._speakers: dict[str, tuple[asyncio.Task[None] | None, str]] = {}
        self._server: asyncio.Server | None = None
        self._closing = False

    async def start(
        self, host: str = "127.0.0.1", port: int = 2575, *, tls: SSLContext | None = None, shared: bool = False
    ) -> None:
        """Listen; port 0 takes a free one, which `port` then tells. Raises OSError when the port is taken.

        Several processes that all say `shared` listen on one port, and the system deals the calls out among them.
        """
        self._server = await asyncio.start_server(self._serve, host, port, ssl=tls, reuse_port=shared or None)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        if self._server is None or not self._server.sockets:
            raise RuntimeError("The listener is not started; call start() first.")
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def connections(self) -> int:
        """The monitors that are connected now."""
        return len(self._open)

    async def close(self) -> None:
        """Stop listening and hang up; what was not answered will be sent again."""
        if self._server is not None:
            self._closing = True
            self._server.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)
            await self._server.wait_closed()
            self._server = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._open) >= self._bounds.max_connections:
            self.counts.refused_connections += 1
            writer.close()
            return
        self._open.add(task)
        self.counts.connections += 1
        deframer = Deframer(max_frame_bytes=self._bounds.max_frame_bytes)
        try:
            await self._talk(reader, writer, deframer)
        except TimeoutError:
            self.counts.timed_out += 1
        except OSError as why:
            logger.info("A monitor's connection ended: %s", why)
        except asyncio.CancelledError:
            # Hung up by `close`. Python 3.11's streams report a cancelled connection as an error, so it ends as done.
            if not self._closing:
                raise
        finally:
            self._open.discard(task)
            self._speakers = {name: by for name, by in self._speakers.items() if by[0] is not task}
            self.counts.garbage_bytes += deframer.garbage_bytes
            self.counts.truncated += deframer.truncated + deframer.is_open
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, deframer: Deframer) -> None:
        peer = str((writer.get_extra_info("peername") or ("",))[0])
        clock = asyncio.get_running_loop().time
        was_open, until = False, clock() + self._bounds.idle_s
        while piece := await self._read(reader, until):
            messages = deframer.feed(piece)
            for message in messages:
                await self._say(writer, await self._answer(message, peer))
            if deframer.too_long is not None:
                self.counts.too_long += 1
                why = f"The message is longer than {self._bounds.max_frame_bytes} bytes."
                await self._say(writer, acknowledge(deframer.too_long, "AR", why, at=self._now()))
                return
            if messages or deframer.is_open != was_open:
                was_open = deframer.is_open
                until = clock() + (self._bounds.frame_s if was_open else self._bounds.idle_s)

    async def _read(self, reader: asyncio.StreamReader, until: float) -> bytes:
        """Read on, but not beyond `until`: a byte now and then, or bytes that are no message, keep nobody's place."""
        async with asyncio.timeout_at(until):
            return await reader.read(PIECE_BYTES)

    async def _say(self, writer: asyncio.StreamWriter, answer: bytes) -> None:
        writer.write(framed(answer))
        async with asyncio.timeout(self._bounds.frame_s):
            await writer.drain()

    async def _answer(self, raw: bytes, peer: str) -> bytes:
        now = self._now()
        try:
            message = parse(raw, received_at=now, assumed_zone=self._assumed_zone, peer=peer)
        except BadReading as why:
            self.counts.rejected += 1
            logger.warning("A message from %s was refused: %s", peer, why)
            return acknowledge(raw, "AR", str(why), at=now)
        trouble = self._mistaken(message) or await self._keep(message)
        if trouble:
            self.counts.not_kept += 1
            return acknowledge(raw, "AE", trouble, at=now)
        self.counts.taken += 1
        self.counts.last_taken_at = now
        return acknowledge(raw, "AA", at=now)

    def _mistaken(self, message: DeviceMessage) -> str:
        """Two monitors of one model may call themselves the same: then neither's readings may pass for the other's."""
        task = asyncio.current_task()
        speaker, address = self._speakers.get(message.device_id, (task, message.peer))
        if speaker is not task and address != message.peer:
            return (
                f"Another monitor, at {address}, is connected under the same name {quoted(message.device_id)}. "
                "Give each its own name (MSH-3)."
            )
        self._speakers[message.device_id] = (task, message.peer)
        return ""

    async def _keep(self, message: DeviceMessage) -> str:
        """Hand the message on; return nothing when it is kept, else the sentence for the sender."""
        try:
            async with asyncio.timeout(self._bounds.sink_s):
                await self._sink.take(message)
        except CannotTake as why:
            return str(why)
        except TimeoutError:
            return f"The reading was not kept within {self._bounds.sink_s:g} s; send it again."
        except Exception:
            # Whatever is wrong with our storage, the monitor must hear no, and the other beds go on.
            logger.exception("Message %s was not kept", message.message_id)
            return "The reading could not be kept; send it again."
        return ""
