"""A published model of how ketamine moves through the body: its parameters, its spread, its limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np

from leeward.evidence import Cited, Facts, Source, Status, cite, derived
from leeward.evidence.sources import HENTHORN_2018, SIMONS_2022, WANG_2019
from leeward.pharmacology.covariates import NO_SEX_EFFECT, Covariates
from leeward.pharmacology.covariates import Curve as Curve
from leeward.pharmacology.reach import Reach

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
class PerYear:
    """A change with every year of age beyond `over_y`, in the units of the parameter; none below it."""

    change: float
    over_y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A volume (L), clearance or flow (L/min), time (min) or rate (/min) of a typical 70-kg person.

    `eta` names the personal deviation that multiplies it by exp(eta); `weight_power` says how it grows with weight;
    `asian_factor` multiplies it in people of Asian ethnicity.
    """

    typical: float
    weight_power: float = 0.0
    eta: str = ""
    per_year: PerYear | None = None
    asian_factor: float = 1.0

    def of(self, *, covariates: Covariates, etas: Etas) -> Curve:
        """Return the parameter of each person, (people,); a covariate that is not charted changes nothing."""
        person = np.full(covariates.people, self.typical)
        if self.per_year is not None and covariates.age_y is not None:
            person += self.per_year.change * np.maximum(covariates.age_y - self.per_year.over_y, 0.0)
        if self.asian_factor != 1 and covariates.asian is not None:
            person *= self.asian_factor**covariates.asian
        if self.weight_power:
            person *= (covariates.weight_kg / Body.reference_weight.to("kg")) ** self.weight_power
        if self.eta in etas:
            person *= np.exp(etas[self.eta])
        return person


