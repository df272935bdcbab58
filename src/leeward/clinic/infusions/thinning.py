"""Hours of readings each second, for a drawing: of every quarter of a minute its course and its extremes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from leeward.clinic.infusions import frame_rows
from leeward.clinic.infusions.frame_rows import StoredFrame
from leeward.infusion.vitals import NIBP, Reading

BIN_S: Final = 15.0  # half of it is less than a line's width on the widest sheet
NIBP_NAMES: Final = frozenset(kind.value for kind in NIBP)


class Row(NamedTuple):
    """One row, the frame that it stands in, and when it was measured."""

    frame: StoredFrame
    row: list[Any]
    at: datetime


class Bin:
    """The first, the last, the lowest and the highest of one kind in one quarter of a minute."""

    __slots__ = ("first", "high", "last", "low")

    def __init__(self, one: Row) -> None:
        self.first = self.last = self.low = self.high = one

    def take(self, one: Row) -> None:
        """Take another, in whatever order they come."""
        if one.at < self.first.at:
            self.first = one
        if one.at >= self.last.at:
            self.last = one
        if one.row[1] < self.low.row[1]:
            self.low = one
        if one.row[1] > self.high.row[1]:
            self.high = one

    def kept(self) -> Iterator[Row]:
        """Yield what is kept, each once."""
        yield from {id(one): one for one in (self.first, self.last, self.low, self.high)}.values()


def thinned(frames: Iterable[StoredFrame], artefacts: Mapping[UUID, str]) -> Iterator[Reading]:
    """Yield of old frames what a drawing shows: every cuff reading, what was marked, and the course of the rest.

    What is no valid number is left out: between two numbers it is a gap all the same.
    """
    bins: dict[tuple[str, float], Bin] = {}
    for frame in frames:
        for row in frame_rows.decode(frame.rows):
            one = Row(frame, row, frame.at - frame_rows.age(row) if len(row) > 4 else frame.at)  # plain: its age
            if row[0] in NIBP_NAMES or (artefacts and frame_rows.id_of(row[3]) in artefacts):
                yield frame_rows.reading_of(one.row, one.frame, artefacts)
            elif frame_rows.is_drawn(row):
                place = (row[0], one.at.timestamp() // BIN_S)
                if place in bins:
                    bins[place].take(one)
                else:
                    bins[place] = Bin(one)
    for each in bins.values():
        for one in each.kept():
            yield frame_rows.reading_of(one.row, one.frame, artefacts)
