"""A forecast computed from what it is made from, and between the core's records and JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from leeward.clinic.outcomes.forecast_inputs import day_of
from leeward.clinic.outcomes.notes import cite_of
from leeward.clinic.plans.lesson_records import basis_from
from leeward.clinic.plans.subjects import ForecastBasis
from leeward.outcomes import (
    CannotForecast,
    Exposures,
    Forecast,
    Foreseen,
    KnownCourse,
    PastForecast,
    ResponseChance,
    Silent,
    forecast,
)
from leeward.pharmacology import CannotInfuse, Regimen, Segment, virtual_patients
from leeward.pharmacology.validity import CannotSimulate

DIGITS: Final = 6


def computed(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is foretold from these inputs, as it is kept: the same again whenever it is asked; seconds."""
    try:
        course, people = course_of(inputs), _people(basis_from(inputs["basis"]))
        return as_json(forecast(people, course, on_days=inputs["on_days"], rests=inputs["rests"]))
    except (CannotForecast, CannotSimulate, CannotInfuse) as why:
        return as_json(Silent(says=str(why)))


def course_of(inputs: Mapping[str, Any]) -> KnownCourse:
    """Return the course so far; totals with gaps teach nothing. Raises CannotForecast."""
    whole = [(day_of(each["at"], inputs), each["total"]) for each in inputs["scores"] if each["total"] is not None]
    return KnownCourse(
        baseline=tuple(total for day, total in whole if day <= 0),
        scores=tuple((day, total) for day, total in whole if day > 0),
        sessions=tuple((day_of(each["at"], inputs), _regimen(each)) for each in inputs["sessions"]),
        therapy_from_day=day_of(inputs["therapy_from"], inputs) if inputs.get("therapy_from") else None,
    )


def as_json(found: Forecast | Silent) -> dict[str, Any]:
    """Return a forecast, or why there is none, as it is kept."""
    if isinstance(found, Silent):
        return {"silent": found.says}
    return {
        "silent": "",
        "after_infusion": found.after_infusion,
        "end_day": found.end_day,
        "scores": found.scores,
        "kept": round(found.kept, DIGITS),
        "learned": found.learned,
        "response": {name: round(value, DIGITS) for name, value in asdict(found.response).items()},
        "days": [_foreseen_as_json(each) for each in found.days],
        "control": [_foreseen_as_json(each) for each in found.control],
        "says": list(found.says),
        "cites": [asdict(cite_of(each)) for each in found.cites],
    }


def foreseen_from(kept: Mapping[str, Any]) -> Foreseen:
    """Return what was foreseen of one day."""
    return Foreseen(on_day=kept["on_day"], cumulative=tuple(kept["cumulative"]))


def response_from(kept: Mapping[str, Any]) -> ResponseChance:
    """Return the chance of a response."""
    return ResponseChance(**kept)


def past_from(
    inputs: Mapping[str, Any], result: Mapping[str, Any], *, key: str, person: str, at: datetime
) -> tuple[PastForecast, ...]:
    """Return what a kept forecast said of each of its days; nothing where it was silent."""
    if result["silent"]:
        return ()
    course = course_of(inputs)
    return tuple(
        PastForecast(
            key=f"{key}:{each['on_day']:g}", person=person, made_at=at, after_infusion=result["after_infusion"],
            baseline=course.from_total, last_total=course.scores[-1][1], foreseen=foreseen_from(each),
        )
        for each in result["days"]
    )  # fmt: skip


def _foreseen_as_json(each: Foreseen) -> dict[str, Any]:
    return {"on_day": each.on_day, "cumulative": list(each.cumulative)}


def _regimen(kept: Mapping[str, Any]) -> Regimen:
    return Regimen(segments=tuple(Segment(rate_mg_per_min=rate, minutes=long) for rate, long in kept["segments"]))


@lru_cache(maxsize=2)
def _people(basis: ForecastBasis) -> Exposures:
    return Exposures(virtual_patients(basis.subject, basis.virtual_patients, seed=basis.seed))
