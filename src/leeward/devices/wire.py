"""What every stream of a device's messages has in common: its bounds, its counts, and how it is read and answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from leeward.devices.mllp_frames import MAX_FRAME_BYTES
from leeward.devices.port import DeviceMessage, Known, Register
from leeward.devices.register import CERTIFICATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one sender may take of us. A monitor is silent for minutes when it measures nothing: idle is long.

    A sender over its rate, or with more waiting than it may have, is not read until there is room: its own line fills,
    and nobody else's. One line may carry many monitors, a vendor's server for instance.
    """

    max_frame_bytes: int = MAX_FRAME_BYTES
    max_connections: int = 5_000
    idle_s: float = 900.0
    frame_s: float = 30.0
    sink_s: float = 10.0
    waiting: int = 64
    rate_per_s: float = 200.0
    burst: int = 400
    at_once: int = 8  # messages of one line that are read before the others have their turn
    garbage_bytes: int = 64 * 1024  # between two messages; whoever sends more speaks something else
    names: int = 2_000  # monitors behind one line


@dataclass(slots=True, kw_only=True)
class Counts:
    """What came in since the start, for the page that shows whether the gateway is well."""

    connections: int = 0
    refused_connections: int = 0
    timed_out: int = 0
    taken: int = 0
    rejected: int = 0
    set_aside: int = 0
    not_kept: int = 0
    held_back: int = 0
    too_long: int = 0
    truncated: int = 0
    garbage_bytes: int = 0
    last_taken_at: datetime | None = None


class Caller(NamedTuple):
    """Who is at the other end: the address, and what it proved itself by when it called."""

    address: str
    secret: str | None = None


class Refused(Exception):
    """The message is not taken and is not to be sent again; the sentence is for the sender and for a person here."""

    def __init__(self, why: str, device_id: str = "") -> None:
        super().__init__(why)
        self.device_id = device_id


def unkeepable(message: DeviceMessage) -> str:
    """Say which name in the message no database keeps; else nothing.

    A NUL character would be refused by PostgreSQL for ever and cut by others: it is refused at the door of both.
    """
    for what, said in (
        ("message's id", message.message_id),
        ("device's name", message.device_id),
        ("patient's identifier", message.patient_id),
        ("place", message.location),
    ):
        if said and "\x00" in said:
            return f"The {what} holds a NUL character (0x00), which cannot be kept: the sender must leave it out."
    return ""


class HangUp(Exception):
    """Nothing more can be made of this stream: answer what began as a message with no, and close it."""

    def __init__(self, why: str, head: bytes = b"", *, is_shown: bool = True) -> None:
        super().__init__(why)
        self.head, self.is_shown = head, is_shown


class Speech(Protocol):
    """One stream in one protocol: bytes in, messages out, and answers in its own words. It knows no socket."""

    @property
    def truncated(self) -> int:
        """Messages that never ended."""
        ...

    @property
    def garbage_bytes(self) -> int:
        """Bytes that belonged to no message."""
        ...

    @property
    def is_open(self) -> bool:
        """Has a message begun that is not yet whole?"""
        ...

    def push(self, piece: bytes) -> None:
        """Take in what came, in whatever pieces."""
        ...

    def pull(self) -> bytes | None:
        """Return the next whole message; None if there is none yet. Raises `HangUp`."""
        ...

    def read(self, raw: bytes, at: datetime) -> DeviceMessage | bytes:
        """Return what the message says, or an answer where it is not for keeping. Raises `Refused` or `HangUp`."""
        ...

    def kept(self, raw: bytes, at: datetime) -> bytes:
        """Return the yes."""
        ...

    def again(self, raw: bytes, why: str, at: datetime) -> bytes:
        """Return the no that asks to send the message again."""
        ...

    def refused(self, raw: bytes, why: str, at: datetime) -> bytes:
        """Return the no for good."""
        ...


class Acquaintance:
    """Asks the register who a caller is, once for each name and state of the register."""

    def __init__(self, caller: Caller, register: Callable[[], Register | None]) -> None:
        self._caller, self._register = caller, register
        self._asked: Register | None = None
        self._known: dict[str, Known] = {}

    def who(self, device_id: str, secret: str | None = None) -> Known | None:
        """Return what the register knows; None where there is no register. Raises `Refused` with its sentence."""
        register = self._register()
        if register is None:
            return None
        if register is not self._asked:
            self._asked, self._known = register, {}
        known = self._known.get(device_id)
        if known is None:
            found = self._proved(register, device_id, secret)
            if isinstance(found, str):
                raise Refused(found, device_id)
            known = self._known[device_id] = found
        return known

    def _proved(self, register: Register, device_id: str, secret: str | None) -> Known | str:
        """Ask by the certificate of the connection, then by the secret that was told: a told digest proves nothing."""
        told = None if secret and secret.startswith(CERTIFICATE) else secret
        address, certificate = self._caller.address, self._caller.secret
        by_certificate = register.who(device_id, address, certificate) if certificate else ""
        return by_certificate if isinstance(by_certificate, Known) else register.who(device_id, address, told)
