"""The compartments of a model as one matrix of rates."""

from dataclasses import dataclass

import numpy as np

from leeward.pharmacology.model import Curve, Etas, Mammillary, Model

NG_PER_ML = 1000.0  # plain: mg/L to ng/mL


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where each compartment stands: parent first (amounts in mg of ketamine), then transits, metabolite, eliminated.

    The effect site comes last and is a level in ng/mL: it takes no drug from the body.
    """

    transit: int
    metabolite: int
    eliminated: int
    effect: int


def layout(model: Model) -> Layout:
    """Number the compartments; `metabolite` is 0 where the model has none."""
    parent = 1 + len(model.parent.sides)
    if model.metabolite is None:
        return Layout(transit=parent, metabolite=0, eliminated=parent, effect=parent + 1)
    metabolite = parent + model.metabolite.transits
    eliminated = metabolite + 1 + len(model.metabolite.body.sides)
    return Layout(transit=parent, metabolite=metabolite, eliminated=eliminated, effect=eliminated + 1)


def rates(model: Model, *, weight_kg: Curve, etas: Etas, clearance_factor: float, ke0_per_min: float) -> Curve:
    """Return the matrix of rates per min, (people, n, n): x' = A x + rate into the first compartment.

    The columns of the compartments that hold drug sum to zero: what leaves one arrives in another.
    """
    plan = layout(model)
    n = plan.effect + 1
    matrix = np.zeros((weight_kg.size, n, n))
    _share(matrix, model.parent, 0, weight_kg=weight_kg, etas=etas)
    central = model.parent.central_l.of(weight_kg=weight_kg, etas=etas)
    cleared = clearance_factor * model.parent.cl_l_per_min.of(weight_kg=weight_kg, etas=etas) / central
    formed = 0.0
    if model.metabolite is not None:
        formed = model.metabolite.fraction
        _metabolite(matrix, model, cleared * formed, weight_kg=weight_kg, etas=etas)
    _move(matrix, 0, plan.eliminated, cleared * (1 - formed))
    matrix[:, plan.effect, 0] = ke0_per_min * NG_PER_ML / central
    matrix[:, plan.effect, plan.effect] = -ke0_per_min
    return matrix


def _metabolite(matrix: Curve, model: Model, formed_per_min: Curve, *, weight_kg: Curve, etas: Etas) -> None:
    """Lead the drug through the transits into the metabolite, and on out of the body."""
    metabolite, plan = model.metabolite, layout(model)
    if metabolite is None:
        return
    chain = [0, *range(plan.transit, plan.metabolite), plan.metabolite]
    steps = [formed_per_min]
    if metabolite.mean_transit_min is not None:
        each = metabolite.transits / metabolite.mean_transit_min.of(weight_kg=weight_kg, etas=etas)
        steps += [each] * metabolite.transits
    for here, there, rate in zip(chain[:-1], chain[1:], steps, strict=True):
        _move(matrix, here, there, rate)
    _share(matrix, metabolite.body, plan.metabolite, weight_kg=weight_kg, etas=etas)
    out = metabolite.body.cl_l_per_min.of(weight_kg=weight_kg, etas=etas)
    _move(matrix, plan.metabolite, plan.eliminated, out / metabolite.body.central_l.of(weight_kg=weight_kg, etas=etas))


def _share(matrix: Curve, body: Mammillary, first: int, *, weight_kg: Curve, etas: Etas) -> None:
    """Exchange between the central compartment and its sides."""
    central = body.central_l.of(weight_kg=weight_kg, etas=etas)
    for side, (volume, between) in enumerate(body.sides, start=first + 1):
        flow = between.of(weight_kg=weight_kg, etas=etas)
        _move(matrix, first, side, flow / central)
        _move(matrix, side, first, flow / volume.of(weight_kg=weight_kg, etas=etas))


def _move(matrix: Curve, here: int, there: int, rate_per_min: Curve) -> None:
    matrix[:, here, here] -= rate_per_min
    matrix[:, there, here] += rate_per_min
