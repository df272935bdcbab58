"""The library's side of following an SDC device: its consumer and mirror, TLS, and the search of the network."""

import hashlib
import logging
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sdc11073.certloader import SSLContextContainer

logger = logging.getLogger(__name__)
SEARCH_S: Final = 3


class CannotFollow(Exception):
    """Why the device cannot be followed, and what to do."""


class Mirror:
    """The library's consumer and its mirror of the device's description; it runs in threads of its own."""

    def __init__(self, url: str, tls: "SSLContextContainer | None") -> None:
        self._url, self._tls = url, tls
        self._consumer: Any = None
        self._mdib: Any = None

    @property
    def is_connected(self) -> bool:
        """Does the device still answer?"""
        return bool(self._consumer is not None and self._consumer.is_connected)

    @property
    def certificate(self) -> str | None:
        """What the device proved itself by, as the register holds it; None without TLS."""
        shown = getattr(self._consumer, "binary_peer_certificate", None)
        return f"sha256:{hashlib.sha256(shown).hexdigest()}" if shown else None

    def open(self, hear: Callable[[str, list[Any]], object]) -> None:
        """Subscribe, and let `hear` have each report's version and states. Raises `CannotFollow`."""
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
                # The library writes its next report into these same objects, whether or not they were read by then.
                if states:
                    hear(f"{self._mdib.sequence_id} {self._mdib.mdib_version}", _copied(states.values()))

            bind: Any = observableproperties.strongbind
            bind(self._mdib, metrics_by_handle=changed, alert_by_handle=changed)
            self._mdib.init_mdib()
            with self._mdib.mdib_lock:
                version, first = self._mdib.mdib_version, _copied(self._mdib.states.objects)
            hear(f"{self._mdib.sequence_id} {version} first", first)
        except Exception as why:
            # The library raises whatever its sockets, parsers and schemas raise.
            raise CannotFollow(f"{self._url} cannot be followed: {why}") from why

    def descriptors(self, states: list[Any]) -> dict[str, Any]:
        """Return the descriptions of the states."""
        known = self._mdib.descriptions.handle
        handles = (str(state.DescriptorHandle) for state in states)
        return {handle: found for handle in handles if (found := known.get_one(handle, allow_none=True)) is not None}

    def close(self) -> None:
        """Hang up."""
        if self._consumer is not None:
            try:
                self._consumer.stop_all(unsubscribe=self._consumer.is_connected)
            except Exception:
                logger.exception("Hanging up on %s failed", self._url)


def _copied(states: Iterable[Any]) -> list[Any]:
    return [state.mk_copy() for state in states]


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
