"""What a gateway, or the worker, says of itself: on a small port of this machine, and in the roll call."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event
from typing import Final, TypeVar

from django.db import close_old_connections

from leeward.clinic.infusions import watchdog
from leeward.clinic.upkeep.checks import Readiness, in_json
from leeward.clinic.upkeep.door import Answer, open_door
from leeward.clinic.web import metrics
from leeward.clinic.web.roll_call import gone, keep_saying

T = TypeVar("T")
HERE: Final = "127.0.0.1"
KIND: Final = "gateway"
Facts = Callable[[], Mapping[str, float]]


class StatusDoor:
    """`/healthz`, `/readyz` and `/metrics` of a process without pages; asked in a thread, so that no reading waits."""

    def __init__(self, *, now: Callable[[], datetime], facts: Facts = dict, kind: str = KIND) -> None:
        self._now, self._facts, self._kind = now, facts, kind
        self._ready = Readiness()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="status")
        self._server: asyncio.Server | None = None
        self._stopping: Event | None = None

    async def open(self, port: int | None) -> None:
        """Join the roll call and, where a port is named, listen there on this machine alone. Raises OSError."""
        if port is not None:
            self._server = await open_door(HERE, port, {"/readyz": self._readyz, "/metrics": self._metrics})
        self._stopping = keep_saying(self._kind, now=self._now, facts=self._facts)

    async def close(self) -> None:
        """Close the door, and leave the roll call: nobody need look for what was asked to stop."""
        if self._stopping is not None:
            self._stopping.set()
            await self._in_thread(lambda: gone(self._kind))
        if self._server is not None:
            self._server.close()
        self._thread.shutdown(wait=False)

    async def _readyz(self) -> Answer:
        status, told = await self._in_thread(lambda: in_json(self._ready.look(now=self._now())))
        return status, "application/json", told

    async def _metrics(self) -> Answer:
        ago_s = await self._in_thread(lambda: watchdog.decided_ago_s(now=self._now()))
        return 200, metrics.CONTENT_TYPE, await self._in_thread(lambda: metrics.written(decided_ago_s=ago_s))

    async def _in_thread(self, act: Callable[[], T]) -> T:
        def fresh() -> T:
            close_old_connections()
            return act()

        return await asyncio.get_running_loop().run_in_executor(self._thread, fresh)
