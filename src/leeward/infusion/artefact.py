"""What tells a false value from a true one: the median of the last seconds, and a leap that no body makes."""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final, NamedTuple

from leeward.infusion.condition import Condition, lasting
from leeward.infusion.vitals import BY_HAND, Reading
from leeward.protocol.alarm_limit import AlarmKind, Look, Priority
from leeward.protocol.artefact import GATES, Leap, Smoothing
from leeward.protocol.monitoring import span
from leeward.protocol.vital_kind import NIBP, VitalKind

_MEDIAN_OF: Final = span(Smoothing.median)
TOLD_FOR: Final = span(Leap.told_for)


class Judged(NamedTuple):
    """A reading with what a limit compares; of two middle values `low` is the lower and `high` the higher one."""

    reading: Reading
    value: float
    low: float
    high: float
    leapt: bool

    def seen(self, look: Look, *, is_low: bool) -> float:
        """Return what a limit downwards or upwards sees: the value nearer to danger."""
        if look is Look.RAW:
            return self.value
        return self.low if is_low else self.high


class Judge:
    """Judges the usable readings of one kind as they come, oldest first."""

    def __init__(self) -> None:
        self._window: deque[tuple[datetime, float]] = deque()
        self._values: list[float] = []  # of the window, in order: of a flood not every one is sorted anew
        self._last: Reading | None = None

    def copy(self) -> "Judge":
        """Return a judge that remembers the same."""
        other = Judge()
        other._window, other._values, other._last = self._window.copy(), self._values.copy(), self._last
        return other

    def remember(self, readings: Sequence[Reading]) -> None:
        """Know these readings, oldest first, as if each had been judged."""
        for reading in readings:
            if reading.value is not None and not _stands_alone(reading):
                self._window.append((reading.at, reading.value))
                insort(self._values, reading.value)
        self._last = readings[-1] if readings else self._last

    def take(self, reading: Reading) -> Judged:
        """Judge the next reading; a value that a person charted stands for itself."""
        value = reading.value
        assert value is not None  # noqa: S101 - usable readings have values; this tells mypy so
        leaps, self._last = leapt(self._last, reading), reading
        if _stands_alone(reading):
            return Judged(reading, value, value, value, leaps)
        window, values = self._window, self._values
        window.append((reading.at, value))
        insort(values, value)
        too_old = reading.at - _MEDIAN_OF
        while window[0][0] <= too_old:
            del values[bisect_left(values, window.popleft()[1])]
        return Judged(reading, value, values[(len(values) - 1) // 2], values[len(values) // 2], leaps)


def _stands_alone(reading: Reading) -> bool:
    """Is it no matter of the last seconds' median?"""
    return reading.source == BY_HAND or reading.kind in NIBP


def judged(series: Iterable[Reading]) -> Iterator[Judged]:
    """Yield the usable readings of one kind, oldest first, each judged by those before it."""
    judge = Judge()
    return (judge.take(reading) for reading in series)


def leapt(before: Reading | None, reading: Reading) -> bool:
    """Did the value change by more than a body can in that time? What a person measured is believed."""
    gate = GATES.get(reading.kind)
    if before is None or gate is None or reading.source == BY_HAND or before.value is None or reading.value is None:
        return False
    return abs(reading.value - before.value) > gate.by and reading.at - before.at <= gate.within


def leap(kind: VitalKind, series: Sequence[Reading], *, now: datetime) -> Condition | None:
    """Return the request to measure again after a leap: for a cuff until the next reading, else for a minute.

    The value still counts for every limit: a leap asks, it silences nothing.
    """
    recent = series[-2:] if kind in NIBP else [r for r in series if now - r.at <= TOLD_FOR + GATES[kind].within]
    for before, after in reversed(list(pairwise(recent))):
        if leapt(before, after) and (kind in NIBP or now - after.at <= TOLD_FOR):
            return Condition(
                key=f"{kind.value}-leap",
                kind=AlarmKind.TECHNICAL,
                priority=Priority.LOW,
                says=f"{kind.label} went from {before.value:g} to {after.value:g} {kind.unit} in "
                f"{lasting(after.at - before.at)}. {_ASK[kind in NIBP]}",
                since=min(after.at, now),
                reading=after,
                repeats=kind in NIBP,
            )
    return None


_ASK: Final = {
    True: "Look at the cuff and measure again.",
    False: "Look at the patient, then at the sensor.",
}
