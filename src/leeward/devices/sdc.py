"""An IEEE 11073 SDC device followed over the network: metrics and alert states, read only. Needs the extra `sdc`.

The library's makers do not mean it for clinical routine; neither does Leeward mean a device that speaks only this to be
anybody's only watch. Nothing here sets a value or starts an operation on the device.
"""

import asyncio
import hashlib
import logging
import warnings
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from leeward.devices.port import CannotTake, DeviceMessage, Register, Row, Sink
from leeward.devices.register import capped
from leeward.devices.sdc_states import States, alarms_of, said
from leeward.devices.vocabulary import SHIPPED_ONLY
from leeward.devices.wire import Acquaintance, Caller, Refused
from leeward.infusion.vitals import GenerationMode

if TYPE_CHECKING:
    from sdc11073.certloader import SSLContextContainer

logger = logging.getLogger(__name__)
WAITING: Final = 200  # reports; a device sends one or two each second
SEARCH_S: Final = 3
LOOK_S: Final = 0.5


class CannotFollow(Exception):
    """Why the device cannot be followed, and what to do."""


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
        line = _Line(self._url, self._tls)
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

    def _hear(self, line: "_Line", queue: "asyncio.Queue[DeviceMessage]", version: str, states: list[Any]) -> None:
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


class _Line:
    """The library's consumer and its mirror of the device's description; it runs in threads of its own."""

    def __init__(self, url: str, tls: "SSLContextContainer | None") -> None:
        self._url, self._tls = url, tls
        self._consumer: Any = None
        self._mdib: Any = None

    @property
    def is_connected(self) -> bool:
        return bool(self._consumer is not None and self._consumer.is_connected)

    @property
    def certificate(self) -> str | None:
        """What the device proved itself by, as the register holds it; None without TLS."""
        shown = getattr(self._consumer, "binary_peer_certificate", None)
        return f"sha256:{hashlib.sha256(shown).hexdigest()}" if shown else None

    def open(self, hear: Callable[[str, list[Any]], object]) -> None:
        from sdc11073 import observableproperties
        from sdc11073.consumer.consumerimpl import SdcConsumer
        from sdc11073.definitions_sdc import SdcV1Definitions
        from sdc11073.mdib.consumermdib import ConsumerMdib

        try:
            self._consumer = SdcConsumer(
                self._url,
                SdcV1Definitions,
                self._tls,
                force_ssl_connect=self._tls is not None,  # never on without it, as the library would
            )
            self._consumer.start_all()
            self._mdib = ConsumerMdib(self._consumer)

            def changed(states: dict[str, Any]) -> None:
                if states:
                    hear(f"{self._mdib.sequence_id} {self._mdib.mdib_version}", list(states.values()))

            bind: Any = observableproperties.strongbind
            bind(self._mdib, metrics_by_handle=changed, alert_by_handle=changed)
            self._mdib.init_mdib()
            hear(f"{self._mdib.sequence_id} {self._mdib.mdib_version} first", list(self._mdib.states.objects))
        except Exception as why:
            # The library raises whatever its sockets, parsers and schemas raise.
            raise CannotFollow(f"{self._url} cannot be followed: {why}") from why

    def descriptors(self, states: list[Any]) -> dict[str, Any]:
        """Return the descriptions of the states."""
        known = self._mdib.descriptions.handle
        handles = (str(state.DescriptorHandle) for state in states)
        return {handle: found for handle in handles if (found := known.get_one(handle, allow_none=True)) is not None}

    def close(self) -> None:
        if self._consumer is not None:
            try:
                self._consumer.stop_all(unsubscribe=self._consumer.is_connected)
            except Exception:
                logger.exception("Hanging up on %s failed", self._url)


def load() -> None:
    """Load the library; raises `CannotFollow` with what to do where it is missing."""
    try:
        with warnings.catch_warnings():
            # It warns of parts of itself that it will give up; that is nothing a clinic can do anything about.
            warnings.simplefilter("ignore", DeprecationWarning)
            from sdc11073.consumer import consumerimpl  # noqa: F401
            from sdc11073.httpserver.httprequesthandler import DispatchingRequestHandler
    except ImportError:
        raise CannotFollow(
            "Following SDC devices needs the extra: install leeward[sdc], for instance `pip install 'leeward[sdc]'`."
        ) from None
    # Its answers go out in two pieces, and each report would wait 40 ms for the other side's acknowledgement.
    DispatchingRequestHandler.disable_nagle_algorithm = True


def contexts(*, certificate: Path, key: Path, authority: Path) -> "SSLContextContainer":
    """Return what TLS needs: our own two files, and the authority that signed the devices'. Raises CannotFollow."""
    load()
    from sdc11073.certloader import mk_ssl_contexts

    try:
        return mk_ssl_contexts(key, certificate, authority)
    except OSError as why:  # an SSLError is one
        raise CannotFollow(f"The certificate files for SDC cannot be read: {why}.") from why


def find(address: str, *, search_s: int = SEARCH_S) -> tuple[str, ...]:
    """Search the network of our own `address` for devices and return their addresses; this takes `search_s` seconds."""
    load()
    from sdc11073.definitions_sdc import SdcV1Definitions
    from sdc11073.wsdiscovery import WSDiscovery

    discovery: Any = WSDiscovery(address)
    discovery.start()
    try:
        services = discovery.search_services(types=SdcV1Definitions.MedicalDeviceTypesFilter, timeout=search_s)
        return tuple(sorted(url for service in services for url in service.x_addrs))
    finally:
        discovery.stop()
