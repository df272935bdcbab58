"""The page on which two persons set an exclusion aside: how far it is, and what the reader may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from leeward.assessment import Finding, assess
from leeward.assessment.override import Office
from leeward.assessment.overriding import allowed, why_never
from leeward.clinic.assessments import charts
from leeward.clinic.assessments.models import ExclusionOverride
from leeward.clinic.assessments.overrides import OFFICES, Course, courses, open_course
from leeward.clinic.assessments.wording import CiteLine, cite_lines
from leeward.clinic.people.models import Staff
from leeward.clinic.protocols.queries import in_force
from leeward.clinic.web.moments import moment
from leeward.truth import YES


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step that was done: what, by whom, when and why."""

    says: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverridePage:
    """One exclusion, why it may be set aside, how far it is, and what the reader may do."""

    rule_key: str
    says: str
    why: str
    cites: tuple[CiteLine, ...]
    steps: tuple[StepLine, ...]
    may_propose: bool
    may_confirm: bool
    may_withdraw: bool
    waits_for: str


class NoSuchExclusion(LookupError):
    """This exclusion does not apply to the person, or nobody can set it aside."""


def exclusion(person_id: UUID, rule_key: str, *, now: datetime) -> Finding:
    """Return the finding that bars and may be set aside; raises NoSuchExclusion with the reason."""
    protocol, chart = in_force(now), charts.chart_of(person_id, on=timezone.localdate(now))
    never = why_never(rule_key, protocol)
    if never:
        raise NoSuchExclusion(never)
    judged = assess(chart, protocol)
    for finding in judged.findings:
        if finding.rule.key == rule_key and finding.truth is YES:
            return finding
    raise NoSuchExclusion("This exclusion does not apply to this person as charted: there is nothing to override.")


def override_page(person_id: UUID, rule_key: str, *, reader: Staff, now: datetime) -> OverridePage:
    """Return the page of one exclusion; raises NoSuchExclusion."""
    finding = exclusion(person_id, rule_key, now=now)
    row = allowed(finding.rule, in_force(now))
    current = open_course(person_id, rule_key, on=timezone.localdate(now))
    office = OFFICES.get(reader.works_as)
    waits = current is not None and current.confirmed is None
    right = office is not None and (current is None or _completes(current.proposed, reader, office))
    return OverridePage(
        rule_key=rule_key,
        says=finding.says,
        why=row.why if row else "",
        cites=cite_lines(finding.cites),
        steps=_steps(courses(person_id, rule_key)),
        may_propose=current is None and office is not None,
        may_confirm=waits and right,
        may_withdraw=current is not None and office is not None,
        waits_for=_waits_for(current) if current is not None and waits else "",
    )


def _completes(proposed: ExclusionOverride, reader: Staff, office: Office) -> bool:
    """Would this person be the other one, and is one of the two the medical director?"""
    return proposed.by_id != reader.pk and Office.MEDICAL_DIRECTOR in {Office(proposed.office), office}


def _waits_for(course: Course) -> str:
    directed = Office(course.proposed.office) is Office.MEDICAL_DIRECTOR
    who = "a prescriber" if directed else "the medical director"
    return f"Proposed by {course.proposed.name}. It counts for nothing until {who}, a different person, confirms it."


def _steps(every: Iterable[Course]) -> tuple[StepLine, ...]:
    rows = [row for one in every for row in (one.proposed, one.confirmed, one.withdrawn) if row is not None]
    return tuple(
        StepLine(says=row.step.capitalize(), who=f"{row.name} ({row.office}), {moment(row.at)}", reason=row.reason)
        for row in sorted(rows, key=lambda row: (row.at, row.pk))
    )
