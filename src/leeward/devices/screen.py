"""All beds at once: at which of them time alone may have changed something, found without looking at each."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

_FIRST: Final = 64  # beds; the arrays double as they fill
_NEVER: Final = np.inf


class Screen:
    """One deadline for each bed: the next instant at which silence, a delay or an escalation may tell something.

    Beds are small integers, given by `add` and used again after `drop`. A deadline need not be moved with every
    message: that of a calm bed only grows (`infusion.bed.Bed.due`), so one that is too early costs one more look,
    about every ten seconds, and none is ever too late. Times are seconds of one clock, as `datetime.timestamp` gives.
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
        self._due_s[self._known(bed)] = _NEVER
        self._free.append(bed)

    def put(self, bed: int, due_s: float) -> None:
        """Say when the bed is to be named next."""
        self._due_s[self._known(bed)] = due_s

    def put_all(self, beds: Sequence[int] | NDArray[np.intp], due_s: Iterable[float]) -> None:
        """Say when each of these beds is to be named next."""
        if len(beds):
            self._due_s[np.asarray(beds)] = np.fromiter(due_s, float, len(beds))

    def tick(self, now_s: float) -> list[int]:
        """Return the beds whose deadline has come, in the order of their numbers; they stay due until `put`."""
        found: list[int] = np.flatnonzero(self._due_s[: self._beds] <= now_s).tolist()
        return found

    def next_due_s(self) -> float:
        """Return the earliest deadline; infinity where there is none."""
        return float(self._due_s[: self._beds].min(initial=_NEVER))

    def _known(self, bed: int) -> int:
        if not 0 <= bed < self._beds:
            raise IndexError(f"There is no bed {bed}: {self._beds} were added.")
        return bed
