"""Long-term safety as a page: each domain, where it stands, what was found, and who decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.assessments.citing import cited_says
from leeward.clinic.courses import holding
from leeward.clinic.courses.models import CourseReview, SafetyOverride, SafetyResult
from leeward.clinic.courses.watching import record_of
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.people.summary import Summary
from leeward.clinic.protocols.queries import in_force
from leeward.course.safety import Standing, look
from leeward.course.watch_rules import RULES, UNPASSABLE, Status
from leeward.course.watched import FIELDS, NOT_WATCHED, Domain, Field

TAGS: Final = {
    Status.NOT_CONCERNED: ("quiet", "does not concern"),
    Status.NOT_YET: ("ok", "in order"),
    Status.DUE: ("ask", "due"),
    Status.OVERDUE: ("warn", "overdue"),
    Status.ACTED: ("high", "beyond its limit"),
}
PASSED: Final = ("care", "let pass today")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """One result that was entered, with what was decided of it."""

    result_id: UUID
    on: str
    says: str
    source: str
    by: str
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainPart:
    """One domain of the schedule."""

    key: str
    name: str
    says: str
    tag: str
    tag_kind: str
    sources: tuple[str, ...]
    results: tuple[ResultLine, ...]
    may_decide: bool
    may_pass: bool
    may_go_on: bool
    passed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyPage:
    """The schedule of one person as of now, as if an infusion were given today."""

    domains: tuple[DomainPart, ...]
    holds: tuple[str, ...]
    concerns: bool
    infusions: int
    protocol: str
    may_enter: bool
    may_review: bool
    reviews: tuple[str, ...]
    not_watched: str = NOT_WATCHED


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterPage:
    """What is entered of one domain."""

    key: str
    name: str
    takes: str
    fields: tuple[Field, ...]


def safety_page(person_id: UUID, *, role: Role, now: datetime) -> SafetyPage:
    """Return the schedule of one person."""
    today, record, protocol = timezone.localdate(now), record_of(person_id, now=now), in_force(now)
    rows = SafetyResult.objects.filter(person_id=person_id).select_related("by").prefetch_related("decisions__by")
    passed = list(SafetyOverride.objects.filter(person_id=person_id).select_related("by"))
    today_passed = holding.let_pass(person_id, now=now)
    found = look(record, today=today, infusion_on=today, limits=protocol.thresholds)
    return SafetyPage(
        domains=tuple(
            _part(
                each, [row for row in rows if row.domain == each.domain.name],
                [row for row in passed if row.domain == each.domain.name], today_passed, role,
            )
            for each in found
        ),
        holds=holding.holds(person_id, now=now),
        concerns=holding.concerns(person_id, record, now=now),
        infusions=len(record.infusions),
        protocol=protocol.says,
        may_enter=may(role, "courses:safety_enter", "POST"),
        may_review=may(role, "courses:safety_review", "POST"),
        reviews=tuple(_reviews(person_id, now=now)),
    )  # fmt: skip


def _reviews(person_id: UUID, *, now: datetime) -> Iterable[str]:
    for row in CourseReview.objects.filter(person_id=person_id, at__lte=now).select_related("by"):
        yield f"{timezone.localtime(row.at):%d-%b-%Y %H:%M}, {row.by.name}: {row.says}"


def enter_page(key: str) -> EnterPage:
    """Return what is entered of a domain; raises KeyError where there is none of this name."""
    domain = Domain[key]
    rule = next(each for each in RULES if each.domain is domain)
    return EnterPage(key=key, name=rule.name, takes=rule.takes, fields=FIELDS[domain])


def summary(person_id: UUID) -> Summary:
    """Return the row of the patient's page."""
    found = holding.holds(person_id, now=timezone.now())
    return Summary(
        title="Long-term safety",
        says=found[0] if found else "Bladder, liver, cognition, misuse, pressure, pregnancy: when each is due.",
        url_name="courses:safety",
        url=reverse("courses:safety", args=[person_id]),
        tag=f"{len(found)} hold the next infusion" if found else "",
        tag_kind="warn" if found else "quiet",
    )


def _part(
    standing: Standing, results: Iterable[SafetyResult], passed: Iterable[SafetyOverride], today: frozenset[str],
    role: Role,
) -> DomainPart:  # fmt: skip
    kind, tag = PASSED if holding.is_let_pass(standing, today) else TAGS[standing.status]
    return DomainPart(
        key=standing.domain.name,
        name=standing.domain.value,
        says=standing.says,
        tag=tag,
        tag_kind=kind,
        sources=cited_says(standing.cites),
        results=tuple(_line(row) for row in results),
        may_decide=standing.status is Status.ACTED and may(role, "courses:safety_decide", "POST"),
        may_pass=standing.may_be_let_pass and may(role, "courses:safety_pass", "POST"),
        may_go_on=standing.domain not in UNPASSABLE,
        passed=tuple(f"{row.on:%d-%b-%Y}, {row.by.name}: {row.reason}" for row in passed),
    )


def _line(row: SafetyResult) -> ResultLine:
    labels = {each.key: each for each in FIELDS[Domain[row.domain]]}
    told = (f"{labels[key].label}: {value:g}" if isinstance(value, (int, float)) else f"{labels[key].label}: {value}"
            for key, value in row.values.items())  # fmt: skip
    return ResultLine(
        result_id=row.pk,
        on=f"{row.taken_on:%d-%b-%Y}",
        says="; ".join(told),
        source=row.source,
        by=row.by.name,
        decisions=tuple(
            f"{each.get_kind_display()} {each.reason} ({each.by.name}, {timezone.localtime(each.at):%d-%b-%Y})"
            for each in row.decisions.all()
        ),
    )
