"""What came of each sender since it was last written down: counts, and how far its clock is off."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from leeward.devices.port import DeviceMessage, Unreadable

STRANGERS: Final = ""  # one count for all who are not on the register: names that anybody can make up
PROBLEM_LONGEST: Final = 400


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
class Hearing:
    """Counts in memory, so that a monitor that sends each second is written down once in a while."""

    _by_sender: dict[str, Heard] = field(default_factory=dict)

    def kept(self, message: DeviceMessage) -> None:
        """Count a message that was kept."""
        self._add(of_message(message, kept=1))

    def refused(self, message: DeviceMessage, why: str, *, is_known: bool = True) -> None:
        """Count a message that was set aside."""
        self._add(of_message(message, refused=1, problem=why, is_known=is_known))

    def unreadable(self, what: Unreadable, *, is_known: bool = False) -> None:
        """Count what was no message."""
        self._add(of_unreadable(what, is_known=is_known))

    def take(self) -> tuple[Heard, ...]:
        """Return what was counted since the last time, and begin again."""
        counted = tuple(self._by_sender.values())
        self._by_sender.clear()
        return counted

    def _add(self, new: Heard) -> None:
        before = self._by_sender.get(new.sender)
        self._by_sender[new.sender] = new if before is None else together(before, new)


def of_message(
    message: DeviceMessage, *, kept: int = 0, refused: int = 0, problem: str = "", is_known: bool = True
) -> Heard:
    """Return the count of one message."""
    offset = (message.sent_at - message.received_at).total_seconds() if message.sent_at else None
    return Heard(
        sender=message.device_id if is_known else STRANGERS,
        at=message.received_at,
        kept=kept,
        refused=refused,
        peer=message.peer,
        clock_offset_s=offset if is_known else None,
        problem=problem[:PROBLEM_LONGEST],
    )


def of_unreadable(what: Unreadable, *, is_known: bool) -> Heard:
    """Return the count of something that was no message."""
    sender = what.device_id if is_known else STRANGERS
    return Heard(sender=sender, at=what.received_at, unreadable=1, peer=what.peer, problem=what.why[:PROBLEM_LONGEST])


def together(before: Heard, new: Heard) -> Heard:
    """Return two counts of one sender as one; the newer word on its clock and its problem holds."""
    return replace(
        new,
        kept=before.kept + new.kept,
        refused=before.refused + new.refused,
        unreadable=before.unreadable + new.unreadable,
        peer=new.peer or before.peer,
        clock_offset_s=before.clock_offset_s if new.clock_offset_s is None else new.clock_offset_s,
        problem=new.problem or before.problem,
    )
