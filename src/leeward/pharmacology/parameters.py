"""What can be learned of a person, in a clinician's words, and how much narrower the readings made it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from leeward.evidence import Facts, assumed
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.model import Curve, Mammillary, Parameter
from leeward.pharmacology.population import ARTERIAL, Population
from leeward.pharmacology.symptoms import Symptoms
from leeward.pharmacology.weighing import Indices

SHOWN_PER = 100.0  # plain: slopes are shown per 100 ng/mL, as a clinician reads them


class Showing(Facts):
    """When a parameter counts as learned, and what is shown of it."""

    most_kept = assumed("0.9 1", why="share of the prior SD above which a parameter counts as not learned")
    band = assumed("90 %", why="the usual band of a forecast")
    dose_levels_apart = assumed("20 %", why="doses nearer than this are one level for scale and half-effect level")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a parameter: the middle and the 90 % band."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedParameter:
    """A parameter before any reading and now; `sd_ratio` is the SD now over the SD before, on its own scale."""

    name: str
    unit: str
    prior: Known
    posterior: Known
    sd_ratio: float
    only_by: str = ""
    """What alone can teach it, where that was not read: it then never counts as learned, however narrow."""

    @property
    def learned(self) -> bool:
        """Did the readings narrow it enough to speak of?"""
        return not self.only_by and self.sd_ratio <= Showing.most_kept.to("1")

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        kept = f"{100 * self.sd_ratio:.0f} % of the spread before"  # plain: per cent
        if not self.learned:
            without = f" without {self.only_by}" if self.only_by else ""
            return f"{self.name}: not learned{without} ({kept} is left)."
        now, was = self.posterior, self.prior
        return (
            f"{self.name}: {now.median:.3g}{unit} ({now.low:.3g} to {now.high:.3g}); before the readings "
            f"{was.median:.3g} ({was.low:.3g} to {was.high:.3g}). {kept[0].upper()}{kept[1:]} is left."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """A number that each virtual patient has; its spread is judged on the log scale unless `plain`."""

    name: str
    unit: str
    of: Callable[[Population], Curve]
    plain: bool = False
    only_by: str = ""
    """What alone can teach it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A trait among the virtual patients before any reading."""

    known: Known
    sd: float


CHANCE: Final = "Chance that ketamine does anything for the symptoms"
ASSAY: Final = "a measured drug level"
KINETIC: Final = (
    Trait(
        name="Clearance of S-ketamine",
        unit="L/min",
        of=lambda people: _arterial(people, lambda body: body.cl_l_per_min),
        only_by=ASSAY,
    ),
    Trait(
        name="Central volume",
        unit="L",
        of=lambda people: _arterial(people, lambda body: body.central_l),
        only_by=ASSAY,
    ),
)
CIRCULATION: Final = (
    Trait(
        name="Rise of systolic pressure per 100 ng/mL S-ketamine",
        unit="mmHg",
        of=lambda people: SHOWN_PER * people.systolic_slope,
    ),
    Trait(
        name="Rise of heart rate per 100 ng/mL S-ketamine",
        unit="/min",
        of=lambda people: SHOWN_PER * people.heart_rate_slope,
    ),
    Trait(
        name="Autocorrelation of readings 5 min apart", unit="", of=lambda people: people.autocorrelation, plain=True
    ),
)
SENSITIVITY: Final = Trait(
    name="Dissociation sensitivity (scale over half-effect level)",
    unit="CADSS points per ng/mL",
    of=lambda people: people.cadss_scale / people.cadss_c50_ng_per_ml,
)
APART: Final = (
    Trait(name="Scale of dissociation", unit="CADSS points", of=lambda people: people.cadss_scale),
    Trait(name="Half-effect level of dissociation", unit="ng/mL", of=lambda people: people.cadss_c50_ng_per_ml),
)
DISSOCIATION: Final = (
    Trait(name="Steepness of dissociation", unit="", of=lambda people: people.cadss_hill),
    Trait(name="Potency of R-ketamine over S", unit="", of=lambda people: people.r_potency),
)
TOLERANCE: Final = Trait(
    name="Dissociation left after the first infusion", unit="", of=lambda people: people.cadss_tolerance, plain=True
)
SYMPTOMS: Final = (
    Trait(name="Most that symptoms can fall", unit="", of=lambda people: people.symptoms.most, plain=True),
    Trait(name="Half-life of the benefit", unit="d", of=lambda people: people.symptoms.offset_half_life_d),
)
EVERY: Final = (*KINETIC, *CIRCULATION, SENSITIVITY, *APART, *DISSOCIATION, TOLERANCE, *SYMPTOMS)


def before(people: Population, drawn: Indices) -> dict[str, Before]:
    """Return every trait among virtual patients before any reading; `drawn` are the indices of equal weight."""
    found = {}
    for trait in EVERY:
        values = trait.of(people)[drawn]
        found[trait.name] = Before(known=known(values), sd=float(_scaled(trait, values).std()))
    return found


def learned(trait: Trait, people: Population, weights: Curve, drawn: Indices, was: Before) -> LearnedParameter:
    """Set a trait now beside the trait before; `drawn` are indices that stand for the weights."""
    values = trait.of(people)
    return LearnedParameter(
        name=trait.name,
        unit=trait.unit,
        prior=was.known,
        posterior=known(values[drawn]),
        sd_ratio=spread(_scaled(trait, values), weights) / was.sd,
        only_by=trait.only_by,
    )


def learned_chance(people: Population, weights: Curve) -> LearnedParameter:
    """Return the chance to be one of those for whom the drug does anything; its band is the chance itself."""
    prior = Symptoms.responders.to("1")
    now = float(np.dot(weights, people.symptoms.responds))
    return LearnedParameter(
        name=CHANCE,
        unit="",
        prior=Known(low=prior, median=prior, high=prior),
        posterior=Known(low=now, median=now, high=now),
        sd_ratio=float(np.sqrt(max(now * (1 - now), 0.0) / (prior * (1 - prior)))),
    )


def known(values: Curve) -> Known:
    """Return the middle and the band of equally weighted draws, without interpolation."""
    last = values.size - 1
    tail = (1 - Showing.band.to("1")) / 2
    low, median, high = np.sort(values)[[round(level * last) for level in (tail, 1 / 2, 1 - tail)]]
    return Known(low=float(low), median=float(median), high=float(high))


def known_normal(expected: float, sd: float) -> Known:
    """Return the middle and the band of a normal distribution."""
    tail = NormalDist().inv_cdf((1 + Showing.band.to("1")) / 2)
    return Known(low=expected - tail * sd, median=expected, high=expected + tail * sd)


def spread(values: Curve, weights: Curve) -> float:
    """Return the SD of weighted draws."""
    middle = np.dot(weights, values)
    return float(np.sqrt(max(np.dot(weights, (values - middle) ** 2), 0.0)))


def dose_levels(doses_mg: Iterable[float]) -> int:
    """Count the dose levels that are told apart."""
    levels: list[float] = []
    for dose in sorted(doses_mg):
        if not levels or dose > levels[-1] * (1 + Showing.dose_levels_apart.to("1")):
            levels.append(dose)
    return len(levels)


def _scaled(trait: Trait, values: Curve) -> Curve:
    return values if trait.plain else np.log(values)


def _arterial(people: Population, parameter: Callable[[Mammillary], Parameter]) -> Curve:
    """Return a parameter of each person in the arterial model that the person follows."""
    found = np.zeros(people.size)
    one = Covariates.of(weight_kg=people.subject.weight_kg)
    for number, (model, etas) in enumerate(zip(ARTERIAL, people.arterial_etas, strict=True)):
        asked = parameter(model.parent)
        own = np.exp(etas[asked.eta]) if asked.eta in etas else np.ones(people.size)
        typical = asked.of(covariates=one, etas={})[0]
        found = np.where(people.arterial == number, typical * own, found)
    return found
