"""A disk that keeps what was synced and forgets the rest, and a database on it whose transactions are whole."""

from itertools import islice
from typing import Any

from clinic_day.record import Records
from clinic_day.world import Killed, World

ABSENT = object()


class CannotWrite(Exception):
    """The transaction did not go through, or nobody knows whether it did."""


class Disk:
    """Tables of what is visible, and how to take back what was never synced."""

    def __init__(self, world: World) -> None:
        self._world, self._chance = world, world.chance("disk")
        self.frames: dict[tuple[str, str], Any] = {}
        self.journals: dict[Any, Any] = {}
        self.records = Records()  # no table: what follows from the journals, in memory
        self.states: dict[Any, Any] = {}
        self.ledgers: dict[str, Any] = {}
        self.late: dict[Any, Any] = {}
        self.pairings: dict[str, Any] = {}
        self.recorded = 0  # how often a journal or a state was written
        self._messages: dict[Any, list[Any]] = {}
        self._many_messages = 0
        self.is_full = False
        self.fails = 0  # how many of the next transactions fail
        self.loses_answer = 0  # how many of the next are done although the caller hears of a failure
        self.syncs = True
        self._unsynced: list[tuple[dict[Any, Any], Any, Any]] = []

    def commit(self, process: str, changes: list[tuple[dict[Any, Any], Any, Any]]) -> None:
        """Keep all of (table, key, value), or nothing; raises CannotWrite."""
        world = self._world
        world.effect(process, "before the commit")
        if self.is_full:
            raise CannotWrite("The disk is full.")
        if self.fails:
            self.fails -= 1
            world.fault("commit failed", process)
            raise CannotWrite("The commit failed.")
        try:
            world.effect(process, "inside the commit")
        except Killed:
            if self._chance.random() < 0.5:  # whether the last write reached the disk, nobody knows: both are allowed
                self._apply(changes)
            raise
        self._apply(changes)
        world.effect(process, "after the commit")
        if self.loses_answer:
            self.loses_answer -= 1
            world.fault("answer of the commit lost", process)
            raise CannotWrite("The connection broke while the commit was under way.")

    def _apply(self, changes: list[tuple[dict[Any, Any], Any, Any]]) -> None:
        for table, key, value in changes:
            self.recorded += table is self.journals or table is self.states
            self._unsynced.append((table, key, table.get(key, ABSENT)))
            table[key] = value
        if self.syncs:
            self._unsynced.clear()

    def lose_power(self) -> None:
        """Take back whatever was not synced."""
        self._messages, self._many_messages = {}, 0
        for table, key, before in reversed(self._unsynced):
            if before is ABSENT:
                table.pop(key, None)
            else:
                table[key] = before
        self._unsynced.clear()

    def messages_of(self, infusion_id: Any) -> list[Any]:
        """Return the messages of one infusion in the order in which they were kept."""
        for belongs_to, message in islice(self.frames.values(), self._many_messages, None):
            self._messages.setdefault(belongs_to, []).append(message)
        self._many_messages = len(self.frames)
        return self._messages.get(infusion_id, [])