@dataclass(frozen=True, slots=True, kw_only=True)
class Liver:
    """A liver behind its own blood flow, where the drug is cleared: partly to norketamine, partly otherwise."""

    volume_l: Parameter
    flow_l_per_min: Parameter
    to_metabolite_per_min: Parameter
    elsewhere_per_min: Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Mammillary:
    """A central compartment that clears the drug, and side compartments that hold it for a while.

    With a `liver`, the drug is cleared there, and `cl_l_per_min` is only what leaves straight from the center.
    """

    central_l: Parameter
    cl_l_per_min: Parameter
    sides: tuple[tuple[Parameter, Parameter], ...]
    """(volume, clearance between) of each side compartment."""
    liver: Liver | None = None

    def clearance_l_per_min(self, *, covariates: Covariates, etas: Etas, factor: float = 1.0) -> Curve:
        """Return each person's whole clearance: dose over the area under the curve, whatever clears the drug.

        `factor` multiplies what leaves straight and both rates of the liver, as for R-ketamine. A perfused liver
        clears F K / (F + K), with F its flow and K its volume times its rates: blood brings no more than flows.
        """
        straight: Curve = factor * self.cl_l_per_min.of(covariates=covariates, etas=etas)
        if self.liver is None:
            return straight
        flow = self.liver.flow_l_per_min.of(covariates=covariates, etas=etas)
        both = (self.liver.to_metabolite_per_min, self.liver.elsewhere_per_min)
        rates = sum(rate.of(covariates=covariates, etas=etas) for rate in both)
        intrinsic = factor * rates * self.liver.volume_l.of(covariates=covariates, etas=etas)
        whole: Curve = straight + flow * intrinsic / (flow + intrinsic)
        return whole


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

    @property
    def omega(self) -> Curve:
        """The covariance matrix."""
        size = len(self.names)
        omega = np.zeros((size, size))
        for i, row in enumerate(self.rows):
            for j, cell in enumerate(row):
                omega[i, j] = omega[j, i] = cell.to("1")
        return omega


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual:
    """What the model leaves unexplained in one analyte's level: a share of the level, and something that stays."""

    analyte: str
    proportional: Cited
    """SD as a share of the level; on the log scale where `log` says so."""
    additive: Cited | None = None
    """SD in ng/mL."""
    log: bool = False

    def sd_ng_per_ml(self, levels_ng_per_ml: Curve) -> Curve:
        """Return the SD around each level; on the log scale that of the first order."""
        constant = 0.0 if self.additive is None else self.additive.to("ng/mL")
        spread: Curve = np.hypot(self.proportional.to("1") * levels_ng_per_ml, constant)
        return spread

    def drawn(self, levels_ng_per_ml: Curve, z: Curve) -> Curve:
        """Return what an assay would show of levels, one standard normal for each; an assay never reads below 0."""
        if self.log:
            return np.asarray(levels_ng_per_ml * np.exp(self.proportional.to("1") * z))
        return np.maximum(levels_ng_per_ml + self.sd_ng_per_ml(levels_ng_per_ml) * z, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One publication's model; a correction is a new file, never an edit."""

    key: str
    """Its file's name, `author_year`."""
    source: Source
    population: str
    analytes: tuple[str, ...]
    site: Site
    fitted_to: Drug
    parent: Mammillary
    reach: Reach
    metabolite: Metabolite | None = None
    spread: tuple[Spread, ...] = ()
    occasion: tuple[Spread, ...] = ()
    """How one person differs from session to session; names are those of the personal deviations they add to."""
    residual: tuple[Residual, ...] = ()
    limits: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    sex: str = NO_SEX_EFFECT
    cites: tuple[Cited, ...] = ()

    @property
    def eta_names(self) -> tuple[str, ...]:
        """The personal deviations, in the order in which `etas_from` takes their standard normals."""
        return _names(self.spread)

    @property
    def deviations(self) -> frozenset[str]:
        """The names under which any of its parameters may be moved, drawn for people or not."""
        bodies = [self.parent, *([self.metabolite.body] if self.metabolite else [])]
        liver = self.parent.liver
        found = [
            own
            for body in bodies
            for own in (body.central_l, body.cl_l_per_min, *(p for side in body.sides for p in side))
        ]
        found += (
            [liver.volume_l, liver.flow_l_per_min, liver.to_metabolite_per_min, liver.elsewhere_per_min]
            if liver
            else []
        )
        found += [self.metabolite.mean_transit_min] if self.metabolite and self.metabolite.mean_transit_min else []
        return frozenset(parameter.eta for parameter in found if parameter.eta) | {*self.eta_names}

    @property
    def occasion_names(self) -> tuple[str, ...]:
        """The deviations of one session, in the order in which `occasion_etas_from` takes their standard normals."""
        return _names(self.occasion)

    def residual_of(self, analyte: str) -> Residual | None:
        """Return what is left unexplained in that analyte; None where the paper's figure was not obtained."""
        return next((one for one in self.residual if one.analyte == analyte), None)

    def etas_from(self, z: Curve) -> dict[str, Curve]:
        """Turn standard normals (n, len(eta_names)) into correlated personal deviations, each (n,)."""
        return _deviations(self.spread, z)

    def occasion_etas_from(self, z: Curve) -> dict[str, Curve]:
        """Turn standard normals (n, len(occasion_names)) into one session's deviations, to add to the personal ones."""
        return _deviations(self.occasion, z)


def _names(spreads: tuple[Spread, ...]) -> tuple[str, ...]:
    return tuple(name for spread in spreads for name in spread.names)


def _deviations(spreads: tuple[Spread, ...], z: Curve) -> dict[str, Curve]:
    """Correlate independent standard normals block by block: z L', with L the Cholesky factor of the block."""
    names = _names(spreads)
    if z.ndim != 2 or z.shape[1] != len(names):
        raise ValueError(f"Standard normals of shape {z.shape} given; give (people, {len(names)}): {', '.join(names)}.")
    drawn: dict[str, Curve] = {}
    first = 0
    for spread in spreads:
        block = z[:, first : first + len(spread.names)] @ np.linalg.cholesky(spread.omega).T
        drawn |= {name: block[:, i] for i, name in enumerate(spread.names)}
        first += len(spread.names)
    return drawn
