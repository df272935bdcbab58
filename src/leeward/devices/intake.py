"""The door through which every device's messages pass: bounded, fair, and no yes before the message is on disk.

Pure: no clock, no disk, no socket. The shell around it (`clinic/infusions/gateway*.py`) and the simulation of a clinic
day drive the same code:

    refused = intake.offer(message, ticket, now_s=...)    # an Answer at once ("again"), or None: one will come
    batch = intake.due(now_s=...)                         # what one transaction should keep now, or None
    answers = intake.kept(batch, receipts)                # after the commit, never before it
    answers = intake.failed(batch, "The disk is full.", now_s=...)

Every offered message gets exactly one `Answer`, with the ticket that it was offered under.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeAlias, TypeVar

from leeward.devices.port import DeviceMessage, Receipt

Ticket = TypeVar("Ticket")
Origin: TypeAlias = tuple[
    str, str
]  # the device's name and its address: a stranger under its name takes none of its rate

GATHER_S: Final = 0.05  # a commit costs the disk the same for one message as for five hundred
IN_ONE_COMMIT: Final = 2_000  # who is behind catches up by parts: nobody waits until all of it is on disk
RATE_PER_S: Final = 20.0  # a monitor sends one message each second; a gateway's catching up may send more for a while
BURST: Final = 200  # what one may send at once: some minutes that were kept while the line was down
WAITING_PER_DEVICE: Final = 32
WAITING_IN_ALL: Final = 20_000  # two seconds of the most beds that one machine is meant for
DEVICES: Final = 50_000  # names are chosen by the sender: what is remembered of them ends somewhere
FLOOD_STANDS_S: Final = 10.0
FIRST_BACK_OFF_S: Final = 0.05
LONGEST_BACK_OFF_S: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much may wait, how fast one device may send, and how long messages are gathered into one commit."""

    gather_s: float = GATHER_S
    in_one_commit: int = IN_ONE_COMMIT
    rate_per_s: float = RATE_PER_S
    burst: int = BURST
    waiting_per_device: int = WAITING_PER_DEVICE
    waiting_in_all: int = WAITING_IN_ALL
    devices: int = DEVICES
    flood_stands_s: float = FLOOD_STANDS_S
    first_back_off_s: float = FIRST_BACK_OFF_S
    longest_back_off_s: float = LONGEST_BACK_OFF_S


class Place(NamedTuple):
    """A message that waits, and whatever its sender is answered through. A tuple: one is made for each message."""

    message: DeviceMessage
    ticket: object


