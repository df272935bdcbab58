"""Which dose and duration keep this person within limits: ranked by chances of what is measured, never by benefit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from leeward.pharmacology.chances import Alike, Chance, Draws, Passed, chance, weighed
from leeward.pharmacology.limits import Limits
from leeward.pharmacology.model import Curve
from leeward.pharmacology.population import Population, virtual_patients
from leeward.pharmacology.prediction import EFFECT_SITE, Band, band
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.response import levels
from leeward.pharmacology.validity import Validity, check_plan
from leeward.protocol.dosing import Studied

PEAK_WITHIN_MIN = 20.0  # plain: numerical method; the effect site peaks sooner than this after the end
PEAK_STEP_MIN = 0.5  # plain: numerical method; spacing at which that peak is looked for
HIGHEST = ("systolic", "diastolic", "heart_rate", "cadss")
SAYS = (
    "Ranked by the chance of staying within every limit given.",
    "Benefit for PTSD plays no part: no trial showed that dose or duration changes it.",
    "The limits are the clinic's own. A chance is a share of virtual patients, and no more exact than their model.",
    "Raising a dose is the clinician's decision.",
)


class CannotRank(ValueError):
    """There is nothing to rank, or nothing to rank it by."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chances:
    """What one group of virtual patients says of a regimen."""

    within: Chance
    """Of staying within every limit at once."""
    passing: Mapping[str, Chance]
    """Of passing each limit, by the limit in words."""
    highest: Mapping[str, Band]
    """The highest systolic, diastolic, heart_rate and cadss, and the effect_site's peak: middle and bounds."""
    doubts: tuple[str, ...]
    """What to distrust in the forecast behind them, and what it does not know."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranked:
    """One dose and duration, where it stands and why."""

    place: int
    """From 1; those that cannot be told apart share a place."""
    mg_per_kg: float
    minutes: float
    regimen: Regimen
    population: Chances
    """Of people like this one, nothing of the person seen."""
    individual: Chances | None
    """After this person's readings; None where none were given. Where there, it decides the place."""
    reasons: tuple[str, ...]
    says: tuple[str, ...] = SAYS

    @property
    def decides(self) -> Chances:
        """The chances that decided the place."""
        return self.population if self.individual is None else self.individual


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Weighed:
    """One candidate, with who among the virtual patients stayed within every limit."""

    mg_per_kg: float
    minutes: float
    regimen: Regimen
    chances: Chances
    stayed: Passed

    @property
    def words(self) -> str:
        return f"{self.mg_per_kg:g} mg/kg over {self.minutes:g} min"


def rank(
    people: Population | Draws, candidates: Iterable[tuple[float, float]], *, limits: Limits
) -> tuple[Ranked, ...]:
    """Rank candidates (mg/kg of actual weight, minutes), the likeliest to stay within every limit first.

    Takes a population, or what was learned of the person: then the population alone stands beside. Chances closer than
    twice the Monte Carlo error of their difference share a place, the smaller dose, then the slower one, first. Raises
    CannotRank without candidates, CannotSimulate for one outside the trials' doses and durations, naming the bound.
    """
    drawn = weighed(people)
    subject = drawn.population.subject
    asked = _asked(candidates, weight_kg=subject.weight_kg)
    for _, _, regimen in asked:
        check_plan(subject, regimen)
    own = [_weigh(each, drawn, limits) for each in asked]
    alone = own if isinstance(people, Population) else [_weigh(each, _nothing_seen(drawn), limits) for each in asked]
    places = _places(own, worth=drawn.effective_sample_size)
    return tuple(
        Ranked(
            place=place,
            mg_per_kg=own[i].mg_per_kg,
            minutes=own[i].minutes,
            regimen=own[i].regimen,
            population=alone[i].chances,
            individual=None if alone is own else own[i].chances,
            reasons=_reasons(own[i], alone[i].chances, tied=[own[j] for j, at in places if at == place and j != i]),
        )
        for i, place in places
    )


def _asked(candidates: Iterable[tuple[float, float]], *, weight_kg: float) -> list[tuple[float, float, Regimen]]:
    """Return each candidate once with its regimen."""
    once = tuple(dict.fromkeys(candidates))
    if not once:
        raise CannotRank("There is no candidate to rank. Give doses in mg/kg and minutes, such as (0.5, 40).")
    for mg_per_kg, minutes in once:
        if not (mg_per_kg > 0 and minutes > 0):
            raise CannotRank(f"{mg_per_kg:g} mg/kg over {minutes:g} min gives nothing; write more than 0.")
    return [
        (mg_per_kg, minutes, Regimen.infusion(dose_mg=mg_per_kg * weight_kg, minutes=minutes))
        for mg_per_kg, minutes in once
    ]


