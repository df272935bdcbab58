"""The models' levels and summaries in the unit of what was observed, and how far apart the two are."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from leeward.cli.validation.observed import Level, Schedule, Summary, observed
from leeward.pharmacology import Drug, Model, Regimen
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.model import Curve

WEIGHT_KG = 70.0
DOSE_MG, MINUTES = 35.0, 40.0
NODES = 12


def gives(model: Model, analyte: str) -> bool:
    """Say whether the model can show the analyte."""
    if analyte == "hydroxynorketamine":
        return False
    return "norketamine" not in analyte or model.metabolite is not None


def level_ng_per_ml(model: Model, schedule: Schedule, analyte: str, times_min: Curve) -> Curve:
    """Return the level of one analyte in a typical person of the schedule's weight, one number per time."""
    if not gives(model, analyte):
        raise ValueError(f"{model.key} holds no {analyte}.")
    weight, regimen = schedule.weight_kg, schedule.regimen
    course = simulate(model, regimen, times_min, weight_kg=weight, drug=schedule.drug)
    if analyte == "S-ketamine":
        return course.ketamine_s_ng_per_ml[0]
    if analyte == "R-ketamine":
        return course.ketamine_r_ng_per_ml[0]
    if analyte == "ketamine":
        return course.ketamine_ng_per_ml[0]
    total = course.norketamine_ng_per_ml
    half = simulate(model, _halved(regimen), times_min, weight_kg=weight, drug=Drug.ESKETAMINE).norketamine_ng_per_ml
    if total is None or half is None:
        raise ValueError(f"{model.key} holds no {analyte}.")
    wanted: Curve = {"norketamine": total, "S-norketamine": half, "R-norketamine": total - half}[analyte][0]
    return wanted


def beside(model: Model, level: Level) -> Curve:
    """Return what the model says at the observed times, in the observed unit."""
    ng_per_ml = level_ng_per_ml(model, level.schedule, level.analyte, level.times_min)
    return ng_per_ml / ng_per_ml_per(level.unit, level.analyte)


def ng_per_ml_per(unit: str, analyte: str) -> float:
    """Return how many ng/mL one unit is: the molar ones depend on what is measured."""
    if unit == "ng/mL":
        return 1.0
    molecule = analyte.removeprefix("S-").removeprefix("R-")
    return {"nmol/mL": 1.0, "umol/L": 1.0}[unit] * observed().molar_mass_g_per_mol[molecule]


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """How far a simulated series lies from the observed one."""

    mean_ratio: float
    """Geometric mean of simulated over observed."""
    rms_log: float
    """Root of the mean squared logarithm of the ratios: 0.1 is about 10 % at a typical time."""


def miss(model: Model, level: Level) -> Miss:
    """Compare a whole series."""
    logs = np.log(beside(model, level) / level.values)
    return Miss(mean_ratio=float(np.exp(logs.mean())), rms_log=float(np.sqrt((logs**2).mean())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """What a model's own curve gives for one isomer, or for both together: clearance, volume, terminal half-life."""

    cl_l_per_min: float
    vss_l: float
    half_life_min: float


@cache
def _panels() -> tuple[Curve, Curve, Curve]:
    """Gauss-Legendre panels over twenty days: edges at the end of the infusion, ever wider after it."""
    edges = np.concatenate([np.linspace(0, MINUTES, 9), MINUTES + np.geomspace(0.1, 28_800, 60)])
    nodes, shares = np.polynomial.legendre.leggauss(NODES)
    middle, half = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    return (middle[:, None] + half[:, None] * nodes).ravel(), half, shares


def disposition(model: Model, isomer: str, *, weight_kg: float = WEIGHT_KG) -> Disposition:
    """Integrate a 40-min infusion of 35 mg racemate: CL = dose/AUC, Vss = CL x (AUMC/AUC - half the infusion)."""
    times, half, shares = _panels()
    asked = np.concatenate([times, [2160.0, 2880.0]])
    course = simulate(model, Regimen.infusion(dose_mg=DOSE_MG, minutes=MINUTES), np.unique(asked), weight_kg=weight_kg)
    curve = {
        "S": course.ketamine_s_ng_per_ml,
        "R": course.ketamine_r_ng_per_ml,
        "both": course.ketamine_ng_per_ml,
    }[isomer][0]
    levels = curve[np.searchsorted(np.unique(asked), times)].reshape(-1, NODES)
    late = curve[np.searchsorted(np.unique(asked), [2160.0, 2880.0])]
    area = float((levels * half[:, None] @ shares).sum())
    moment = float((levels * times.reshape(-1, NODES) * half[:, None] @ shares).sum())
    cl = 1000 * DOSE_MG * (1.0 if isomer == "both" else 0.5) / area
    return Disposition(
        cl_l_per_min=cl,
        vss_l=cl * (moment / area - MINUTES / 2),
        half_life_min=float(720.0 * np.log(2) / np.log(late[0] / late[1])),
    )


def summarized(model: Model, summary: Summary) -> float:
    """Return the model's figure in the unit of the observed one, for a person of 70 kg."""
    curve = disposition(model, summary.isomer)
    per_kg = WEIGHT_KG
    found = {
        ("clearance", "mL/min"): 1000 * curve.cl_l_per_min,
        ("clearance", "mL/min/kg"): 1000 * curve.cl_l_per_min / per_kg,
        ("clearance", "L/h"): 60 * curve.cl_l_per_min,
        ("volume at steady state", "L"): curve.vss_l,
        ("volume at steady state", "L/kg"): curve.vss_l / per_kg,
        ("terminal half-life", "h"): curve.half_life_min / 60,
        ("terminal half-life", "min"): curve.half_life_min,
        ("area after 10 mg racemate", "ug h/L"): 10_000 / 60 / curve.cl_l_per_min,
    }
    return found[summary.what, summary.unit]


def _halved(regimen: Regimen) -> Regimen:
    return Regimen(
        segments=tuple(
            replace(one, rate_mg_per_min=one.rate_mg_per_min / 2, bolus_mg=one.bolus_mg / 2) for one in regimen.segments
        )
    )
