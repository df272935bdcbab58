"""What every bedside device hands over, and what it is told in return."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, Protocol, runtime_checkable

import msgspec

from leeward.devices.vocabulary import SHIPPED_ONLY, Vocabulary
from leeward.infusion.vitals import GenerationMode, Reading, Validity, VitalKind, named_reading


# A tuple and no dataclass: tens of thousands are made each second, and most are written without ever being a Reading.
class Row(NamedTuple):
    """One value of a message, ready to be kept; `at` is when it was measured, in UTC.

    `name` is what the reading's id follows from (`infusion.vitals.named_reading`): a resent message gives the same.
    """

    kind: VitalKind
    value: float | None
    at: datetime
    source: str
    device: str
    validity: Validity
    mode: GenerationMode
    name: str

    def reading(self, received_at: datetime) -> Reading:
        """Return the row as a reading; its unit is the one in which its kind is kept."""
        return Reading(
            reading_id=named_reading(self.name),
            kind=self.kind,
            value=self.value,
            unit=self.kind.unit,
            at=self.at,
            received_at=received_at,
            source=self.source,
            device=self.device,
            validity=self.validity,
            mode=self.mode,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAlarm:
    """What the device says of its own alarms: shown for comparison; it neither raises nor silences one of ours."""

    code: str
    text: str
    priority: str
    is_present: bool
    at: datetime | None


# A struct and no dataclass: one is made for each message, and a frozen dataclass takes four times as long to make.
class DeviceMessage(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One message of a device: its rows, and a sentence for whatever in it was not used.

    `patient_id` is what the device believes about the patient: it is kept for comparison and never
    decides whose reading this is; the binding of a device to an infusion is made by a person. Monitors of
    one model may share `device_id`; `peer`, the address that the message came from, tells them apart.
    To change one use `msgspec.structs.replace`.
    """

    message_id: str
    device_id: str
    mode: GenerationMode
    rows: tuple[Row, ...]
    problems: tuple[str, ...]
    sent_at: datetime | None
    received_at: datetime
    peer: str = ""
    patient_id: str | None = None
    location: str | None = None
    alarms: tuple[DeviceAlarm, ...] = ()

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The rows as readings; made when first asked for, since most messages are kept as rows alone."""
        return tuple(row.reading(self.received_at) for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """What came and could not be used at all, so that a person can look at it; `head` is its beginning, as it came."""

    device_id: str
    peer: str
    why: str
    head: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The promise that a message is on disk: only then may the device be told so."""

    message_id: str
    new: int
    repeated: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the register says of a device that may speak: the one mode it is allowed, and its own words."""

    device_id: str
    mode: GenerationMode
    vocabulary: Vocabulary = SHIPPED_ONLY


class BadReading(Exception):
    """The device's message cannot be used; the sentence says why, and the device is told no."""


class CannotTake(Exception):
    """The message was in order but could not be kept; the device is asked to send it again."""


class Sink(Protocol):
    """Whoever keeps the readings: the clinic's gateway, or a list in a test."""

    async def take(self, message: DeviceMessage) -> Receipt:
        """Keep the message durably, once however often it is sent, and only then return; else raise `CannotTake`."""
        ...

    async def set_aside(self, what: Unreadable) -> None:
        """Keep what could not be read for a person to see; the device is told no, whether or not this succeeds."""
        ...


@runtime_checkable
class QuickSink(Sink, Protocol):
    """A sink that answers by a call: a task for each message would cost more than to read it."""

    def offer(self, message: DeviceMessage, told: Callable[[Receipt | CannotTake], None]) -> None:
        """Keep the message as `take` does, and call `told` once, from the loop: at once where it is refused."""
        ...


class Register(Protocol):
    """Who may speak here: a snapshot, so that asking needs no disk."""

    def who(self, device_id: str, peer: str, secret: str | None) -> Known | str:
        """Return the device that calls itself so and calls from `peer` (an address), or why it is refused.

        `secret` is what it proves itself by: the secret of its hello, or `sha256:` and the hexadecimal digest of its
        TLS certificate (DER), or None where it has shown nothing, as in plain HL7.
        """
        ...
