"""A forecast held against what was measured: where the two part, the measurement is believed."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leeward.evidence import Facts, assumed


class Straying(Facts):
    """When a forecast is said not to describe this patient."""

    readings = assumed("2 1", why="one in ten readings lies outside a 90 % band by chance; two in a row are rare")


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A forecast over minutes from the start: the middle, and the bounds of nine in ten virtual patients."""

    minutes: tuple[float, ...]
    median: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def at(self, minute: float) -> tuple[float, float, float] | None:
        """Return low, middle and high at a minute, in a straight line between its neighbors; None outside."""
        if not self.minutes or not self.minutes[0] <= minute <= self.minutes[-1]:
            return None
        after = min(bisect_right(self.minutes, minute), len(self.minutes) - 1)
        before = max(after - 1, 0)
        span = self.minutes[after] - self.minutes[before]
        share = (minute - self.minutes[before]) / span if span else 0.0
        low, middle, high = (
            values[before] + share * (values[after] - values[before]) for values in (self.low, self.median, self.high)
        )
        return low, middle, high

    def highest(self) -> tuple[float, float, float, float]:
        """Return the minute of the highest middle value, with low, middle and high there."""
        top = max(range(len(self.median)), key=lambda place: self.median[place])
        return self.minutes[top], self.low[top], self.median[top], self.high[top]


def strays(curve: Curve, measured: Iterable[tuple[float, float]], *, name: str, unit: str) -> str:
    """Say so when the last readings, (minute, value), lie on one side of the band; nothing while they do not."""
    asked = round(Straying.readings.to("1"))
    held = [(value, band) for minute, value in measured if (band := curve.at(minute)) is not None]
    last = held[-asked:]
    if len(last) < asked:
        return ""
    side = "above" if all(value > band[-1] for value, band in last) else ""
    side = "below" if all(value < band[0] for value, band in last) else side
    if not side:
        return ""
    return (
        f"The last {asked} {name} readings ({_listed([value for value, _ in last])} {unit}) lie {side} the predicted "
        "band: the forecast does not describe this patient. Go by what is measured."
    )


def _listed(values: Sequence[float]) -> str:
    return ", ".join(f"{value:g}" for value in values)
