"""One regimen weighed for one person: rounded, held against the fences, foretold."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leeward.dosing.before import Before
from leeward.dosing.candidates import Candidate, Care, evidence_of
from leeward.dosing.chances import chances_of
from leeward.dosing.proposal import Chance, Option
from leeward.pharmacology.body_size import KINDS, BodyWeights
from leeward.pharmacology.parameters import Showing
from leeward.pharmacology.population import Population
from leeward.pharmacology.prediction import Prediction, predict
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.subject import Subject
from leeward.pharmacology.validity import CannotSimulate
from leeward.protocol.dosing import DosingLimits
from leeward.protocol.limits import Limits, Place, worst

TIMES_MIN: NDArray[np.float64] = np.arange(0.0, 181.0, 2.0)  # plain: three hours, every two minutes
_MIN_PER_H = 60  # plain: minutes in an hour


class CannotPropose(Exception):
    """There is no dose to propose for this person as charted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that the options of one proposal have in common."""

    subject: Subject
    sizes: BodyWeights
    care: Care
    limits: DosingLimits
    population: Population
    before: Before
    flags: tuple[str, ...]
    taught: Population | None = None
    """The person's virtual patients after earlier infusions; they foretell, and decide nothing."""
    taught_of: tuple[str, ...] = ()
    taught_mg_per_kg: float | None = None
    """The largest dose per kilogram of today's weight from which anything was learned."""


def weigh(candidate: Candidate, case: Case) -> Option:
    """Return the option; its place says whether it may be given. Raises CannotPropose on a forecast that is none."""
    weight_kg = weight_of(case.sizes, candidate.weight_kind)
    unrounded_mg = candidate.dose_mg_per_kg * weight_kg
    dose_mg = rounded(unrounded_mg, weight_kg=weight_kg, limits=case.limits)
    if dose_mg > dose_limits(case).stop.high * weight_kg:  # rounding never carries a dose past the stop
        dose_mg -= case.limits.rounding_mg
    rate_mg_per_kg_per_h = candidate.dose_mg_per_kg * _MIN_PER_H / candidate.minutes
    place, passed = _place(candidate, case, weight_kg=weight_kg, dose_mg=dose_mg, rate=rate_mg_per_kg_per_h)
    prediction = foretell(case.population, dose_mg=dose_mg, minutes=candidate.minutes)
    learned, doubts = foretell_taught(case, dose_mg=dose_mg, minutes=candidate.minutes)
    return Option(
        key=candidate.key,
        label=f"{candidate.dose_mg_per_kg:g} mg/kg over {candidate.minutes:g} min, by {candidate.weight_kind} weight",
        evidence=evidence_of(
            dose_mg_per_kg=candidate.dose_mg_per_kg,
            minutes=candidate.minutes,
            weight_kind=candidate.weight_kind,
            limits=case.limits,
        ),
        dose_mg_per_kg=candidate.dose_mg_per_kg,
        unrounded_mg=unrounded_mg,
        dose_mg=dose_mg,
        rounding=f"{unrounded_mg:.2f} mg rounded to {dose_mg:.1f} mg ({dose_mg / unrounded_mg - 1:+.1%})",
        dosing_weight_kg=weight_kg,
        dosing_weight_kind=candidate.weight_kind,
        minutes=candidate.minutes,
        rate_mg_per_kg_per_h=rate_mg_per_kg_per_h,
        place=place,
        fences_passed=passed,
        prediction=prediction,
        chances=chances_of(prediction, case.subject, case.limits),
        reasons=candidate.reasons + case.care.says,
        flags=case.flags + _weight_changes(candidate, case),
        cites=(*candidate.cites, *prediction.cites),
        learned=learned,
        learned_of=case.taught_of if learned else (),
        learned_chances=learned_chances(learned, case) if learned else (),
        learned_doubts=doubts,
    )


def dose_limits(case: Case) -> Limits:
    """Return the fences of this session's dose, in mg/kg: the first infusion has its own."""
    first = case.subject.session <= 1
    return case.limits.first_dose_mg_per_kg if first else case.limits.later_dose_mg_per_kg


def weight_of(sizes: BodyWeights, kind: str) -> float:
    """Return the weight of that kind in kg; raises CannotPropose where it is not known."""
    weight_kg = sizes.of(kind) if kind in KINDS else None
    if weight_kg is None:
        raise CannotPropose(f"There is no {kind} weight: chart the height, or base the dose on the actual weight.")
    return weight_kg


