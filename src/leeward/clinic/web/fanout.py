"""Telling many watchers which infusions changed: one reader, one small queue for each watcher, nothing of a patient.

Runs in one event loop and needs no lock. What is told is an id and two numbers; a page then asks for its own part.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from uuid import UUID

AT_MOST_EVERY_S: Final = 1.0  # of one infusion: a page that is told more often asks no more often
QUEUE_LENGTH: Final = 16  # frames of some 100 bytes; a reader this far behind is dropped and comes back by itself
MOST_WATCHERS: Final = 4_000  # twice what is measured; the next one is refused, and its page polls
KEPT_INFUSIONS: Final = 10_000  # whose last change is remembered for readers who come back
RETRY_MS: Final = 3_000


class Version(NamedTuple):
    """How far an infusion has come: the last entry of its journal, and how often something else was new.

    A NamedTuple: one is made for each infusion that changed, four times a second.
    """

    journal: int = 0
    readings: int = 0


class CannotWatch(Exception):
    """Why one more watcher is not let in."""


@dataclass(eq=False, slots=True, kw_only=True)
class Watcher:
    """One open stream: the infusion it is about, or None for all of them."""

    infusion_id: UUID | None
    session_key: str = ""
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(QUEUE_LENGTH))
    is_dropped: bool = False


@dataclass(slots=True)
class _Told:
    version: Version
    seq: int
    at_s: float


class Fanout:
    """The watchers, and what they were last told."""

    def __init__(self, *, epoch: str, most: int = MOST_WATCHERS) -> None:
        self.epoch, self.most = epoch, most
        self.seq, self.events, self.dropped = 0, 0, 0
        self._all: set[Watcher] = set()
        self._by_infusion: dict[UUID, set[Watcher]] = {}
        self._told: dict[UUID, _Told] = {}
        self._waiting: dict[UUID, Version] = {}

    def __len__(self) -> int:
        return len(self._all) + sum(map(len, self._by_infusion.values()))

    @property
    def sessions(self) -> frozenset[str]:
        """The sessions that watch."""
        return frozenset(watcher.session_key for watcher in self.watchers())

    def watchers(self) -> tuple[Watcher, ...]:
        """Return every watcher."""
        return (*self._all, *(watcher for some in self._by_infusion.values() for watcher in some))

    def join(self, infusion_id: UUID | None, *, session_key: str = "", last_event_id: str = "") -> Watcher:
        """Let one more watch; it is told to look again unless nothing happened since the event it heard last."""
        if len(self) >= self.most:
            raise CannotWatch(f"{self.most} pages already listen here. This page asks by itself every two seconds.")
        watcher = Watcher(infusion_id=infusion_id, session_key=session_key)
        (self._all if infusion_id is None else self._by_infusion.setdefault(infusion_id, set())).add(watcher)
        if not self._heard_all(infusion_id, last_event_id):
            self._put(watcher, self._look())
        return watcher

    def leave(self, watcher: Watcher) -> None:
        """Forget a watcher."""
        self._all.discard(watcher)
        some = self._by_infusion.get(watcher.infusion_id) if watcher.infusion_id else None
        if some is not None:
            some.discard(watcher)
            if not some and watcher.infusion_id:
                del self._by_infusion[watcher.infusion_id]

    def tell(self, changed: Mapping[UUID, Version], *, now_s: float) -> int:
        """Tell who watches what changed, each infusion once a second at most; the rest waits. Return events told."""
        self._waiting.update(changed)
        due = [each for each in self._waiting if now_s - self._at(each) >= AT_MOST_EVERY_S]
        for infusion_id in due:
            self._tell(infusion_id, self._waiting.pop(infusion_id), now_s=now_s)
        while len(self._told) > KEPT_INFUSIONS:
            del self._told[next(iter(self._told))]  # the one that changed longest ago
        return len(due)

    def beat(self, seen: str) -> None:
        """Tell everybody that the records were just looked at, and at what time of the clinic's clock."""
        frame = b"event: beat\ndata: " + seen.encode() + b"\n\n"
        for watcher in self.watchers():
            self._put(watcher, frame)

    def look_again(self) -> None:
        """Ask everybody to look again: something changed that has no number."""
        frame = self._look()
        for watcher in self.watchers():
            self._put(watcher, frame)

    def end(self, sessions: frozenset[str]) -> int:
        """End the streams of these sessions; return how many."""
        ended = [watcher for watcher in self.watchers() if watcher.session_key in sessions]
        for watcher in ended:
            self._drop(watcher)
        return len(ended)

    def _tell(self, infusion_id: UUID, version: Version, *, now_s: float) -> None:
        self.seq += 1
        self.events += 1
        self._told.pop(infusion_id, None)  # to the end of the order
        self._told[infusion_id] = _Told(version, self.seq, now_s)
        frame = (
            f"id: {self.epoch}.{self.seq}\nevent: changed\ndata: {infusion_id} {version.journal} {version.readings}\n\n"
        ).encode()
        for watcher in (*self._by_infusion.get(infusion_id, ()), *self._all):
            self._put(watcher, frame)

    def _at(self, infusion_id: UUID) -> float:
        told = self._told.get(infusion_id)
        return told.at_s if told else float("-inf")

    def _look(self) -> bytes:
        return f"id: {self.epoch}.{self.seq}\nevent: look\ndata: again\n\n".encode()

    def _heard_all(self, infusion_id: UUID | None, last_event_id: str) -> bool:
        epoch, _, number = last_event_id.partition(".")
        if epoch != self.epoch or not number.isascii() or not number.isdigit():
            return False
        heard = int(number)
        if infusion_id is None:
            return heard == self.seq
        told = self._told.get(infusion_id)
        return told is not None and told.seq <= heard <= self.seq

    def _put(self, watcher: Watcher, frame: bytes) -> None:
        if watcher.is_dropped:
            return
        try:
            watcher.queue.put_nowait(frame)
        except asyncio.QueueFull:
            self.dropped += 1
            self._drop(watcher)

    @staticmethod
    def _drop(watcher: Watcher) -> None:
        """Leave the watcher nothing but the end: whoever sends to it stops there."""
        watcher.is_dropped = True
        while not watcher.queue.empty():
            watcher.queue.get_nowait()
        watcher.queue.put_nowait(None)
