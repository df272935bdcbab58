"""How much each virtual patient counts once a person's PCL-5 totals are known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leeward.instruments import PCL5
from leeward.outcomes.distribution import CannotForecast
from leeward.pharmacology.exposure import session_exposure
from leeward.pharmacology.likelihood import total_log_likelihood
from leeward.pharmacology.model import Curve
from leeward.pharmacology.population import Population
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.symptoms import pcl5
from leeward.pharmacology.validity import check_given
from leeward.pharmacology.weighing import normalized

DayTotal = tuple[float, int]
"""The day of the course and the total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCourse:
    """What is known of one person's course; day 0 is the first infusion.

    `baseline` are the whole totals from before it, oldest first, all of one edition, as are `scores`; the last one is
    what response is counted from. `sessions` are those given and those planned, as (day, regimen). Raises
    CannotForecast for totals off the scale and for days out of place.
    """

    baseline: tuple[int, ...]
    scores: tuple[DayTotal, ...]
    sessions: tuple[tuple[float, Regimen], ...]
    therapy_from_day: float | None = None

    def __post_init__(self) -> None:
        totals = (*self.baseline, *(total for _, total in self.scores))
        if any(not PCL5.lowest <= total <= PCL5.highest for total in totals):
            raise CannotForecast(f"A PCL-5 total lies from 0 to {PCL5.highest}; got {max(totals, key=abs)}.")
        days = [day for day, _ in self.sessions]
        if not days or days != sorted(set(days)):
            raise CannotForecast("Name at least one session, in order of day: nothing is foretold without one.")
        if any(day <= days[0] for day, _ in self.scores):
            raise CannotForecast("A score from before the first session belongs to the baseline.")

    @property
    def from_total(self) -> int:
        """Return the total that response is counted from."""
        return self.baseline[-1]


class Exposures:
    """What a session of each regimen is worth to each virtual patient: worked out once for as many courses as ask."""

    def __init__(self, people: Population) -> None:
        """Begin with nothing worked out."""
        self.people = people
        self._known: dict[Regimen, Curve] = {}

    def of(self, regimen: Regimen) -> Curve:
        """Return hours of exposure, (people,). Raises CannotSimulate for more than trials gave."""
        if regimen not in self._known:
            check_given(self.people.subject, regimen)
            self._known[regimen] = session_exposure(self.people, regimen)
        return self._known[regimen]


def true_totals(people: Exposures, course: KnownCourse, days: Sequence[float], *, drug: bool = True) -> Curve:
    """Return each virtual patient's true total on some days, (people, days), with the drug or without it."""
    traits = people.people.symptoms
    error = traits.baseline_error_points / np.sqrt(len(course.baseline))
    return pcl5(
        traits,
        baseline=np.clip(np.mean(course.baseline) - error, PCL5.lowest, PCL5.highest),
        sessions=_worth(people, course) if drug else [(course.sessions[0][0], 0.0)],
        on_days=days,
        expectancy=True,
        therapy_from_day=course.therapy_from_day,
    )


def _worth(people: Exposures, course: KnownCourse) -> list[tuple[float, Curve]]:
    return [(day, people.of(regimen)) for day, regimen in course.sessions]


def believed(people: Exposures, course: KnownCourse) -> Curve:
    """Return the weight of each virtual patient, (people,), summing to 1: alike where nothing was scored yet.

    Raises ZeroDivisionError where no virtual patient could have given these totals.
    """
    n = people.people.size
    if not course.scores:
        return np.full(n, 1.0 / n)
    expected = true_totals(people, course, [day for day, _ in course.scores])
    totals = np.asarray([total for _, total in course.scores], dtype=np.float64)
    noise = people.people.symptoms.residual_points[:, None]
    return normalized(total_log_likelihood(totals, expected, noise=noise, most=float(PCL5.highest)))
