"""One schedule followed through one model: what `leeward simulate` prints, as a record and as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from leeward.cli.counted_people import are_many, count
from leeward.pharmacology.bands import quantiles
from leeward.pharmacology.kinetics import simulate
from leeward.pharmacology.model import Curve, Model
from leeward.pharmacology.reach import Session, sessions_of
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.schedule_text import write_regimen
from leeward.pharmacology.study import EFFECT_SITE, KETAMINE, NORKETAMINE, Study

PROBABILITIES: Final = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
UNIT: Final = "ng/mL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The schedule and the person, how many virtual people (0: the typical one alone), and whether assays err."""

    study: Study
    sex: str
    height_cm: float | None
    dosing_weight: tuple[str, float]
    """Which weight mg/kg were counted by, and how much it is in kg."""
    n: int = 0
    seed: int = 1
    residual_error: bool = False
    cluster: str | None = None
    """Where a Dask cluster counts the people; None: here."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class People:
    """Quantiles by output and name over the virtual people who were `done`: all, unless somebody stopped it."""

    done: int
    relative_error: float
    """How far a quantile may lie from the exact one, as a share of it: 0 where they were not counted in bins."""
    quantiles: Mapping[str, Mapping[str, Curve]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Output:
    """One level over time in ng/mL: of the typical person, and the quantiles of the virtual people by name."""

    site: str
    typical: Curve
    quantiles: Mapping[str, Curve]
    people: int = 0
    """How many virtual people the quantiles are of."""
    relative_error: float = 0.0
    """How far a quantile may lie from the exact one, as a share of it."""


def levels_of(asked: Asked) -> dict[str, Output]:
    """Follow the schedule; return ketamine, norketamine where the model has it, and effect_site.

    Ctrl-C leaves what was done of many people. Raises CannotSimulate beyond the model's reach, naming the limit.
    """
    study = asked.study
    study.model.reach.check_regimen(study.regimen, weight_kg=study.weight_kg, age_y=study.age_y)
    typical = _typical(study)
    bands = bands_of(asked) if asked.n else People(done=0, relative_error=0.0, quantiles={})
    return {
        name: Output(
            site=_site(study.model, name),
            typical=curve,
            quantiles=bands.quantiles.get(name, {}),
            people=bands.done,
            relative_error=bands.relative_error,
        )
        for name, curve in typical.items()
    }


def _typical(study: Study) -> dict[str, Curve]:
    """Return the levels of a person without deviations, each (times,)."""
    course = simulate(
        study.model,
        study.regimen,
        study.times_min,
        weight_kg=study.weight_kg,
        age_y=study.age_y,
        asian=study.asian,
        drug=study.drug,
    )
    found = {KETAMINE: course.ketamine_ng_per_ml[0]}
    if course.norketamine_ng_per_ml is not None:
        found[NORKETAMINE] = course.norketamine_ng_per_ml[0]
    effect_site = course.ketamine_s_effect_site_ng_per_ml + course.ketamine_r_effect_site_ng_per_ml
    return found | {EFFECT_SITE: effect_site[0]}


def bands_of(asked: Asked) -> People:
    """Return the quantiles over virtual people 0 to n-1 of the seed.

    Exact where all the people's levels fit in memory; otherwise, and on a cluster, counted in narrow bins.
    """
    study, levels = replace(asked.study, measured=asked.residual_error), list(PROBABILITIES.values())
    if asked.cluster is None and not are_many(study, asked.n):
        people = study.levels(seed=asked.seed, first=0, n=asked.n)
        found = {name: quantiles(one, levels) for name, one in zip(study.outputs, people, strict=True)}
        return People(done=asked.n, relative_error=0.0, quantiles=_named(found))
    streamed = count(study, asked.n, seed=asked.seed, cluster=asked.cluster)
    found = streamed.quantiles(levels)
    return People(done=streamed.done, relative_error=streamed.relative_error, quantiles=_named(found))


def _named(found: Mapping[str, Curve]) -> dict[str, dict[str, Curve]]:
    return {name: dict(zip(PROBABILITIES, curves, strict=True)) for name, curves in found.items()}


def _site(model: Model, name: str) -> str:
    return f"effect site behind {model.site.value}, S and R together" if name == EFFECT_SITE else model.site.value


def as_json(asked: Asked, outputs: Mapping[str, Output]) -> dict[str, object]:
    """Return what is printed by --json; every list of numbers goes with `times_min`."""
    study = asked.study
    told = {name: _output(output) for name, output in outputs.items()}
    return {
        "model": study.model.key,
        "times_min": study.times_min.tolist(),
        "analytes": {name: output for name, output in told.items() if name != EFFECT_SITE},
        "effect_site": told[EFFECT_SITE],
        "values_are": "of the typical person of this size",
        **_people(asked, outputs),
        "person": {"weight_kg": study.weight_kg, "age_y": study.age_y, "sex": asked.sex, "height_cm": asked.height_cm},
        "dosing_weight": {"kind": asked.dosing_weight[0], "kg": asked.dosing_weight[1]},
        "drug": study.drug.value,
        "regimen": _regimen(study),
        "population": study.model.population,
        "limits": [*study.model.limits, *limits_of(study.model)],
        "extrapolates": list(extrapolates(asked)),
        "doubts": [*study.model.doubts, study.model.sex],
        "source": {
            "key": study.model.source.key,
            "title": study.model.source.title,
            "year": study.model.source.year,
            "doi": study.model.source.doi,
        },
    }


def limits_of(model: Model) -> tuple[str, ...]:
    """Return the bounds beyond which the model refuses."""
    reach = model.reach
    return (
        f"weight {reach.weight}",
        f"age {reach.age}",
        f"dose of one session {reach.dose}",
        f"minutes that drug runs in one session {reach.duration}",
        f"route: {', '.join(reach.routes)}",
    )


def extrapolates(asked: Asked) -> tuple[str, ...]:
    """Say where the person or a session lies beyond what the model was fitted to."""
    study, reach = asked.study, asked.study.model.reach
    told = list(reach.extrapolates(weight_kg=study.weight_kg, age_y=study.age_y))
    for session in sessions_of(study.regimen):
        dose = session.total_mg / study.weight_kg
        told += reach.extrapolates(dose_mg_per_kg=dose, minutes=session.running_minutes)
        told += reach.extrapolates_push(session)
    return tuple(dict.fromkeys(told))


def session_spans(regimen: Regimen) -> tuple[tuple[float, float], ...]:
    """Return (start, end) in minutes of each session: what longer pauses keep apart."""
    spans: list[tuple[float, float]] = []
    for start, end in running_spans(regimen):
        if spans and start - spans[-1][1] < Session.gap.to("min"):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans)


def running_spans(regimen: Regimen) -> tuple[tuple[float, float], ...]:
    """Return (start, end) in minutes of each stretch in which drug runs; a push has no length."""
    edges = regimen.edges_min
    return tuple(
        (start, end) for segment, start, end in zip(regimen.segments, edges, edges[1:], strict=False) if segment.mg > 0
    )


def _output(output: Output) -> dict[str, object]:
    told: dict[str, object] = {"site": output.site, "unit": UNIT, "values": _digits(output.typical)}
    if output.quantiles:
        told["quantiles"] = {name: _digits(curve) for name, curve in output.quantiles.items()}
    return told


def _digits(curve: Curve) -> list[float]:
    """Keep twelve figures: the engine's two ways of computing agree in them, so the same question prints the same."""
    return [float(f"{value:.12g}") for value in curve]


def _people(asked: Asked, outputs: Mapping[str, Output]) -> dict[str, object]:
    if not asked.n:
        return {"n": 0}
    spread = (
        "measured levels, with the model's residual error" if asked.residual_error else "true levels, no assay error"
    )
    effect = outputs[EFFECT_SITE]
    return {
        "n": effect.people,
        "n_asked": asked.n,
        "seed": asked.seed,
        "quantiles_are": f"5, 50 and 95 % of {effect.people} virtual people: {spread}",
        "quantiles_relative_error": effect.relative_error,
    }


def _regimen(study: Study) -> dict[str, object]:
    regimen = study.regimen
    return {
        "total_mg": regimen.total_mg,
        "mg_are": "ketamine base",
        "segments": [
            {
                "start_min": start,
                "minutes": segment.minutes,
                "rate_mg_per_min": segment.rate_mg_per_min,
                "bolus_mg": segment.bolus_mg,
            }
            for segment, start in zip(regimen.segments, regimen.edges_min, strict=False)
        ],
        "text": list(write_regimen(regimen)),
    }