def rounded(dose_mg: float, *, weight_kg: float, limits: DosingLimits) -> float:
    """Round to the nearest step; for a light person always down."""
    down = weight_kg < limits.no_rounding_up_below_kg
    steps = dose_mg / limits.rounding_mg
    whole = math.floor(steps + 1e-9) if down else math.floor(steps + 1 / 2)  # plain: the last digits of a float
    return whole * limits.rounding_mg


def foretell_taught(case: Case, *, dose_mg: float, minutes: float) -> tuple[Prediction | None, tuple[str, ...]]:
    """Return the forecast with what was learned, and what to doubt in it; without one, why there is none."""
    if case.taught is None:
        return None, ()
    try:
        found = foretell(case.taught, dose_mg=dose_mg, minutes=minutes)
    except CannotPropose as why:
        return None, (f"Not foretold with what was learned: {why}",)
    seen = case.taught_mg_per_kg
    if seen is None or dose_mg / case.subject.weight_kg <= seen * (1 + Showing.dose_levels_apart.to("1")):
        return found, ()
    return found, (f"More than the {seen:.2g} mg/kg from which it was learned: how this person takes it was not seen.",)


def learned_chances(learned: Prediction, case: Case) -> tuple[Chance, ...]:
    """Return the chances of what was learned; of the rest the population alone speaks."""
    units = {unit for name, unit in (("systolic", "mmHg"), ("cadss", "points")) if name in case.taught_of}
    return tuple(one for one in chances_of(learned, case.subject, case.limits) if one.unit in units)


def foretell(population: Population, *, dose_mg: float, minutes: float) -> Prediction:
    """Return the forecast; a forecast that is not finite, or whose bands cross, is no forecast."""
    try:
        prediction = predict(population, Regimen.infusion(dose_mg=dose_mg, minutes=minutes), TIMES_MIN)
    except CannotSimulate as why:
        raise CannotPropose(str(why)) from why
    bands = (
        prediction.venous_ketamine, prediction.venous_norketamine, prediction.effect_site_ketamine, prediction.cadss,
        prediction.systolic, prediction.diastolic, prediction.heart_rate,
        prediction.highest_systolic, prediction.highest_cadss,
    )  # fmt: skip
    for band in bands:
        if not all(np.isfinite(curve).all() for curve in (band.low, band.median, band.high)):
            raise CannotPropose("The forecast holds values that are no numbers: no suggestion. Check what is charted.")
        if not ((band.low <= band.median) & (band.median <= band.high)).all():
            raise CannotPropose("The bands of the forecast cross: no suggestion. Report this to the developers.")
    if not all(np.isfinite(highest).all() for highest in prediction.highest.values()):
        raise CannotPropose("The forecast holds values that are no numbers: no suggestion. Check what is charted.")
    return prediction


def _place(
    candidate: Candidate, case: Case, *, weight_kg: float, dose_mg: float, rate: float
) -> tuple[Place, tuple[str, ...]]:
    limits = case.limits
    fences = [
        ("dose", candidate.dose_mg_per_kg, "mg/kg", dose_limits(case)),
        ("duration", candidate.minutes, "min", limits.minutes),
        ("rate", rate, "mg/kg/h", limits.rate_mg_per_kg_per_h),
        ("whole dose", dose_mg, "mg", limits.dose_mg),
        ("dosing weight", weight_kg, "kg", limits.weight_kg),
        *case.before.fences(limits, dose_mg_per_kg=candidate.dose_mg_per_kg),
    ]
    places = {name: fence.place(number) for name, number, _, fence in fences}
    passed = tuple(_passed(*fence) for fence in fences if places[fence[0]] is not Place.USUAL)
    return worst(*places.values()), passed


def _weight_changes(candidate: Candidate, case: Case) -> tuple[str, ...]:
    if case.before.weight_kind in (None, candidate.weight_kind):
        return ()
    return (f"The course so far went by {case.before.weight_kind} weight, this option by {candidate.weight_kind}.",)


def _passed(name: str, number: float, unit: str, fence: Limits) -> str:
    return f"{name} {number:.4g} {unit}: usual is {fence.soft} {unit}; {fence.place(number).value}"
