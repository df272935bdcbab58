"""Virtual patients like this person: a few thousand draws from what is published, for forecasts with bands."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from leeward.evidence import Facts, assumed, derived
from leeward.evidence.sources import WANG_2019
from leeward.pharmacology.effects import Circulation, Dissociation, lognormal, slopes
from leeward.pharmacology.model import Curve, Etas, Model
from leeward.pharmacology.models import KAMP, OTTO, SIMONS
from leeward.pharmacology.subject import Subject
from leeward.pharmacology.validity import check_subject

NOISE_SLOTS = 96  # plain: one draw of reading noise for each five minutes of eight hours
ARTERIAL = (SIMONS, KAMP)
VENOUS = OTTO


class Doubt(Facts):
    """How far published groups differ from one another, beyond how people differ within one."""

    clearance = derived(
        "0.14 1",
        WANG_2019,
        by="CV of the dossier's ten clearances (1c), intensive care left out; one of them from here",
    )


class Breathing(Facts):
    """Resting breathing of an adult: ketamine alone at these doses is taken to leave it alone."""

    spo2 = assumed("97.5 %", why="a plausible resting adult; no term for ketamine at or below 1 mg/kg")
    spo2_spread = assumed("0.8 %", why="between people")
    respiratory_rate = assumed("14 /min", why="a plausible resting adult; no term for ketamine at or below 1 mg/kg")
    respiratory_rate_spread = assumed("1.5 /min", why="between people")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Population:
    """The draws, one number per virtual patient; the first half follow Simons, the others Kamp, for arterial blood."""

    subject: Subject
    arterial: NDArray[np.int64]
    """Which of the ARTERIAL models each patient follows."""
    arterial_etas: tuple[Etas, ...]
    """For each ARTERIAL model, the deviations of all the patients."""
    venous_etas: Etas
    r_potency: Curve
    cadss_scale: Curve
    cadss_c50_ng_per_ml: Curve
    cadss_hill: Curve
    systolic_slope: Curve
    diastolic_slope: Curve
    heart_rate_slope: Curve
    resting_spo2: Curve
    resting_respiratory_rate_per_min: Curve
    noise: Curve
    """Standard normal reading noise, (patients, 3 signals, slots of five minutes)."""

    @property
    def size(self) -> int:
        """How many virtual patients there are."""
        return self.r_potency.size


def virtual_patients(subject: Subject, n: int, *, rng: Generator) -> Population:
    """Draw `n` virtual patients like `subject`; the same generator state gives the same patients.

    Blood pressure slopes share one draw per person for systolic and diastolic. Age, hypertension and sex are known to
    change the rise, by unknown amounts, and shift nothing here. Raises CannotSimulate outside the models' reach.
    """
    check_subject(subject)
    if n < 2:
        raise ValueError(f"{n} virtual patients make no band; ask for 2 or more.")
    doubt = Doubt.clearance.to("1") * rng.standard_normal(n)
    pressure, heart = slopes(n, rng=rng), slopes(n, rng=rng)
    return Population(
        subject=subject,
        arterial=np.arange(n) * len(ARTERIAL) // n,
        arterial_etas=tuple(_etas(model, n, doubt, rng=rng) for model in ARTERIAL),
        venous_etas=_etas(VENOUS, n, doubt, rng=rng),
        r_potency=lognormal(Dissociation.r_potency.to("1"), Dissociation.r_potency_spread.to("1"), n, rng=rng),
        cadss_scale=_cadss_scale(subject, n, rng=rng),
        cadss_c50_ng_per_ml=lognormal(Dissociation.c50.to("ng/mL"), Dissociation.c50_spread.to("1"), n, rng=rng),
        cadss_hill=lognormal(Dissociation.hill.to("1"), Dissociation.hill_spread.to("1"), n, rng=rng),
        systolic_slope=Circulation.systolic.to("mmHg/(ng/mL)") * pressure,
        diastolic_slope=Circulation.diastolic.to("mmHg/(ng/mL)") * pressure,
        heart_rate_slope=Circulation.heart_rate.to("/min/(ng/mL)") * heart,
        resting_spo2=Breathing.spo2.to("%") + Breathing.spo2_spread.to("%") * rng.standard_normal(n),
        resting_respiratory_rate_per_min=Breathing.respiratory_rate.to("/min")
        + Breathing.respiratory_rate_spread.to("/min") * rng.standard_normal(n),
        noise=rng.standard_normal((n, len(("systolic", "diastolic", "heart rate")), NOISE_SLOTS)),
    )


def one(population: Population, index: int) -> Population:
    """Return one of the virtual patients, as a population of one."""
    if not 0 <= index < population.size:
        raise IndexError(f"There is no virtual patient {index}; they are numbered 0 to {population.size - 1}.")
    pick = slice(index, index + 1)
    return Population(
        subject=population.subject,
        arterial=population.arterial[pick],
        arterial_etas=tuple(choose(etas, pick) for etas in population.arterial_etas),
        venous_etas=choose(population.venous_etas, pick),
        r_potency=population.r_potency[pick],
        cadss_scale=population.cadss_scale[pick],
        cadss_c50_ng_per_ml=population.cadss_c50_ng_per_ml[pick],
        cadss_hill=population.cadss_hill[pick],
        systolic_slope=population.systolic_slope[pick],
        diastolic_slope=population.diastolic_slope[pick],
        heart_rate_slope=population.heart_rate_slope[pick],
        resting_spo2=population.resting_spo2[pick],
        resting_respiratory_rate_per_min=population.resting_respiratory_rate_per_min[pick],
        noise=population.noise[pick],
    )


def choose(etas: Etas, who: slice | NDArray[np.bool_]) -> dict[str, Curve]:
    """Return the deviations of some of the patients."""
    return {name: values[who] for name, values in etas.items()}


def _etas(model: Model, n: int, doubt: Curve, *, rng: Generator) -> dict[str, Curve]:
    """Draw personal deviations, and let the doubt about clearance widen them."""
    drawn = model.draw_etas(n, rng=rng)
    return drawn | {"cl": drawn["cl"] + doubt}


def _cadss_scale(subject: Subject, n: int, *, rng: Generator) -> Curve:
    scale = lognormal(Dissociation.scale.to("points"), Dissociation.scale_spread.to("1"), n, rng=rng)
    later = subject.session >= Dissociation.tolerance.to("infusions")
    return scale * Dissociation.later_sessions.to("1") if later else scale
