"""How likely everything seen in a course is for each virtual patient, PCL-5 totals among it."""

from collections.abc import Sequence

import numpy as np

from leeward.pharmacology.exposure import session_exposure
from leeward.pharmacology.likelihood import total_log_likelihood
from leeward.pharmacology.model import Curve
from leeward.pharmacology.population import Population
from leeward.pharmacology.readings import CannotLearn
from leeward.pharmacology.symptoms import Symptoms, pcl5
from leeward.pharmacology.visits import Visit, weigh


def weigh_scores(people: Population, visits: Sequence[Visit], exposures: Sequence[Curve], visit: Visit) -> Curve:
    """Weigh the PCL-5 totals that came with `visit`, given each session's exposure in hours, (people,) each."""
    later = visit.follow_ups(visits[0].day)
    if not later:
        return np.zeros(people.size)
    totals = np.asarray([total for _, total in later], dtype=np.float64)
    expected = expected_scores(people, visits, exposures, [day for day, _ in later])
    noise, most = people.symptoms.residual_points[:, None], Symptoms.highest.to("points")
    return total_log_likelihood(totals, expected, noise=noise, most=most)


def expected_scores(
    people: Population, visits: Sequence[Visit], exposures: Sequence[Curve], days: Sequence[float]
) -> Curve:
    """Return true PCL-5 totals on those days, (people, days), the gain from being treated among what lowers them.

    Raises CannotLearn without a score from before the course.
    """
    before = baseline_scores(visits)
    if not before:
        raise CannotLearn(
            f"The PCL-5 total of day {days[0]:g} has none from before the first infusion beside it. "
            "Give a score from before, or leave the later ones out."
        )
    error = people.symptoms.baseline_error_points / np.sqrt(len(before))
    return pcl5(
        people.symptoms,
        baseline=np.clip(np.mean(before) - error, 0.0, Symptoms.highest.to("points")),
        sessions=[(one.day, exposure) for one, exposure in zip(visits, exposures, strict=True)],
        on_days=days,
        expectancy=True,
    )


def exposures_of(people: Population, visits: Sequence[Visit]) -> list[Curve]:
    """Return the exposure of each session in hours, (people,) each; nothing is computed where no score asks for it.

    Those for whom the drug does nothing are given 0: theirs plays no part in any score.
    """
    if not any(visit.follow_ups(visits[0].day) for visit in visits):
        return []
    who = np.flatnonzero(people.symptoms.responds)
    responders = people.resampled(who)
    exposures = []
    for visit in visits:
        exposures.append(np.zeros(people.size))
        exposures[-1][who] = session_exposure(responders, visit.given)
    return exposures


def baseline_scores(visits: Sequence[Visit]) -> tuple[int, ...]:
    """Return the PCL-5 totals from before the course, up to the day of the first infusion."""
    return tuple(total for visit in visits for day, total in visit.readings.scores if day <= visits[0].day)


def weigh_course(people: Population, occasions: Curve, visits: Sequence[Visit]) -> Curve:
    """Return the log-likelihood of everything seen, (people, visits)."""
    exposures = exposures_of(people, visits)
    columns = [
        weigh(people, occasions[:, number], visit).log_likelihood + weigh_scores(people, visits, exposures, visit)
        for number, visit in enumerate(visits)
    ]
    return np.stack(columns, axis=1)
