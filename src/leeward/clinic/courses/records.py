"""The sections of a report: frozen words and drawings, ready for the page; every number says where it comes from."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from leeward.clinic.outcomes.notes import AssumptionLine, Mark, SourceLine
from leeward.clinic.outcomes.telling import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fact: its name, its value, and where it comes from, in words or by notes."""

    name: str
    value: str
    origin: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence with its notes, and a tag where it has a weight."""

    says: str
    marks: tuple[Mark, ...] = ()
    tag: str = ""
    tag_kind: str = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whose record it is; `identifiers` are record number and the like."""

    name: str
    born: str
    sex: str
    identifiers: str = ""
    allergies: str = "Not yet asked"
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentSection:
    """May this patient start, why, and what was asked."""

    outcome: str
    outcome_kind: str
    when: str
    by: str
    answered: str
    reasons: tuple[Line, ...]
    cautions: tuple[Line, ...]
    asks: tuple[str, ...]
    signoffs: tuple[Line, ...]
    measured: tuple[Row, ...]
    decided_with: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineLine:
    """One medicine as entered and as understood, and what it does beside ketamine."""

    entered: str
    understood: str
    tag: str
    tag_kind: str
    effect: str
    advice: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicinesSection:
    """The medication list beside ketamine; `says` where there is no list."""

    lines: tuple[MedicineLine, ...]
    unreviewed: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSection:
    """One option as it was shown; `highest` are its predicted extremes by key, for whoever compares."""

    label: str
    evidence: str
    is_studied: bool
    is_chosen: bool
    dose: str
    basis: str
    highest: tuple[tuple[str, str], ...]
    chances: tuple[Line, ...]
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedRow:
    """One predicted quantity, option by option, and what it is of."""

    name: str
    values: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSection:
    """The options side by side, the one that was approved, and why."""

    options: tuple[OptionSection, ...]
    predicted: tuple[PredictedRow, ...]
    approved: str
    why: str
    unsupported: tuple[str, ...]
    refused: tuple[str, ...]
    not_learned: tuple[str, ...]
    computed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationSection:
    """How the order was drawn up, and who checked it."""

    rows: tuple[Row, ...]
    checks: tuple[Row, ...]
    warnings: tuple[str, ...]
    prepared: str
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What was measured beside what had been predicted."""

    name: str
    measured: str
    predicted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmLine:
    """One alarm from its beginning to its end, and what was done."""

    when: str
    says: str
    tag: str
    tag_kind: str
    answered: str
    ended: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """The scales scored at one time at the chair, in the order of the section's `scales`."""

    when: str
    minute: str
    totals: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One thing that happened."""

    when: str
    minute: str
    what: str
    details: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLine:
    """One item of the gate before going home."""

    says: str
    why: str
    tag: str
    tag_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionSection:
    """What was given, what was measured, what happened, and how it ended."""

    title: str
    state: str
    rows: tuple[Row, ...]
    chart: SafeString
    chart_says: str
    compared: tuple[Compared, ...]
    alarms: tuple[AlarmLine, ...]
    scales: tuple[str, ...]
    scores: tuple[ScoreLine, ...]
    events: tuple[EventLine, ...]
    gate: tuple[GateLine, ...]
    gate_says: str
    left: str
    seal: str
    seal_is_whole: bool
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """One infusion from its plan to its end; what is not there yet is None, and `missing` says so."""

    number: int
    plan: PlanSection | None = None
    preparation: PreparationSection | None = None
    infusion: InfusionSection | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeSection:
    """Did it help: plot, instruments, and what a change does not say."""

    plot: SafeString
    standings: tuple[Standing, ...]
    caution: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """When, by whom and with what the report was made; `simulated` says what in it is not real."""

    when: str
    by: str
    zone: str
    versions: tuple[Row, ...]
    simulated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The bibliography and the assumptions in force."""

    sources: tuple[SourceLine, ...]
    assumptions: tuple[AssumptionLine, ...]
