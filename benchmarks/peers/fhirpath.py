"""Twenty criteria of the assessment in FHIRPath, as fhirpathpy evaluates them: empty stands for unknown."""

from collections.abc import Callable, Mapping
from typing import Any

from fhirpathpy import compile as compiled
from fhirpathpy.models import models

from leeward.truth import NO, UNKNOWN, YES, Truth

Told = Callable[[str], str]


def in_response(key: str) -> str:
    """Return the expression that finds one entry in the resource, as FHIRPath is written."""
    return f"item.where(linkId = '{key}').answer.value"


def as_variable(key: str) -> str:
    """Return the expression of an entry that was looked up before and is handed in: what costs the peer least."""
    return f"%{key}"


def follow_up(first: str, then: str) -> str:
    """Ask `then` only when `first` is not answered no; a yes to `then` counts in any case."""
    return f"iif(({then}) = true, true, ({first}) and ({then}))"


def unless(heavier: str, lighter: str) -> str:
    """Leave the word to the heavier band where that speaks."""
    return f"iif(({heavier}) = true, false, {lighter})"


def criteria(told: Told) -> dict[str, str]:
    """Return the twenty by the keys of our rules."""

    def reached(years: int) -> str:
        return f"({told('born')} + {years} years <= @2026-11-23)"

    def pressure(systolic: int, diastolic: int) -> str:
        return f"(({told('systolic')} > {systolic}) or ({told('diastolic')} > {diastolic}))"

    excludes = pressure(180, 100)
    defers = unless(excludes, pressure(160, 100))
    tested = follow_up(told("could_be_pregnant"), told("pregnancy_test"))
    meters = f"({told('height')} / 100)"
    return {
        "aneurysm": told("aneurysm"),
        "arteriovenous-malformation": told("arteriovenous_malformation"),
        "recent-stroke": follow_up(told("stroke_or_tia"), told("stroke_recent")),
        "decompensated-heart-failure": follow_up(told("heart_failure"), told("heart_failure_decompensated")),
        "blood-pressure-excludes": excludes,
        "blood-pressure-defers": defers,
        "blood-pressure-signoff": unless(excludes, unless(defers, pressure(140, 90))),
        "blood-pressure-low": f"{told('systolic')} < 90",
        "heart-rate": f"({told('heart_rate')} < 45) or ({told('heart_rate')} > 120)",
        "respiratory-rate": f"({told('respiratory_rate')} < 10) or ({told('respiratory_rate')} > 24)",
        "oxygen-saturation": f"{told('oxygen_saturation')} < 92",
        "fever": f"{told('temperature')} > 38.2",
        "pregnancy": f"iif(({told('pregnant')}) = true, true, {tested})",
        "no-contraception": f"({told('could_be_pregnant')}) and ({told('contraception')}).not()",
        "under-age": f"{reached(18)}.not()",
        "low-memory-score": follow_up(f"{reached(60)} or ({told('memory_concern')})", f"{told('moca')} < 18"),
        "liver-enzymes": f"{told('liver_enzymes')} > 3",
        "body-mass-index": f"({told('weight')} / ({meters} * {meters})) >= 30",
        "high-mania-score": follow_up(told("bipolar_disorder"), f"{told('ymrs')} > 5"),
        "kidney": f"{told('filtration_rate')} < 30",
    }


KEYS = tuple(criteria(in_response))


class FhirPath:
    """The twenty, compiled once."""

    def __init__(self, told: Told) -> None:
        self._criteria = {key: compiled(expression, models["r4"]) for key, expression in criteria(told).items()}

    def answers(self, response: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Truth]:
        """Return the answer to each of the twenty."""
        return {key: _truth(evaluate(response, variables)) for key, evaluate in self._criteria.items()}


def _truth(found: list[Any]) -> Truth:
    if not found:
        return UNKNOWN
    return YES if found[0] is True else NO
