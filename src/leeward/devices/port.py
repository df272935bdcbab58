"""What every bedside device hands over, and what it is told in return."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from leeward.infusion.vitals import GenerationMode, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceMessage:
    """One message of a device: its readings, and a sentence for whatever in it was not used.

    `patient_id` is what the device believes about the patient: it is kept for comparison and never
    decides whose reading this is; the binding of a device to an infusion is made by a person. Monitors of
    one model may share `device_id`; `peer`, the address that the message came from, tells them apart.
    """

    message_id: str
    device_id: str
    mode: GenerationMode
    readings: tuple[Reading, ...]
    problems: tuple[str, ...]
    sent_at: datetime | None
    received_at: datetime
    peer: str = ""
    patient_id: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The promise that a message is on disk: only then may the device be told so."""

    message_id: str
    new: int
    repeated: int = 0


class BadReading(Exception):
    """The device's message cannot be used; the sentence says why, and the device is told no."""


class CannotTake(Exception):
    """The message was in order but could not be kept; the device is asked to send it again."""


class Sink(Protocol):
    """Whoever keeps the readings: the clinic's gateway, or a list in a test."""

    async def take(self, message: DeviceMessage) -> Receipt:
        """Keep the message durably, once however often it is sent, and only then return; else raise `CannotTake`."""
        ...
