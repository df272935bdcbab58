"""A published model of how ketamine moves through the body: its parameters, its spread, its limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from leeward.evidence import Cited, Facts, Source, Status, cite, derived
from leeward.evidence.sources import HENTHORN_2018, SIMONS_2022, WANG_2019

Curve = NDArray[np.float64]
Etas = Mapping[str, Curve]


class Drug(Enum):
    """What is infused."""

    RACEMATE = "racemic ketamine"
    ESKETAMINE = "esketamine"


class Site(Enum):
    """Where the blood was drawn: during an infusion the two differ by almost a factor of two."""

    VENOUS = "venous plasma"
    ARTERIAL = "arterial plasma"
    NOT_SEEN = "plasma, site of sampling not seen"


class Body(Facts):
    """What all the models share."""

    reference_weight = cite("70 kg", SIMONS_2022, at="parameters given at 70 kg", status=Status.SECONDARY)
    r_clearance = derived("0.86 1", WANG_2019, by="CL of R over S: 0.859 here, 0.833 Persson, 0.944 Hasan")
    shared_volumes = cite("1 1", HENTHORN_2018, at="S and R share distribution")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A volume (L), clearance (L/min) or time (min) of a typical 70-kg person.

    `eta` names the personal deviation that multiplies it by exp(eta); `weight_power` says how it grows with weight.
    """

    typical: float
    weight_power: float = 0.0
    eta: str = ""

    def of(self, *, weight_kg: Curve, etas: Etas) -> Curve:
        """Return the parameter of each person."""
        relative = weight_kg / Body.reference_weight.to("kg")
        deviation = etas[self.eta] if self.eta in etas else np.zeros_like(weight_kg)
        person: Curve = self.typical * relative**self.weight_power * np.exp(deviation)
        return person


@dataclass(frozen=True, slots=True, kw_only=True)
class Mammillary:
    """A central compartment that clears the drug, and side compartments that hold it for a while."""

    central_l: Parameter
    cl_l_per_min: Parameter
    sides: tuple[tuple[Parameter, Parameter], ...]
    """(volume, clearance between) of each side compartment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metabolite:
    """Norketamine: the fraction formed, the delay on the way, and its own compartments."""

    body: Mammillary
    fraction: float
    molar_ratio: float
    transits: int = 0
    mean_transit_min: Parameter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How people differ: personal deviations and their covariance on the log scale, as its lower triangle."""

    names: tuple[str, ...]
    rows: tuple[tuple[Cited, ...], ...]

    def draw(self, n: int, *, rng: Generator) -> dict[str, Curve]:
        """Draw the deviations of `n` people."""
        size = len(self.names)
        omega = np.zeros((size, size))
        for i, row in enumerate(self.rows):
            for j, cell in enumerate(row):
                omega[i, j] = omega[j, i] = cell.to("1")
        drawn = rng.multivariate_normal(np.zeros(size), omega, size=n, method="cholesky")
        return {name: drawn[:, i] for i, name in enumerate(self.names)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One publication's model; a correction is a new file, never an edit."""

    key: str
    source: Source
    analytes: tuple[str, ...]
    site: Site
    fitted_to: Drug
    parent: Mammillary
    metabolite: Metabolite | None = None
    spread: tuple[Spread, ...] = ()
    residual: tuple[Cited, ...] = ()
    limits: tuple[str, ...] = ()
    cites: tuple[Cited, ...] = ()

    def draw_etas(self, n: int, *, rng: Generator) -> dict[str, Curve]:
        """Draw the personal deviations of `n` people; none where the paper's were not obtained."""
        drawn: dict[str, Curve] = {}
        for spread in self.spread:
            drawn |= spread.draw(n, rng=rng)
        return drawn
