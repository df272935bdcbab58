"""Made-up courses whose truth is known, so that forecasts can be scored: drawn as the model believes, and otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum

import numpy as np

from leeward.outcomes.believing import DayTotal, Exposures, KnownCourse
from leeward.outcomes.forecast import Forecast, forecast
from leeward.outcomes.forecast_scoring import PastForecast, Scoring, past_forecasts, score_forecasts
from leeward.pharmacology import Population, Regimen, Subject, virtual_patients
from leeward.pharmacology.draws import normals, uniforms
from leeward.pharmacology.symptoms import Beside, SymptomTraits, pcl5

SUBJECT = Subject(
    weight_kg=80, age_y=42, resting_systolic_mmhg=126, resting_diastolic_mmhg=78, resting_heart_rate_per_min=72
)
STUDIED = Regimen.infusion(dose_mg=40, minutes=40)
SESSIONS = tuple((float(day), STUDIED) for day in (0, 2, 4, 7, 9, 11))
SCORED_ON = (1.0, 3.0, 6.0, 8.0, 10.0, 12.0)
"""One list between any two infusions, as the clock asks, and one the day after the last."""
END = 18.0
LOWEST, HIGHEST = 33, 70
"""Totals read before infusion 1: from the usual cut to a severe course, each as likely."""
MADE = datetime(2026, 1, 1, tzinfo=UTC)
MOST = 80


class Truth(Enum):
    """How the made-up people truly are."""

    AS_BELIEVED = "drawn from the model's own prior"
    NO_DRUG_EFFECT = "the drug does nothing for anyone; being treated helps as the model believes"
    NOTHING = "neither the drug nor being treated does anything: scores only scatter"
    TWICE_TREATED = "the drug does nothing, and being treated helps twice as much as the model believes"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """One made-up person: the total read before, those read through the course, and the one at its end."""

    number: int
    baseline: int
    scores: tuple[DayTotal, ...]
    end: int

    def so_far(self, count: int) -> KnownCourse:
        """Return what is known after so many scores."""
        return KnownCourse(baseline=(self.baseline,), scores=self.scores[:count], sessions=SESSIONS)


def made_up(n: int, *, truth: Truth, seed: int) -> Iterator[MadeUp]:
    """Make up people 0 to n - 1 of a seed."""
    people = virtual_patients(SUBJECT, n, seed=seed)
    traits, days = _true(people.symptoms, truth), (*SCORED_ON, END)
    read = LOWEST + np.floor(uniforms(seed, stream="baseline", first=0, n=n, width=1)[:, 0] * (HIGHEST - LOWEST + 1))
    hours = Exposures(people)
    totals = pcl5(
        traits,
        baseline=np.clip(read - traits.baseline_error_points, 0.0, MOST),
        sessions=[(day, hours.of(regimen)) for day, regimen in SESSIONS],
        on_days=days,
        expectancy=True,
    )
    scatter = traits.residual_points[:, None] * normals(seed, stream="read", first=0, n=n, width=len(days))
    seen = np.clip(np.rint(totals + scatter), 0, MOST).astype(int)
    for number in range(n):
        scores = tuple(zip(SCORED_ON, map(int, seen[number]), strict=False))
        yield MadeUp(number=number, baseline=int(read[number]), scores=scores, end=int(seen[number, -1]))


def _true(traits: SymptomTraits, truth: Truth) -> SymptomTraits:
    nobody = np.zeros_like(traits.responds)
    match truth:
        case Truth.AS_BELIEVED:
            return traits
        case Truth.NO_DRUG_EFFECT:
            return replace(traits, responds=nobody)
        case Truth.NOTHING:
            return replace(traits, responds=nobody, expectancy=nobody)
        case Truth.TWICE_TREATED:
            return replace(traits, responds=nobody, expectancy=traits.expectancy + Beside.expectancy.to("1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the forecasts after one number of scores came to."""

    after_scores: int
    scoring: Scoring
    silent: int
    mean_chance: float
    mean_kept: float
    learned: int


def trial(believes: Exposures, people: list[MadeUp], *, after_scores: int) -> Trial:
    """Foretell the end of each course after so many scores, and judge it by the total read then."""
    kept: list[PastForecast] = []
    made: list[Forecast] = []
    for person in people:
        course = person.so_far(after_scores)
        found = forecast(believes, course)
        if isinstance(found, Forecast):
            made.append(found)
            at = MADE + timedelta(hours=person.number)
            kept += past_forecasts(found, course, key=f"{person.number}", person=f"{person.number}", at=at)
    ends = {person.number: person.end for person in people}
    seen = {each.key: ends[int(each.person)] for each in kept}
    return Trial(
        after_scores=after_scores,
        scoring=score_forecasts(kept, seen),
        silent=len(people) - len(made),
        mean_chance=sum(each.response.chance for each in made) / max(len(made), 1),
        mean_kept=sum(each.kept for each in made) / max(len(made), 1),
        learned=sum(each.learned for each in made),
    )


def believers(n: int, *, seed: int) -> Exposures:
    """Return the virtual patients who do the foretelling."""
    people: Population = virtual_patients(SUBJECT, n, seed=seed)
    return Exposures(people)
