"""Between the core's proposal, order and preparation, and what is stored of them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from leeward.assessment import Chart
from leeward.clinic.assessments.mapping import cited
from leeward.clinic.plans import models
from leeward.dosing import Option, Order, Preparation, Proposal, Vial
from leeward.dosing.proposal import LearnedOf
from leeward.evidence import Claim, bibliography
from leeward.pharmacology import Band, Prediction, Subject

CURVES = (
    *("venous_ketamine", "venous_norketamine", "effect_site_ketamine"),
    *("cadss", "systolic", "diastolic", "heart_rate"),
)
HIGHEST = ("highest_systolic", "highest_diastolic", "highest_heart_rate", "highest_cadss")


class CannotDescribe(Exception):
    """What a dose is computed from is not charted today."""


def subject(chart: Chart, *, session: int) -> Subject:
    """Return the person as the forecast sees them; raises CannotDescribe naming what to chart today."""
    needed = {
        "weight_kg": ("weight", "kg", "today's weight on the clinic's scale"),
        "resting_systolic_mmhg": ("systolic", "mmHg", "today's resting systolic pressure"),
        "resting_diastolic_mmhg": ("diastolic", "mmHg", "today's resting diastolic pressure"),
        "resting_heart_rate_per_min": ("heart_rate", "/min", "today's resting heart rate"),
    }
    found = {name: chart.current(key) for name, (key, _, _) in needed.items()}
    missing = [needed[name][2] for name, quantity in found.items() if quantity is None]
    if chart.age_years is None:
        missing.append("the date of birth")
    if missing:
        raise CannotDescribe(f"Chart {', '.join(missing)}: no dose is proposed without.")
    height = chart.current("height")
    numbers = {name: quantity.to(needed[name][1]) for name, quantity in found.items() if quantity is not None}
    return Subject(
        **numbers,
        height_cm=height.to("cm") if height else None,
        age_y=float(chart.age_years or 0),
        sex=chart.sex.value,
        session=session,
    )


def proposal_as_json(proposal: Proposal) -> dict[str, Any]:
    """Return the options with their predictions, reasons and sources, as a page shows them."""
    learned = {} if proposal.learned is None else {"learned": _learned_of(proposal.learned)}
    return {
        "options": [_option(option) for option in proposal.options],
        "weights": [asdict(weight) for weight in proposal.weights],
        "claims": [_claim(claim) for claim in proposal.claims],
        "unsupported": list(proposal.unsupported),
        "refused": list(proposal.refused),
        "virtual_patients": proposal.virtual_patients,
        "seed": proposal.seed,
        "sources": [str(source) for source in bibliography(proposal.cites)],
        **learned,
    }


def _learned_of(learned: LearnedOf) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(learned).items()}


def _option(option: Option) -> dict[str, Any]:
    return {
        "key": option.key,
        "label": option.label,
        "evidence": option.evidence,
        "dose_mg": option.dose_mg,
        "dose_mg_per_kg": option.dose_mg_per_kg,
        "rounding": option.rounding,
        "dosing_weight_kg": option.dosing_weight_kg,
        "dosing_weight_kind": option.dosing_weight_kind,
        "minutes": option.minutes,
        "place": option.place.value,
        "fences_passed": list(option.fences_passed),
        "needs_reason": option.needs_reason,
        "needs_second_person": option.needs_second_person,
        "chances": [asdict(chance) for chance in option.chances],
        "reasons": list(option.reasons),
        "flags": list(option.flags),
        "prediction": _prediction(option.prediction),
        "cites": [cited(each) for each in option.cites],
        **_learned(option),
    }


def _learned(option: Option) -> dict[str, Any]:
    """Return the second forecast, of what was learned; nothing where there is none, as before there was learning."""
    if option.learned is None:
        return {"learned": {"doubts": list(option.learned_doubts)}} if option.learned_doubts else {}
    curves = [name for name in option.learned_of if name in CURVES]
    return {
        "learned": {
            "minutes": option.learned.times_min.tolist(),
            **{name: _band(getattr(option.learned, name)) for name in curves},
            **{f"highest_{name}": _peak(getattr(option.learned, f"highest_{name}")) for name in option.learned_of},
            "chances": [asdict(chance) for chance in option.learned_chances],
            "doubts": list(option.learned_doubts),
        }
    }


def _prediction(prediction: Prediction) -> dict[str, Any]:
    curves = {name: _band(getattr(prediction, name)) for name in CURVES}
    highest = {name: _peak(getattr(prediction, name)) for name in HIGHEST}
    return {"minutes": prediction.times_min.tolist(), **curves, **highest}


def _band(band: Band) -> dict[str, Any]:
    curves = {name: [round(float(value), 1) for value in getattr(band, name)] for name in ("median", "low", "high")}
    return {**curves, "unit": band.unit, "site": band.site, "level": band.level}


def _peak(band: Band) -> dict[str, Any]:
    return {
        **{name: round(float(getattr(band, name)), 1) for name in ("median", "low", "high")},
        "unit": band.unit,
        "site": band.site,
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "says": claim.says,
        "certainty": claim.certainty.value if claim.certainty else None,
        "cites": [cited(each) for each in claim.cites],
    }


def order(stored: models.Order) -> Order:
    """Return the stored order as the core knows it."""
    return Order(
        dose_mg=stored.dose_mg,
        minutes=stored.minutes,
        weight_kg=stored.dosing_weight_kg,
        weight_kind=stored.dosing_weight_kind,
        approved_by=stored.approved_by.name,
        approved_at=stored.approved_at,
        reason=stored.reason,
        second_person=stored.second_person or None,
        option_key=stored.option_key,
    )


def option_of(stored: models.Order) -> dict[str, Any]:
    """Return the stored option that the order came from."""
    options = stored.proposal.result["options"]
    return next(option for option in options if option["key"] == stored.option_key)


def vial_as_json(vial: Vial) -> dict[str, Any]:
    """Return the vial as stored."""
    return {**asdict(vial), "expires_on": vial.expires_on.isoformat()}


def vial_from(kept: Mapping[str, Any]) -> Vial:
    """Return the stored vial."""
    return Vial(**{**kept, "expires_on": date.fromisoformat(kept["expires_on"])})


def preparation_as_json(preparation: Preparation) -> dict[str, Any]:
    """Return the preparation as stored; the vial stands beside it."""
    kept = asdict(preparation)
    kept.pop("vial")
    kept["checks"] = [asdict(check) for check in preparation.checks]
    kept["warnings"] = list(preparation.warnings)
    return kept


def seed_of(proposal_id: UUID) -> int:
    """Return the seed of a proposal's virtual patients: the same for ever, so that a decision can be replayed."""
    return proposal_id.int
