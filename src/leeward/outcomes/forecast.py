"""What may come of a course, from what this person scored so far: always with bands, always beside the control arm."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.evidence import Cited, Facts, assumed, cite, derived
from leeward.evidence.sources import ABDALLAH_2022, FEDER_2021
from leeward.instruments import PCL5
from leeward.outcomes.believing import Exposures, KnownCourse, believed, true_totals
from leeward.outcomes.definitions import Pcl5Change
from leeward.outcomes.distribution import CannotForecast as CannotForecast
from leeward.outcomes.distribution import Foreseen, rounded
from leeward.outcomes.distribution import ResponseChance as ResponseChance
from leeward.outcomes.forecast_words import BANDS as BANDS
from leeward.outcomes.forecast_words import LOW, NO_BASELINE, TOO_FEW, UNLIKE, sentences
from leeward.outcomes.forecast_words import SAYS as SAYS
from leeward.pharmacology.calibration import Freeze
from leeward.pharmacology.likelihood import total_cdf
from leeward.pharmacology.model import Curve
from leeward.pharmacology.parameters import Showing
from leeward.pharmacology.population import Population
from leeward.pharmacology.symptoms import Beside, Symptoms
from leeward.pharmacology.validity import CannotSimulate
from leeward.pharmacology.weighing import effective_size, systematic

SHOWN_BY: Final = 1000  # plain: virtual patients from whom the chances are read; an error of 1 to 2 %
LEAST_WORTH: Final = 50.0  # plain: fewer virtual patients than this that still count make no band


class Forecasting(Facts):
    """When a forecast is made, for which day, and between which views of the drug its chance lies."""

    fewest_scores = assumed("2 1", why="Whole scores after infusion 1: one score proves nothing; no source sets it.")
    ends_after = assumed("7 d", why="The first weekly list after the last planned infusion; trials scored at its end.")
    responders_least = derived("0 %", ABDALLAH_2022, by="no effect on PTSD seen in 158 people: nobody responds to it")
    responders_most = cite("67 %", FEDER_2021, at="responders on ketamine, all taken as due to the drug")
    lowest_baseline = assumed(
        "10 points", why="From a lower total 30 % is less than the least that is noticed as movement; no source."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """No forecast, and why, in a sentence without figures of the person."""

    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What may come, in totals as a list would show them, with the drug and for the same virtual people without it."""

    after_infusion: int
    end_day: float
    response: ResponseChance
    days: tuple[Foreseen, ...]
    """At the days asked for, and at the end of the course last."""
    control: tuple[Foreseen, ...]
    kept: float
    """Spread that is left of the share of the true score that stays at the end, over the spread before any score."""
    scores: int
    says: tuple[str, ...]
    cites: tuple[Cited, ...]

    @property
    def learned(self) -> bool:
        """Did the scores narrow the forecast enough to speak of?"""
        return self.kept <= Showing.most_kept.to("1")

    @property
    def end(self) -> Foreseen:
        """Return the total at the end of the course."""
        return self.days[-1]


def forecast(
    people: Population | Exposures, course: KnownCourse, *, on_days: Sequence[float] = (), rests: str = ""
) -> Forecast | Silent:
    """Foretell PCL-5 on some days and at the end of the course, and the chance of a response there.

    Give virtual patients like the person who have learned nothing, some 8,000 of them: the scores of `course` are
    learned from here, and where too few still count afterwards the forecast is silent. The same arguments give the same
    answer. Silent, too, where there is nothing to learn from, where a session was more than the trials gave, and while
    the registry's forecasts are frozen (`rests` says why).
    """
    known = people if isinstance(people, Exposures) else Exposures(people)
    if reason := rests or _silent(course):
        return Silent(says=reason)
    try:
        weights = believed(known, course)
        return _told(known, course, weights, (*on_days, _end_day(course)))
    except ZeroDivisionError:
        return Silent(says=UNLIKE)
    except CannotSimulate as why:
        return Silent(says=str(why))


def _silent(course: KnownCourse) -> str:
    if not course.baseline:
        return NO_BASELINE
    if course.from_total < Forecasting.lowest_baseline.to("points"):
        return LOW
    return TOO_FEW if len(course.scores) < Forecasting.fewest_scores.to("1") else ""


