"""Treatments tried: as they are stored, as the core reads them, and as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from leeward.assessment.adequacy import adequacy
from leeward.assessment.history import FIRST_LINE_CITES, TreatmentHistory
from leeward.assessment.history_reading import PARTS, history_from
from leeward.assessment.treatment import MedicineTrial, Psychotherapy, Response, Stopped
from leeward.clinic.assessments.models import HistoryAnswer, MedicationList, TreatmentTrial
from leeward.clinic.assessments.wording import CiteLine, cite_lines, count
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.protocols.queries import in_force
from leeward.clinic.web.moments import moment
from leeward.protocol.thresholds import SHIPPED, Thresholds
from leeward.truth import NO, UNKNOWN, YES, Truth

TITLES: Final = {"psychotherapies": "Psychotherapies", "medicines": "Medicines"}
ADEQUATE: Final = {YES: ("ok", "adequate"), NO: ("quiet", "not adequate"), UNKNOWN: ("ask", "not known")}
COMPLETE: Final = {
    YES: "Complete: nothing else was tried.",
    NO: "Not complete: more was tried than is listed.",
    UNKNOWN: "Nobody said yet whether the list is complete: what is not on it is not known.",
}


class NoSuchTrial(LookupError):
    """No such entry stands in this person's history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialLine:
    """One treatment as it was told, and whether it counts."""

    trial_id: UUID
    name: str
    details: str
    outcome: str
    note: str
    tag_kind: str
    tag: str
    why: str
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPage:
    """One list: psychotherapies, or medicines."""

    part: str
    title: str
    lines: tuple[TrialLine, ...]
    complete: Truth
    complete_says: str
    asked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """What was tried, what counts, and what stands before ketamine."""

    person_id: UUID
    says: str
    tag_kind: str
    tag: str
    first_line: tuple[str, ...]
    parts: tuple[PartPage, ...]
    cites: tuple[CiteLine, ...]
    may_write: bool


def history_of(person_id: UUID) -> TreatmentHistory:
    """Return what was tried, as the core reads it; nothing stored is nothing asked."""
    rows, answers = _rows(person_id), _answers(person_id)
    return history_from(
        {
            part: {
                "complete": answers[part].complete if part in answers else UNKNOWN.value,
                "tried": [row.told for row in rows if row.part == part],
            }
            for part in PARTS
        }
    )


def standing(person_id: UUID, *, now: datetime, role: Role | None = None) -> HistoryPage:
    """Return the history as of now, for a page; a role that may write gets the buttons."""
    limits = in_force(now).thresholds
    history = whole_history(person_id)
    kind, tag = _tag(history)
    return HistoryPage(
        person_id=person_id,
        says=in_words(history, limits),
        tag_kind=kind,
        tag=tag,
        first_line=history.not_yet_tried(limits),
        parts=_parts(person_id, limits),
        cites=cite_lines((*FIRST_LINE_CITES, *_cited(history, limits))),
        may_write=may(role, "assessments:history", "POST"),
    )


def for_consent(person_id: UUID, *, now: datetime) -> tuple[str, ...]:
    """Return the sentences about first-line treatments in a patient's words, for the text of a consent."""
    return whole_history(person_id).for_patient(in_force(now).thresholds)


def told(person_id: UUID, trial_id: UUID) -> tuple[str, dict[str, Any]]:
    """Return which list an entry is on and what was told; raises NoSuchTrial."""
    for row in _rows(person_id):
        if row.trial_id == trial_id:
            return row.part, dict(row.told)
    raise NoSuchTrial


def in_words(history: TreatmentHistory, limits: Thresholds = SHIPPED) -> str:
    """Say in one sentence how much was tried."""
    if history.was_asked is UNKNOWN:
        return "Nobody asked yet which treatments were tried."
    trials = count(len(history.trials), "treatment is listed", "treatments are listed")
    return (
        f"{trials}. Adequate trials: {history.count_adequate(limits).says}; "
        f"of these without a clear benefit: {history.count_failed(limits).says}."
    )


