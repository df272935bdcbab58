"""What came of each sender since it was last written down: counts, and how far its clock is off."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from leeward.devices.port import DeviceMessage, Unreadable

STRANGERS: Final = ""  # one count for all who are not on the register: names that anybody can make up
PROBLEM_LONGEST: Final = 400
SENDERS_MOST: Final = 20_000  # whoever makes up names fills no memory
MEDIAN_OF: Final = (
    9  # messages: four mad times move nothing, and a clock that was set right is seen after five messages
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one sender sent between two writings.

    `clock_offset_s` is its clock less ours, the median of its last messages that told their time; None where none did.
    """

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
    has_told_time: bool = False


@dataclass(slots=True)
class Hearing:
    """Counts in memory, so that a monitor that sends each second is written down once in a while."""

    _by_sender: dict[str, _Count] = field(default_factory=dict)
    _offsets_s: dict[str, deque[float]] = field(default_factory=dict)

    def kept(self, message: DeviceMessage) -> None:
        """Count a message that was kept."""
        count = self._by_sender.get(message.device_id) or self._of(message.device_id)
        count.kept += 1
        count.last = message
        self._note_offset(message)
        if message.problems:
            count.problem = message.problems[0]

    def refused(self, message: DeviceMessage, why: str) -> None:
        """Count a message that was set aside."""
        count = self._of(message.device_id)
        count.refused += 1
        count.last, count.problem = message, why
        self._note_offset(message)

    def unreadable(self, what: Unreadable) -> None:
        """Count what was no message."""
        count = self._of(what.device_id)
        count.unreadable += 1
        count.last, count.problem = what, what.why

    def take(self) -> tuple[Heard, ...]:
        """Return what was counted since the last time, and begin again."""
        counted = tuple(_heard(sender, count, self._offset_s(sender)) for sender, count in self._by_sender.items())
        self._by_sender = {}
        return counted

    def _offset_s(self, sender: str) -> float | None:
        """Return the median of the last offsets; None where none of what is counted now told its time."""
        if not self._by_sender[sender].has_told_time:
            return None
        known = sorted(self._offsets_s[sender])
        return known[(len(known) - 1) // 2]

    def _note_offset(self, message: DeviceMessage) -> None:
        """Remember how far its clock was off; of strangers beyond those who are counted by name nothing."""
        if message.sent_at is None or message.device_id not in self._by_sender:
            return
        own = self._offsets_s.get(message.device_id)
        if own is None:
            if len(self._offsets_s) >= SENDERS_MOST:
                return
            own = self._offsets_s[message.device_id] = deque(maxlen=MEDIAN_OF)
        self._by_sender[message.device_id].has_told_time = True
        own.append((message.sent_at - message.received_at).total_seconds())

    def _of(self, sender: str) -> _Count:
        if sender not in self._by_sender and len(self._by_sender) >= SENDERS_MOST:
            sender = STRANGERS
        return self._by_sender.setdefault(sender, _Count())


def _heard(sender: str, count: _Count, clock_offset_s: float | None) -> Heard:
    last = count.last
    if last is None:
        raise ValueError("A sender of whom nothing came was counted.")
    return Heard(
        sender=sender,
        at=last.received_at,
        kept=count.kept,
        refused=count.refused,
        unreadable=count.unreadable,
        peer=last.peer,
        clock_offset_s=clock_offset_s,
        problem=count.problem[:PROBLEM_LONGEST],
    )
