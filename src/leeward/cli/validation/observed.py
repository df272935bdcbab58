"""The observed figures, read from observed.toml: what was measured, in whom, where it stands, and how it came to us."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from leeward.evidence import Source, Status
from leeward.evidence.sources import (
    HASAN_2021,
    IDVALL_1979,
    KAMP_2020,
    KAMP_2020_B,
    KRYSTAL_1994,
    PERSSON_2002,
    PMC9118341,
    RIVA_POSSE_2018,
    SIMONS_2022,
    VANKAWALA_2021,
    WANG_2019,
    ZARATE_2006,
)
from leeward.pharmacology import Drug, Regimen, Segment
from leeward.pharmacology.model import Curve

FILE = Path(__file__).with_name("observed.toml")
MEASURED_BY = (
    HASAN_2021,
    IDVALL_1979,
    KAMP_2020,
    KAMP_2020_B,
    KRYSTAL_1994,
    PERSSON_2002,
    PMC9118341,
    RIVA_POSSE_2018,
    SIMONS_2022,
    VANKAWALA_2021,
    WANG_2019,
    ZARATE_2006,
)
"""The publications whose figures the file holds."""
BY_KEY = {source.key: source for source in MEASURED_BY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What the people were given, in mg base, to a person of this weight."""

    says: str
    drug: Drug
    weight_kg: float
    regimen: Regimen


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an observed figure comes from, and how well we know it."""

    row: str
    key: str
    source: Source
    at: str
    status: Status
    people: str
    n: int | None
    site: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Level:
    """A series of measured levels; every array has one number per time, or none where the paper gave none."""

    origin: Origin
    schedule: Schedule
    analyte: str
    unit: str
    times_min: Curve
    values: Curve
    sd: Curve
    low: Curve
    high: Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One number that sums up a group: a clearance, a volume, a half-life, an area, a mean of maxima."""

    origin: Origin
    what: str
    isomer: str
    unit: str
    value: float
    sd: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Everything that was observed."""

    levels: Mapping[str, Level]
    summaries: Mapping[str, Summary]
    schedules: Mapping[str, Schedule]
    molar_mass_g_per_mol: Mapping[str, float]

    def row(self, row: str) -> tuple[Level, ...]:
        """Return the levels of one row of the dossier's table."""
        return tuple(level for level in self.levels.values() if level.origin.row == row)

    def summary_row(self, row: str) -> tuple[Summary, ...]:
        """Return the single numbers of one row of the dossier's table."""
        return tuple(one for one in self.summaries.values() if one.origin.row == row)


@cache
def observed() -> Observed:
    """Read the file; a wrong source, status or schedule raises KeyError with its name."""
    with FILE.open("rb") as file:
        told = tomllib.load(file)
    schedules = {one["key"]: _schedule(one) for one in told["schedule"]}
    return Observed(
        levels={one["key"]: _level(one, schedules) for one in told["level"]},
        summaries={one["key"]: _summary(one) for one in told["summary"]},
        schedules=schedules,
        molar_mass_g_per_mol=told["molar_mass_g_per_mol"],
    )


def _schedule(told: Mapping[str, Any]) -> Schedule:
    weight = float(told["weight_kg"])
    steps = (_segment(step.get("mg", step.get("mg_per_kg", 0) * weight), step["minutes"]) for step in told["steps"])
    return Schedule(
        says=told["says"], drug=Drug[told["drug"]], weight_kg=weight, regimen=Regimen(segments=tuple(steps))
    )


def _segment(mg: float, minutes: float) -> Segment:
    if minutes == 0:
        return Segment.push(mg)
    return Segment(rate_mg_per_min=mg / minutes, minutes=minutes)


def _origin(told: Mapping[str, Any]) -> Origin:
    return Origin(
        row=told["row"],
        key=told["key"],
        source=BY_KEY[told["source"]],
        at=told["at"],
        status=Status[told["status"]],
        people=told["people"],
        n=told.get("n"),
        site=told["site"],
    )


def _level(told: Mapping[str, Any], schedules: Mapping[str, Schedule]) -> Level:
    arrays = {name: np.array(told.get(name, ()), dtype=np.float64) for name in ("values", "sd", "low", "high")}
    return Level(
        origin=_origin(told),
        schedule=schedules[told["schedule"]],
        analyte=told["analyte"],
        unit=told["unit"],
        times_min=np.array(told["times_min"], dtype=np.float64),
        **arrays,
    )


def _summary(told: Mapping[str, Any]) -> Summary:
    return Summary(
        origin=_origin(told),
        what=told["what"],
        isomer=told["isomer"],
        unit=told["unit"],
        value=float(told["value"]),
        sd=told.get("sd"),
        low=told.get("low"),
        high=told.get("high"),
    )
