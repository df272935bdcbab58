"""How exact the engine is: its levels beside scipy's matrix exponential, measured where the report is written."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import expm

from leeward.cli.validation.refusal import CannotValidate
from leeward.pharmacology import Drug, Model, Regimen, Segment, compiled, draws
from leeward.pharmacology.compartments import NG_PER_ML, layout, rates
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.kinetics import ke0_per_min, simulate
from leeward.pharmacology.model import Curve
from leeward.pharmacology.propagation import propagate

SEED = 20261123
SCHEDULES, LONGEST, CROWD = 12, 12, compiled.FEW + 4
WITHIN = 1e-9
"""The acceptance list's bound, relative to the highest level of a series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """The largest difference from the exponential, as a share of the highest level of its series."""

    model: Model
    one: float
    """Of a person followed alone."""
    crowd: float
    """Of a person followed among many."""


def measured(model: Model) -> Accuracy:
    """Follow random schedules of 1 to 12 stretches, pauses among them, in people of 40 to 160 kg, both ways."""
    alone = crowd = 0.0
    for number in range(SCHEDULES):
        regimen, weight_kg = _schedule(number)
        ends = np.array(regimen.edges_min[1:])
        matrix, per_mg = _matrix(model, weight_kg)
        theirs = _by_exponential(model, regimen, matrix, per_mg)
        states = propagate(matrix[None], regimen, ends)[0]
        alone = max(alone, _apart(np.stack([states[:, 0], states[:, layout(model).effect]]) * per_mg, theirs))
        course = simulate(model, regimen, ends, weight_kg=np.full(CROWD, weight_kg), drug=Drug.ESKETAMINE)
        among = np.stack([course.ketamine_s_ng_per_ml[-1], course.ketamine_s_effect_site_ng_per_ml[-1]])
        crowd = max(crowd, _apart(among, theirs))
    if max(alone, crowd) > WITHIN:
        raise CannotValidate(
            f"{model.key} differs from the matrix exponential by {max(alone, crowd):.1e} of its highest level, more "
            f"than the {WITHIN:g} of the acceptance list. Run the tests of tests/laws, then tell the engine's owner."
        )
    return Accuracy(model=model, one=alone, crowd=crowd)


def _apart(ours: Curve, theirs: Curve) -> float:
    """Return the largest difference, each series as a share of its highest level."""
    return float((np.abs(ours - theirs).max(axis=1) / theirs.max(axis=1)).max())


def _schedule(number: int) -> tuple[Regimen, float]:
    """Return a random schedule and weight; the same ones every time."""
    drawn = draws.uniforms(SEED, stream="accuracy", first=number, n=1, width=2 + 2 * LONGEST)[0]
    count = 1 + int(drawn[0] * LONGEST)
    segments: list[Segment] = []
    for rate, minutes in zip(drawn[2 : 2 + count], drawn[2 + LONGEST : 2 + LONGEST + count], strict=True):
        running = 0.0 if rate < 0.25 and segments else 4 * rate
        segments.append(Segment(rate_mg_per_min=running, minutes=0.5 + 60 * minutes))
    return Regimen(segments=tuple(segments)), 40 + 120 * float(drawn[1])


def _matrix(model: Model, weight_kg: float) -> tuple[Curve, float]:
    """Return a typical person's matrix of rates per min, and ng/mL per mg in the center."""
    who = Covariates.of(weight_kg=weight_kg, age_y=None, asian=None, people=1)
    matrix = rates(model, covariates=who, etas={}, clearance_factor=1.0, ke0_per_min=ke0_per_min())[0]
    return matrix, float(NG_PER_ML / model.parent.central_l.of(covariates=who, etas={})[0])


def _by_exponential(model: Model, regimen: Regimen, matrix: Curve, per_mg: float) -> Curve:
    """Return ketamine and effect site at every change of rate, (2, edges), by scipy's expm."""
    size = len(matrix)
    wide = np.zeros((size + 1, size + 1))
    wide[:size, :size], wide[0, size] = matrix, 1.0
    state, levels = np.zeros(size + 1), []
    for segment in regimen.segments:
        state[size] = segment.rate_mg_per_min
        state = expm(wide * segment.minutes) @ state
        levels.append((state[0] * per_mg, state[layout(model).effect] * per_mg))
    return np.array(levels).T
