"""How many infusions one person has had, and from when on a formal review is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from leeward.evidence import Cited
from leeward.protocol.coursing import ExposureReview
from leeward.protocol.thresholds import SHIPPED, Thresholds
from leeward.truth import Truth, truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """The infusions of the last six months and of the last year, the one on `on` counted in, and their limits."""

    on: date
    in_half_year: int
    in_year: int
    half_year_limit: Cited
    year_limit: Cited

    @property
    def needs_review(self) -> Truth:
        """Is either limit passed?"""
        return truth(
            self.in_half_year > self.half_year_limit.quantity.number or self.in_year > self.year_limit.quantity.number
        )

    @property
    def is_last_before_review(self) -> bool:
        """Is this one the last that a limit allows without a review?"""
        return (
            self.in_half_year == self.half_year_limit.quantity.number
            or self.in_year == self.year_limit.quantity.number
        )  # fmt: skip

    @property
    def says(self) -> str:
        """The counts beside their limits, in a sentence."""
        return (
            f"An infusion on {self.on:%d-%b-%Y} would be number {self.in_half_year} in six months (review above "
            f"{self.half_year_limit.quantity.number:g}) and number {self.in_year} in a year (review above "
            f"{self.year_limit.quantity.number:g})."
        )


def exposure(infusions: Iterable[date], *, on: date, limits: Thresholds = SHIPPED) -> Exposure:
    """Count what an infusion on `on` would make of it; the two limits are design defaults, no source gives them."""
    given = {*infusions} - {on}
    half_year = timedelta(days=ExposureReview.half_year_window.to("d"))
    year = timedelta(days=ExposureReview.year_window.to("d"))
    return Exposure(
        on=on,
        in_half_year=sum(on - half_year < each <= on for each in given) + 1,
        in_year=sum(on - year < each <= on for each in given) + 1,
        half_year_limit=limits.of(ExposureReview.half_year),
        year_limit=limits.of(ExposureReview.year),
    )
