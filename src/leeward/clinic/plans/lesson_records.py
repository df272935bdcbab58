"""Between one infusion as the core reads it and what is stored of it: what was given, what was read, what came out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from leeward.clinic.plans.subjects import ForecastBasis
from leeward.infusion.lesson import LessonRecord
from leeward.pharmacology import Learned, LearnedParameter, Readings, Regimen, Segment, Subject
from leeward.pharmacology.calibration import Freeze, Placed
from leeward.pharmacology.lessons import Taught
from leeward.pharmacology.readings import SIGNALS

DAY: Final = timedelta(days=1)
DIGITS: Final = 4
SHARE_DIGITS: Final = 3
TIMED: Final = (*SIGNALS, "cadss")


def session_as_json(record: LessonRecord) -> dict[str, Any]:
    """Return one infusion as it is stored: rates, readings, and what was left out."""
    readings = record.readings
    timed = {name: [list(minutes), list(values)] for name in TIMED for minutes, values in (readings.of(name),)}
    resting = {f"resting_{name}": list(readings.resting(name)) for name in SIGNALS}
    return {
        "started_at": record.started_at.isoformat(),
        "given": [[segment.rate_mg_per_min, segment.minutes] for segment in record.given.segments],
        "given_mg": record.given_mg,
        "readings": {**timed, **resting},
        "left_out": list(record.left_out),
    }


def taught_from(kept: Mapping[str, Any], *, session: int, first_started_at: datetime) -> Taught:
    """Return a stored infusion as it is learned from, its day counted from the first one's start."""
    readings = {name: tuple(map(tuple, kept["readings"][name])) for name in TIMED}
    resting = {f"resting_{name}": tuple(kept["readings"][f"resting_{name}"]) for name in SIGNALS}
    started_at = datetime.fromisoformat(kept["started_at"])
    return Taught(
        day=(started_at - first_started_at) / DAY,
        session=session,
        given=Regimen(segments=tuple(Segment(rate_mg_per_min=rate, minutes=long) for rate, long in kept["given"])),
        readings=Readings(**readings, **resting),  # type: ignore[arg-type]
    )


def basis_as_json(basis: ForecastBasis) -> dict[str, Any]:
    """Return whose virtual patients are taught; the seed is wider than JSON's numbers."""
    return {
        "subject": asdict(basis.subject),
        "seed": str(basis.seed),
        "virtual_patients": basis.virtual_patients,
    }


def basis_from(kept: Mapping[str, Any]) -> ForecastBasis:
    """Return whose virtual patients were taught."""
    return ForecastBasis(
        subject=Subject(**kept["subject"]), seed=int(kept["seed"]), virtual_patients=kept["virtual_patients"]
    )


def result_as_json(learned: Learned, left_out: Sequence[str]) -> dict[str, Any]:
    """Return what came out of one infusion: each parameter before and now, and where its readings fell."""
    placed = learned.checks[-1]
    wide = Freeze.wide.to("1")
    return {
        "why_not": "",
        "used": list(learned.used),
        "left_out": [*left_out, *learned.left_out],
        "parameters": [_parameter(one) for one in learned.parameters],
        "warnings": list(learned.warnings),
        "effective_sample_size": round(learned.effective_sample_size),
        "virtual_patients": learned.population.size,
        "moves": learned.moves,
        "infusions": len(learned.visits),
        "within": sum(one.within(wide) for one in placed),
        "placed": [[one.name, one.at, round(one.share, SHARE_DIGITS)] for one in placed],
    }


def refused_as_json(why: str, left_out: Sequence[str]) -> dict[str, Any]:
    """Return that one infusion taught nothing, and why."""
    return {"why_not": why, "left_out": list(left_out), "placed": []}


def placed_from(result: Mapping[str, Any]) -> tuple[Placed, ...]:
    """Return where the readings of a stored lesson fell."""
    return tuple(Placed(name=name, at=at, share=share) for name, at, share in result["placed"])


def _parameter(one: LearnedParameter) -> dict[str, Any]:
    return {
        "name": one.name,
        "unit": one.unit,
        "before": [_short(value) for value in (one.prior.low, one.prior.median, one.prior.high)],
        "now": [_short(value) for value in (one.posterior.low, one.posterior.median, one.posterior.high)],
        "sd_ratio": round(one.sd_ratio, SHARE_DIGITS),
        "learned": one.learned,
        "only_by": one.only_by,
    }


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