def whole_history(person_id: UUID) -> TreatmentHistory:
    """Return what was tried, with the medicines that are taken now."""
    latest = MedicationList.objects.filter(person_id=person_id).last()
    return replace(history_of(person_id), taking=tuple(latest.names) if latest else ())


def _tag(history: TreatmentHistory) -> tuple[str, str]:
    if history.was_asked is UNKNOWN:
        return "ask", "not asked"
    return ("ok", "complete") if history.is_complete is YES else ("ask", "may be longer")


def _parts(person_id: UUID, limits: Thresholds) -> tuple[PartPage, ...]:
    rows, answers = _rows(person_id), _answers(person_id)
    return tuple(_part(part, rows, answers.get(part), limits) for part in PARTS)


def _part(part: str, rows: Iterable[TreatmentTrial], answer: HistoryAnswer | None, limits: Thresholds) -> PartPage:
    complete = Truth(answer.complete) if answer else UNKNOWN
    return PartPage(
        part=part,
        title=TITLES[part],
        lines=tuple(_line(row, limits) for row in rows if row.part == part),
        complete=complete,
        complete_says=COMPLETE[complete],
        asked_by=f"{answer.by.name}, {moment(answer.at)}" if answer else "",
    )


def _line(row: TreatmentTrial, limits: Thresholds) -> TrialLine:
    trial = _trial(row)
    found = adequacy(trial, limits)
    kind, tag = ADEQUATE[found.truth]
    told_by = f"{row.by.name}, {moment(row.at)}"
    return TrialLine(
        trial_id=row.trial_id,
        name=trial.label[:1].upper() + trial.label[1:],
        details=_capital(details(trial)),
        outcome=outcome(trial),
        note=trial.note,
        tag_kind=kind,
        tag=tag,
        why=found.why,
        told_by=f"{trial.source}; {told_by}" if trial.source else told_by,
    )


def _trial(row: TreatmentTrial) -> Psychotherapy | MedicineTrial:
    (trial,) = history_from({row.part: {"tried": [row.told]}}).trials
    return trial


def details(trial: Psychotherapy | MedicineTrial) -> str:
    """Say how much and for how long; what is not known is said."""
    weeks = "weeks not known" if trial.weeks is None else f"{trial.weeks:g} weeks"
    if isinstance(trial, Psychotherapy):
        sessions = "sessions not known" if trial.sessions is None else count(trial.sessions, "session")
        return f"{sessions}, {weeks}"
    dose = "daily dose not known" if trial.dose_mg_per_day is None else f"{trial.dose_mg_per_day:g} mg a day"
    return f"{dose}, {weeks} at that dose"


def outcome(trial: Psychotherapy | MedicineTrial) -> str:
    """Say how it helped and why it ended."""
    helped = "Whether it helped is not known" if trial.response is Response.UNKNOWN else _capital(trial.response.value)
    ended = "why it ended is not known" if trial.stopped is Stopped.UNKNOWN else f"ended: {trial.stopped.value}"
    return f"{helped}; {'goes on' if trial.stopped is Stopped.STILL else ended}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _cited(history: TreatmentHistory, limits: Thresholds) -> Iterable[Any]:
    return dict.fromkeys(cite for trial in history.trials for cite in adequacy(trial, limits).cites)


def _rows(person_id: UUID) -> tuple[TreatmentTrial, ...]:
    """Return the row that holds for each entry, in the order in which they were first told."""
    latest: dict[UUID, TreatmentTrial] = {}
    for row in TreatmentTrial.objects.filter(person_id=person_id).select_related("by"):
        latest[row.trial_id] = row
    return tuple(row for row in latest.values() if not row.is_taken_back)


def _answers(person_id: UUID) -> dict[str, HistoryAnswer]:
    return {row.part: row for row in HistoryAnswer.objects.filter(person_id=person_id).select_related("by")}
