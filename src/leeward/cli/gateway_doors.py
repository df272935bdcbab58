"""The gateway's ports: HL7 and JSON lines for monitors, and one for probes; the one that is taken is named."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from ssl import SSLContext
from typing import TYPE_CHECKING, Final

from leeward.devices import json_lines
from leeward.devices.mllp import Bounds, Listener
from leeward.devices.port import Register, Sink

if TYPE_CHECKING:
    from leeward.clinic.upkeep.at_gateway import StatusDoor

MONITORS: Final = 12_000  # connections at once; a file descriptor each


class CannotListen(Exception):
    """Why monitors cannot call here, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where to listen; None: not at all. `shared` lets other gateways listen on the same ports."""

    host: str
    hl7: int
    json: int | None = None
    status: int | None = None
    shared: bool = False
    tls: SSLContext | None = None


class Doors:
    """What listens, from `open` to `close`."""

    def __init__(
        self,
        sink: Sink,
        *,
        now: Callable[[], datetime],
        register: Callable[[], Register | None],
        status: "StatusDoor",
    ) -> None:
        bounds = Bounds(max_connections=MONITORS)
        self.hl7 = Listener(sink, now=now, bounds=bounds, register=register)
        self._json = json_lines.Listener(sink, now=now, bounds=bounds, register=register)
        self._status = status

    async def open(self, ports: Ports) -> None:
        """Listen on every port. Raises `CannotListen` with the option that names another."""
        tls, shared = ports.tls, ports.shared
        await _opened(self.hl7.start(ports.host, ports.hl7, tls=tls, shared=shared), ports.hl7, "--port")
        if ports.json is not None:
            await _opened(self._json.start(ports.host, ports.json, tls=tls, shared=shared), ports.json, "--json-port")
            print(f"The gateway listens for JSON lines on {self._json.port}.", flush=True)
        await _opened(self._status.open(ports.status), ports.status, "--status-port")

    async def close(self) -> None:
        """Hang up on everybody."""
        await self._status.close()
        await self.hl7.close()
        await self._json.close()


async def _opened(opening: Awaitable[object], port: int | None, option: str) -> None:
    try:
        await opening
    except OSError as why:
        raise CannotListen(f"Port {port} cannot be listened on: {why}. Choose another with {option}.") from None
