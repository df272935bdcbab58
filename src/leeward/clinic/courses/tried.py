"""The treatments tried before, and the consent, for the report."""

from dataclasses import dataclass

from leeward.assessment.adequacy import adequacy
from leeward.assessment.history import FIRST_LINE_CITES, TreatmentHistory, Trial
from leeward.clinic.assessments.history import ADEQUATE, details, in_words, outcome
from leeward.clinic.courses.records import Line
from leeward.clinic.outcomes.notes import Mark, Notebook
from leeward.protocol.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedLine:
    """One treatment tried before: how much, what came of it, and whether it counts."""

    name: str
    details: str
    outcome: str
    tag: str
    tag_kind: str
    why: str
    marks: tuple[Mark, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedSection:
    """The treatments tried before, which first-line ones were not, and where the consent stands."""

    says: str
    first_line: tuple[Line, ...]
    trials: tuple[TriedLine, ...]
    consent: str


def tried_section(history: TreatmentHistory, limits: Thresholds, *, notes: Notebook, consent: str = "") -> TriedSection:
    """Return what was tried, what counts, and which first-line treatments were not tried; nothing asked is said."""
    first_line = history.not_yet_tried(limits)
    return TriedSection(
        says=in_words(history, limits),
        first_line=tuple(Line(says=says, marks=notes.marks(FIRST_LINE_CITES)) for says in first_line),
        trials=tuple(_line(trial, limits, notes) for trial in history.trials),
        consent=consent,
    )


def _line(trial: Trial, limits: Thresholds, notes: Notebook) -> TriedLine:
    found = adequacy(trial, limits)
    kind, tag = ADEQUATE[found.truth]
    return TriedLine(
        name=trial.label,
        details=details(trial),
        outcome=outcome(trial),
        tag=tag,
        tag_kind=kind,
        why=found.why,
        marks=notes.marks(found.cites),
        source=trial.source or "source not said",
    )
