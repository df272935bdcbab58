"""Target-controlled infusion on paper: the rates that would reach a level and hold it. It drives no pump.

Levels are sums of the model's exact answer to one stretch of drug, so that any linear model and any interval will do;
`holding` finds the rates, and the finished schedule is followed anew, between the instants at which it was made.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from leeward.pharmacology import draws
from leeward.pharmacology.effects import Dissociation
from leeward.pharmacology.holding import ROUNDING, Bounds, as_regimen, least_shortfall, rates_to_hold
from leeward.pharmacology.kinetics import Course, simulate
from leeward.pharmacology.model import Curve, Drug, Model, Site
from leeward.pharmacology.prediction import Band, band
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.target_plan import NO_SITE, ON_PAPER, Held, TargetPlan
from leeward.pharmacology.validity import CannotSimulate
from leeward.protocol.dosing import Mixture
from leeward.units import Quantity

Where = Literal["plasma", "effect"]

AT_ONCE = 120  # plain: numerical method; so many changes of rate or fewer are solved all at once
FINEST_MIN = 0.25  # plain: numerical method; spacing at which levels are held below the target
FEWEST_POINTS = 4  # plain: numerical method; instants looked at within each interval at least
AHEAD_MIN = 60.0  # plain: numerical method; how far after the last rate a later peak is looked for
FINER = 3  # plain: numerical method; the finished schedule is checked this much finer, between those instants
PEOPLE = 500  # plain: virtual people behind the spread at the end


class CannotTarget(ValueError):
    """No schedule reaches and holds this level within the bounds given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What was asked for, checked."""

    model: Model
    target: float
    site: Where
    weight_kg: float
    age_y: float | None
    drug: Drug
    minutes: float
    every_min: float

    @property
    def words(self) -> str:
        if self.site == "plasma":
            kind = "ketamine, both isomers" if self.drug is Drug.RACEMATE else "esketamine"
            return f"{self.model.site.value}, {kind}"
        return f"effect site, as S-ketamine (R counted at {Dissociation.r_potency.to('1'):g})"

    def follow(self, regimen: Regimen, times_min: Curve) -> Course:
        """Return the typical person's course."""
        return simulate(self.model, regimen, times_min, weight_kg=self.weight_kg, age_y=self.age_y, drug=self.drug)

    def at_site(self, course: Course) -> Curve:
        """Return levels (people, times) where the target stands."""
        if self.site == "plasma":
            return course.ketamine_ng_per_ml
        return course.s_equivalents_ng_per_ml(Dissociation.r_potency.to("1"))

    def before_site(self, course: Course) -> Curve:
        """Return levels (people, times) in the plasma that feeds the site, counted as the target is."""
        if self.site == "plasma":
            return course.ketamine_ng_per_ml
        return course.ketamine_s_ng_per_ml + Dissociation.r_potency.to("1") * course.ketamine_r_ng_per_ml


def target_controlled(
    model: Model,
    *,
    target_ng_per_ml: float,
    site: Where = "plasma",
    weight_kg: float,
    minutes: float,
    most_mg_per_min: float,
    every_min: float = 1.0,
    age_y: float | None = None,
    drug: Drug = Drug.RACEMATE,
    concentration_mg_per_ml: float | None = None,
) -> TargetPlan:
    """Return the schedule that reaches a level as fast as `most_mg_per_min` allows and holds it until `minutes`.

    The target is total ketamine (both isomers) in the model's plasma, or S-ketamine with R counted at its potency at
    the effect site. Rates change every `every_min` and are whole steps of a pump at `concentration_mg_per_ml` (label
    mixture unless given). Raises CannotTarget for what is unreachable or beyond the model or the trials.
    """
    asked = _Asked(
        model=model, target=target_ng_per_ml, site=site, weight_kg=weight_kg, age_y=age_y, drug=drug,
        minutes=minutes, every_min=every_min,
    )  # fmt: skip
    step = _pump_step_mg_per_min(concentration_mg_per_ml, most_mg_per_min)
    _check(asked, most_mg_per_min)
    rates = _rates(asked, most=most_mg_per_min, step=step)
    return _plan(asked, as_regimen(rates, every_min=every_min, minutes=minutes), most_mg_per_min)


def _rates(asked: _Asked, *, most: float, step: float) -> Curve:
    """Return a rate for each interval, all at once where they are few."""
    stride = max(FEWEST_POINTS, math.ceil(asked.every_min / FINEST_MIN))
    count = math.ceil(asked.minutes / asked.every_min - ROUNDING)
    intervals = count + math.ceil(AHEAD_MIN / asked.every_min)
    times: Curve = np.linspace(0.0, intervals * asked.every_min, intervals * stride + 1)
    course = asked.follow(Regimen.infusion(dose_mg=asked.every_min, minutes=asked.every_min), times)
    stretch = asked.at_site(course)[0]
    bounds = Bounds(target=asked.target, count=count, stride=stride, most=most, step=step)
    if count <= AT_ONCE:
        return least_shortfall(stretch, **bounds)
    return rates_to_hold(stretch, source=asked.before_site(course)[0], **bounds)


