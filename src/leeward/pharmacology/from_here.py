"""From here: what one infusion would still do if it went on, paused, ran at half the rate, or stopped now."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np

from leeward.evidence import Facts, assumed
from leeward.pharmacology.population import Population
from leeward.pharmacology.prediction import Level, Prediction, follow
from leeward.pharmacology.reach import CannotSimulate
from leeward.pharmacology.regimen import CannotInfuse, Regimen, Segment
from leeward.pharmacology.response import venous


class Ahead(Facts):
    """How far ahead one looks, and what a pause and a slower rate are."""

    look = assumed("120 min", why="safety dossier, section 4.6: effects of one infusion are gone by two hours")
    pause = assumed("10 min", why="safety dossier, section 4.4: started again only if it resolved within 10 min")
    slower = assumed("0.5 1", why="safety dossier, section 4.4: slow to 50 %")
    lower = assumed("0.5 1", why="a level that everybody comes to, whatever their clearance; no effect is meant")


class Choice(Enum):
    """What a nurse could do now."""

    GO_ON = "go on"
    PAUSE = "pause"
    HALVE = "half the rate"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Where an infusion stands: what ran until `now_min`, the rate at which it runs (paused: ran), what is left."""

    given: Regimen
    now_min: float
    rate_mg_per_min: float
    rest_mg: float

    def __post_init__(self) -> None:
        wrong = [
            name
            for name, value, fits in (
                ("minute", self.now_min, self.now_min >= 0),
                ("rate", self.rate_mg_per_min, self.rate_mg_per_min > 0),
                ("rest", self.rest_mg, self.rest_mg >= 0),
            )
            if not (math.isfinite(value) and fits)
        ]
        if wrong:
            raise CannotInfuse(f"The {' and the '.join(wrong)} of this infusion is none that a pump could give.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Minutes until something: of the middle virtual patient and of nine in ten; None: later than one looks."""

    median: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Foretold:
    """One choice followed for two hours; `prediction.times_min` count from the start of the infusion."""

    regimen: Regimen
    ends_min: float
    """When the last of the drug runs, from the start; now, where nothing more is given."""
    mg: float
    """In all, what ran before included."""
    prediction: Prediction
    lower: Wait | None
    """Until plasma is below half of its present level and stays there; None while there is none."""


def regimen_of(choice: Choice, here: Here) -> Regimen:
    """Return the whole infusion, what ran and what would follow, up to the ordered amount."""
    until_now = here.given.until(here.now_min)
    waited = here.now_min - until_now.minutes
    before = until_now.then(Segment.pause(waited)) if waited > 0 else until_now
    if choice is Choice.STOP or not here.rest_mg > 0:
        return until_now
    share = Ahead.slower.to("1") if choice is Choice.HALVE else 1.0
    rate = here.rate_mg_per_min * share
    rest = Segment(rate_mg_per_min=rate, minutes=here.rest_mg / rate)
    if choice is Choice.PAUSE:
        return before.then(Segment.pause(Ahead.pause.to("min"))).then(rest)
    return before.then(rest)


def foretell(people: Population, choice: Choice, here: Here) -> Foretold:
    """Follow one choice; raises CannotSimulate where it leaves what trials gave."""
    regimen = regimen_of(choice, here)
    times = here.now_min + np.arange(0.0, Ahead.look.to("min") + 1.0)
    ends = here.now_min if choice is Choice.STOP else max(regimen.minutes, here.now_min)
    return Foretold(
        regimen=regimen,
        ends_min=ends,
        mg=regimen.total_mg,
        prediction=follow(people, regimen, times),
        lower=_lower(people, regimen, here.now_min),
    )


def compare(people: Population, here: Here) -> Mapping[Choice, Foretold | CannotSimulate]:
    """Follow every choice on the same virtual patients; a refusal stands in the place of what it refuses."""
    found: dict[Choice, Foretold | CannotSimulate] = {}
    for choice in Choice:
        try:
            found[choice] = foretell(people, choice, here)
        except CannotSimulate as why:
            found[choice] = why
    return found


def _lower(people: Population, regimen: Regimen, now_min: float) -> Wait | None:
    """Return how long until each person's plasma has come down for good to half of what it is now."""
    minutes = np.arange(0.0, Ahead.look.to("min") + 1.0)
    levels = venous(people, regimen, now_min + minutes).ketamine_ng_per_ml
    if not (levels[:, 0] > 0).all():
        return None
    above = levels > Ahead.lower.to("1") * levels[:, :1]
    last = minutes.size - 1 - above[:, ::-1].argmax(axis=1)  # the last minute at which it is still above
    waits = np.where(above[:, -1], np.inf, minutes[np.minimum(last + 1, minutes.size - 1)])
    tail = (1 - Level.band.to("1")) / 2
    low, median, high = np.quantile(waits, (tail, 1 / 2, 1 - tail), method="inverted_cdf")
    return Wait(median=_known(median), low=_known(low), high=_known(high))


def _known(minutes: float) -> float | None:
    return float(minutes) if math.isfinite(minutes) else None
