"""How widely levels scatter: people as their model draws them and the error of an assay, beside published SDs."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from leeward.pharmacology import Model, Regimen, draws
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.model import Curve

SEED = 20261123
PEOPLE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scatter:
    """Mean and SD in ng/mL of an assay in many people, and the middle 90 %."""

    mean: float
    sd: float
    low: float
    high: float

    @property
    def cv(self) -> float:
        """SD over mean."""
        return self.sd / self.mean


def knows_spread(model: Model, analyte: str) -> bool:
    """Say whether both the people's and the assay's spread of an analyte were obtained."""
    return bool(model.spread) and model.residual_of(analyte) is not None


def scatter(
    model: Model, regimen: Regimen, minutes: Iterable[float], *, analyte: str, weight_kg: float
) -> list[Scatter]:
    """Draw people (between persons and occasions) and assays at each minute; the error is that of the model's paper."""
    residual = model.residual_of(analyte)
    if residual is None:
        raise ValueError(f"{model.key} has no residual error for {analyte}.")
    times = np.asarray(tuple(minutes))
    course = simulate(model, regimen, times, weight_kg=weight_kg, etas=_people(model))
    levels = course.ketamine_ng_per_ml if analyte == "ketamine" else course.norketamine_ng_per_ml
    if levels is None:
        raise ValueError(f"{model.key} holds no {analyte}.")
    noise = draws.normals(SEED, stream=f"assay {analyte}", first=0, n=PEOPLE, width=times.size)
    error = noise * residual.sd_ng_per_ml(levels)
    assayed = levels * np.exp(error / levels) if residual.log else levels + error
    return [_scatter(column) for column in assayed.T]


def _people(model: Model) -> dict[str, Curve]:
    """Return everybody's deviations, those of one session included."""
    own, width = len(model.eta_names), len(model.eta_names) + len(model.occasion_names)
    z = draws.normals(SEED, stream=f"spread {model.key}", first=0, n=PEOPLE, width=width)
    etas = dict(model.etas_from(z[:, :own]))
    for name, moved in model.occasion_etas_from(z[:, own:]).items():
        etas[name] = etas[name] + moved if name in etas else moved
    return etas


def _scatter(assayed: Curve) -> Scatter:
    low, high = np.quantile(assayed, (0.05, 0.95))
    return Scatter(mean=float(assayed.mean()), sd=float(assayed.std()), low=float(low), high=float(high))
