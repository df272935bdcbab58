"""What is likely to happen: bands that nine in ten virtual patients stay within, and chances."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from leeward.evidence import Cited, Facts, Reference, assumed
from leeward.pharmacology import occupancy
from leeward.pharmacology.bands import quantiles
from leeward.pharmacology.concentrations import levels_of
from leeward.pharmacology.effects import Circulation, Dissociation, Readings
from leeward.pharmacology.kinetics import EffectSite
from leeward.pharmacology.model import Body, Curve
from leeward.pharmacology.population import ARTERIAL, VENOUS, Breathing, Doubt, Population
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.response import Response, reading_noise, reading_times, respond, venous
from leeward.pharmacology.validity import Validity, check_given, check_plan

EFFECT_SITE = "effect site behind arterial plasma, as S-ketamine (R counted at its potency)"
VEIN = "venous plasma, as a sample from the arm would show, without assay error"
_HUNDRED = 100  # plain: shares are shown in percent
SEEN: Final = {
    "systolic": ("mmHg", "cuff reading, with its noise"),
    "diastolic": ("mmHg", "cuff reading, with its noise"),
    "heart_rate": ("/min", "monitor reading, with its noise"),
    "cadss": ("points", "total above the person's own baseline"),
}

NOT_LEARNED = (
    "Clearance and volumes are those of published groups: nothing measured at the bedside learns this person's own.",
    "Dissociation is thin: half effect is known for another scale; two cohorts differ threefold (mean 24.9 and 7.7).",
    "Older age, hypertension and sex change the rise of blood pressure by unknown amounts; none is included.",
    "Breathing: no effect of ketamine alone is included at these doses; sedatives taken with it are not modelled.",
    "The models' parameters were read in transcriptions, not in the papers' own tables.",
    "No relation between drug level and PTSD symptoms is known: this says nothing of benefit.",
)


class Level(Facts):
    """How much of the virtual patients a band holds."""

    band = assumed("90 %", why="the usual band of a visual predictive check")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Band:
    """The middle and the bounds of the virtual patients: arrays over time; one number, shape (), for a maximum."""

    median: Curve
    low: Curve
    high: Curve
    unit: str
    site: str
    level: float
    says: tuple[str, ...] = ()
    """What belongs beside it wherever it is shown."""
    cites: tuple[Cited | Reference, ...] = ()
    """What it rests on, where that is not among the forecast's own sources."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prediction:
    """One regimen foretold for one person."""

    times_min: Curve
    venous_ketamine: Band
    venous_norketamine: Band
    effect_site_ketamine: Band
    nmda_occupancy: Band
    """An explanation, from rats, that decides nothing; its `says` and `cites` go with it."""
    cadss: Band
    systolic: Band
    diastolic: Band
    heart_rate: Band
    highest_systolic: Band
    highest_diastolic: Band
    highest_heart_rate: Band
    highest_cadss: Band
    cites: tuple[Cited | Reference, ...]
    not_learned: tuple[str, ...]
    warnings: tuple[str, ...]
    """What to distrust in what was learned of this person; it belongs beside the forecast wherever it is shown."""
    highest: Mapping[str, Curve] = field(repr=False, compare=False)
    """Each virtual patient's highest reading of systolic, diastolic, heart_rate and cadss."""

    @property
    def bands(self) -> dict[str, Band]:
        """The bands over time, by name."""
        names = ("venous_ketamine", "venous_norketamine", "effect_site_ketamine", "nmda_occupancy", "cadss")
        return {name: getattr(self, name) for name in (*names, "systolic", "diastolic", "heart_rate")}

    @property
    def doubts(self) -> tuple[str, ...]:
        """What to distrust and what is not known, in sentences."""
        return (*self.warnings, *self.not_learned)

    def chance(
        self,
        *,
        systolic_above: float | None = None,
        diastolic_above: float | None = None,
        heart_rate_above: float | None = None,
        cadss_above: float | None = None,
    ) -> float:
        """Return the share of virtual patients (0 to 1) whose highest reading passes any of the limits given."""
        asked = {
            "systolic": systolic_above,
            "diastolic": diastolic_above,
            "heart_rate": heart_rate_above,
            "cadss": cadss_above,
        }
        passed = [self.highest[name] > limit for name, limit in asked.items() if limit is not None]
        if not passed:
            raise ValueError("Name at least one limit, as in chance(systolic_above=160).")
        if any(limit is not None and np.isnan(limit) for limit in asked.values()):
            raise ValueError("A limit that is no number is never passed: write a number, or leave it out.")
        return float(np.any(passed, axis=0).mean())


