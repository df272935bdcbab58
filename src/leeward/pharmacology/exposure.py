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

NODES = 4  # plain: numerical method; Gauss-Legendre nodes in each piece of the quadrature
RISE_MIN = 10.0  # plain: numerical method; a piece of its own while the level first climbs
PIECES = (0.007, 0.02, 0.055, 0.14, 0.33, 1.0)  # plain: numerical method; ends of the pieces after the end, in days


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
        raise CannotCount("This schedule holds several sessions. Give each with its day: later ones count for less.")
    if not regimen.total_mg > 0:
        return np.zeros(population.size)
    most_mg = Studied.high_arm.to("mg/kg") * population.subject.weight_kg
    share = min(1.0, most_mg / regimen.total_mg)
    reference = Regimen.infusion(dose_mg=most_mg, minutes=Studied.arm_duration.to("min"))
    people = population if session is None else population.on_occasion(session)
    most = _hours(people, reference, share=1.0)
    return most if regimen == reference else np.minimum(_hours(people, regimen, share=share), most)


def exposure_h(weights_min: Curve, s_equivalents_ng_per_ml: Curve, *, half_ng_per_ml: Curve | float) -> Curve:
    """Return hours of exposure: level / (level + half) summed over the last axis with the quadrature's weights."""
    half = np.asarray(half_ng_per_ml, dtype=np.float64)[..., None]
    share = s_equivalents_ng_per_ml / (s_equivalents_ng_per_ml + half)
    return np.asarray(share @ weights_min / Quantity(1.0, "h").to("min"), dtype=np.float64)


def quadrature(regimen: Regimen) -> tuple[Curve, Curve]:
    """Return instants and the minutes that each stands for: pieces between changes of rate, and over a day after."""
    edges = np.array(regimen.edges_min)
    after = regimen.minutes + Exposure.counted_for.to("min") * np.array(PIECES)
    rise = [RISE_MIN] if regimen.minutes > RISE_MIN else []
    ends = np.unique(np.concatenate([edges, rise, after]))
    middle, half = (ends[1:] + ends[:-1]) / 2, np.diff(ends) / 2
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return (middle[:, None] + half[:, None] * nodes).ravel(), (half[:, None] * weights).ravel()


def _hours(population: Population, regimen: Regimen, *, share: float) -> Curve:
    """Return uncapped hours of exposure to `share` of the regimen: levels follow the dose in a line."""
    times, weights = quadrature(regimen)
    _, equivalents = levels(population, regimen, times)
    return exposure_h(weights, share * equivalents, half_ng_per_ml=population.symptoms.half_exposure_ng_per_ml)
