"""The kinetics of many people at once from their ketamine levels: the estimate of `map_estimate`, compiled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leeward.pharmacology.compiled import share_out
from leeward.pharmacology.concentrations import CannotUse, Sample
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.map_estimate import CannotEstimate, check_person, prior_covariance
from leeward.pharmacology.model import Body, Curve, Drug, Model, Parameter
from leeward.pharmacology.regimen import Regimen

MOST_STEPS = 200  # plain: steps of one descent
RESTARTS = 8  # plain: further starts, taken only where none converged
SAMPLE_WEIGHT = 5  # plain: a sample in a descent costs about as much as so many points of a simulation


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person: what was given, what was measured, and what the model may know."""

    regimen: Regimen
    samples: Sequence[Sample]
    weight_kg: float
    age_y: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cohort:
    """People and levels as `kernels.estimate` takes them; rows may be filled up with doses of 0 and levels of nan."""

    eta_names: tuple[str, ...]
    typical: Curve
    """(people, kernels.PARAMETERS) of each one's typical person."""
    moves: NDArray[np.int64]
    """Which of those columns each deviation multiplies by its exponential."""
    omega: Curve
    isomers: Curve
    """(isomers, 2): clearance factor and share of the dose."""
    schedules: Curve
    """(people, stretches, kernels.SCHEDULE)."""
    samples: Curve
    """(people, times, kernels.SAMPLE)."""
    error: Curve
    """Residual error: proportional SD, and additive SD in ng/mL."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CohortEstimate:
    """The estimates, one row per person; not to be used where `converged` is False."""

    eta_names: tuple[str, ...]
    etas: Curve
    omega: Curve
    covariance: Curve
    """(people, etas, etas), by Laplace; nan where it was not asked for or there is none."""
    objective: Curve
    iterations: NDArray[np.int64]
    converged: NDArray[np.bool_]

    @property
    def sd_ratios(self) -> Curve:
        """SD of each deviation after the levels over that before, (people, etas): 1 where they told nothing."""
        after = np.sqrt(np.diagonal(self.covariance, axis1=1, axis2=2))
        ratios: Curve = after / np.sqrt(np.diag(self.omega))
        return ratios


def estimate_cohort(cohort: Cohort, *, with_covariance: bool = True, threads: int | None = None) -> CohortEstimate:
    """Estimate everybody; the same answer for any number of threads."""
    from leeward.pharmacology import kernels

    people, size = cohort.typical.shape[0], cohort.moves.size
    etas, objective = np.zeros((people, size)), np.full(people, np.inf)
    covariance = np.full((people, size, size), np.nan)
    iterations, converged = np.zeros(people, np.int64), np.zeros(people, np.bool_)
    share_out(
        kernels.estimate,
        people,
        *_asked(cohort),
        *(MOST_STEPS, RESTARTS, with_covariance),
        *(etas, objective, covariance, iterations, converged),
        weight=SAMPLE_WEIGHT * cohort.samples.shape[1],
        threads=threads,
    )
    return CohortEstimate(
        eta_names=cohort.eta_names,
        etas=etas,
        omega=cohort.omega,
        covariance=covariance,
        objective=objective,
        iterations=iterations,
        converged=converged,
    )


def cohort_of(
    model: Model, members: Sequence[Member], *, drug: Drug = Drug.RACEMATE, assay_sd_ng_per_ml: float = 0.0
) -> Cohort:
    """Gather people with ketamine levels for one model of plain exponentials.

    Deviations of norketamine are left out: ketamine levels tell nothing of them. Raises CannotUse, CannotEstimate and
    CannotSimulate as `map_estimate` does, naming the person.
    """
    places, omega = _prior(model)
    residual = model.residual_of("ketamine")
    if residual is None or residual.log:
        raise CannotEstimate(f"{model.key} has no residual error that this reckons with. Estimate one by one.")
    for number, member in enumerate(members, start=1):
        _check(model, member, f"Person {number}")
    constant = 0.0 if residual.additive is None else residual.additive.to("ng/mL")
    apart = drug is Drug.RACEMATE and model.fitted_to is Drug.ESKETAMINE
    return Cohort(
        eta_names=tuple(places),
        typical=np.array([_typical(model, member) for member in members]),
        moves=np.array(list(places.values()), dtype=np.int64),
        omega=omega,
        isomers=np.array([[1.0, 1 / 2], [Body.r_clearance.to("1"), 1 / 2]] if apart else [[1.0, 1.0]]),
        schedules=_filled([list(_stretches(member.regimen)) for member in members], np.array([0.0, 0.0, 0.0])),
        samples=_filled([list(_drawn(member.samples)) for member in members], np.array([1.0, np.nan, 0.0])),
        error=np.array([residual.proportional.to("1"), np.hypot(constant, assay_sd_ng_per_ml)]),
    )


def _asked(cohort: Cohort) -> tuple[NDArray[np.generic], ...]:
    spread = np.sqrt(np.diag(cohort.omega))
    precision = np.ascontiguousarray(np.linalg.inv(cohort.omega))
    return (
        *(cohort.typical, cohort.moves, precision, spread),
        *(cohort.isomers, cohort.schedules, cohort.samples, cohort.error),
    )


def _columns(model: Model) -> tuple[Parameter, ...]:
    """Return the parameters in the order of `kernels.PARAMETERS`, without side compartments that are not there."""
    flows = tuple(parameter for volume, flow in model.parent.sides for parameter in (flow, volume))
    return (model.parent.central_l, model.parent.cl_l_per_min, *flows)


def _prior(model: Model) -> tuple[dict[str, int], Curve]:
    """Return the deviations that move ketamine, each with its column, and their covariance."""
    if model.parent.liver is not None or len(model.parent.sides) > 2:
        raise CannotEstimate(f"{model.key} is no sum of three exponentials: estimate its people one by one.")
    omega = prior_covariance(model)
    places = {p.eta: column for column, p in enumerate(_columns(model)) if p.eta in model.eta_names}
    rows = [model.eta_names.index(name) for name in places]
    return places, omega[np.ix_(rows, rows)]


def _check(model: Model, member: Member, who: str) -> None:
    try:
        check_person(model, member.regimen, member.samples, weight_kg=member.weight_kg, age_y=member.age_y)
        if any(sample.analyte != "ketamine" for sample in member.samples):
            raise CannotUse("Only ketamine levels can be estimated together. Estimate norketamine one by one.")
    except ValueError as error:
        raise type(error)(f"{who}: {error}") from error


def _typical(model: Model, member: Member) -> list[float]:
    who = Covariates.of(weight_kg=member.weight_kg, age_y=member.age_y)
    own = [float(parameter.of(covariates=who, etas={})[0]) for parameter in _columns(model)]
    absent = [(0.0, 1.0)] * (2 - len(model.parent.sides))  # a flow of 0 into any volume
    return [*own, *(number for side in absent for number in side)]


def _stretches(regimen: Regimen) -> Iterator[tuple[float, float, float]]:
    """Yield the start, length and dose of each infusion, and of each push with length 0."""
    for segment, start in zip(regimen.segments, regimen.edges_min, strict=False):
        if segment.bolus_mg > 0:
            yield start, 0.0, segment.bolus_mg
        if segment.rate_mg_per_min > 0 and segment.minutes > 0:
            yield start, segment.minutes, segment.rate_mg_per_min * segment.minutes


def _drawn(samples: Sequence[Sample]) -> Iterator[tuple[float, float, float]]:
    for sample in samples:
        yield sample.time_min, sample.value_ng_per_ml, float(sample.below)


def _filled(rows: Sequence[Sequence[tuple[float, float, float]]], empty: Curve) -> Curve:
    """Stack rows of different lengths, the short ones filled up."""
    table = np.tile(empty, (len(rows), max(len(row) for row in rows), 1))
    for place, row in zip(table, rows, strict=True):
        place[: len(row)] = row
    return table