def _nothing_seen(drawn: Draws) -> Draws:
    """Return as many people like this one, of the same seed, before any reading, at the same session to come."""
    was = drawn.population
    subject = replace(was.subject, session=drawn.people().subject.session)
    return Alike(population=virtual_patients(subject, was.size, seed=was.seed, first=was.first))


def _weigh(asked: tuple[float, float, Regimen], drawn: Draws, limits: Limits) -> _Weighed:
    """Follow one candidate through the virtual patients and see who passes what."""
    mg_per_kg, minutes, regimen = asked
    foretold = drawn.predict(regimen, (minutes,))
    peak = _peak(drawn.people(), regimen)
    passing = limits.passed({**foretold.highest, "effect_site": peak})
    worth = min(drawn.effective_sample_size, float(peak.size))
    even = np.full(peak.size, 1.0 / peak.size)
    stayed = ~np.any(list(passing.values()), axis=0)
    highest = {name: getattr(foretold, f"highest_{name}") for name in HIGHEST}
    return _Weighed(
        mg_per_kg=mg_per_kg,
        minutes=minutes,
        regimen=regimen,
        stayed=stayed,
        chances=Chances(
            within=chance(stayed, even, worth=worth),
            passing={words: chance(those, even, worth=worth) for words, those in passing.items()},
            doubts=foretold.doubts,
            highest={**highest, "effect_site": band(peak, unit="ng/mL", site=f"peak of the {EFFECT_SITE}")},
        ),
    )


def _peak(people: Population, regimen: Regimen) -> Curve:
    """Return each virtual patient's highest level at the effect site, as S-ketamine."""
    times = regimen.minutes + np.arange(0.0, PEAK_WITHIN_MIN + PEAK_STEP_MIN, PEAK_STEP_MIN)
    _, equivalents = levels(people, regimen, times)
    highest: Curve = equivalents.max(axis=1)
    return highest


def _places(weighed: Sequence[_Weighed], *, worth: float) -> list[tuple[int, int]]:
    """Return (index, place), best first; those that cannot be told from the best of a place share it."""
    best_first = sorted(range(len(weighed)), key=lambda i: -weighed[i].chances.within.share)
    groups: list[list[int]] = []
    for i in best_first:
        if groups and _alike(weighed[groups[-1][0]].stayed, weighed[i].stayed, worth=worth):
            groups[-1].append(i)
        else:
            groups.append([i])
    placed: list[tuple[int, int]] = []
    for group in groups:
        place = len(placed) + 1
        gentlest = sorted(group, key=lambda i: (weighed[i].mg_per_kg, -weighed[i].minutes))
        placed += [(i, place) for i in gentlest]
    return placed


def _alike(one: Passed, other: Passed, *, worth: float) -> bool:
    """Are two chances closer than twice the error of their difference, seen in the same virtual patients?"""
    difference = one.astype(np.float64) - other
    error = float(difference.std()) / np.sqrt(min(worth, one.size))
    return bool(abs(float(difference.mean())) <= 2 * error)


def _reasons(own: _Weighed, alone: Chances, *, tied: Sequence[_Weighed]) -> tuple[str, ...]:
    """Say what decided the place, in sentences."""
    beside = "" if alone is own.chances else f" (population alone: {alone.within})"
    told = [f"{own.words}: {own.chances.within} of virtual patients stay within every limit{beside}."]
    for words, passing in own.chances.passing.items():
        other = "" if alone is own.chances else f" (population alone: {alone.passing[words]})"
        told.append(f"{passing} {words}{other}.")
    if tied:
        names = ", ".join(each.words for each in tied)
        told.append(f"Not to be told from {names} by this many virtual patients: smaller, then slower first.")
    told.append(_studied(own))
    peak = own.chances.highest["effect_site"]
    if float(peak.median) > Validity.straight_to.to("ng/mL"):
        told.append("The level passes where blood pressure was seen to rise in a line: its chances are extrapolated.")
    return tuple(told)


def _studied(own: _Weighed) -> str:
    doses = (Studied.high_arm.to("mg/kg"), Studied.low_arm.to("mg/kg"))
    if own.mg_per_kg in doses and own.minutes == Studied.arm_duration.to("min"):
        return f"Studied in PTSD: {own.words}."
    return "Outside trial evidence: no trial in PTSD gave this dose over these minutes."
