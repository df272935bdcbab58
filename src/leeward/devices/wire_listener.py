"""Where devices call: holds thousands of lines, and lets none of them take what the others need."""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from ssl import SSLContext
from typing import Any, ClassVar, Final, Self

from leeward.devices.hl7_text import quoted
from leeward.devices.port import DeviceMessage, QuickSink, Register, Sink, Unreadable
from leeward.devices.wire import Bounds, Caller, Counts, Speech
from leeward.devices.wire_answers import Answers, Waiting
from leeward.devices.wire_host import Held
from leeward.devices.wire_line import Line
from leeward.devices.wire_room import room_for
from leeward.devices.wire_sink import TaskEach

logger = logging.getLogger(__name__)
BACKLOG: Final = 4096  # after a power cut a whole network's monitors call at once
ASIDE_EVERY_S: Final = 1.0  # of one line; what comes faster is the same trouble again, and is counted
ASIDE_AT_ONCE: Final = 64
HEAD_BYTES: Final = 2048  # as much of what could not be read as a person is shown
LOOKS: Final = 4  # how often, within the shortest of their times, the lines are looked at


class WireListener:
    """The server of one protocol. `register` returns the newest snapshot; without one everybody may speak."""

    speaks: ClassVar[Callable[..., Speech]]
    """Makes the reader and writer of one line."""

    def __init__(
        self,
        sink: Sink,
        *,
        now: Callable[[], datetime],
        assumed_zone: tzinfo = UTC,
        bounds: Bounds | None = None,
        register: Callable[[], Register | None] = lambda: None,
    ) -> None:
        self.counts, self.bounds = Counts(), bounds or Bounds()
        self._now, self._assumed_zone, self._register = now, assumed_zone, register
        self.short_of_room = ""
        self._sink, self._task_each = sink, TaskEach(sink)
        self._quick = sink if isinstance(sink, QuickSink) else None
        self._lines: set[Held] = set()
        self._speakers: dict[str, tuple[Held, str]] = {}
        self._setting_aside: set[asyncio.Task[None]] = set()
        self._to_answer: list[Answers] = []
        self._look: asyncio.TimerHandle | None = None
        self._server: asyncio.Server | None = None

    async def start(
        self, host: str = "127.0.0.1", port: int = 2575, *, tls: SSLContext | None = None, shared: bool = False
    ) -> None:
        """Listen; port 0 takes a free one, which `port` then tells. Raises OSError when the port is taken.

        Several processes that all say `shared` listen on one port, and the system deals the calls out among them.
        """
        self.short_of_room = room_for(self.bounds.max_connections)
        if self.short_of_room:
            logger.warning("%s", self.short_of_room)
        self._server = await asyncio.get_running_loop().create_server(
            lambda: Line(self), host, port, ssl=tls, reuse_port=shared or None, backlog=BACKLOG
        )
        self._look_later()

    @property
    def port(self) -> int:
        """The port that is listened on."""
        if self._server is None or not self._server.sockets:
            raise RuntimeError("The listener is not started; call start() first.")
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def connections(self) -> int:
        """The devices that are connected now."""
        return len(self._lines)

    async def close(self) -> None:
        """Stop listening and hang up; what was not answered will be sent again."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        if self._look is not None:
            self._look.cancel()
        for line in tuple(self._lines):
            line.hang_up()
        while self._lines:
            await asyncio.sleep(0)
        await self._task_each.close()
        await asyncio.gather(*self._setting_aside, return_exceptions=True)
        await server.wait_closed()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.close()

    # --- what a line asks of it ----------------------------------------------------------------------------------

    def now(self) -> datetime:
        """Return this machine's time."""
        return self._now()

    def speech(self, caller: Caller) -> Speech:
        """Return the reader and writer of one line."""
        more: dict[str, Any] = {"assumed_zone": self._assumed_zone, "register": self._register}
        return type(self).speaks(caller, self.bounds, **more)

    def admit(self, line: Held, transport: asyncio.Transport) -> Caller | None:
        """Return who calls, or None where there is no room."""
        if self._server is None or len(self._lines) >= self.bounds.max_connections:
            self.counts.refused_connections += 1
            return None
        self._lines.add(line)
        self.counts.connections += 1
        address = str((transport.get_extra_info("peername") or ("",))[0])
        tls = transport.get_extra_info("ssl_object")
        certificate = tls.getpeercert(binary_form=True) if tls is not None else None
        return Caller(address, f"sha256:{hashlib.sha256(certificate).hexdigest()}" if certificate else None)

    def dismiss(self, line: Held) -> None:
        """Forget a line that has ended, and that its devices spoke through it."""
        self._lines.discard(line)
        for name in line.names:
            if self._speakers.get(name, (None, ""))[0] is line:
                del self._speakers[name]

    def mistaken(self, line: Held, message: DeviceMessage) -> str:
        """Two monitors of one model may call themselves the same: then neither's readings may pass for the other's."""
        name = message.device_id
        known = self._speakers.get(name)
        speaker, address = known or (line, message.peer)
        if known is not None and speaker is line and address == message.peer:
            return ""
        if speaker is not line and address != message.peer:
            return (
                f"Another monitor, at {address}, is connected under the same name {quoted(name)}. "
                "Give each its own name (MSH-3)."
            )
        if name not in line.names:
            if len(line.names) >= self.bounds.names:
                return f"More than {self.bounds.names} devices speak through this one connection."
            line.names.add(name)
        self._speakers[name] = (line, message.peer)
        return ""

    def keep(self, message: DeviceMessage, waiting: Waiting) -> None:
        """Hand the message on."""
        if self._quick is not None:
            self._quick.offer(message, waiting.told)
        else:
            self._task_each.offer(message, waiting)

    def answer_soon(self, answers: Answers) -> None:
        """Send what is answered, once everybody of the same commit was told."""
        if not self._to_answer:
            asyncio.get_running_loop().call_soon(self._answer)
        self._to_answer.append(answers)

    def _answer(self) -> None:
        told, self._to_answer = self._to_answer, []
        at = self.now()
        for answers in told:
            answers.send(at)

    def _look_later(self) -> None:
        shortest_s = min(self.bounds.idle_s, self.bounds.frame_s, self.bounds.sink_s)
        self._look = asyncio.get_running_loop().call_later(shortest_s / LOOKS, self._look_at_times)

    def _look_at_times(self) -> None:
        """One look at all lines: a timer for each would be thousands of them."""
        now_s = asyncio.get_running_loop().time()
        for line in tuple(self._lines):
            line.look_at_times(now_s)
        self._look_later()

    def set_aside(self, line: Held, why: str, device_id: str, raw: bytes, at: datetime) -> None:
        """Let a person see what could not be read; of a flood the first of each second, the rest is counted."""
        now_s = asyncio.get_running_loop().time()
        if now_s - line.set_aside_s < ASIDE_EVERY_S or len(self._setting_aside) >= ASIDE_AT_ONCE:
            return
        line.set_aside_s = now_s
        self.counts.set_aside += 1
        logger.warning("A message from %s was refused: %s", line.caller.address, why)
        what = Unreadable(device_id=device_id, peer=line.caller.address, why=why, head=raw[:HEAD_BYTES], received_at=at)
        task = asyncio.get_running_loop().create_task(self._set_aside(what))
        self._setting_aside.add(task)
        task.add_done_callback(self._setting_aside.discard)

    async def _set_aside(self, what: Unreadable) -> None:
        try:
            await self._sink.set_aside(what)
        except Exception:
            # The device has heard why; that it could not be shown to a person harms no bed.
            logger.exception("What could not be read was not set aside")
