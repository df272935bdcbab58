"""Regression to the mean: what a second PCL-5 would be expected to show without any treatment in between."""

import math
from dataclasses import dataclass
from typing import Final

from leeward.evidence import Cited, Facts, derived
from leeward.evidence.sources import DUEK_2023
from leeward.instruments import PCL5
from leeward.outcomes.definitions import Pcl5Change


class Retest(Facts):
    """Two scores without a drug between them: screening and first visit."""

    people = derived("17 1", DUEK_2023, by="people with both totals")
    correlation = derived("0.73 1", DUEK_2023, by="correlation of the two totals, n=17")
    first_visit = derived("47.0 points", DUEK_2023, by="mean at the first visit of both arms: 49.6 and 44.4, n=13 each")
    first_visit_sd = derived("13.7 points", DUEK_2023, by="SD at the first visit, both arms pooled about their mean")
    screening_sd = derived(
        "13.2 points", DUEK_2023, by="SD at screening that goes with r .73, SD of change 9.9 and 13.7 at the visit"
    )
    nine_of_ten = derived("1.753 1", DUEK_2023, by="95 % point of Student's t with 15 degrees of freedom, for n=17")


@dataclass(frozen=True, slots=True, kw_only=True)
class Untreated:
    """What a second total would be without treatment, for someone whose first was `before`; points of PCL-5.

    `by_regression` is where regression to the mean alone would bring it; `expected` adds the drift of the 17 people;
    nine in ten would lie from `low` to `high`.
    """

    before: int
    by_regression: float
    expected: float
    low: float
    high: float
    cites: tuple[Cited, ...]

    @property
    def says(self) -> str:
        """Return the sentence."""
        pull = self.by_regression - self.before
        way = "lower" if pull < 0 else "higher"
        return (
            f"Who scores {self.before} once scores {way} the next time by chance alone, on average by about "
            f"{abs(pull):.0f} points (regression to the mean). In the {Retest.people.to('1'):.0f} people on whom this "
            f"rests scores also rose by {Pcl5Change.drift.quantity} from screening to first visit: a second score of "
            f"{self.expected:.0f} was to be expected without any treatment, {self.low:.0f} to {self.high:.0f} in nine "
            "of ten. A score in that range needs no treatment to explain it."
        )

    def explains(self, total: int) -> bool:
        """Does a total lie where nine in ten would be without any treatment?"""
        return self.low <= total <= self.high


CITES: Final = (*Retest.rows(), Pcl5Change.drift, Pcl5Change.wobble)


def untreated(before: int) -> Untreated:
    """Return what a second total without treatment would be; it holds for PCL-5 of either edition, and loosely."""
    slope = Retest.correlation.to("1") * Retest.first_visit_sd.to("points") / Retest.screening_sd.to("points")
    screening = Retest.first_visit.to("points") - Pcl5Change.drift.to("points")
    away = before - screening
    expected = Retest.first_visit.to("points") + slope * away
    reach = Retest.nine_of_ten.to("1") * _spread(away)
    return Untreated(
        before=before,
        by_regression=screening + Retest.correlation.to("1") * away,
        expected=min(expected, PCL5.highest),
        low=max(expected - reach, PCL5.lowest),
        high=min(expected + reach, PCL5.highest),
        cites=CITES,
    )


def _spread(away: float) -> float:
    """Return the SD of one new total: the scatter about the line, and how loosely 17 people draw it."""
    n, spread = Retest.people.to("1"), Retest.screening_sd.to("points")
    scatter = Retest.first_visit_sd.to("points") * math.sqrt(1 - Retest.correlation.to("1") ** 2)
    return scatter * math.sqrt(1 + 1 / n + away**2 / ((n - 1) * spread**2))
