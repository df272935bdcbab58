"""Virtual patients like this person: each is a point among standard normals, for forecasts with bands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from leeward.evidence import Facts, assumed, derived
from leeward.evidence.sources import WANG_2019
from leeward.pharmacology import draws, symptoms
from leeward.pharmacology.effects import Circulation, Dissociation, around, share_around, slopes
from leeward.pharmacology.model import Curve, Etas, Model
from leeward.pharmacology.models import KAMP, OTTO, SIMONS
from leeward.pharmacology.subject import Subject
from leeward.pharmacology.validity import check_subject

ARTERIAL = (SIMONS, KAMP)
VENOUS = OTTO


class Doubt(Facts):
    """How far published groups and models differ from one another, beyond how people differ within one."""

    clearance = derived(
        "0.14 1",
        WANG_2019,
        by="CV of the dossier's ten clearances (1c), intensive care left out; one of them from here",
    )
    simons_share = assumed(
        "0.5 1",
        why="share of virtual patients that follow Simons 2022 for arterial blood, the others Kamp 2020: both fit "
        "arterial data about as well, and nothing says which is nearer to a clinic's patients",
    )


class Breathing(Facts):
    """Resting breathing of an adult: ketamine alone at these doses is taken to leave it alone."""

    spo2 = assumed("97.5 %", why="a plausible resting adult; no term for ketamine at or below 1 mg/kg")
    spo2_spread = assumed("0.8 %", why="between people")
    respiratory_rate = assumed("14 /min", why="a plausible resting adult; no term for ketamine at or below 1 mg/kg")
    respiratory_rate_spread = assumed("1.5 /min", why="between people")


def _dimension(model: Model, eta: str) -> str:
    """Name the normal behind a deviation: whoever clears ketamine fast does so in every model."""
    return "clearance" if eta == "cl" else f"{model.key}.{eta}"


DIMENSIONS: tuple[str, ...] = (
    "arterial_model",
    "clearance_doubt",
    *dict.fromkeys(_dimension(model, name) for model in (*ARTERIAL, VENOUS) for name in model.eta_names),
    "r_potency",
    "cadss_scale",
    "cadss_c50",
    "cadss_hill",
    "cadss_tolerance",
    "pressure_slope",
    "heart_slope",
    "autocorrelation",
    "resting_spo2",
    "resting_respiratory_rate",
    *symptoms.DIMENSIONS,
)
"""What each column of `Population.normals` stands for; their prior is independent standard normals."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Population:
    """The virtual patients, one number per person in each trait; every trait is a smooth function of `normals`."""

    subject: Subject
    normals: Curve
    """Standard normals, (people, DIMENSIONS): who these people are."""
    seed: int
    first: int
    """Number of the first person in the streams of `seed`, from which reading noise and occasions are drawn."""
    arterial: NDArray[np.int64]
    """Which of the ARTERIAL models each person follows."""
    arterial_etas: tuple[Etas, ...]
    """For each ARTERIAL model, the deviations of all the people."""
    venous_etas: Etas
    r_potency: Curve
    cadss_scale: Curve
    """Points at a first infusion."""
    cadss_tolerance: Curve
    """What is left of the scale from the second infusion on, as a share."""
    cadss_c50_ng_per_ml: Curve
    cadss_hill: Curve
    systolic_slope: Curve
    diastolic_slope: Curve
    heart_rate_slope: Curve
    autocorrelation: Curve
    """Of the noise of two readings `Circulation.autocorrelation_gap` apart."""
    resting_spo2: Curve
    resting_respiratory_rate_per_min: Curve
    symptoms: symptoms.SymptomTraits

    @property
    def size(self) -> int:
        """How many virtual patients there are."""
        return len(self.normals)

    def on_occasion(self, session: int) -> "Population":
        """Return the same people at another session: its tolerance, and its own deviations where a model has them."""
        if session == self.subject.session:
            return self
        subject = replace(self.subject, session=session)
        return from_normals(subject, self.normals, seed=self.seed, first=self.first)

    def resampled(self, indices: ArrayLike) -> "Population":
        """Return the people at `indices`, any of them more than once; each row has noise and sessions of its own."""
        return from_normals(self.subject, self.normals[np.asarray(indices)], seed=self.seed, first=self.first)


def virtual_patients(subject: Subject, n: int, *, seed: int, first: int = 0) -> Population:
    """Draw virtual patients `first` to `first + n - 1` like `subject`.

    Person i of a seed is the same whatever `n` and `first` are. Raises CannotSimulate outside the models' reach.
    """
    if n < 1:
        raise ValueError(f"{n} virtual patients cannot be drawn; ask for 1 or more.")
    normals = draws.normals(seed, stream="people", first=first, n=n, width=len(DIMENSIONS))
    return from_normals(subject, normals, seed=seed, first=first)


