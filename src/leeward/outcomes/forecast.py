"""What may come of a course, from what this person scored so far: always with bands, always beside the control arm."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.evidence import Cited, Facts, assumed, cite, derived
from leeward.evidence.sources import ABDALLAH_2022, FEDER_2021
from leeward.instruments import PCL5
from leeward.outcomes.believing import CourseSoFar, Exposures, believed, true_totals
from leeward.outcomes.definitions import RESPONSE, Pcl5Change
from leeward.outcomes.distribution import CannotForecast as CannotForecast
from leeward.outcomes.distribution import Foreseen, rounded
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
BANDS: Final = (Freeze.half.to("1"), Freeze.wide.to("1"))


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
    """Spread of the true total at the end that is left, as a share of the spread before any score."""
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


ASSUMED: Final = (
    "This rests on wide assumptions: no relation between ketamine and PTSD symptoms is published, and the largest "
    "trial (n=158) found no effect."
)
BESIDE: Final = (
    "The control arm is the same virtual people with everything but the drug: what would have come without it, if the "
    "assumptions held."
)
OVERLAP: Final = "The two bands overlap: these figures do not tell the drug from the control arm."
SAYS: Final = (ASSUMED, BESIDE, "A regimen is not chosen by these figures.")
NO_BASELINE: Final = "There is no whole PCL-5 of this edition from before infusion 1: nothing is foretold without it."
LOW: Final = "PCL-5 was so low before infusion 1 that a response cannot be told from chance: nothing is foretold."
TOO_FEW: Final = "There are too few whole scores since infusion 1 to say anything of this person: nothing is foretold."
UNLIKE: Final = (
    "These scores are unlike those of nearly every virtual patient: the model does not fit this person, and nothing is "
    "foretold."
)
NOT_LEARNED: Final = "Not learned: the scores so far leave this where it stood before them, at people like this person."


def forecast(
    people: Population | Exposures, course: CourseSoFar, *, on_days: Sequence[float] = (), rests: str = ""
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


def _silent(course: CourseSoFar) -> str:
    if not course.baseline:
        return NO_BASELINE
    if course.from_total < Forecasting.lowest_baseline.to("points"):
        return LOW
    return TOO_FEW if len(course.scores) < Forecasting.fewest_scores.to("1") else ""


def _end_day(course: CourseSoFar) -> float:
    """Return the day for which a response is foretold: a week after the last session, given or planned."""
    return course.sessions[-1][0] + Forecasting.ends_after.to("d")


def _told(people: Exposures, course: CourseSoFar, weights: Curve, days: Sequence[float]) -> Forecast | Silent:
    worth = effective_size(weights)
    if worth < LEAST_WORTH:
        return Silent(says=UNLIKE)
    treated, control = (true_totals(people, course, days, drug=drug) for drug in (True, False))
    shown = systematic(weights, offset=1 / 2, n=min(SHOWN_BY, weights.size))
    noise = people.people.symptoms.residual_points
    with_drug, without = (_foreseen(arm[shown], noise[shown], days) for arm in (treated, control))
    response = _response(people, course, weights, treated[:, -1], control[:, -1], worth)
    kept = _spread(treated[:, -1], weights) / _spread(treated[:, -1], np.full(weights.size, 1.0 / weights.size))
    return Forecast(
        after_infusion=sum(day < course.scores[-1][0] for day, _ in course.sessions),
        end_day=days[-1],
        response=response,
        days=with_drug,
        control=without,
        kept=kept,
        scores=len(course.scores),
        says=_sentences(response, with_drug[-1], without[-1], learned=kept <= Showing.most_kept.to("1")),
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
    people: Exposures, course: CourseSoFar, weights: Curve, treated: Curve, control: Curve, worth: float
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


def _spread(values: Curve, weights: Curve) -> float:
    middle = float(weights @ values)
    return float(np.sqrt(weights @ (values - middle) ** 2))


def _sentences(response: ResponseChance, end: Foreseen, control: Foreseen, *, learned: bool) -> tuple[str, ...]:
    half, wide = (end.band(share) for share in BANDS)
    beside = control.band(BANDS[1])
    chance = (
        f"Chance of a response ({RESPONSE.short.removeprefix('response ').strip('()')}) at the end of the course: "
        f"{response.chance:.0%}; {response.low:.0%} if the drug does nothing for anyone, {response.high:.0%} if two in "
        f"three respond to it; without the drug {response.control:.0%}."
    )
    bands = (
        f"PCL-5 then: {half.low} to {half.high} with a chance of one half, {wide.low} to {wide.high} in nine of ten; "
        f"without the drug {beside.low} to {beside.high} in nine of ten."
    )
    overlap = (OVERLAP,) if wide.low <= beside.high and beside.low <= wide.high else ()
    return (chance, bands, *overlap, *(() if learned else (NOT_LEARNED,)), *SAYS)
