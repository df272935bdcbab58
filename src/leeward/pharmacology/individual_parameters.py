"""Which numbers of a model a person's deviations move, told with what was known before and after."""

from collections.abc import Iterator

import numpy as np

from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.model import Curve, Mammillary, Model, Parameter
from leeward.pharmacology.parameters import Known, LearnedParameter, Showing


def individual_parameters(
    model: Model, who: Covariates, eta: Curve, omega: Curve, covariance: Curve
) -> Iterator[LearnedParameter]:
    """Tell each parameter that `eta` moves, with the band of the prior and of the estimate: log-normal both."""
    from scipy.special import ndtri

    width = float(ndtri((1 + Showing.band.to("1")) / 2))
    for name, unit, parameter in _moved(model):
        if parameter.eta not in model.eta_names:
            continue
        place = model.eta_names.index(parameter.eta)
        typical = float(parameter.of(covariates=who, etas={})[0])
        before, after = np.sqrt(omega[place, place]), np.sqrt(covariance[place, place])
        yield LearnedParameter(
            name=name,
            unit=unit,
            prior=_known(typical, width * before),
            posterior=_known(typical * float(np.exp(eta[place])), width * after),
            sd_ratio=float(after / before),
        )


def _known(median: float, log_width: float) -> Known:
    return Known(low=median * float(np.exp(-log_width)), median=median, high=median * float(np.exp(log_width)))


def _moved(model: Model) -> Iterator[tuple[str, str, Parameter]]:
    """Every parameter of a model with its name and unit, each once."""
    yield from _of_body("ketamine", model.parent)
    liver, metabolite = model.parent.liver, model.metabolite
    if liver is not None:
        yield "liver volume", "L", liver.volume_l
        yield "liver flow", "L/min", liver.flow_l_per_min
        yield "clearance to norketamine in the liver", "/min", liver.to_metabolite_per_min
        yield "other clearance in the liver", "/min", liver.elsewhere_per_min
    if metabolite is not None:
        shared = metabolite.body.central_l is model.parent.central_l
        yield from list(_of_body("norketamine", metabolite.body))[1 if shared else 0 :]
        if metabolite.mean_transit_min is not None:
            yield "mean transit to norketamine", "min", metabolite.mean_transit_min


def _of_body(what: str, body: Mammillary) -> Iterator[tuple[str, str, Parameter]]:
    yield f"{what} central volume", "L", body.central_l
    yield f"{what} clearance", "L/min", body.cl_l_per_min
    for number, (volume, flow) in enumerate(body.sides, start=1):
        yield f"{what} side volume {number}", "L", volume
        yield f"{what} flow to side {number}", "L/min", flow
