"""What a line asks of the listener that holds it, what waits on it to be answered, and how fast it may be read."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from leeward.devices.port import DeviceMessage, Receipt
from leeward.devices.wire import Bounds, Caller, Counts, Speech


class Held(Protocol):
    """A connection, as its listener knows it."""

    caller: Caller
    names: set[str]
    set_aside_s: float

    def hang_up(self) -> None:
        """Close at once."""
        ...


class Host(Protocol):
    """What a line asks of the listener that holds it."""

    bounds: Bounds
    counts: Counts
    speech: Callable[[Caller], Speech]
    now: Callable[[], datetime]

    def admit(self, line: Held, transport: asyncio.Transport) -> Caller | None:
        """Return who calls, or None where there is no room."""
        ...

    def dismiss(self, line: Held) -> None:
        """Forget a line that has ended."""
        ...

    def mistaken(self, line: Held, message: DeviceMessage) -> str:
        """Say why this line may not speak for the device."""
        ...

    def keep(self, message: DeviceMessage) -> "asyncio.Task[Receipt]":
        """Hand the message on."""
        ...

    def set_aside(self, line: Held, why: str, device_id: str, raw: bytes, at: datetime) -> None:
        """Let a person see what could not be read."""
        ...


class Waiting:
    """A message that is being kept, or the answer that waits for those before it."""

    __slots__ = ("answer", "raw", "since_s", "task")

    def __init__(self, raw: bytes, since_s: float, answer: bytes | None = None) -> None:
        self.raw, self.since_s, self.answer = raw, since_s, answer
        self.task: asyncio.Task[Receipt] | None = None


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