def predict(
    population: Population,
    regimen: Regimen,
    times_min: Iterable[float],
    *,
    resting: Mapping[str, Curve] | None = None,
) -> Prediction:
    """Foretell a planned regimen; the same population gives the same answer.

    `resting` gives every virtual patient a level of its own, (people,), for systolic, diastolic and heart_rate; without
    it all have the subject's. Raises CannotSimulate outside the doses and durations of the trials, for a push, and for
    several sessions at once.
    """
    check_plan(population.subject, regimen)
    return follow(population, regimen, times_min, resting=resting)


def follow(
    population: Population,
    regimen: Regimen,
    times_min: Iterable[float],
    *,
    resting: Mapping[str, Curve] | None = None,
) -> Prediction:
    """Foretell what was truly given, such as an infusion that stopped early: no lower bound of dose or duration.

    A maximum is the highest cuff reading every 5 min until 30 min after the end, CADSS the highest true value at the
    same instants. Raises CannotSimulate for more, longer or faster than trials gave, a push, or several sessions.
    """
    if population.size < 2:
        raise ValueError(f"{population.size} virtual patient makes no band; draw 2 or more.")
    check_given(population.subject, regimen)
    times = _minutes(times_min)
    everything = respond(population, regimen, np.concatenate([times, reading_times(regimen)]))
    readings = _readings(population, everything, resting or {})
    seen = {name: values[:, : times.size] for name, values in readings.items()}
    highest = {name: values[:, times.size :].max(axis=1) for name, values in readings.items()}
    both = (everything.s_ng_per_ml + everything.r_ng_per_ml)[:, : times.size]
    blocked = _HUNDRED * occupancy.doubted(both, seed=population.seed, first=population.first)
    vein = venous(population, regimen, times)
    norketamine = levels_of(vein, "norketamine", VENOUS)
    return Prediction(
        times_min=times,
        venous_ketamine=band(vein.ketamine_ng_per_ml, unit="ng/mL", site=VEIN),
        venous_norketamine=band(norketamine, unit="ng/mL", site=VEIN),
        effect_site_ketamine=band(everything.s_equivalents_ng_per_ml[:, : times.size], unit="ng/mL", site=EFFECT_SITE),
        nmda_occupancy=replace(
            band(blocked, unit="%", site=occupancy.SITE), says=(occupancy.SAYS,), cites=occupancy.CITES
        ),
        **{name: band(seen[name], unit=unit, site=site) for name, (unit, site) in SEEN.items()},
        **{
            f"highest_{name}": band(highest[name], unit=unit, site=f"highest {site}")
            for name, (unit, site) in SEEN.items()
        },
        cites=_cites(),
        not_learned=NOT_LEARNED + _beyond(everything),
        warnings=(),
        highest=highest,
    )


def band(values: Curve, *, unit: str, site: str) -> Band:
    """Return the middle and the bounds over the virtual patients, the first axis."""
    level = Level.band.to("1")
    tail = (1 - level) / 2
    columns = values.reshape(len(values), -1)
    low, median, high = quantiles(columns, (tail, 1 / 2, 1 - tail)).reshape(-1, *values.shape[1:])
    return Band(median=median, low=low, high=high, unit=unit, site=site, level=level)


def _readings(population: Population, response: Response, resting: Mapping[str, Curve]) -> dict[str, Curve]:
    systolic, diastolic, heart_rate = reading_noise(population, response.times_min)
    subject = population.subject
    readings = {
        "systolic": response.systolic_mmhg + systolic,
        "diastolic": response.diastolic_mmhg + diastolic,
        "heart_rate": response.heart_rate_per_min + heart_rate,
        "cadss": response.cadss,
    }
    recorded = (subject.resting_systolic_mmhg, subject.resting_diastolic_mmhg, subject.resting_heart_rate_per_min)
    for name, level in zip(("systolic", "diastolic", "heart_rate"), recorded, strict=True):
        if name in resting:
            readings[name] = readings[name] + (resting[name] - level)[:, None]
    return readings


def _minutes(times_min: Iterable[float]) -> Curve:
    times = np.asarray(tuple(times_min), dtype=np.float64)
    if not times.size:
        raise ValueError("There is no minute to foretell. Name at least one, as in (20, 40, 60).")
    return times


def _beyond(response: Response) -> tuple[str, ...]:
    """Say when the middle patient leaves the range in which the rise of pressure is a straight line."""
    straight = Validity.straight_to.to("ng/mL")
    if np.median(response.s_ng_per_ml, axis=0).max() <= straight:
        return ()
    return (f"Levels pass {straight:g} ng/mL S-ketamine, above which blood pressure was not seen to rise in a line.",)


def _cites() -> tuple[Cited, ...]:
    tables: tuple[type[Facts], ...] = (
        EffectSite,
        Dissociation,
        Circulation,
        Readings,
        Doubt,
        Breathing,
        Body,
        Validity,
    )
    models = [cited for model in (VENOUS, *ARTERIAL) for cited in model.cites]
    return (*models, *(row for table in tables for row in table.rows()))
