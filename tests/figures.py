"""What a model's parameters come to: terminal half-life, clearance, volume, and its spread with the assay's error."""

import numpy as np

from leeward.pharmacology import Regimen
from leeward.pharmacology.compartments import layout, rates
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.kinetics import simulate

STANDARD = Regimen.infusion(dose_mg=35, minutes=40)
TYPICAL = Covariates.of(weight_kg=70)


def terminal_half_life_h(model):
    """Ln 2 over the slowest rate of the parent's compartments, effect site and products left out."""
    matrix = rates(model, covariates=TYPICAL, etas={}, clearance_factor=1.0, ke0_per_min=1.0)[0]
    size = layout(model).transit
    return np.log(2) / np.abs(np.linalg.eigvals(matrix[:size, :size]).real).min() / 60


def clearance_l_per_h(model, weight_kg=70, **covariates):
    who = Covariates.of(weight_kg=weight_kg, **covariates)
    return model.parent.clearance_l_per_min(covariates=who, etas={}).item() * 60


def steady_volume_l(model):
    """The center and its sides, each once; a liver left out, as the papers do."""
    return sum(volume.typical for volume in (model.parent.central_l, *(side for side, _ in model.parent.sides)))


def seen_by_an_assay(model, analyte, minute, *, n=20_000, seed=1):
    """Mean and SD in ng/mL over people of 70 kg after the standard infusion, with the error of the assay."""
    rng = np.random.default_rng(seed)
    etas = model.etas_from(rng.standard_normal((n, len(model.eta_names))))
    course = simulate(model, STANDARD, [minute], weight_kg=70, etas=etas)
    levels = (course.ketamine_ng_per_ml if analyte == "ketamine" else course.norketamine_ng_per_ml)[:, 0]
    residual = model.residual_of(analyte)
    noise = rng.standard_normal(n)
    if residual.log:
        seen = levels * np.exp(residual.proportional.to("1") * noise)
    else:
        seen = levels + residual.sd_ng_per_ml(levels) * noise
    return seen.mean(), seen.std()
