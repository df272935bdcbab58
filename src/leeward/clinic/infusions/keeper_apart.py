"""The keeping of frames in a process of its own: a second core writes while the first one hears and decides.

The two speak by a socket: a batch of messages one way, what became of each the other way. The gateway waits for the
answer before it says yes to anybody, so what the other process promised is what is on disk.
"""

import logging
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Final, Protocol, TypeAlias

import msgspec
from django.db import DatabaseError, connection

from leeward.clinic.infusions.gateway_keeper import CannotKeep, DiskFailed, FrameKeeper
from leeward.clinic.infusions.pairings import Pairings
from leeward.devices.port import DeviceMessage, Receipt

logger = logging.getLogger(__name__)
ENDED: Final = "what writes to the disk has ended, and is started again"
ANSWERS_WITHIN_S: Final = 30.0  # a database waits 20 s for its turn at most: who is silent for longer hangs

Became: TypeAlias = tuple[int, int] | str
"""What became of a message: how many of its readings are new and how many repeat, or why it was not kept."""


class Told(msgspec.Struct, frozen=True):
    """What became of a batch; where `why` says something, nothing of it is on disk."""

    became: list[Became] = []
    changed_until: int = 0
    why: str = ""
    has_disk_failed: bool = False


_messages, _told = msgspec.msgpack.Decoder(list[DeviceMessage]), msgspec.msgpack.Decoder(Told)
_encode: Final = msgspec.msgpack.Encoder().encode


class Writing(Protocol):
    """The other process, from this side."""

    line: Connection

    def end(self) -> None:
        """Let it finish what it writes, and wait for its end; for a short while only, then end it by force."""
        ...


class KeeperApart:
    """Keeps by another process; begins it again where it ended. Use it from one thread."""

    def __init__(self, begin: Callable[[], Writing], *, answers_within_s: float = ANSWERS_WITHIN_S) -> None:
        self._begin, self._writing = begin, begin()
        self._answers_within_s, self._has_ended = answers_within_s, False
        self.pairings = Pairings()
        """Whose readings each device's are: read by this process, as soon as the other one saw a change."""

    def keep(self, messages: Sequence[DeviceMessage]) -> list[Receipt | str]:
        """Keep the messages in one transaction; raises CannotKeep, or DiskFailed after which nothing may go on."""
        told = self._ask(messages)
        if told.has_disk_failed:
            raise DiskFailed(told.why)
        if told.why:
            _call_anew()
            raise CannotKeep(told.why)
        if told.changed_until > self.pairings.changed_until:
            self._follow()
        return [_receipt(message, one) for message, one in zip(messages, told.became, strict=True)]

    def _ask(self, messages: Sequence[DeviceMessage]) -> Told:
        """Hand the batch over and wait. Where the other process ends meanwhile, the batch may be on disk: it is sent
        again by whoever hears no yes, and known then."""
        try:
            if self._has_ended:
                self._writing.end()
                self._writing, self._has_ended = self._begin(), False
            self._writing.line.send_bytes(_encode(messages))
            if not self._writing.line.poll(self._answers_within_s):
                raise TimeoutError("Who writes to the disk did not answer.")
            return _told.decode(self._writing.line.recv_bytes())
        except (EOFError, OSError) as why:  # a TimeoutError is one
            self._has_ended = True
            raise CannotKeep(ENDED) from why

    def _follow(self) -> None:
        """Read the pairings anew. The batch is on disk whether or not this succeeds; the watch asks each second too."""
        try:
            self.pairings.refresh()
        except DatabaseError as why:
            logger.warning("The pairings could not be read: %s", type(why).__name__)
            _call_anew()

    def close(self) -> None:
        """Let the other process end."""
        self._writing.end()


def _call_anew() -> None:
    """Let go of a line to a database that went away: the next question opens another."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def keep_for(line: Connection, keeper: FrameKeeper, *, committed: Callable[[int], None] = lambda _: None) -> None:
    """Keep what comes along the line until whoever sends it is gone; the other side of `KeeperApart`.

    `committed` hears of how many messages each batch was, once the answer is on its way.
    """
    while True:
        try:
            batch = line.recv_bytes()
        except (EOFError, OSError):
            return
        told = _kept(keeper, _messages.decode(batch))
        try:
            line.send_bytes(_encode(told))
        except OSError:
            return
        committed(len(told.became))


def _kept(keeper: FrameKeeper, messages: list[DeviceMessage]) -> Told:
    try:
        became = [_became(one) for one in keeper.keep(messages)]
    except CannotKeep as why:
        return Told(why=why.why)
    except DiskFailed as why:
        return Told(why=str(why), has_disk_failed=True)
    return Told(became=became, changed_until=keeper.pairings.changed_until)


def _became(one: Receipt | str) -> Became:
    return one if isinstance(one, str) else (one.new, one.repeated)


def _receipt(message: DeviceMessage, one: Became) -> Receipt | str:
    return one if isinstance(one, str) else Receipt(message_id=message.message_id, new=one[0], repeated=one[1])
