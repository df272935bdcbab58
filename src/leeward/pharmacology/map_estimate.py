"""One person's own kinetics from measured levels: the likeliest deviations, and how sure one can be of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from leeward.evidence import Facts, Status, assumed
from leeward.pharmacology.concentrations import CannotUse, Sample, check_samples, levels_of
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.individual_parameters import individual_parameters
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.map_objective import Descent, Objective, likeliest
from leeward.pharmacology.model import Curve, Drug, Model, Residual
from leeward.pharmacology.parameters import LearnedParameter
from leeward.pharmacology.reach import sessions_of
from leeward.pharmacology.regimen import Regimen


class CannotEstimate(CannotUse):
    """The model's published spread does not reach to an estimate."""


class Fit(Facts):
    """When measured levels are too far off to be believed."""

    least_chance = assumed("0.001 1", why="one person in a thousand of the model would be told to look again")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MapEstimate:
    """The maximum a posteriori estimate; arrays follow `eta_names`, or the samples as they were given."""

    model: Model
    eta_names: tuple[str, ...]
    eta: Curve
    omega: Curve
    """Covariance of the deviations before any level was seen."""
    covariance: Curve
    """And after: the inverse curvature at the estimate (Laplace)."""
    parameters: tuple[LearnedParameter, ...]
    """The individual parameters that the deviations move."""
    objective: float
    """-2 log of likelihood times prior, constants left out."""
    iterations: int
    converged: bool
    """Always: what does not converge is refused."""
    chance: float
    """How often people of the model would have levels as far off as these, or farther (chi-squared)."""
    typical_ng_per_ml: Curve
    individual_ng_per_ml: Curve
    weighted_residuals: Curve
    """(measured - individual) over the residual SD; nan for a level below the limit of quantification."""

    @property
    def etas(self) -> dict[str, float]:
        """The deviations by name, as `simulate` takes them."""
        return {name: float(value) for name, value in zip(self.eta_names, self.eta, strict=True)}

    @property
    def standard_errors(self) -> Curve:
        """SD of each deviation after the levels were seen: about the relative error of its parameter."""
        errors: Curve = np.sqrt(np.diag(self.covariance))
        return errors

    @property
    def correlation(self) -> Curve:
        """Of the deviations after the levels were seen."""
        correlation: Curve = self.covariance / np.outer(self.standard_errors, self.standard_errors)
        return correlation

    @property
    def sd_ratios(self) -> Curve:
        """SD after over SD before: 1 where the levels told nothing."""
        ratios: Curve = self.standard_errors / np.sqrt(np.diag(self.omega))
        return ratios

    @property
    def shrinkage(self) -> Curve:
        """The share of each deviation that the prior pulls back to the typical person: the ratio of variances."""
        return self.sd_ratios**2

    @property
    def not_learned(self) -> tuple[str, ...]:
        """In sentences, what these levels did not teach."""
        return tuple(str(parameter) for parameter in self.parameters if not parameter.learned)

    @property
    def doubts(self) -> tuple[str, ...]:
        """In a sentence, that these levels fit badly."""
        if self.chance >= Fit.least_chance.to("1"):
            return ()
        rare = f"Fewer than one person in a thousand of {self.model.key} would have levels so far off."
        return (f"{rare} Look for a sample whose time, unit or site is wrong.",)

    def etas_from(self, z: Curve) -> dict[str, Curve]:
        """Turn standard normals (n, etas) into draws from the estimate's uncertainty, each (n,), for a band."""
        drawn = self.eta + z @ np.linalg.cholesky(self.covariance).T
        return {name: drawn[:, i] for i, name in enumerate(self.eta_names)}


def map_estimate(
    model: Model,
    regimen: Regimen,
    samples: Sequence[Sample],
    *,
    weight_kg: float,
    age_y: float | None = None,
    drug: Drug = Drug.RACEMATE,
    assay_sd_ng_per_ml: float = 0.0,
) -> MapEstimate:
    """Estimate one person's deviations from measured levels.

    The prior is the model's own spread; where it also published one between sessions, that is added, and the regimen
    may hold one session only. The residual error is the model's, with the assay's constant SD in quadrature. The
    racemate is the sum of its isomers. Raises CannotEstimate where the model's spread was not obtained, CannotUse for
    a sample that the model cannot explain, CannotSimulate outside its reach.
    """
    check_person(model, regimen, samples, weight_kg=weight_kg, age_y=age_y)
    who = Covariates.of(weight_kg=weight_kg, age_y=age_y)
    objective = _objective(model, regimen, samples, who, drug=drug, assay_sd_ng_per_ml=assay_sd_ng_per_ml)
    end = likeliest(objective, _starts(objective.omega))
    if not end.converged:
        raise CannotEstimate(
            "No likeliest kinetics were found for these levels. Look for a sample whose time, unit or site is wrong."
        )
    return _told(model, who, objective, end)