def _end_day(course: KnownCourse) -> float:
    """Return the day for which a response is foretold: a week after the last session, given or planned."""
    return course.sessions[-1][0] + Forecasting.ends_after.to("d")


def _told(people: Exposures, course: KnownCourse, weights: Curve, days: Sequence[float]) -> Forecast | Silent:
    worth = effective_size(weights)
    if worth < LEAST_WORTH:
        return Silent(says=UNLIKE)
    treated, control = (true_totals(people, course, days, drug=drug) for drug in (True, False))
    shown = systematic(weights, offset=1 / 2, n=min(SHOWN_BY, weights.size))
    noise = people.people.symptoms.residual_points
    with_drug, without = (_foreseen(arm[shown], noise[shown], days) for arm in (treated, control))
    response = _response(people, course, weights, treated[:, -1], control[:, -1], worth)
    kept = _kept(people, course, weights, treated[:, -1])
    return Forecast(
        after_infusion=sum(day < course.scores[-1][0] for day, _ in course.sessions),
        end_day=days[-1],
        response=response,
        days=with_drug,
        control=without,
        kept=kept,
        scores=len(course.scores),
        says=sentences(response, with_drug[-1], without[-1], learned=kept <= Showing.most_kept.to("1")),
        cites=CITES,
    )


CITES: Final = (
    *Forecasting.rows(),
    *Symptoms.rows(),
    *Beside.rows(),
    Pcl5Change.response,
    Freeze.half,
    Freeze.wide,
    Showing.most_kept,
)


def _foreseen(totals: Curve, noise: Curve, days: Sequence[float]) -> tuple[Foreseen, ...]:
    """Return the chance of each total that these people, who count alike, would show."""
    every = np.arange(PCL5.highest + 1, dtype=np.float64)
    found = (total_cdf(every, column[:, None], noise=noise[:, None], most=PCL5.highest) for column in totals.T)
    return tuple(rounded(day, each.mean(axis=0).tolist()) for day, each in zip(days, found, strict=True))


def _response(
    people: Exposures, course: KnownCourse, weights: Curve, treated: Curve, control: Curve, worth: float
) -> ResponseChance:
    """Return the chance that the list at the end shows a fall by the share that counts, and what it hangs on."""
    most = response_at_most(course.from_total)
    noise = people.people.symptoms.residual_points
    own, without = (
        total_cdf(np.asarray([most]), arm[:, None], noise=noise[:, None], most=PCL5.highest)[:, 0]
        for arm in (treated, control)
    )
    chance = float(weights @ own)
    spread = float(weights @ (own - chance) ** 2)
    responds = people.people.symptoms.responds
    low, high = (
        _if_responded(share.to("1"), responds, weights, own)
        for share in (Forecasting.responders_least, Forecasting.responders_most)
    )
    return ResponseChance(
        chance=chance,
        low=min(low, chance),
        high=max(high, chance),
        error=float(np.sqrt(spread / worth)),
        control=float(weights @ without),
        before_scores=float(own.mean()),
    )


def _if_responded(share: float, responds: Curve, weights: Curve, own: Curve) -> float:
    """Return the chance if, before any score, this share of people were taken to respond to the drug."""
    assumed_share = Symptoms.responders.to("1")
    anew = weights * np.where(responds > 0, share / assumed_share, (1.0 - share) / (1.0 - assumed_share))
    return float(anew @ own / anew.sum())


def response_at_most(baseline: int) -> int:
    """Return the highest total that is still a response from a baseline, as `RESPONSE` defines it."""
    share = Pcl5Change.response.to("%")
    return max(n for n in range(baseline + 1) if (baseline - n) * WHOLE >= share * baseline)


WHOLE: Final = 100  # plain: per cent


def _kept(people: Exposures, course: KnownCourse, weights: Curve, end: Curve) -> float:
    """Return the spread that the scores left of the share of the true score that stays, over the spread before them.

    The share, not the total: two scores soon after the first infusion teach where a person stands, and nothing of what
    will come.
    """
    before = true_totals(people, course, [course.sessions[0][0]], drug=False)[:, 0]
    stays = np.divide(end, before, out=np.ones_like(end), where=before > 0)
    return _spread(stays, weights) / _spread(stays, np.full(weights.size, 1.0 / weights.size))


def _spread(values: Curve, weights: Curve) -> float:
    middle = float(weights @ values)
    return float(np.sqrt(weights @ (values - middle) ** 2))
