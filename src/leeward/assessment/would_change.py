"""What would change an outcome: the answer, measurement or approval that each deciding finding waits for."""

from collections.abc import Iterable
from typing import Final

from leeward.assessment.chart import ITEM_BY_KEY, Chart
from leeward.assessment.rule import Finding, Weight
from leeward.medicines import MedicationReview, Severity
from leeward.truth import YES

ONLY_CHANGED: Final = "Only another record than the one charted would lift this: {0}"


def lifting(chart: Chart, findings: Iterable[Finding], weight: Weight) -> tuple[str, ...]:
    """Return one sentence for each finding of this weight that applies."""
    return tuple(_lifting(chart, f) for f in findings if f.truth is YES and f.rule.weight is weight)


def without(medication: MedicationReview | None) -> tuple[str, ...]:
    """Return one sentence for each medicine that must not be combined."""
    matched = medication.matched if medication else ()
    return tuple(
        f"Treatment without {found.generic}, if its prescriber and the patient decide so, would lift this."
        for found in matched
        if found.severity is Severity.AVOID
    )


def approving(specialist: str, says: str, lifts: str = "") -> str:
    """Say whose approval is missing, and what would do in its place."""
    by = f"{'an' if specialist[:1] in 'aeio' else 'a'} {specialist}"
    instead = f" {lifts}" if lifts else ""
    return f"The approval of {by}, recorded with name and reason, would lift this: {says}{instead}"


def knowing(ask: str) -> str:
    """Say what has to be charted."""
    return f"Charting {ask} would settle this."


def _lifting(chart: Chart, finding: Finding) -> str:
    told = finding.rule.lifted_by(finding.limits)
    return told or _answered_otherwise(chart, finding)


def _answered_otherwise(chart: Chart, finding: Finding) -> str:
    """Name the answers that decided, and the ones that would not."""
    items = [ITEM_BY_KEY[key] for key in finding.rule.reads if key in ITEM_BY_KEY]
    decided = [item for item in items if chart.truth(item.key) is ~item.clear]
    if not decided:
        return ONLY_CHANGED.format(finding.says)
    answers = " and ".join(f"\u201c{item.question}\u201d answered {item.clear.value}" for item in decided)
    return f"{answers} would lift this; what is on record stands unless it was charted in error."
