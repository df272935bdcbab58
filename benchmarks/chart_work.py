"""The charts that are assessed: made up from a seed, each as our entries and as a FHIR QuestionnaireResponse."""

from datetime import date
from typing import Final

import numpy as np

from leeward.assessment import ITEMS, MEASURES, Chart, chart_from
from leeward.medicines import INTERACTIONS
from leeward.truth import NO, UNKNOWN, YES, Truth

CHARTS: Final = 10_000
SEED: Final = 20261123
ON: Final = date(2026, 11, 23)
AS_CLEAR, CONTRADICTED = 0.90, 0.95
"""So many answers speak for starting, up to there against it; the rest are unknown."""
MEASURED: Final = 0.92
MOST_MEDICINES: Final = 6

Entries = dict[str, object]


def entries(number: int) -> Entries:
    """Return what is charted of one person: everybody differs, and number n is the same person every time."""
    rng = np.random.Generator(np.random.PCG64([SEED, number]))
    told: Entries = {item.key: _answer(item.clear, float(rng.random())) for item in ITEMS}
    for measure in MEASURES:
        low, high = measure.low.to(measure.unit), measure.high.to(measure.unit)
        if rng.random() < MEASURED:
            told[measure.key] = f"{rng.triangular(low, (low + high) / 2, high):.1f} {measure.unit}"
    names = rng.choice([interaction.generic for interaction in INTERACTIONS], rng.integers(MOST_MEDICINES + 1))
    told["born"] = date(int(rng.integers(1940, 2011)), int(rng.integers(1, 13)), int(rng.integers(1, 29)))
    told["medicines"] = [f"{name} {rng.integers(1, 100)} mg daily" for name in names]
    told["allergies"] = []
    return told


def _answer(clear: Truth, chance: float) -> Truth:
    if chance < AS_CLEAR:
        return clear
    return ~clear if chance < CONTRADICTED else UNKNOWN


def charts(n: int) -> list[Chart]:
    """Return the charts of the first `n` people."""
    return [chart_from(entries(number), on=ON) for number in range(n)]


def variables(told: Entries) -> dict[str, object]:
    """Return one person's entries as the values that FHIRPath knows; what is unknown is empty."""
    return {measure.key: [] for measure in MEASURES} | {key: _fhir(value) for key, value in told.items()}


def questionnaire_response(told: Entries) -> dict[str, object]:
    """Return one person's entries as FHIR R4: what is unknown is left out."""
    known = {key: value for key, value in variables(told).items() if value != []}
    answered = [{"linkId": key, "answer": [{_KIND[type(value)]: value}]} for key, value in known.items()]
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": answered}


_KIND: Final = {bool: "valueBoolean", float: "valueDecimal", str: "valueDate"}


def _fhir(value: object) -> object:
    if value in (YES, NO):
        return value is YES
    if isinstance(value, date):
        return value.isoformat()
    return float(value.split()[0]) if isinstance(value, str) else []
