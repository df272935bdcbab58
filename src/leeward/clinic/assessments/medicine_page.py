"""The medication list as a page: what was told, what it was understood as, what nobody could place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.assessment import review_medicines
from leeward.assessment.approvals import key_of, signed
from leeward.clinic.assessments import charts
from leeward.clinic.assessments.models import MedicationList
from leeward.clinic.assessments.wording import CiteLine, cite_lines, count
from leeward.clinic.web.moments import moment
from leeward.medicines import How, MedicineFinding, Severity, read

KINDS: Final = {
    Severity.AVOID: "high",
    Severity.SIGNOFF: "warn",
    Severity.MONITOR: "care",
    Severity.NOTE: "quiet",
    Severity.NONE: "ok",
}
HOW: Final = {
    How.EXACT: "Recognized by its name",
    How.BRAND: "Recognized by its brand name",
    How.SPELLING: "Taken for a slip of spelling: correct the list if it is",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineLine:
    """One recognized medicine: what it does with ketamine, and what to do about it."""

    entered: str
    generic: str
    klass: str
    how: str
    to_confirm: bool
    tag_kind: str
    severity: str
    effect: str
    advice: str
    escalated: str
    cites: tuple[CiteLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreviewedLine:
    """One name that nobody could place: it blocks until a named person has looked at it."""

    name: str
    signed: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicinesPage:
    """The list as it stands, reviewed."""

    was_asked: bool
    names: tuple[str, ...]
    told: str
    lines: tuple[MedicineLine, ...]
    unreviewed: tuple[UnreviewedLine, ...]
    questions: tuple[str, ...]
    counts: str


def medicines_page(person_id: UUID, *, now: datetime) -> MedicinesPage:
    """Return the latest list and its review."""
    latest = MedicationList.objects.filter(person_id=person_id).select_related("by").last()
    names = tuple(latest.names) if latest else ()
    found = review_medicines(names)
    approved = signed(charts.chart_of(person_id, on=timezone.localdate(now)))
    return MedicinesPage(
        was_asked=latest is not None,
        names=names,
        told=f"{latest.by.name}, {moment(latest.at)}, {latest.source}" if latest else "",
        lines=tuple(_line(each) for each in found.matched),
        unreviewed=tuple(
            UnreviewedLine(
                name=name,
                signed=key_of(name) in approved,
                url=reverse("assessments:sign_off", args=[person_id, key_of(name)]),
            )
            for name in found.unreviewed
        ),
        questions=(*_to_ask(names), *found.duplicates),
        counts=_counts(found.counts.cns_depressants, found.counts.pressors),
    )


def _to_ask(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the list leaves open, but for names that nobody could place: those stand by themselves."""
    entries = [entry for name in names for entry in read(name).entries]
    return tuple(
        entry.question for entry in entries if entry.question and "not in the vocabulary" not in entry.question
    )


def _line(found: MedicineFinding) -> MedicineLine:
    return MedicineLine(
        entered=found.entered,
        generic=found.generic,
        klass=found.klass,
        how=HOW[found.how],
        to_confirm=found.how is How.SPELLING,
        tag_kind=KINDS[found.severity],
        severity=found.severity.value,
        effect=found.effect,
        advice=found.advice,
        escalated=found.escalated,
        cites=cite_lines(found.cites),
    )


def _counts(depressants: int, pressors: int) -> str:
    return (
        f"{count(depressants, 'medicine adds', 'medicines add')} to sedation, "
        f"{count(pressors, 'adds', 'add')} to blood pressure."
    )
