"""What a questionnaire may show: the chance of every total of PCL-5, from which bands and chances are read."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from leeward.instruments import PCL5


class CannotForecast(ValueError):
    """The figures leave nothing to forecast, or cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The middle `share` of the chances: a total lies from `low` to `high` at least as often as that."""

    share: float
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A total to be read on one day: `cumulative[n]` is the chance of n points or fewer, for 0 to 80.

    Raises CannotForecast where the chances do not rise to 1 over the whole scale.
    """

    on_day: float
    cumulative: tuple[float, ...]

    def __post_init__(self) -> None:
        chances = self.cumulative
        rises = all(a <= b for a, b in zip((0.0, *chances), chances, strict=False))
        if len(chances) != PCL5.highest + 1 or not rises or abs(chances[-1] - 1.0) > ALMOST:
            raise CannotForecast(
                f"The chances of day {self.on_day:g} do not rise to 1 over the totals 0 to {PCL5.highest}. "
                "Store what a forecast gave, unchanged."
            )

    def at_most(self, total: float) -> float:
        """Return the chance of a total of that many points or fewer; a broken number counts as the whole one below."""
        return 0.0 if total < 0 else self.cumulative[min(int(total), PCL5.highest)]

    def level(self, share: float) -> int:
        """Return the lowest total that is reached with at least this chance."""
        return min(bisect_left(self.cumulative, share), PCL5.highest)

    @property
    def median(self) -> int:
        """Return the middle total."""
        return self.level(1 / 2)

    @property
    def mean(self) -> float:
        """Return the mean total."""
        return sum(1.0 - each for each in self.cumulative[:-1])

    def band(self, share: float) -> Interval:
        """Return the middle share, such as 0.9."""
        tail = (1.0 - share) / 2
        return Interval(share=share, low=self.level(tail), high=self.level(1.0 - tail))

    def place(self, seen: int, chance: float) -> float:
        """Return where a total fell, 0 to 1: at `chance` of the way through its own share, so that places are even."""
        below = self.at_most(seen - 1)
        return below + chance * (self.at_most(seen) - below)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseChance:
    """The chance that the list read at the end of the course shows a response, 0 to 1.

    `low` and `high` are the same chance if nobody responded to the drug (the largest trial) and if two in three did
    (the smallest): how far it hangs on what nobody knows. `error` is what other random numbers would change.
    """

    chance: float
    low: float
    high: float
    error: float
    control: float
    before_scores: float


ALMOST = 1e-6  # plain: rounding of chances that were stored


def rounded(on_day: float, cumulative: Sequence[float]) -> Foreseen:
    """Return chances as they are kept: six decimals, rising, ending in 1."""
    kept: list[float] = []
    for each in cumulative[:-1]:
        kept.append(max(kept[-1] if kept else 0.0, min(round(float(each), DECIMALS), 1.0)))
    return Foreseen(on_day=on_day, cumulative=(*kept, 1.0))


DECIMALS = 6  # plain: of stored chances
