"""The timed work in the engine's own words."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from benchmarks.workload import (
    DAYS,
    DOSE_MG,
    FIXED,
    MIN_PER_H,
    MINUTES,
    NG_PER_ML,
    SPREAD,
    TYPICAL,
    WEIGHT_KG,
    Curve,
    etas,
)
from leeward.evidence import Facts, assumed
from leeward.pharmacology import compiled
from leeward.pharmacology.compartments import PLACES, constants
from leeward.pharmacology.covariates import Covariates
from leeward.pharmacology.model import Drug, Mammillary, Metabolite, Model, Parameter, Spread
from leeward.pharmacology.models import KAMP
from leeward.pharmacology.regimen import Regimen


class Illustrative(Facts):
    """How the virtual patients of the benchmark differ."""

    variance = assumed(f"{SPREAD**2:g} 1", why="the workload's; of no person and no paper")


def _of(name: str) -> Parameter:
    flow = name.startswith(("cl", "q"))
    typical = TYPICAL.get(name, FIXED.get(name, 0.0)) / (MIN_PER_H if flow else 1.0)
    return Parameter(typical=typical, eta=name if name in TYPICAL else "")


MODEL: Model = replace(
    KAMP,
    key="w1",
    analytes=("ketamine", "norketamine"),
    fitted_to=Drug.RACEMATE,
    parent=Mammillary(
        central_l=_of("v1"), cl_l_per_min=_of("cl"), sides=((_of("v2"), _of("q2")), (_of("v3"), _of("q3")))
    ),
    metabolite=Metabolite(
        body=Mammillary(central_l=_of("v1m"), cl_l_per_min=_of("clm"), sides=((_of("v2m"), _of("qm")),)),
        fraction=FIXED["fm"],
        molar_ratio=1.0,
    ),
    spread=tuple(Spread(names=(name,), rows=((Illustrative.variance,),)) for name in TYPICAL),
)
ONE_SESSION = Regimen.infusion(dose_mg=DOSE_MG, minutes=MINUTES)
SIX_SESSIONS = Regimen.sessions([(day, ONE_SESSION) for day in DAYS])


def people(n: int) -> dict[str, Curve]:
    """Return the personal deviations of the first `n` patients by name."""
    drawn = etas(n)
    return {name: drawn[:, i].copy() for i, name in enumerate(TYPICAL)}


def levels(deviations: dict[str, Curve], times_min: Curve, out: Curve, regimen: Regimen = SIX_SESSIONS) -> Curve:
    """Carry patients from their deviations to their levels, (3, patients, times) in ng/mL, into `out`."""
    who = Covariates.of(weight_kg=WEIGHT_KG, people=out.shape[1])
    table = constants(
        MODEL,
        covariates=who,
        etas=deviations,
        clearance_factor=1.0,
        ke0_per_min=FIXED["ke0"] / MIN_PER_H,
        metabolite=True,
    )
    return compiled.by_modes(table, compiled.plan(regimen, times_min), out=out)


def buffer(n: int, times: int) -> Curve:
    """Return memory for the levels that has been written to once."""
    return np.zeros((3, n, times)) + 1.0


def one_patient(values: Mapping[str, float], times_min: Curve, regimen: Regimen) -> Curve:
    """Carry one patient from parameter values in L/h, L and 1/h to levels, (3, 1, times) in ng/mL."""
    v = values
    k10, q2, q3, qm = v["cl"] / v["v1"], v["q2"], v["q3"], v["qm"]
    per_h = (k10, q2 / v["v1"], q2 / v["v2"], q3 / v["v1"], q3 / v["v3"], v["fm"] * k10)
    per_h += (v["clm"] / v["v1m"], qm / v["v1m"], qm / v["v2m"], v["ke0"])
    table = np.empty((1, len(PLACES)))  # in the order of PLACES
    table[0, :-2] = per_h
    table[0, :-2] /= MIN_PER_H
    table[0, -2:] = NG_PER_ML / v["v1"], NG_PER_ML / v["v1m"]
    return compiled.by_modes(table, compiled.plan(regimen, times_min))