class Answer(NamedTuple):
    """What a sender hears: the receipt once its message is on disk, else why it must send again."""

    ticket: object
    receipt: Receipt | None
    why_again: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one transaction keeps: messages in the order in which they came."""

    number: int
    places: tuple[Place, ...]

    @property
    def messages(self) -> tuple[DeviceMessage, ...]:
        """The messages to keep."""
        return tuple(place.message for place in self.places)


@dataclass(slots=True, kw_only=True)
class Told:
    """How many messages were offered and what their senders heard, since the start."""

    offered: int = 0
    kept: int = 0
    again: int = 0
    failed: int = 0
    batches: int = 0


class Intake(Generic[Ticket]):
    """What waits to be kept. One batch is in flight at a time, so the order of each device's messages is kept."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        self.told = Told()
        self._bounds = bounds or Bounds()
        self._waiting: list[Place] = []
        self._gathering_since_s = 0.0
        self._waiting_of: dict[Origin, int] = {}
        self._paid_until_s: dict[Origin, float] = {}
        self._flooded_at_s: dict[Origin, float] = {}
        self._in_flight: Batch | None = None
        self._failures = 0
        self._not_before_s = float("-inf")

    def offer(self, message: DeviceMessage, ticket: Ticket, *, now_s: float) -> Answer | None:
        """Take the message in, or answer "again" at once; `now_s` is monotonic time. None: the answer comes later."""
        self.told.offered += 1
        origin = (message.device_id, message.peer)
        why_again = self._why_again(origin, now_s)
        if why_again:
            self.told.again += 1
            return Answer(ticket, None, why_again)
        if not self._waiting:
            self._gathering_since_s = now_s
        self._waiting.append(Place(message, ticket))
        self._waiting_of[origin] = self._waiting_of.get(origin, 0) + 1
        return None

    def _why_again(self, origin: Origin, now_s: float) -> str:
        """Say why this device may not send now; what it may send is counted by the instant that it has paid up to."""
        bounds = self._bounds
        paid = max(self._paid_until_s.get(origin, now_s), now_s) + 1 / bounds.rate_per_s
        if paid - now_s > bounds.burst / bounds.rate_per_s:
            self._note_flood(origin, now_s)
            return (
                f"The monitor {origin[0]} sends more than {bounds.rate_per_s:g} messages a second. Send it again later."
            )
        if self._waiting_of.get(origin, 0) >= bounds.waiting_per_device:
            return f"{bounds.waiting_per_device} messages of the monitor {origin[0]} wait to be kept. Send it again."
        if len(self._waiting) >= bounds.waiting_in_all:
            return "Too much waits to be kept. Send it again."
        if origin not in self._paid_until_s and len(self._paid_until_s) >= bounds.devices:
            self._forget_idle(now_s)
            if len(self._paid_until_s) >= bounds.devices:
                return f"More than {bounds.devices} monitors send at once. Send it again later."
        self._paid_until_s[origin] = paid
        return ""

    def _note_flood(self, origin: Origin, now_s: float) -> None:
        if len(self._flooded_at_s) >= self._bounds.devices:
            self.flooding(now_s=now_s)
        self._flooded_at_s[origin] = now_s

    def _forget_idle(self, now_s: float) -> None:
        """Forget whoever has not sent for as long as a whole burst takes to be paid: nothing is owed by them."""
        self._paid_until_s = {origin: paid for origin, paid in self._paid_until_s.items() if paid > now_s}

    def flooding(self, *, now_s: float) -> tuple[str, ...]:
        """Return the devices that were told "again" because of their own rate within the last seconds."""
        since_s = now_s - self._bounds.flood_stands_s
        self._flooded_at_s = {origin: at_s for origin, at_s in self._flooded_at_s.items() if at_s > since_s}
        return tuple(sorted({device for device, _ in self._flooded_at_s}))

    def due(self, *, now_s: float) -> Batch | None:
        """Return what waits, once it was gathered for long enough and nothing else is being kept.

        The oldest first, up to as much as one transaction should hold: what a device may have waiting is bounded, so
        another's flood holds nobody up for long. What is left is due as soon as this is on disk.
        """
        wait_s = self.due_in_s(now_s=now_s)
        if wait_s is None or wait_s > 0.0:
            return None
        most = self._bounds.in_one_commit
        batch = Batch(number=self.told.batches, places=tuple(self._waiting[:most]))
        self.told.batches += 1
        self._waiting, self._in_flight = self._waiting[most:], batch
        self._count_out(batch)
        return batch

    def _count_out(self, batch: Batch) -> None:
        """Give the devices of the batch their places back."""
        if not self._waiting:
            self._waiting_of = {}
            return
        for message, _ in batch.places:
            self._waiting_of[message.device_id, message.peer] -= 1

    def due_in_s(self, *, now_s: float) -> float | None:
        """Return in how many seconds to ask for a batch; None while there is nothing, or one is in flight."""
        if not self._waiting or self._in_flight is not None:
            return None
        return max(self._gathering_since_s + self._bounds.gather_s, self._not_before_s) - now_s

    def kept(self, batch: Batch, receipts: Sequence[Receipt | str]) -> tuple[Answer, ...]:
        """Return the answers of a batch that is on disk: a receipt for each message, or why that one was not kept."""
        self._land(batch)
        self._failures, self._not_before_s = 0, float("-inf")
        answers = tuple(
            Answer(place.ticket, None, told) if isinstance(told, str) else Answer(place.ticket, told)
            for place, told in zip(batch.places, receipts, strict=True)
        )
        kept = sum(answer.receipt is not None for answer in answers)
        self.told.kept += kept
        self.told.failed += len(answers) - kept
        return answers

    def failed(self, batch: Batch, why: str, *, now_s: float) -> tuple[Answer, ...]:
        """Return the answers of a batch that is not on disk: all send again. The next is tried after a longer wait."""
        self._land(batch)
        wait_s = min(self._bounds.first_back_off_s * 2.0**self._failures, self._bounds.longest_back_off_s)
        self._failures = min(self._failures + 1, 30)
        self._not_before_s = now_s + wait_s
        self.told.failed += len(batch.places)
        return tuple(Answer(place.ticket, None, why) for place in batch.places)

    def _land(self, batch: Batch) -> None:
        if self._in_flight is not batch:
            raise ValueError(f"Batch {batch.number} is not in flight: it was answered before.")
        self._in_flight = None

    @property
    def waiting(self) -> int:
        """How many messages wait to be written, without those in flight."""
        return len(self._waiting)

    @property
    def pending(self) -> tuple[DeviceMessage, ...]:
        """What was offered and is not on disk yet: what waits, and what is in flight."""
        in_flight = self._in_flight.places if self._in_flight is not None else ()
        return tuple(place.message for place in (*in_flight, *self._waiting))

    @property
    def is_failing(self) -> bool:
        """Did the last batch fail?"""
        return self._failures > 0

    def close(self, why: str) -> tuple[Answer, ...]:
        """Answer "again" to whoever still waits: the gateway stops. What is in flight is answered as it lands."""
        answers = tuple(Answer(place.ticket, None, why) for place in self._waiting)
        self.told.again += len(answers)
        self._waiting, self._waiting_of = [], {}
        return answers
