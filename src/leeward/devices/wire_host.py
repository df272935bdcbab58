"""What a line asks of the listener that holds it, and how fast it may be read."""

import asyncio
from datetime import datetime
from typing import Protocol

from leeward.devices.port import DeviceMessage
from leeward.devices.wire import Bounds, Caller, Counts, Speech
from leeward.devices.wire_answers import Answers, Waiting


class Held(Protocol):
    """A connection, as its listener knows it."""

    caller: Caller
    names: set[str]
    set_aside_s: float

    def hang_up(self) -> None:
        """Close at once."""
        ...

    def look_at_times(self, now_s: float) -> None:
        """Do what time alone brings."""
        ...


class Host(Protocol):
    """What a line asks of the listener that holds it."""

    bounds: Bounds
    counts: Counts

    def now(self) -> datetime:
        """Return this machine's time."""
        ...

    def speech(self, caller: Caller) -> Speech:
        """Return the reader and writer of one line."""
        ...

    def admit(self, line: Held, transport: asyncio.Transport) -> Caller | None:
        """Return who calls, or None where there is no room."""
        ...

    def dismiss(self, line: Held) -> None:
        """Forget a line that has ended."""
        ...

    def mistaken(self, line: Held, message: DeviceMessage) -> str:
        """Say why this line may not speak for the device."""
        ...

    def keep(self, message: DeviceMessage, waiting: Waiting) -> None:
        """Hand the message on."""
        ...

    def answer_soon(self, answers: Answers) -> None:
        """Send what is answered, once everybody of the same commit was told."""
        ...

    def set_aside(self, line: Held, why: str, device_id: str, raw: bytes, at: datetime) -> None:
        """Let a person see what could not be read."""
        ...


class Rate:
    """How fast messages may be read: each is paid for, and a burst may be had on credit."""

    __slots__ = ("_credit_s", "_each_s", "_paid_until_s")

    def __init__(self, per_s: float, burst: int) -> None:
        self._each_s, self._credit_s, self._paid_until_s = 1 / per_s, burst / per_s, 0.0

    def early_s(self, now_s: float) -> float:
        """Return for how long the next message must wait; not above zero when it need not."""
        return self._paid_until_s - now_s - self._credit_s

    def pay(self, now_s: float) -> None:
        """Take one message."""
        self._paid_until_s = max(now_s, self._paid_until_s) + self._each_s
