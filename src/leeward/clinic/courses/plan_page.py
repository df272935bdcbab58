"""The plan of a course as a page: what is planned, what became of it, and the days that the rest would take."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.assessments.citing import cited_says
from leeward.clinic.courses import planning, watching
from leeward.clinic.courses.models import Adaptation, CoursePlan
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.people.summary import Summary
from leeward.clinic.scheduling.week_page import BookingLine, line
from leeward.course.days import written
from leeward.course.series import CannotPlan, Planned, Schedule, Session, State
from leeward.protocol.limits import Place

TAGS: Final = {
    State.PLANNED: ("quiet", "planned"),
    State.GIVEN: ("ok", "given"),
    State.LATE: ("ok", "given late"),
    State.MISSED: ("high", "missed"),
    State.CANCELLED: ("warn", "called off"),
    State.UNTOLD: ("ask", "not recorded"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session of the course."""

    number: int
    on: str
    tag: str
    tag_kind: str
    says: str
    spacing: str
    booking: BookingLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart:
    """A course, planned or looked at."""

    title: str
    sessions: tuple[SessionLine, ...]
    says: tuple[str, ...]
    changed: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptationLine:
    """A choice that was made."""

    says: str
    when: str
    by: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePage:
    """The course of a person."""

    plan: PlanPart | None
    made: str
    reason: str
    is_changed: bool
    problem: str
    ended: tuple[str, ...]
    adaptations: tuple[AdaptationLine, ...]
    may_plan: bool


def course_page(person_id: UUID, *, role: Role, now: datetime) -> CoursePage:
    """Return the course as it stands, its rest laid anew after what happened."""
    plan = watching.standing_plan(person_id)
    current = planning.as_it_stands(plan) if plan else None
    after, problem = _after(plan, now=now)
    ends = CoursePlan.objects.filter(person_id=person_id, end__isnull=False).select_related("end__by")
    return CoursePage(
        plan=_part(after or current, plan) if current else None,
        made=f"{timezone.localtime(plan.at):%d-%b-%Y %H:%M}, {plan.by.name}; Leeward {plan.engine_version}, protocol "
        f"version {plan.protocol_version}" if plan else "",
        reason=plan.reason if plan else "",
        is_changed=bool(after and current and _days(after.ahead) != _open_days(current, after)),
        problem=problem,
        ended=tuple(
            f"{row.result['schedule']['label']}: ended {row.end.at:%d-%b-%Y}, {row.end.by.name}. {row.end.says}"
            for row in ends
        ),
        adaptations=tuple(_adaptation(row) for row in Adaptation.objects.filter(person_id=person_id)),
        may_plan=may(role, "courses:plan", "POST"),
    )  # fmt: skip


def look(person_id: UUID, schedule: Schedule, told: dict[str, object], *, now: datetime) -> PlanPart:
    """Return the course as it would be planned; raises CannotPlan."""
    inputs = planning.inputs_of(person_id, schedule, first=told["first"], now=now)  # type: ignore[arg-type]
    return _part(planning.looked_at(inputs, now=now), None)


def summary(person_id: UUID) -> Summary:
    """Return the row of the patient's page."""
    plan, url = watching.standing_plan(person_id), reverse("courses:plan", args=[person_id])
    if plan is None:
        return Summary(title="Course plan", says="No course is planned.", url_name="courses:plan", url=url)
    given = sum(each.event.kind == "held" for each in planning.bookings_of(plan).values())
    says = f"{plan.result['schedule']['label']}: {given} of {plan.result['schedule']['sessions']} given."
    return Summary(title="Course plan", says=says, url_name="courses:plan", url=url)


def _after(plan: CoursePlan | None, *, now: datetime) -> tuple[Planned | None, str]:
    if plan is None:
        return None, ""
    try:
        return planning.rearranged(plan, now=now), ""
    except CannotPlan as why:
        return None, str(why)


def _open_days(current: Planned, after: Planned) -> list[tuple[int, object]]:
    over = {each.number for each in after.sessions if each.state is not State.PLANNED}
    return _days(each for each in current.sessions if each.number not in over)


def _days(sessions: Iterable[Session]) -> list[tuple[int, object]]:
    return sorted((each.number, each.on) for each in sessions)


def _part(planned: Planned, plan: CoursePlan | None) -> PlanPart:
    booked = planning.bookings_of(plan) if plan else {}
    return PlanPart(
        title=planned.schedule.label,
        sessions=tuple(
            SessionLine(
                number=each.number,
                on=written(each.given_on or each.on),
                tag_kind=TAGS[each.state][0],
                tag=TAGS[each.state][1],
                says=f"in place of session {each.instead_of}" if each.instead_of else "",
                spacing="" if each.place is Place.USUAL else f"its spacing {each.place.value}",
                booking=line(booked[each.number]) if each.number in booked else None,
            )
            for each in planned.sessions
        ),
        says=planned.says,
        changed=planned.changed,
        sources=cited_says(planned.cites),
    )


def _adaptation(row: Adaptation) -> AdaptationLine:
    offered = {each["key"]: each["kind"] for each in row.result["options"]}
    return AdaptationLine(
        says=offered.get(row.chosen, row.chosen),
        when=f"{timezone.localtime(row.at):%d-%b-%Y %H:%M}",
        by=row.by.name,
        url=reverse("courses:adaptation", args=[row.person_id, row.pk]),
    )
