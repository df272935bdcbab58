"""The assessment as a page: the outcome, what stands in the way, what is known of the treatment."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from leeward.assessment import Eligibility, Moment, Outcome, assess
from leeward.clinic.assessments import charts, findings
from leeward.clinic.assessments.case import Case, ClearLine, FindingLine
from leeward.clinic.assessments.models import Assessment
from leeward.clinic.assessments.overrides import waiting
from leeward.clinic.assessments.review_workup import WorkupRow, workup_rows, would_change
from leeward.clinic.assessments.wording import OUTCOMES, CiteLine, cite_lines, count
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.protocols.queries import in_force
from leeward.clinic.web.moments import moment
from leeward.evidence import CLAIMS
from leeward.truth import UNKNOWN

EDGES: Final = {
    Outcome.NOT_ELIGIBLE: "high",
    Outcome.NOT_TODAY: "warn",
    Outcome.NEEDS_INFORMATION: "tech",
    Outcome.NEEDS_SIGNOFF: "warn",
    Outcome.ELIGIBLE: "ok",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The outcome in one line, and what it means in two sentences."""

    edge: str
    says: str
    detail: str
    course: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLine:
    """One sentence on what is known of the treatment, how surely, and who says so."""

    says: str
    certainty: str
    cites: tuple[CiteLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """The assessment as of now."""

    headline: Headline
    not_yet_tried: tuple[str, ...]
    findings: tuple[FindingLine, ...]
    would_change: tuple[str, ...]
    workup_open: tuple[WorkupRow, ...]
    workup_done: tuple[WorkupRow, ...]
    workup_says: str
    clear: tuple[ClearLine, ...]
    clear_says: str
    also_asks: tuple[str, ...]
    claims: tuple[ClaimLine, ...]
    protocol: str
    last_decision: str
    may_record: bool
    may_chart: bool
    is_eligible: bool


def review_page(person_id: UUID, *, role: Role, now: datetime) -> ReviewPage:
    """Return the assessment of the chart as it stands."""
    case = case_of(person_id, role=role, now=now)
    lines, clear, rows = findings.lines(case), findings.clear(case), workup_rows(case)
    latest = Assessment.objects.filter(person_id=person_id).select_related("by").first()
    return ReviewPage(
        headline=headline(case, lines),
        not_yet_tried=case.eligibility.not_yet_tried,
        findings=lines,
        would_change=would_change(case),
        workup_open=tuple(row for row in rows if row.is_open),
        workup_done=tuple(row for row in rows if not row.is_open),
        workup_says=f"{sum(not row.is_open for row in rows)} of {len(rows)} parts are done or not needed.",
        clear=clear,
        clear_says=f"{len(clear)} clear",
        also_asks=case.eligibility.also_asks,
        claims=claim_lines(),
        protocol=case.protocol.says,
        last_decision=f"{latest.outcome}, {moment(latest.at)}, by {latest.by.name}" if latest else "",
        may_record=may(role, "assessments:review", "POST"),
        may_chart=may(role, "assessments:system", "POST"),
        is_eligible=case.eligibility.outcome is Outcome.ELIGIBLE,
    )


def case_of(person_id: UUID, *, role: Role, now: datetime) -> Case:
    """Return the chart, who charted it, and what the rules say of it."""
    protocol = in_force(now)
    chart = charts.chart_of(person_id, on=timezone.localdate(now))
    return Case(
        person_id=person_id,
        role=role,
        chart=chart,
        entries=charts.standing(person_id),
        eligibility=assess(chart, protocol),
        protocol=protocol,
        overriding=waiting(person_id),
    )


def headline(case: Case, lines: tuple[FindingLine, ...]) -> Headline:
    """Say what the outcome is and what is left to do."""
    outcome = case.eligibility.outcome
    return Headline(
        edge=EDGES[outcome],
        says=_says(outcome, _tally(lines)),
        detail=_detail(case.eligibility),
        course=_course(case),
    )


def _tally(lines: tuple[FindingLine, ...]) -> Counter[str]:
    """Count the lines by tag; open questions one by one, even where they are told together."""
    tally = Counter(line.tag for line in lines)
    told_together = sum(len(line.open_questions) - 1 for line in lines if line.open_questions)
    tally["unknown"] += told_together
    return tally


def _says(outcome: Outcome, tally: Counter[str]) -> str:
    signing = count(tally["sign-off"], "sign-off")
    if outcome is Outcome.NOT_ELIGIBLE:
        return f"Not eligible: {count(tally['bars'], 'finding bars', 'findings bar')} treatment"
    if outcome is Outcome.NOT_TODAY:
        return f"Not today: {count(tally['not today'], 'finding speaks', 'findings speak')} against starting"
    if outcome is Outcome.NEEDS_INFORMATION:
        asks = count(tally["unknown"] + tally["not reviewed"], "answer")
        return f"Needs information: {asks}" + (f", then {signing}" if tally["sign-off"] else "")
    if outcome is Outcome.NEEDS_SIGNOFF:
        return f"Needs {signing}"
    return "Eligible today"


def _detail(eligibility: Eligibility) -> str:
    known = sum(finding.truth is not UNKNOWN for finding in eligibility.findings)
    barred = eligibility.outcome in {Outcome.NOT_ELIGIBLE, Outcome.NOT_TODAY}
    so_far = "" if barred else "Nothing found so far bars treatment. "
    asked = f"{known} of {len(eligibility.findings)} criteria are answered."
    never = "" if known == len(eligibility.findings) else " An unanswered one is never taken for a no."
    return f"{so_far}{asked}{never}"


def _course(case: Case) -> str:
    """Say how the course stands where only the day's questions keep today open."""
    course = assess(case.chart, case.protocol, moments=(Moment.COURSE,)).outcome
    if course is case.eligibility.outcome:
        return ""
    return f"Without the questions that are asked on each infusion day: {course.value}."


def claim_lines() -> tuple[ClaimLine, ...]:
    """Return what is known of ketamine for PTSD, and how surely."""
    return tuple(
        ClaimLine(
            says=claim.says,
            certainty=claim.certainty.value if claim.certainty else "",
            cites=cite_lines(claim.cites),
        )
        for claim in CLAIMS
    )


def standing_in_words(person_id: UUID, *, now: datetime) -> tuple[str, str, str]:
    """Return the headline of the chart as it stands, and its tag, for the patient's page."""
    case = case_of(person_id, role=Role.RESEARCHER, now=now)  # a role without buttons: only words are needed
    kind, tag = OUTCOMES[case.eligibility.outcome.value]
    return headline(case, findings.lines(case)).says, kind, tag
