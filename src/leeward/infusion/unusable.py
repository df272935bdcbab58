"""What came and cannot be used: invalid, marked as artefact, of another mode, or measured in the future."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Final
from uuid import UUID

from leeward.infusion.vitals import Reading
from leeward.protocol.vital_kind import VitalKind

_KEPT: Final = 600  # plain: of one kind; ten minutes of a sensor that is off, or of a clock that runs ahead


class Unusable:
    """The last readings that could not be used, by kind and in order; they tell why nothing usable comes."""

    def __init__(self) -> None:
        self._rows: dict[VitalKind, list[Reading]] = {}

    def __bool__(self) -> bool:
        return bool(self._rows)

    def __iter__(self) -> Iterator[Reading]:
        return (one for rows in self._rows.values() for one in rows)

    def take(self, reading: Reading) -> None:
        """Keep the reading; of one kind the oldest is let go when there are too many."""
        rows = self._rows.setdefault(reading.kind, [])
        rows.insert(bisect_left(rows, order(reading), key=order), reading)
        if len(rows) > _KEPT:
            del rows[0]

    def knows(self, reading: Reading) -> bool:
        """Did this very reading come before?"""
        rows = self._rows.get(reading.kind, [])
        place = bisect_left(rows, order(reading), key=order)
        return place < len(rows) and rows[place].reading_id == reading.reading_id

    def mark(self, reading_id: UUID, reason: str) -> Reading | None:
        """Mark the reading as artefact, and return it; None if it is not here."""
        for rows in self._rows.values():
            for place, one in enumerate(rows):
                if one.reading_id == reading_id:
                    rows[place] = replace(one, artefact_reason=reason)
                    return rows[place]
        return None

    def let_go(self, before: datetime) -> None:
        """Let go what was measured before the instant, but for the newest of each kind."""
        for rows in self._rows.values():
            del rows[: min(bisect_left(rows, before, key=_measured), len(rows) - 1)]


order: Final = attrgetter("at", "reading_id.int")
"""By what readings stand in order: when they were measured, then their ids."""
_measured: Final = attrgetter("at")
