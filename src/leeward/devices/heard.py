"""What came of each sender since it was last written down: counts, and how far its clock is off."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from leeward.devices.port import DeviceMessage, Unreadable

STRANGERS: Final = ""  # one count for all who are not on the register: names that anybody can make up
PROBLEM_LONGEST: Final = 400
SENDERS_MOST: Final = 20_000  # whoever makes up names fills no memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one sender sent between two writings; `clock_offset_s` is its clock less ours, None where it did not say."""

    sender: str
    at: datetime
    kept: int = 0
    refused: int = 0
    unreadable: int = 0
    peer: str = ""
    clock_offset_s: float | None = None
    problem: str = ""


@dataclass(slots=True)
class _Count:
    """Counts of one sender, and the last that came of it: what is to be said of it is worked out when asked for."""

    kept: int = 0
    refused: int = 0
    unreadable: int = 0
    last: DeviceMessage | Unreadable | None = None
    problem: str = ""


@dataclass(slots=True)
class Hearing:
    """Counts in memory, so that a monitor that sends each second is written down once in a while."""

    _by_sender: dict[str, _Count] = field(default_factory=dict)

    def kept(self, message: DeviceMessage) -> None:
        """Count a message that was kept."""
        count = self._by_sender.get(message.device_id) or self._of(message.device_id)
        count.kept += 1
        count.last = message
        if message.problems:
            count.problem = message.problems[0]

    def refused(self, message: DeviceMessage, why: str) -> None:
        """Count a message that was set aside."""
        count = self._of(message.device_id)
        count.refused += 1
        count.last, count.problem = message, why

    def unreadable(self, what: Unreadable) -> None:
        """Count what was no message."""
        count = self._of(what.device_id)
        count.unreadable += 1
        count.last, count.problem = what, what.why

    def take(self) -> tuple[Heard, ...]:
        """Return what was counted since the last time, and begin again."""
        counted = tuple(_heard(sender, count) for sender, count in self._by_sender.items())
        self._by_sender = {}
        return counted

    def _of(self, sender: str) -> _Count:
        if sender not in self._by_sender and len(self._by_sender) >= SENDERS_MOST:
            sender = STRANGERS
        return self._by_sender.setdefault(sender, _Count())


def _heard(sender: str, count: _Count) -> Heard:
    last = count.last
    if last is None:
        raise ValueError("A sender of whom nothing came was counted.")
    sent_at = last.sent_at if isinstance(last, DeviceMessage) else None
    return Heard(
        sender=sender,
        at=last.received_at,
        kept=count.kept,
        refused=count.refused,
        unreadable=count.unreadable,
        peer=last.peer,
        clock_offset_s=(sent_at - last.received_at).total_seconds() if sent_at else None,
        problem=count.problem[:PROBLEM_LONGEST],
    )
