"""The assessment and the medicines, for the report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from leeward.assessment import Chart, Eligibility, Outcome
from leeward.assessment.items import ITEMS, MEASURES
from leeward.clinic.assessments.wording import unit
from leeward.clinic.courses.records import AssessmentSection, Line, MedicineLine, MedicinesSection, Row
from leeward.clinic.outcomes.notes import Cite, Notebook, cite_of
from leeward.clinic.outcomes.telling import moment
from leeward.medicines import MedicationReview, MedicineFinding, Severity
from leeward.medicines.names import How
from leeward.truth import UNKNOWN

KINDS: Final = {
    Outcome.ELIGIBLE: "ok",
    Outcome.NEEDS_SIGNOFF: "warn",
    Outcome.NEEDS_INFORMATION: "ask",
    Outcome.NOT_TODAY: "warn",
    Outcome.NOT_ELIGIBLE: "high",
}
WEIGHTS: Final = {
    Severity.AVOID: "high",
    Severity.SIGNOFF: "warn",
    Severity.MONITOR: "care",
    Severity.NOTE: "quiet",
    Severity.NONE: "ok",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision about suitability in words, computed now or kept; `cites` of each sentence that a rule said."""

    outcome: Outcome
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    asks: tuple[str, ...]
    cites: dict[str, tuple[Cite, ...]]
    decided_with: str


def decided(eligibility: Eligibility, *, version: str) -> Decided:
    """Return the core's decision in words."""
    return Decided(
        outcome=eligibility.outcome,
        reasons=eligibility.reasons,
        cautions=eligibility.cautions,
        asks=eligibility.asks,
        cites={f.says: tuple(map(cite_of, f.cites)) for f in eligibility.findings},
        decided_with=f"Leeward {version}, {eligibility.protocol_name} version {eligibility.protocol_version}",
    )


def assessment_section(
    decision: Decided,
    chart: Chart,
    *,
    review: MedicationReview | None,
    at: datetime,
    by: str,
    notes: Notebook,
    zone: tzinfo,
) -> AssessmentSection:
    """Return the decision with its reasons, what was asked, who signed, and what was measured."""
    answered = sum(chart.truth(item.key) is not UNKNOWN for item in ITEMS)
    return AssessmentSection(
        outcome=decision.outcome.value,
        outcome_kind=KINDS[decision.outcome],
        when=moment(at, zone),
        by=by,
        answered=f"{answered} of {len(ITEMS)} questions answered; an unanswered one is never taken for a no",
        reasons=_lines(decision.reasons, decision, review, notes),
        cautions=_lines(decision.cautions, decision, review, notes),
        asks=decision.asks,
        signoffs=tuple(
            Line(says=f"{s.rule_key}: approved by {s.by} on {s.on:%d-%b-%Y}. {s.reason}") for s in chart.signoffs
        ),
        measured=tuple(_measured(chart)),
        decided_with=decision.decided_with,
    )


def medicines_section(review: MedicationReview | None, *, notes: Notebook) -> MedicinesSection:
    """Return the medicines beside ketamine, the heaviest first; None stands for a list that nobody asked for."""
    if review is None:
        return MedicinesSection(lines=(), unreviewed=(), says="The list of medicines was not asked for: not known.")
    lines = tuple(_medicine(found, notes) for found in review.matched)
    unplaced = "" if lines or review.unreviewed else "No medicine is taken."
    return MedicinesSection(lines=lines, unreviewed=review.unreviewed, says=unplaced)


def _lines(
    sentences: Sequence[str], decision: Decided, review: MedicationReview | None, notes: Notebook
) -> tuple[Line, ...]:
    matched = review.matched if review else ()
    return tuple(Line(says=says, marks=notes.marks(_cites(says, decision, matched))) for says in sentences)


def _cites(says: str, decision: Decided, matched: Iterable[MedicineFinding]) -> Iterable[Cite]:
    """Return what stands behind a sentence: the rule's sources, or those of the medicine that it begins with."""
    if says in decision.cites:
        return decision.cites[says]
    found = [one for one in matched if says.startswith((f"{one.generic}:", f"{one.generic} ("))]
    return [cite_of(cited) for one in found for cited in one.cites]


def _measured(chart: Chart) -> Iterable[Row]:
    for measure in MEASURES:
        taken = chart.measurement(measure.key)
        if taken is not None:
            old = "" if chart.is_fresh(measure.key) else "; too old to count"
            value = f"{taken.quantity.number:g} {unit(taken.quantity.unit)}"
            yield Row(name=measure.label, value=value, origin=f"{taken.source}, {taken.day:%d-%b-%Y}{old}")


def _medicine(found: MedicineFinding, notes: Notebook) -> MedicineLine:
    slip = ", taken for a slip of spelling: confirm" if found.how is How.SPELLING else ""
    return MedicineLine(
        entered=found.entered,
        understood=f"{found.generic} ({found.klass}){slip}",
        tag=found.severity.value,
        tag_kind=WEIGHTS[found.severity],
        effect=" ".join(part for part in (f"{found.effect}.", found.escalated) if part),
        advice=found.advice,
        marks=notes.marks(found.cites),
    )
