"""Time to response: between which two scores it came, and whether a second one confirmed it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from leeward.outcomes.definitions import RESPONSE, Definition
from leeward.outcomes.standing import Held, Standing, standing_of
from leeward.outcomes.trajectory import Series
from leeward.truth import NO
from leeward.units import Quantity

DAY_S: Final = Quantity(1.0, "d").to("s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """When a definition was first met, in days from the start of infusion 1.

    It happened after `after_day` (the last score before it that was known to be none; 0 for the infusion itself) and by
    `by_day`.
    """

    definition: Definition
    standing: Standing
    after_day: float
    by_day: float
    by_infusion: int
    """How many infusions had been given by then."""

    @property
    def says(self) -> str:
        """Return the sentence."""
        sure = "" if self.standing is Standing.CONFIRMED else "; a second score has not confirmed it"
        return (
            f"{self.definition.name[:1].upper()}{self.definition.name[1:]} came between day {self.after_day:.0f} and "
            f"day {self.by_day:.0f} of the course, after infusion {self.by_infusion}{sure}."
        )


def time_to(series: Series, first_infusion: datetime, definition: Definition = RESPONSE) -> Reached | None:
    """Return when a definition was first met by a run that a second score confirmed.

    Where no run was confirmed, the run that still stands; None where there is none: what came and went with one score
    is not counted.
    """
    steps = series.steps
    found = [standing_of(steps[: number + 1], definition) for number in range(len(steps))]
    sure = next((each for each in found if each.standing is Standing.CONFIRMED), None)
    last = found[-1] if found and found[-1].standing is Standing.NOT_CONFIRMED else None
    reached = sure or last
    return _reached(series, reached, first_infusion) if reached else None


def _reached(series: Series, held: Held, first_infusion: datetime) -> Reached:
    since = held.since or first_infusion
    before = [point.at for point, step in series.steps if point.at < since and step.met(held.definition) is NO]
    start = next(point for point, _ in series.steps if point.at == since)
    return Reached(
        definition=held.definition,
        standing=held.standing,
        after_day=day_of(before[-1], first_infusion) if before else 0.0,
        by_day=day_of(since, first_infusion),
        by_infusion=start.given,
    )


def day_of(at: datetime, first_infusion: datetime) -> float:
    """Return an instant in days from the start of infusion 1, elapsed time."""
    return (at - first_infusion).total_seconds() / DAY_S
