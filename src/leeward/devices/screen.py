"""All beds at once: at which of them time alone may have changed something, found without looking at each."""

from typing import Final

import numpy as np

_FIRST: Final = 64  # beds; the arrays double as they fill
_NEVER: Final = np.inf


class Screen:
    """One deadline for each bed: the next instant at which silence, a delay or an escalation may tell something.

    Beds are small integers, given by `add` and used again after `drop`. A deadline need not be moved with every
    message: that of a calm bed only grows (`infusion.bed.Bed.has_later_due`), so one that is too early costs a question
    more, and none is ever too late. Times are seconds of one clock, as `datetime.timestamp` gives.
    """

    def __init__(self) -> None:
        self._due_s = np.full(_FIRST, _NEVER)
        self._free: list[int] = []
        self._beds = 0

    def add(self, *, due_s: float = -np.inf) -> int:
        """Return the number of a new bed; it is named at the next tick, unless told when."""
        bed = self._free.pop() if self._free else self._beds
        self._beds = max(self._beds, bed + 1)
        if bed == self._due_s.size:
            self._due_s = np.concatenate((self._due_s, np.full(bed, _NEVER)))
        self._due_s[bed] = due_s
        return bed

    def drop(self, bed: int) -> None:
        """Name this bed no more; its number will be another bed's."""
        self.put(bed, _NEVER)
        self._free.append(bed)

    def put(self, bed: int, due_s: float) -> None:
        """Say by when the bed is to be named again."""
        if not 0 <= bed < self._beds:
            raise IndexError(f"There is no bed {bed}: {self._beds} were added.")
        self._due_s[bed] = due_s

    def tick(self, now_s: float) -> list[int]:
        """Return the beds whose deadline has come, in the order of their numbers; they stay so until `put`."""
        found: list[int] = np.flatnonzero(self._due_s[: self._beds] <= now_s).tolist()
        return found
