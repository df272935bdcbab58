"""Stretches of time: free, taken, and where two calendars meet."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple


class Slot(NamedTuple):
    """From `start` until just before `end`."""

    start: datetime
    end: datetime

    def begins(self, other: "Slot") -> bool:
        """Does the other begin in it? A session may end after its window closes, but not begin after."""
        return self.start <= other.start <= self.end

    def contains(self, other: "Slot") -> bool:
        """Does the other lie wholly in it?"""
        return self.start <= other.start and other.end <= self.end


def overlaps(slot: Slot, others: Iterable[Slot]) -> bool:
    """Does the slot share time with any other?"""
    return any(slot.start < other.end and other.start < slot.end for other in others)


def free_starts(one: Iterable[Slot], other: Iterable[Slot], length: timedelta, step_minutes: int) -> Iterator[datetime]:
    """Yield each start, step by step, from which both are free for `length`; in order, each once."""
    theirs = tuple(other)
    shared = [Slot(max(mine.start, his.start), min(mine.end, his.end)) for mine in one for his in theirs]
    starts: set[datetime] = set()
    for stretch in shared:
        start = stretch.start
        while start + length <= stretch.end:
            starts.add(start)
            start += timedelta(minutes=step_minutes)
    yield from sorted(starts)