def from_normals(subject: Subject, normals: Curve, *, seed: int = 0, first: int = 0) -> Population:
    """Return the people that standard normals (people, DIMENSIONS) describe.

    Blood pressure slopes share one normal for systolic and diastolic. Age, hypertension and sex are known to change
    the rise, by unknown amounts, and shift nothing here. Raises CannotSimulate outside the models' reach.
    """
    check_subject(subject)
    if normals.ndim != 2 or normals.shape[1] != len(DIMENSIONS):
        raise ValueError(f"Normals of shape {normals.shape} describe nobody; each row needs {len(DIMENSIONS)} numbers.")
    *arterial, venous = _occasions(len(normals), session=subject.session, seed=seed, first=first)
    z = dict(zip(DIMENSIONS, np.ascontiguousarray(normals.T), strict=True))
    return Population(
        subject=subject,
        normals=normals,
        seed=seed,
        first=first,
        arterial=(z["arterial_model"] > NormalDist().inv_cdf(Doubt.simons_share.to("1"))).astype(np.int64),
        arterial_etas=tuple(_etas(model, z, moved) for model, moved in zip(ARTERIAL, arterial, strict=True)),
        venous_etas=_etas(VENOUS, z, venous),
        r_potency=around(Dissociation.r_potency.to("1"), Dissociation.r_potency_spread.to("1"), z["r_potency"]),
        **_dissociation(z),
        **_circulation(z),
        resting_spo2=Breathing.spo2.to("%") + Breathing.spo2_spread.to("%") * z["resting_spo2"],
        resting_respiratory_rate_per_min=Breathing.respiratory_rate.to("/min")
        + Breathing.respiratory_rate_spread.to("/min") * z["resting_respiratory_rate"],
        symptoms=symptoms.traits_of(z),
    )


def one(population: Population, index: int) -> Population:
    """Return one of the virtual patients, as a population of one."""
    if not 0 <= index < population.size:
        raise IndexError(f"There is no virtual patient {index}; they are numbered 0 to {population.size - 1}.")
    only = population.normals[index : index + 1]
    return from_normals(population.subject, only, seed=population.seed, first=population.first + index)


def choose(etas: Etas, who: slice | NDArray[np.bool_]) -> dict[str, Curve]:
    """Return the deviations of some of the people."""
    return {name: values[who] for name, values in etas.items()}


def _dissociation(z: Mapping[str, Curve]) -> dict[str, Curve]:
    table = Dissociation
    return {
        "cadss_scale": around(table.scale.to("points"), table.scale_spread.to("1"), z["cadss_scale"]),
        "cadss_c50_ng_per_ml": around(table.c50.to("ng/mL"), table.c50_spread.to("1"), z["cadss_c50"]),
        "cadss_hill": around(table.hill.to("1"), table.hill_spread.to("1"), z["cadss_hill"]),
        "cadss_tolerance": share_around(table.later_sessions.to("1"), table.later_spread.to("1"), z["cadss_tolerance"]),
    }


def _circulation(z: Mapping[str, Curve]) -> dict[str, Curve]:
    table = Circulation
    pressure, heart = slopes(z["pressure_slope"]), slopes(z["heart_slope"])
    return {
        "systolic_slope": table.systolic.to("mmHg/(ng/mL)") * pressure,
        "diastolic_slope": table.diastolic.to("mmHg/(ng/mL)") * pressure,
        "heart_rate_slope": table.heart_rate.to("/min/(ng/mL)") * heart,
        "autocorrelation": share_around(
            table.autocorrelation.to("1"), table.autocorrelation_spread.to("1"), z["autocorrelation"]
        ),
    }


def _etas(model: Model, z: Mapping[str, Curve], occasion: Curve) -> dict[str, Curve]:
    """Return personal deviations with those of the session, and let the doubt about clearance widen them."""
    etas = model.etas_from(np.stack([z[_dimension(model, name)] for name in model.eta_names], axis=1))
    for name, moved in model.occasion_etas_from(occasion).items():
        etas[name] = etas[name] + moved if name in etas else moved
    return etas | {"cl": etas["cl"] + Doubt.clearance.to("1") * z["clearance_doubt"]}


def _occasions(n: int, *, session: int, seed: int, first: int) -> tuple[Curve, ...]:
    """Return the standard normals of a session for each ARTERIAL model and the VENOUS one."""
    widths = [len(model.occasion_names) for model in (*ARTERIAL, VENOUS)]
    if not any(widths):
        return tuple(np.zeros((n, 0)) for _ in widths)
    normals = draws.normals(seed, stream=f"occasion {session}", first=first, n=n, width=sum(widths))
    return tuple(np.split(normals, np.cumsum(widths)[:-1], axis=1))
