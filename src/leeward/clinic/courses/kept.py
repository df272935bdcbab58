"""Decisions as they were kept, told again in the report: what was shown then, not what would be computed now."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from leeward.assessment import Outcome
from leeward.clinic.courses.assessed import Decided
from leeward.clinic.outcomes.notes import Cite, cite_from
from leeward.clinic.plans.mapping import CURVES, HIGHEST
from leeward.pharmacology.prediction import NOT_LEARNED


def decision(result: Mapping[str, Any], *, decided_with: str) -> Decided:
    """Return an assessment's kept result."""
    return Decided(
        outcome=Outcome(result["outcome"]),
        reasons=tuple(result["reasons"]),
        cautions=tuple(result["cautions"]),
        asks=tuple(result["asks"]),
        cites={found["says"]: _cites(found) for found in result["findings"]},
        decided_with=decided_with,
    )


def proposal(result: Mapping[str, Any]) -> SimpleNamespace:
    """Return a kept proposal under the names of the core's."""
    return SimpleNamespace(
        options=tuple(_option(option) for option in result["options"]),
        claims=tuple(SimpleNamespace(**claim | {"cites": _cites(claim)}) for claim in result["claims"]),
        unsupported=tuple(result["unsupported"]),
        refused=tuple(result["refused"]),
        virtual_patients=result["virtual_patients"],
        seed=result["seed"],
    )


def _option(kept: Mapping[str, Any]) -> SimpleNamespace:
    own = {name: value for name, value in kept.items() if name not in {"prediction", "cites", "chances"}}
    return SimpleNamespace(
        **own,
        prediction=_prediction(kept["prediction"]),
        chances=tuple(SimpleNamespace(**chance) for chance in kept["chances"]),
        cites=_cites(kept),
    )


def _prediction(kept: Mapping[str, Any]) -> SimpleNamespace:
    bands = {name: SimpleNamespace(**kept[name]) for name in (*CURVES, *HIGHEST)}
    return SimpleNamespace(times_min=kept["minutes"], not_learned=kept.get("not_learned", NOT_LEARNED), **bands)


def _cites(kept: Mapping[str, Any]) -> tuple[Cite, ...]:
    return tuple(cite_from(each) for each in kept["cites"])
