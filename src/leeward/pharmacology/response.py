"""How each virtual patient responds to a regimen, minute by minute."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from leeward.pharmacology import draws
from leeward.pharmacology.effects import Circulation, Readings, carried, dissociation, tolerated
from leeward.pharmacology.kinetics import Course, effect_site, simulate
from leeward.pharmacology.model import Curve
from leeward.pharmacology.population import ARTERIAL, VENOUS, Population, choose
from leeward.pharmacology.regimen import Regimen


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Response:
    """True values without the noise of readings; each array is (patients, times)."""

    times_min: Curve
    s_ng_per_ml: Curve
    """At the effect site, as the next two."""
    r_ng_per_ml: Curve
    s_equivalents_ng_per_ml: Curve
    cadss: Curve
    systolic_mmhg: Curve
    diastolic_mmhg: Curve
    heart_rate_per_min: Curve


def respond(
    population: Population, regimen: Regimen, times_min: Iterable[float], *, session: int | None = None
) -> Response:
    """Follow the regimen through arterial blood to the effect site, and from there to what is seen.

    `session` numbers the infusion of the course; without it, it is the subject's own.
    """
    people = population if session is None else population.on_occasion(session)
    subject = people.subject
    times = np.asarray(tuple(times_min), dtype=np.float64)
    s, r = isomers(people, regimen, times)
    equivalents = s + people.r_potency[:, None] * r
    return Response(
        times_min=times,
        s_ng_per_ml=s,
        r_ng_per_ml=r,
        s_equivalents_ng_per_ml=equivalents,
        cadss=dissociation(
            equivalents,
            scale=tolerated(people.cadss_scale, people.cadss_tolerance, session=subject.session),
            c50_ng_per_ml=people.cadss_c50_ng_per_ml,
            hill=people.cadss_hill,
        ),
        systolic_mmhg=subject.resting_systolic_mmhg + people.systolic_slope[:, None] * s,
        diastolic_mmhg=subject.resting_diastolic_mmhg + people.diastolic_slope[:, None] * s,
        heart_rate_per_min=subject.resting_heart_rate_per_min + people.heart_rate_slope[:, None] * s,
    )


def venous(population: Population, regimen: Regimen, times_min: Iterable[float]) -> Course:
    """Return the levels that a sample from a vein would show, without the error of the assay."""
    weight_kg = population.subject.weight_kg
    return simulate(VENOUS, regimen, times_min, weight_kg=weight_kg, etas=population.venous_etas)


def reading_noise(population: Population, times_min: Curve) -> tuple[Curve, Curve, Curve]:
    """Return the noise of systolic, diastolic and heart rate readings at those minutes, (people, times) each.

    Each signal of a person is a first-order autoregression over the gaps, however uneven; two readings at the same
    minute are one. The same people asked for the same minutes show the same noise.
    """
    minutes, back = np.unique(times_min, return_inverse=True)
    size, signals = population.size, len(("systolic", "diastolic", "heart rate"))
    width = signals * minutes.size
    fresh = draws.normals(population.seed, stream="readings", first=population.first, n=size, width=width)
    noise = fresh.reshape(size, signals, minutes.size).transpose(2, 1, 0).copy()
    for i, gap in enumerate(np.diff(minutes), start=1):
        left = carried(population.autocorrelation, gap)
        noise[i] = left * noise[i - 1] + np.sqrt(1 - left**2) * noise[i]
    systolic, diastolic, heart_rate = noise[back].transpose(1, 2, 0)
    return (
        Circulation.noise.to("mmHg") * systolic,
        Circulation.diastolic_noise.to("mmHg") * diastolic,
        Circulation.heart_rate_noise.to("/min") * heart_rate,
    )


def reading_times(regimen: Regimen) -> Curve:
    """The minutes of the cuff readings from which a maximum is taken."""
    end = regimen.minutes + Readings.until_after_end.to("min")
    every = Readings.every.to("min")
    return np.arange(0.0, end + every / 2, every)


def levels(people: Population, regimen: Regimen, times_min: Curve) -> tuple[Curve, Curve]:
    """Return S-ketamine and S-equivalents at the effect site in ng/mL, (people, times) each."""
    s, r = isomers(people, regimen, times_min)
    return s, s + people.r_potency[:, None] * r


def isomers(people: Population, regimen: Regimen, times_min: Curve) -> tuple[Curve, Curve]:
    """Return S- and R-ketamine at the effect site in ng/mL, (people, times) each; each person follows their model."""
    s = np.zeros((people.size, times_min.size))
    r = np.zeros_like(s)
    for number, (model, etas) in enumerate(zip(ARTERIAL, people.arterial_etas, strict=True)):
        who = people.arterial == number
        if who.any():
            weight_kg = people.subject.weight_kg
            s[who], r[who] = effect_site(model, regimen, times_min, weight_kg=weight_kg, etas=choose(etas, who))
    return s, r
