"""How each virtual patient responds to a regimen, minute by minute."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from leeward.pharmacology.effects import Circulation, Readings, dissociation
from leeward.pharmacology.kinetics import Course, simulate
from leeward.pharmacology.model import Curve
from leeward.pharmacology.population import ARTERIAL, VENOUS, Population, choose
from leeward.pharmacology.regimen import Regimen


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Response:
    """True values without the noise of readings; each array is (patients, times)."""

    times_min: Curve
    s_ng_per_ml: Curve
    s_equivalents_ng_per_ml: Curve
    cadss: Curve
    systolic_mmhg: Curve
    diastolic_mmhg: Curve
    heart_rate_per_min: Curve


def respond(population: Population, regimen: Regimen, times_min: Iterable[float]) -> Response:
    """Follow the regimen through arterial blood to the effect site, and from there to what is seen."""
    times = np.asarray(tuple(times_min), dtype=np.float64)
    s = np.zeros((population.size, times.size))
    equivalents = np.zeros_like(s)
    for number, (model, etas) in enumerate(zip(ARTERIAL, population.arterial_etas, strict=True)):
        who = population.arterial == number
        if who.any():
            course = simulate(model, regimen, times, weight_kg=population.subject.weight_kg, etas=choose(etas, who))
            s[who] = course.ketamine_s_effect_site_ng_per_ml
            equivalents[who] = course.s_equivalents_ng_per_ml(population.r_potency[who])
    subject = population.subject
    return Response(
        times_min=times,
        s_ng_per_ml=s,
        s_equivalents_ng_per_ml=equivalents,
        cadss=dissociation(
            equivalents,
            scale=population.cadss_scale,
            c50_ng_per_ml=population.cadss_c50_ng_per_ml,
            hill=population.cadss_hill,
        ),
        systolic_mmhg=subject.resting_systolic_mmhg + population.systolic_slope[:, None] * s,
        diastolic_mmhg=subject.resting_diastolic_mmhg + population.diastolic_slope[:, None] * s,
        heart_rate_per_min=subject.resting_heart_rate_per_min + population.heart_rate_slope[:, None] * s,
    )


def venous(population: Population, regimen: Regimen, times_min: Iterable[float]) -> Course:
    """Return the levels that a sample from a vein would show, without the error of the assay."""
    weight_kg = population.subject.weight_kg
    return simulate(VENOUS, regimen, times_min, weight_kg=weight_kg, etas=population.venous_etas)


def reading_noise(population: Population, times_min: Curve) -> tuple[Curve, Curve, Curve]:
    """Return the noise of systolic, diastolic and heart rate readings, (patients, times): one draw for five minutes."""
    slots = (times_min // Readings.every.to("min")).astype(np.int64) % population.noise.shape[2]
    drawn = population.noise[:, :, slots]
    pressure, heart = Circulation.noise.to("mmHg"), Circulation.heart_rate_noise.to("/min")
    return pressure * drawn[:, 0], pressure * drawn[:, 1], heart * drawn[:, 2]


def reading_times(regimen: Regimen) -> Curve:
    """The minutes of the cuff readings from which a maximum is taken."""
    end = regimen.minutes + Readings.until_after_end.to("min")
    every = Readings.every.to("min")
    return np.arange(0.0, end + every / 2, every)
