"""Reading a course: its timeline, and the report put together from what was kept."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from leeward.assessment import Chart
from leeward.clinic.assessments import consenting
from leeward.clinic.assessments.history import whole_history
from leeward.clinic.assessments.mapping import chart_from_json
from leeward.clinic.assessments.models import Assessment
from leeward.clinic.courses import kept, moments, sections
from leeward.clinic.courses.infusion_report import infusion_report as infusion_report
from leeward.clinic.courses.moments import Day
from leeward.clinic.courses.records import AssessmentSection, Line, Who
from leeward.clinic.courses.report import Report
from leeward.clinic.courses.treatments import treatments_of
from leeward.clinic.courses.tried import tried_section
from leeward.clinic.crises import in_course
from leeward.clinic.outcomes import queries as outcomes
from leeward.clinic.outcomes.notes import Notebook
from leeward.clinic.outcomes.plotting import scores_chart
from leeward.clinic.people.models import Staff
from leeward.clinic.people.queries import Banner, get_person
from leeward.clinic.people.roles import Role
from leeward.clinic.people.summary import Summary
from leeward.clinic.protocols.queries import in_force
from leeward.clinic.web import charts
from leeward.evidence import CLAIMS
from leeward.medicines import MedicationReview, review

SYNTHETIC: Final = "Simulated: this is a made-up person. No patient was assessed or treated."


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """The course in time, the score plot on top."""

    plot: SafeString
    has_scores: bool
    days: tuple[Day, ...]
    caution: str


def timeline_page(banner: Banner, *, role: Role) -> TimelinePage:
    """Return the course of one person."""
    course, zone = outcomes.course_of(banner.person_id), timezone.get_current_timezone()
    return TimelinePage(
        plot=charts.scores(scores_chart(course, name=banner.name, zone=zone)),
        has_scores=bool(course.series),
        days=moments.days(banner.person_id, role=role),
        caution=course.caution.says,
    )


def report(banner: Banner, *, by: Staff, now: datetime) -> Report:
    """Return the report of one person's course, as it was decided and recorded."""
    person_id, notes, zone = banner.person_id, Notebook(), timezone.get_current_timezone()
    decided = Assessment.objects.filter(person_id=person_id).select_related("by").first()
    chart = chart_from_json(decided.inputs) if decided else None
    medicines = review(chart.medicines) if chart and chart.medicines is not None else None
    assessment = _assessment(decided, chart, medicines, notes) if decided and chart else None
    consent = consenting.in_words(person_id, on=timezone.localdate(now))
    tried = tried_section(whole_history(person_id), in_force(now).thresholds, notes=notes, consent=consent)
    treatments = treatments_of(person_id, notes, now=now)
    whole = sections.assembled(
        title=f"Course of {banner.name}",
        who=_who(banner),
        made=sections.made(
            at=now, by=by.name, zone=zone, protocol=in_force(now), simulated=SYNTHETIC if banner.is_synthetic else ""
        ),
        assessment=assessment,
        medicines=sections.medicines_section(medicines, notes=notes) if decided else None,
        treatments=treatments,
        scores=outcomes.course_of(person_id),
        claims=CLAIMS,
        notes=notes,
        zone=zone,
        tried=tried,
    )
    return replace(whole, crises=_crises(person_id))


def summary(person_id: UUID) -> Summary:
    """Return the row of the patient's page."""
    return Summary(
        title="The course in time, and its report",
        says="Everything in order of time, and one page for the record.",
        url_name="courses:timeline",
        url=reverse("courses:timeline", args=[person_id]),
    )


def _crises(person_id: UUID) -> tuple[Line, ...]:
    told = in_course.in_words(person_id)
    return tuple(Line(says=each.says, tag=each.tag, tag_kind=each.tag_kind) for each in told)


def _who(banner: Banner) -> Who:
    person = get_person(banner.person_id)
    return Who(
        name=banner.name,
        born=banner.born,
        sex=banner.sex,
        identifiers=person.record_number,
        allergies=banner.allergies.says,
        is_synthetic=banner.is_synthetic,
    )


def _assessment(
    row: Assessment, chart: Chart, medicines: MedicationReview | None, notes: Notebook
) -> AssessmentSection:
    with_what = f"Leeward {row.engine_version}, protocol version {row.protocol_version}"
    return sections.assessment_section(
        kept.decision(row.result, decided_with=with_what),
        chart,
        review=medicines,
        at=row.at,
        by=row.by.name,
        notes=notes,
        zone=timezone.get_current_timezone(),
    )
