"""An IEEE 11073 SDC device followed over the network: metrics and alert states, read only. Needs the extra `sdc`.

The library's makers do not mean it for clinical routine; neither does Leeward mean a device that speaks only this to be
anybody's only watch. Nothing here sets a value or starts an operation on the device.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from leeward.devices.hl7_alarms import said
from leeward.devices.port import CannotTake, DeviceMessage, Register, Row, Sink
from leeward.devices.register import capped
from leeward.devices.sdc_mirror import CannotFollow as CannotFollow
from leeward.devices.sdc_mirror import Mirror
from leeward.devices.sdc_mirror import contexts as contexts
from leeward.devices.sdc_mirror import find as find
from leeward.devices.sdc_mirror import load as load
from leeward.devices.sdc_states import States, alarms_of
from leeward.devices.vocabulary import SHIPPED_ONLY
from leeward.devices.wire import Acquaintance, Caller, Refused
from leeward.infusion.vitals import GenerationMode

if TYPE_CHECKING:
    from sdc11073.certloader import SSLContextContainer

logger = logging.getLogger(__name__)
WAITING: Final = 200  # reports; a device sends one or two each second
LOOK_S: Final = 0.5


class Follower:
    """Follows one device by its address, and calls again when it was lost; `gone_because` says why nothing comes."""

    def __init__(
        self,
        sink: Sink,
        *,
        url: str,
        device_id: str,
        now: Callable[[], datetime],
        register: Callable[[], Register | None] = lambda: None,
        tls: "SSLContextContainer | None" = None,
        silent_s: float = 15.0,
        retry_s: float = 5.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._sink, self._url, self._device_id, self._now = sink, url, device_id, now
        self._register, self._tls = register, tls
        self._acquaintance = Acquaintance(Caller(""), register)
        self._refused = ""
        self._silent_s, self._retry_s, self._sleep = silent_s, retry_s, sleep
        self._heard_s = 0.0
        self.gone_because = "It has not been called yet."
        self.reports = self.dropped = 0

    async def follow(self, stopping: asyncio.Event) -> None:
        """Follow until told to stop. Raises `CannotFollow` only where the extra is missing."""
        load()
        while not stopping.is_set():
            try:
                await self._call(stopping)
            except CannotFollow as why:
                self.gone_because = str(why)
                logger.warning("The device %s is not followed: %s", self._device_id, why)
            if not stopping.is_set():
                await self._sleep(self._retry_s)

    async def _call(self, stopping: asyncio.Event) -> None:
        loop, queue = asyncio.get_running_loop(), asyncio.Queue[DeviceMessage](WAITING)
        line = Mirror(self._url, self._tls)
        keeping = loop.create_task(self._keep(queue))
        try:

            def hear(version: str, states: list[Any]) -> None:
                loop.call_soon_threadsafe(self._hear, line, queue, version, states)

            await asyncio.to_thread(line.open, hear)
            caller = Caller(urlsplit(self._url).hostname or "", line.certificate)
            self._acquaintance, self._refused = Acquaintance(caller, self._register), ""
            self.gone_because, self._heard_s = "", loop.time()
            while not stopping.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), LOOK_S)
                if self._refused:
                    raise CannotFollow(self._refused)
                if not line.is_connected:
                    raise CannotFollow("The device has ended its reports or cannot be reached.")
                if loop.time() - self._heard_s > self._silent_s:
                    raise CannotFollow(f"The device has said nothing for {self._silent_s:g} s.")
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await asyncio.to_thread(line.close)

    def _hear(self, line: Mirror, queue: "asyncio.Queue[DeviceMessage]", version: str, states: list[Any]) -> None:
        """Make messages of one report: one for each mode, so that made-up values never share one with real ones."""
        self._heard_s = asyncio.get_running_loop().time()
        self.reports += 1
        try:
            for message in self._messages(line.descriptors(states), version, states):
                queue.put_nowait(message)
        except asyncio.QueueFull:
            self.dropped += 1  # there is no answer that could ask for it again; the gap is seen as silence
        except Refused as why:
            self._refused = str(why)

    def _messages(self, descriptors: dict[str, Any], version: str, states: list[Any]) -> Iterable[DeviceMessage]:
        known, at = self._acquaintance.who(self._device_id), self._now()
        own = known.vocabulary if known else SHIPPED_ONLY
        reader = States(descriptors, device_id=self._device_id, received_at=at, own=own)
        rows, alarms = reader.rows(states), alarms_of(states, descriptors)
        by_mode: dict[GenerationMode, list[Row]] = {}
        for row in rows:
            by_mode.setdefault(row.mode, []).append(row)
        problems = (*reader.problems, *(said(alarm) for alarm in alarms if alarm.is_present))
        if alarms and not by_mode:
            by_mode[known.mode if known else GenerationMode.TEST] = []
        for mode, own_rows in by_mode.items():
            message = DeviceMessage(
                message_id=f"{version} {mode.value}",
                device_id=self._device_id,
                mode=mode,
                rows=tuple(own_rows),
                problems=problems,
                sent_at=max((row.at for row in own_rows), default=at),
                received_at=at,
                peer=self._url,
                alarms=alarms,
            )
            yield capped(message, known.mode) if known else message

    async def _keep(self, queue: "asyncio.Queue[DeviceMessage]") -> None:
        """Keep the messages in their order, trying one again until it is kept."""
        while True:
            message = await queue.get()
            while True:
                try:
                    await self._sink.take(message)
                    break
                except CannotTake as why:
                    logger.warning("A report of %s was not kept: %s", self._device_id, why)
                    await self._sleep(1.0)
                except Exception:
                    logger.exception("A report of %s was not kept", self._device_id)
                    break
