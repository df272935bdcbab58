"""Reading a course: its timeline, and the report put together from what was kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
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
from leeward.clinic.courses.moments import Day
from leeward.clinic.courses.records import AssessmentSection, InfusionSection, Line, Treatment, Who
from leeward.clinic.courses.report import Report
from leeward.clinic.courses.tried import tried_section
from leeward.clinic.crises import in_course
from leeward.clinic.infusions import bedside
from leeward.clinic.infusions.gates import home_gate
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.outcomes import queries as outcomes
from leeward.clinic.outcomes.notes import Notebook
from leeward.clinic.outcomes.plotting import scores_chart
from leeward.clinic.people.models import Staff
from leeward.clinic.people.queries import Banner, get_person
from leeward.clinic.people.roles import Role
from leeward.clinic.people.summary import Summary
from leeward.clinic.plans import mapping as plans
from leeward.clinic.plans.models import Order, Preparation
from leeward.clinic.plans.standing import is_withdrawn
from leeward.clinic.protocols.queries import in_force
from leeward.clinic.web import charts
from leeward.dosing import Preparation as DrawnUp
from leeward.dosing import verify
from leeward.evidence import CLAIMS
from leeward.infusion.events import Discharged
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
    treatments = _treatments(person_id, notes, now=now)
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


def _treatments(person_id: UUID, notes: Notebook, *, now: datetime) -> tuple[Treatment, ...]:
    """Return every infusion with the order it was planned from, and the last order that was not given yet."""
    infusions = list(Infusion.objects.filter(person_id=person_id).order_by("number"))
    orders = {
        order.pk: order
        for order in Order.objects.filter(person_id=person_id).select_related("approved_by", "withdrawal")
    }
    found = [_treatment(each, orders.get(each.order_id or each.pk), notes, now=now) for each in infusions]
    given = {each.order_id for each in infusions}
    waiting = [order for order in orders.values() if order.pk not in given and not is_withdrawn(order)]
    if waiting:
        latest = max(waiting, key=lambda order: order.approved_at)
        number = infusions[-1].number + 1 if infusions else 1
        found.append(_planned(number, latest, notes, missing=("approved, and not given.",)))
    return tuple(found)


def _treatment(infusion: Infusion, order: Order | None, notes: Notebook, *, now: datetime) -> Treatment:
    if order is None:
        missing = ("no stored proposal stands behind it; the order is the one printed in the infusion.",)
        return Treatment(number=infusion.number, infusion=_infusion(infusion, {}, now=now), missing=missing)
    planned = _planned(infusion.number, order, notes)
    return Treatment(
        number=planned.number,
        plan=planned.plan,
        preparation=planned.preparation,
        infusion=_infusion(infusion, sections.highest_of(planned.plan) if planned.plan else {}, now=now),
        missing=planned.missing,
    )


def _planned(number: int, order: Order, notes: Notebook, missing: tuple[str, ...] = ()) -> Treatment:
    zone = timezone.get_current_timezone()
    row = Preparation.objects.filter(order=order).select_related("by", "second_check__by").first()
    plan = sections.plan_section(kept.proposal(order.proposal.result), plans.order(order), notes=notes, zone=zone)
    if row is None:
        return Treatment(number=number, plan=plan, missing=(*missing, "no preparation is recorded."))
    check = getattr(row, "second_check", None)
    drawn_up = sections.preparation_section(
        _drawn_up(row),
        prepared=f"{row.by.name}, {outcomes.written(row.at)}",
        checked=f"{check.by.name}, {outcomes.written(check.at)}" if check else "none recorded",
    )
    return Treatment(number=number, plan=plan, preparation=drawn_up, missing=missing)


def _drawn_up(row: Preparation) -> DrawnUp:
    """Return the preparation as it was kept, checked again by the second route."""
    stored: dict[str, Any] = {k: v for k, v in row.result.items() if k not in {"checks", "warnings"}}
    return verify(plans.order(row.order), DrawnUp(**stored, vial=plans.vial_from(row.vial)))


def _infusion(infusion: Infusion, highest: Mapping[str, str], *, now: datetime) -> InfusionSection:
    """Return the section; what is over is drawn as it stood at discharge, not as of today."""
    found = bedside.load(infusion, now=now, whole=True)
    left = next((event for event in found.events if isinstance(event, Discharged)), None)
    if left is not None:
        found = bedside.load(infusion, now=left.at, whole=True)
    return sections.infusion_section(found, home_gate(found) if found.given else None, highest=highest)