def _check(asked: _Asked, most_mg_per_min: float) -> None:
    """Refuse what makes no sense before anything is computed."""
    for what, value in (
        ("A target", asked.target),
        ("A highest rate", most_mg_per_min),
        ("An interval", asked.every_min),
        ("A duration", asked.minutes),
    ):
        if not (math.isfinite(value) and value > 0):
            raise CannotTarget(f"{what} of {value:g} aims at nothing; write more than 0.")
    if asked.site not in ("plasma", "effect"):
        raise CannotTarget(f"The site {asked.site!r} is not known; write plasma or effect.")
    if asked.site == "effect" and asked.model.site is Site.VENOUS:
        raise CannotTarget(
            f"{asked.model.key} follows venous plasma, and the effect site lags behind arterial plasma. "
            "Choose an arterial model such as simons_2022, or aim at plasma."
        )
    if asked.every_min < Quantity(1.0, "s").to("min") * (1.0 - ROUNDING):
        raise CannotTarget(f"No pump changes its rate every {asked.every_min:g} min. Write a second or more.")
    if asked.every_min > asked.minutes:
        raise CannotTarget(
            f"Rates that change every {asked.every_min:g} min never change within {asked.minutes:g} min. "
            "Change them more often."
        )
    try:
        asked.model.reach.check(weight_kg=asked.weight_kg, age_y=asked.age_y, minutes=asked.minutes)
    except CannotSimulate as why:
        raise CannotTarget(str(why)) from why


def _pump_step_mg_per_min(concentration_mg_per_ml: float | None, most_mg_per_min: float) -> float:
    """Return the smallest change of rate that a pump shows, in mg/min. Raises CannotTarget above the pump's ceiling."""
    concentration = Mixture.usual.to("mg/mL") if concentration_mg_per_ml is None else concentration_mg_per_ml
    if not (math.isfinite(concentration) and concentration > 0):
        raise CannotTarget(f"A concentration of {concentration:g} mg/mL cannot be pumped; write more than 0.")
    per_h = Quantity(1.0, "h").to("min")
    ceiling = Mixture.pump_ceiling.to("mL/h") * concentration / per_h
    if most_mg_per_min > ceiling:
        raise CannotTarget(
            f"A pump gives no more than {ceiling:g} mg/min at {concentration:g} mg/mL, and {most_mg_per_min:g} mg/min "
            "was allowed. Allow less, or make the mixture stronger."
        )
    return Mixture.rate_step.to("mL/h") * concentration / per_h


def _plan(asked: _Asked, regimen: Regimen, most_mg_per_min: float) -> TargetPlan:
    """Follow the finished schedule between the instants it was made at, and say what it does."""
    step = min(FINEST_MIN, asked.every_min / FEWEST_POINTS) / FINER
    times = np.linspace(0.0, asked.minutes + AHEAD_MIN, 1 + math.ceil((asked.minutes + AHEAD_MIN) / step))
    levels = asked.at_site(asked.follow(regimen, times))[0]
    reached = _reached(asked, times, levels, most_mg_per_min)
    _check_dose(asked, regimen)
    held = levels[(times >= reached) & (times <= asked.minutes)]
    lowest = float(held.min()) / asked.target
    return TargetPlan(
        model=asked.model.key,
        site=asked.words,
        target_ng_per_ml=asked.target,
        regimen=regimen,
        every_min=asked.every_min,
        times_min=times,
        levels_ng_per_ml=levels,
        reached_min=reached,
        overshoot_share=max(0.0, float(levels.max()) / asked.target - 1.0),
        lowest_held_share=lowest,
        highest_rate_mg_per_min=max(segment.rate_mg_per_min for segment in regimen.segments),
        mg_per_kg=regimen.total_mg / asked.weight_kg,
        at_end=_at_end(asked, regimen),
        says=ON_PAPER + _cautions(asked, regimen, lowest),
    )


def _reached(asked: _Asked, times: Curve, levels: Curve, most_mg_per_min: float) -> float:
    """Return when the level first counts as reached. Raises CannotTarget if it never does."""
    running = times <= asked.minutes
    enough = np.flatnonzero(running & (levels >= (1.0 - Held.within.to("1")) * asked.target))
    if enough.size:
        return float(times[enough[0]])
    highest = float(levels[running].max())
    raise CannotTarget(
        f"{asked.target:g} ng/mL ({asked.words}) is not reached within {asked.minutes:g} min at {most_mg_per_min:g} "
        f"mg/min or less: the level gets to {highest:.3g} ng/mL. Aim lower, or allow a higher rate or more minutes."
    )


def _check_dose(asked: _Asked, regimen: Regimen) -> None:
    """Refuse a schedule that gives more or less than the model and the trials know."""
    try:
        asked.model.reach.check(dose_mg_per_kg=regimen.total_mg / asked.weight_kg)
    except CannotSimulate as why:
        raise CannotTarget(
            f"Reaching {asked.target:g} ng/mL and holding it until minute {asked.minutes:g} takes "
            f"{regimen.total_mg:.3g} mg. {why}"
        ) from why


def _at_end(asked: _Asked, regimen: Regimen) -> Band | None:
    """Return the levels at the end among people drawn from the model's own spread."""
    model = asked.model
    if not model.eta_names:
        return None
    z = draws.normals(0, stream="target", first=0, n=PEOPLE, width=len(model.eta_names))
    course = simulate(
        model, regimen, (asked.minutes,), weight_kg=asked.weight_kg, age_y=asked.age_y, etas=model.etas_from(z),
        drug=asked.drug,
    )  # fmt: skip
    return band(asked.at_site(course)[:, 0], unit="ng/mL", site=asked.words)


def _cautions(asked: _Asked, regimen: Regimen, lowest: float) -> tuple[str, ...]:
    told = asked.model.reach.extrapolates(
        weight_kg=asked.weight_kg,
        age_y=asked.age_y,
        dose_mg_per_kg=regimen.total_mg / asked.weight_kg,
        minutes=asked.minutes,
    )
    if asked.site == "effect" and asked.model.site is Site.NOT_SEEN:
        told = (*told, NO_SITE)
    if lowest < 1.0 - 2 * Held.within.to("1"):
        told = (
            *told,
            f"Between changes the level falls to {lowest:.0%} of the target: change the rate more often to hold it.",
        )
    return told