def check_person(
    model: Model, regimen: Regimen, samples: Sequence[Sample], *, weight_kg: float, age_y: float | None
) -> None:
    """Refuse a person, a regimen or samples that the model cannot explain; raises as `map_estimate` does."""
    check_samples(model, regimen, samples)
    if model.occasion and len(sessions_of(regimen)) > 1:
        raise CannotEstimate(f"In {model.key} a person differs from session to session. Estimate one session alone.")
    model.reach.check_regimen(regimen, weight_kg=weight_kg, age_y=age_y)


def _told(model: Model, who: Covariates, objective: Objective, end: Descent) -> MapEstimate:
    from scipy.special import gammaincc

    covariance: Curve = np.asarray(np.linalg.inv(objective.curvature(end.eta)), dtype=np.float64)
    typical, individual = objective.levels(np.stack([np.zeros_like(end.eta), end.eta]))
    residuals = (objective.values_ng_per_ml - individual) / objective.sd_ng_per_ml(individual)
    residuals = np.where(objective.below, np.nan, residuals)
    far = float(np.nansum(residuals**2) + end.eta @ np.linalg.solve(objective.omega, end.eta))
    return MapEstimate(
        model=model,
        eta_names=model.eta_names,
        eta=end.eta,
        omega=objective.omega,
        covariance=covariance,
        parameters=tuple(individual_parameters(model, who, end.eta, objective.omega, covariance)),
        objective=2 * end.half_objective,
        iterations=end.iterations,
        converged=end.converged,
        chance=float(gammaincc(np.count_nonzero(~objective.below) / 2, far / 2)) if far > 0 else 1.0,
        typical_ng_per_ml=typical,
        individual_ng_per_ml=individual,
        weighted_residuals=residuals,
    )


def _objective(
    model: Model,
    regimen: Regimen,
    samples: Sequence[Sample],
    who: Covariates,
    *,
    drug: Drug,
    assay_sd_ng_per_ml: float,
) -> Objective:
    names, omega = model.eta_names, prior_covariance(model)
    residuals = [_residual(model, sample.analyte) for sample in samples]
    constant = [0.0 if one.additive is None else one.additive.to("ng/mL") for one in residuals]
    times, at = np.unique([sample.time_min for sample in samples], return_inverse=True)
    age = None if who.age_y is None else who.age_y[0]

    def levels(etas: Curve) -> Curve:
        own = dict(zip(names, np.ascontiguousarray(etas.T), strict=True))
        course = simulate(model, regimen, times, weight_kg=who.weight_kg[0], age_y=age, etas=own, drug=drug)
        seen = {analyte: levels_of(course, analyte, model) for analyte in {sample.analyte for sample in samples}}
        return np.stack([seen[sample.analyte][:, i] for sample, i in zip(samples, at, strict=True)], axis=1)

    return Objective(
        levels=levels,
        values_ng_per_ml=np.array([sample.value_ng_per_ml for sample in samples]),
        below=np.array([sample.below for sample in samples]),
        proportional=np.array([one.proportional.to("1") for one in residuals]),
        additive_ng_per_ml=np.hypot(constant, assay_sd_ng_per_ml),
        log=np.array([one.log for one in residuals]),
        omega=omega,
    )


def prior_covariance(model: Model) -> Curve:
    """Return the covariance of one session's deviations, in the order of `model.eta_names`.

    Personal deviations, with those between sessions added. Raises CannotEstimate where it was not obtained.
    """
    cells = [cell for spread in model.spread for row in spread.rows for cell in row]
    if not cells or any(cell.status is Status.ASSUMED for cell in cells):
        raise CannotEstimate(
            f"How people differ was not obtained for {model.key}, so levels cannot be weighed against it. "
            "Choose a model with a published spread."
        )
    names = model.eta_names
    omega = np.zeros((len(names), len(names)))
    for spread in (*model.spread, *model.occasion):
        places = [names.index(name) for name in spread.names]
        omega[np.ix_(places, places)] += spread.omega
    return omega


def _residual(model: Model, analyte: str) -> Residual:
    residual = model.residual_of(analyte)
    if residual is None:
        raise CannotEstimate(f"The residual error of {analyte} was not obtained for {model.key}. Choose another model.")
    return residual


def _starts(omega: Curve) -> Iterator[Curve]:
    """The typical person first; then, if need be, people one SD to either side along the axes of the spread."""
    yield np.zeros(omega.shape[0])
    values, axes = np.linalg.eigh(omega)
    for value, axis in zip(values[::-1], axes.T[::-1], strict=True):
        yield np.sqrt(value) * axis
        yield -np.sqrt(value) * axis
