"""Follow a schedule through a published model, no further than the model reaches."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from leeward.pharmacology import kinetics
from leeward.pharmacology.model import Drug, Etas, Model
from leeward.pharmacology.regimen import Regimen


def simulate(
    model: Model,
    regimen: Regimen,
    times_min: Iterable[float] | NDArray[np.float64],
    *,
    weight_kg: ArrayLike,
    age_y: ArrayLike | None = None,
    asian: ArrayLike | None = None,
    etas: Etas | None = None,
    occasions: kinetics.Occasions = (),
    drug: Drug = Drug.RACEMATE,
    beyond_reach: bool = False,
) -> kinetics.Course:
    """Return the levels of `kinetics.simulate`, arrays (people, times) in ng/mL, of doses in mg of ketamine base.

    Raises CannotSimulate naming the limit where weight, age, dose or duration lies beyond the model. `beyond_reach`
    follows it all the same: an infusion that stopped early, or a question about arithmetic.
    """
    if not beyond_reach:
        model.reach.check_regimen(regimen, weight_kg=weight_kg, age_y=age_y)
    return kinetics.simulate(
        model,
        regimen,
        times_min,
        weight_kg=weight_kg,
        age_y=age_y,
        asian=asian,
        etas=etas,
        occasions=occasions,
        drug=drug,
    )
