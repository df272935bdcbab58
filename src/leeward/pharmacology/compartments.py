"""The compartments of a model: as one matrix of rates, and as the constants that the compiled kernels take."""

from dataclasses import dataclass

import numpy as np

from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.model import Curve, Etas, Liver, Mammillary, Model

NG_PER_ML = 1000.0  # plain: mg/L to ng/mL
PLACES = (
    *("k10", "k12", "k21", "k13", "k31", "formed", "m10", "m12", "m21", "ke0"),
    *("ng_per_ml_per_mg", "metabolite_ng_per_ml_per_mg"),
)
"""What stands where among the constants of a person; rates per min."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where each compartment stands: parent first (amounts in mg of ketamine), then transits, metabolite, eliminated.

    The effect site comes last and takes no drug: it is written as the mg in the center that would make its level.
    """

    transit: int
    metabolite: int
    eliminated: int
    effect: int
    liver: int = 0
    """0 where the model has none; otherwise it stands behind the sides of the parent."""


def layout(model: Model) -> Layout:
    """Number the compartments; `metabolite` is 0 where the model has none."""
    parent = 1 + len(model.parent.sides)
    liver = 0
    if model.parent.liver is not None:
        liver, parent = parent, parent + 1
    if model.metabolite is None:
        return Layout(transit=parent, metabolite=0, eliminated=parent, effect=parent + 1, liver=liver)
    metabolite = parent + model.metabolite.transits
    eliminated = metabolite + 1 + len(model.metabolite.body.sides)
    return Layout(transit=parent, metabolite=metabolite, eliminated=eliminated, effect=eliminated + 1, liver=liver)


def rates(model: Model, *, covariates: Covariates, etas: Etas, clearance_factor: float, ke0_per_min: float) -> Curve:
    """Return the matrix of rates per min, (people, n, n): x' = A x + rate into the first compartment.

    The columns of the compartments that hold drug sum to zero: what leaves one arrives in another. The clearance
    factor multiplies the clearance from the center and, where there is a liver, both of its rates.
    """
    plan = layout(model)
    n = plan.effect + 1
    matrix = np.zeros((covariates.people, n, n))
    _share(matrix, model.parent, 0, covariates=covariates, etas=etas)
    central = model.parent.central_l.of(covariates=covariates, etas=etas)
    cleared = clearance_factor * model.parent.cl_l_per_min.of(covariates=covariates, etas=etas) / central
    formed = 0.0 if model.metabolite is None else model.metabolite.fraction
    if model.metabolite is not None:
        _metabolite(matrix, model, covariates=covariates, etas=etas)
        _move(matrix, 0, plan.transit, cleared * formed)
    _move(matrix, 0, plan.eliminated, cleared * (1 - formed))
    if model.parent.liver is not None:
        _liver(matrix, model.parent.liver, plan, central, clearance_factor, covariates=covariates, etas=etas)
    matrix[:, plan.effect, 0] = ke0_per_min
    matrix[:, plan.effect, plan.effect] = -ke0_per_min
    return matrix


def _liver(
    matrix: Curve, liver: Liver, plan: Layout, central: Curve, factor: float, *, covariates: Covariates, etas: Etas
) -> None:
    """Perfuse the liver, and clear there; what a model without norketamine would form leaves the body."""
    flow = liver.flow_l_per_min.of(covariates=covariates, etas=etas)
    _move(matrix, 0, plan.liver, flow / central)
    _move(matrix, plan.liver, 0, flow / liver.volume_l.of(covariates=covariates, etas=etas))
    formed = factor * liver.to_metabolite_per_min.of(covariates=covariates, etas=etas)
    _move(matrix, plan.liver, plan.transit, formed)
    _move(matrix, plan.liver, plan.eliminated, factor * liver.elsewhere_per_min.of(covariates=covariates, etas=etas))


def _metabolite(matrix: Curve, model: Model, *, covariates: Covariates, etas: Etas) -> None:
    """Lead the drug from the first transit into the metabolite, and on out of the body."""
    metabolite, plan = model.metabolite, layout(model)
    if metabolite is None:
        return
    if metabolite.mean_transit_min is not None:
        each = metabolite.transits / metabolite.mean_transit_min.of(covariates=covariates, etas=etas)
        for here in range(plan.transit, plan.metabolite):
            _move(matrix, here, here + 1, each)
    _share(matrix, metabolite.body, plan.metabolite, covariates=covariates, etas=etas)
    out = metabolite.body.cl_l_per_min.of(covariates=covariates, etas=etas)
    central = metabolite.body.central_l.of(covariates=covariates, etas=etas)
    _move(matrix, plan.metabolite, plan.eliminated, out / central)


def _share(matrix: Curve, body: Mammillary, first: int, *, covariates: Covariates, etas: Etas) -> None:
    """Exchange between the central compartment and its sides."""
    central = body.central_l.of(covariates=covariates, etas=etas)
    for side, (volume, between) in enumerate(body.sides, start=first + 1):
        flow = between.of(covariates=covariates, etas=etas)
        _move(matrix, first, side, flow / central)
        _move(matrix, side, first, flow / volume.of(covariates=covariates, etas=etas))


def _move(matrix: Curve, here: int, there: int, rate_per_min: Curve) -> None:
    matrix[:, here, here] -= rate_per_min
    matrix[:, there, here] += rate_per_min


def falls_apart(model: Model) -> bool:
    """Tell whether a model is a sum of plain exponentials: no transits, no liver, few enough side compartments."""
    metabolite = model.metabolite
    plain = metabolite is None or (metabolite.transits == 0 and len(metabolite.body.sides) <= 1)
    return plain and model.parent.liver is None and len(model.parent.sides) <= 2


def constants(
    model: Model, *, covariates: Covariates, etas: Etas, clearance_factor: float, ke0_per_min: float, metabolite: bool
) -> Curve:
    """Return the constants (people, 12) that PLACES names, of a model that falls apart."""
    table = np.zeros((covariates.people, len(PLACES)))

    def put(name: str, values: Curve | float) -> None:
        table[:, PLACES.index(name)] = values

    central = model.parent.central_l.of(covariates=covariates, etas=etas)
    k10 = clearance_factor * model.parent.cl_l_per_min.of(covariates=covariates, etas=etas) / central
    put("k10", k10)
    put("ke0", ke0_per_min)
    put("ng_per_ml_per_mg", NG_PER_ML / central)
    for (out, back), (volume, between) in zip((("k12", "k21"), ("k13", "k31")), model.parent.sides, strict=False):
        flow = between.of(covariates=covariates, etas=etas)
        put(out, flow / central)
        put(back, flow / volume.of(covariates=covariates, etas=etas))
    if model.metabolite is not None and metabolite:
        body = model.metabolite.body
        own = body.central_l.of(covariates=covariates, etas=etas)
        put("formed", model.metabolite.fraction * k10)
        put("m10", body.cl_l_per_min.of(covariates=covariates, etas=etas) / own)
        put("metabolite_ng_per_ml_per_mg", model.metabolite.molar_ratio * NG_PER_ML / own)
        for volume, between in body.sides:
            flow = between.of(covariates=covariates, etas=etas)
            put("m12", flow / own)
            put("m21", flow / volume.of(covariates=covariates, etas=etas))
    return table
