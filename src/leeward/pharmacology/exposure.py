"""How much of a session counts for symptoms: hours of saturating exposure, capped at the regimen of the trials."""

import numpy as np

from leeward.evidence import Facts, assumed
from leeward.pharmacology.model import Curve
from leeward.pharmacology.population import Population
from leeward.pharmacology.reach import sessions_of
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.response import levels
from leeward.protocol.dosing import Studied
from leeward.units import Quantity

NEAR_STEP_MIN = 2.5  # plain: numerical method; spacing of the quadrature while the drug runs and an hour after
WIDER = 4  # plain: numerical method; spacing grows fourfold and the stretch fivefold, twice, until the day is over
LONGER = 5  # plain: same


class Exposure(Facts):
    """A session is worth at most `Studied.high_arm`: no PTSD trial gave more under control, nor saw the dose matter."""

    counted_for = assumed("24 h", why="by then a clinic dose has left the effect site, for all but the lowest E50")


class CannotCount(ValueError):
    """More than one session was given where each counts by itself."""


def session_exposure(population: Population, regimen: Regimen, *, session: int | None = None) -> Curve:
    """Return each virtual patient's exposure in hours, (people,): the integral of Ceq / (Ceq + E50) over a day.

    Never more than 0.5 mg/kg over 40 min gives that same person: a larger dose counts as 0.5 mg/kg of the same shape,
    a slower one is cut to the reference, so that more drug never foretells more benefit. Raises CannotCount for a
    schedule of several sessions.
    """
    if len(sessions_of(regimen)) > 1:
        raise CannotCount(
            "This schedule holds several sessions. Give each with its day: later ones count for less."
        )
    if not regimen.total_mg > 0:
        return np.zeros(population.size)
    most_mg = Studied.high_arm.to("mg/kg") * population.subject.weight_kg
    share = min(1.0, most_mg / regimen.total_mg)
    reference = Regimen.infusion(dose_mg=most_mg, minutes=Studied.arm_duration.to("min"))
    people = population if session is None else population.on_occasion(session)
    most = _hours(people, reference, share=1.0)
    return most if regimen == reference else np.minimum(_hours(people, regimen, share=share), most)


def exposure_h(times_min: Curve, s_equivalents_ng_per_ml: Curve, *, half_ng_per_ml: Curve | float) -> Curve:
    """Return hours of exposure: the integral over the last axis of level / (level + half), saturating at its length."""
    half = np.asarray(half_ng_per_ml, dtype=np.float64)[..., None]
    share = s_equivalents_ng_per_ml / (s_equivalents_ng_per_ml + half)
    return np.asarray(np.trapezoid(share, times_min, axis=-1) / Quantity(1.0, "h").to("min"), dtype=np.float64)


def _hours(population: Population, regimen: Regimen, *, share: float) -> Curve:
    """Return uncapped hours of exposure to `share` of the regimen: levels follow the dose in a line."""
    times = _quadrature_min(regimen)
    _, equivalents = levels(population, regimen, times)
    return exposure_h(times, share * equivalents, half_ng_per_ml=population.symptoms.half_exposure_ng_per_ml)


def _quadrature_min(regimen: Regimen) -> Curve:
    """Return instants from the start to a day after the end, close where levels move, wide where they fade."""
    end, day = regimen.minutes, Exposure.counted_for.to("min")
    hour = Quantity(1.0, "h").to("min")
    reached = (0.0, end + hour, end + LONGER * hour, end + day)
    steps = (NEAR_STEP_MIN, WIDER * NEAR_STEP_MIN, WIDER * WIDER * NEAR_STEP_MIN)
    stretches = [np.arange(low, high, step) for low, high, step in zip(reached, reached[1:], steps, strict=False)]
    return np.unique(np.concatenate([*stretches, regimen.edges_min, reached]))
