"""Pages of psychotherapy ask the database as often for many sessions as for one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leeward.clinic.therapy import actions, outside_actions, outside_page, pages
from leeward.clinic.therapy.models import OutsideLink, TherapyPlan
from leeward.course.therapy import TherapyKind
from leeward.course.therapy import TherapyPlan as Wanted

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def asked(read):
    """How many queries a reading takes."""
    with CaptureQueriesContext(connection) as queries:
        read()
    return len(queries)


def hold_all(person, therapist):
    for plan in TherapyPlan.objects.filter(therapist=therapist):
        for session in plan.placed.filter(held=None):
            at = session.booking.events.latest("number").starts_at + 2 * HOUR
            actions.hold_session(
                person_id=person.pk, session_id=session.pk, minutes=60, homework="Walk.", by=therapist, at=at
            )  # fmt: skip


def test_the_plans_and_the_timeline_take_as_many_queries_for_many_sessions(
    plan, person, therapist, prescriber, now
):  # fmt: skip
    def of_person():
        return pages.therapy_page(person.pk, by=prescriber, now=now)

    def timeline():
        return list(pages.held_sessions(person.pk))

    few = asked(of_person), asked(timeline)
    for _ in range(2):
        actions.make_plan(
            plan_id=uuid4(), person_id=person.pk, therapist=therapist, reason="", by=prescriber, at=now,
            wanted=Wanted(kind=TherapyKind.EXPOSURE, sessions=4, minutes=60),
        )  # fmt: skip
    hold_all(person, therapist)
    assert len(timeline()) == 11
    assert sum(len(plan.sessions) for plan in of_person().plans) == 11
    assert asked(of_person) <= few[0]  # nothing to come can be in the way any more
    assert asked(timeline) == few[1]


def test_an_outside_therapists_page_takes_as_many_queries_for_many_sessions(person, booked, prescriber, now):
    outside_actions.invite(
        plan_id=uuid4(), person_id=person.pk, kind=TherapyKind.EMDR, sessions=8, name="Olga Outside",
        phone="555 0199", by=prescriber, at=now,
    )  # fmt: skip
    link = OutsideLink.objects.select_related("plan__person").get()

    def page():
        return outside_page.outside_page(link, now=now + timedelta(days=9))

    def tell(number):
        outside_actions.tell_held(
            link, starts_at=now + timedelta(days=number), minutes=60, homework="", at=now + timedelta(days=9)
        )  # fmt: skip

    tell(1)
    few = asked(page)
    for number in (5, 4, 3, 2):
        tell(number)
    days = [says.split()[1] for says, _, _ in page().sessions]
    assert days == [f"{now + timedelta(days=number):%d-%b-%Y}" for number in range(1, 6)]
    assert asked(page) == few
