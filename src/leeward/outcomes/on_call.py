"""Who is on call, and when nobody is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

FIRST: Final = 1


class CannotCover(ValueError):
    """The duty cannot be as it was entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Somebody who can be phoned from `start` until just before `end`; rank 1 is told first."""

    name: str
    phone: str
    rank: int
    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if not self.name.strip() or not any(sign.isdigit() for sign in self.phone):
            raise CannotCover("Enter a name and a phone number: without both nobody can be reached.")
        if self.rank < FIRST:
            raise CannotCover(f"The first to be called has rank 1; got {self.rank}.")
        if self.end <= self.start:
            raise CannotCover("The duty must end after it begins. Check the days and the times.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch of time in which nobody is on call."""

    start: datetime
    end: datetime


def on_duty(duties: Iterable[Duty], *, now: datetime) -> tuple[Duty, ...]:
    """Return who is on call now, in the order in which they are told."""
    present = (duty for duty in duties if duty.start <= now < duty.end)
    return tuple(sorted(present, key=lambda duty: (duty.rank, duty.start, duty.name)))


def gaps(duties: Iterable[Duty], *, start: datetime, end: datetime) -> tuple[Gap, ...]:
    """Return every stretch between two instants in which nobody is on call; () says that cover is whole."""
    known = tuple(duty for duty in duties if duty.end > start and duty.start < end)
    marks = {start, end, *(duty.start for duty in known), *(duty.end for duty in known)}
    edges = sorted(mark for mark in marks if start <= mark <= end)
    bare = [Gap(start=left, end=right) for left, right in pairwise(edges) if not on_duty(known, now=left)]
    return _joined(bare)


def _joined(bare: Iterable[Gap]) -> tuple[Gap, ...]:
    found: list[Gap] = []
    for gap in bare:
        if found and found[-1].end == gap.start:
            found[-1] = Gap(start=found[-1].start, end=gap.end)
        else:
            found.append(gap)
    return tuple(found)
