"""A course is planned into the calendar; what is missed lays the rest anew, and a person takes the new days."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from leeward.clinic.courses import plan_actions, planning, watching
from leeward.clinic.courses.models import CoursePlan
from leeward.clinic.courses.plan_actions import CannotCourse
from leeward.clinic.people.roles import Role
from leeward.clinic.scheduling import actions as scheduling
from leeward.clinic.scheduling import standing, told_actions
from leeward.course.series import SIX_IN_TWO_WEEKS
from leeward.protocol.coursing import CourseGiven

pytestmark = pytest.mark.django_db
HOURS = {str(day): ["08:00", "17:00"] for day in range(5)}
FIRST = date(2026, 11, 30)  # a Monday
SESSIONS = int(CourseGiven.six_sessions.quantity.number)


@pytest.fixture
def room(staff, now):
    director = staff(Role.MEDICAL_DIRECTOR)
    told_actions.add_chair(name="1", hours=HOURS, by=director, at=now)
    told_actions.set_staff_hours(staff_id=staff(Role.NURSE).pk, hours=HOURS, by=director, at=now)


@pytest.fixture
def plan(room, person, prescriber, now):
    plan_id = plan_actions.plan_course(
        plan_id=uuid4(), person_id=person.pk, schedule=SIX_IN_TWO_WEEKS, first=FIRST, clock=time(9), reason="",
        by=prescriber, at=now,
    )  # fmt: skip
    return CoursePlan.objects.get(pk=plan_id)


def days(person):
    return [timezone.localdate(each.starts_at) for each in standing.of_person(person.pk) if each.is_open]


def test_six_in_two_weeks_stand_in_the_calendar(plan, person):
    assert days(person) == [FIRST + timedelta(days=each) for each in (0, 2, 4, 7, 9, 11)]
    assert {timezone.localtime(each.starts_at).hour for each in standing.of_person(person.pk)} == {9}
    assert plan.result["schedule"]["sessions"] == SESSIONS


def test_a_closed_day_is_passed_over_and_said(room, person, prescriber, staff, now):
    told_actions.set_day(
        day=date(2026, 12, 2), is_closed=True, says="Painters", by=staff(Role.MEDICAL_DIRECTOR), at=now
    )
    plan_actions.plan_course(
        plan_id=uuid4(), person_id=person.pk, schedule=SIX_IN_TWO_WEEKS, first=FIRST, clock=time(9), reason="",
        by=prescriber, at=now,
    )  # fmt: skip
    assert date(2026, 12, 2) not in days(person)
    assert any("Painters" in says for says in CoursePlan.objects.get().result["says"])


def test_a_missed_session_is_made_up_for_once_somebody_takes_the_new_days(plan, person, nurse):
    first = standing.of_person(person.pk)[0]
    after = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
    scheduling.miss(
        person_id=person.pk, booking_id=first.booking.pk, says="Did not come, called twice.", by=nurse, at=after
    )
    assert len(days(person)) == SESSIONS - 1
    plan_actions.rearrange(person_id=person.pk, reason="after a missed one", by=nurse, at=after)
    assert len(days(person)) == SESSIONS
    (made_up,) = plan.sessions.exclude(instead_of=0)
    assert (made_up.number, made_up.instead_of) == (SESSIONS + 1, 1)
    again = planning.rearranged(plan, now=after)
    assert [each.on for each in again.ahead] == days(person)


def test_one_course_stands_at_a_time_and_ends_with_a_reason(plan, person, prescriber, now):
    told = {"person_id": person.pk, "by": prescriber, "at": now}
    with pytest.raises(CannotCourse, match="stands already"):
        plan_actions.plan_course(
            plan_id=uuid4(), schedule=SIX_IN_TWO_WEEKS, first=FIRST, clock=time(9), reason="", **told
        )
    plan_actions.end_course(says="Moves to another town.", **told)
    assert days(person) == []
    assert watching.standing_plan(person.pk) is None
    with pytest.raises(CannotCourse, match="No course stands"):
        plan_actions.end_course(says="again", **told)


def test_the_page_looks_before_it_books(room, person, client_as, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
    doctor, address = client_as(Role.PRESCRIBER), f"/people/{person.pk}/course/plan/"
    told = {"schedule": "six-in-two-weeks", "first": "2026-11-30", "clock": "09:00"}
    page = doctor.get(address, told).content.decode()
    assert "as it would be" in page
    assert "Fri 11-Dec-2026" in page
    assert not CoursePlan.objects.exists()
    assert doctor.post(address, told | {"form_id": str(uuid4())}).status_code == 302
    page = doctor.get(address).content.decode()
    assert page.count("09:00 to 11:30, chair 1") == SESSIONS
    assert doctor.post(address, told | {"form_id": str(uuid4())}).status_code == 422
    assert doctor.post(address + "end/", {"reason": "Moves away."}).status_code == 302
    own = {"schedule": "custom", "first": "2026-11-30", "clock": "09:00"}
    assert "either weekdays or how many days apart" in doctor.get(address, own).content.decode()
