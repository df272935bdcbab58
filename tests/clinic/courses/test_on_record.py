"""Which infusions are one course: a second one has its own baseline, and what comes beyond one is maintenance."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from leeward.clinic.courses import adapting, on_record, so_far_records
from leeward.clinic.courses.models import CourseEnd, CoursePlan
from leeward.clinic.protocols.queries import in_force
from leeward.course.adapt import adapt
from leeward.truth import YES
from way import entered

pytestmark = pytest.mark.django_db
MARCH, JUNE = date(2026, 3, 2), date(2026, 6, 1)
WEEK = "pcl-5-week"


@pytest.fixture
def planned(person, prescriber):
    """A course of so many sessions from a day on, ended on another where one is named."""

    def plan(first, sessions, ended=None):
        at = datetime(first.year, first.month, first.day, 9, tzinfo=UTC)
        row = CoursePlan.objects.create(
            person=person, schedule="custom", inputs={}, protocol_version=1, engine_version="0", at=at, by=prescriber,
            result={"sessions": [{"on": first.isoformat()}], "schedule": {"sessions": sessions}},
        )  # fmt: skip
        if ended:
            over = datetime(ended.year, ended.month, ended.day, 17, tzinfo=UTC)
            CourseEnd.objects.create(plan=row, says="over", at=over, by=prescriber)

    return plan


def every_other(first, count):
    return [first + timedelta(days=2 * n) for n in range(count)]


def test_where_nothing_was_planned_there_is_no_course(person):
    assert on_record.course_of(person.pk, every_other(MARCH, 3)) is None


def test_a_course_that_was_ended_early_has_the_infusions_that_were_given(person, planned):
    planned(MARCH, 6, ended=MARCH + timedelta(days=10))
    assert on_record.course_of(person.pk, every_other(MARCH, 4)) == (MARCH, 4)
    assert on_record.course_of(person.pk, [*every_other(MARCH, 4), JUNE]) == (MARCH, 4)
    assert on_record.course_of(person.pk, [JUNE]) is None


def test_the_course_that_stands_comes_before_the_one_that_was_ended(person, planned):
    planned(MARCH, 6, ended=MARCH + timedelta(days=30))
    planned(JUNE, 8)
    given = [*every_other(MARCH, 6), *every_other(JUNE, 2)]
    assert on_record.course_of(person.pk, given) == (JUNE, 8)
    assert on_record.before(person.pk, given, began=JUNE) == (tuple(every_other(MARCH, 6)),)


@pytest.fixture
def chosen_from(person, nurse, monkeypatch):
    """What the choices are made from after infusions of these days and PCL-5 of those."""

    def gather(days, scores):
        def infused(on, **_):
            return {
                "infusion_id": str(uuid4()), "on": on.isoformat(), "mg_per_kg": 0.5, "minutes": 40.0, "weight_kg": 80.0,
                "borne": {"red_event": "no", "distress_points": 1.0, "vomited": 0, "highest_systolic_mmhg": 130.0,
                          "serious": "no"},
            }  # fmt: skip

        monkeypatch.setattr(so_far_records, "_rows", lambda _: days)
        monkeypatch.setattr(so_far_records, "_infused", infused)
        for on, each in scores:
            entered(person, nurse, WEEK, each, datetime(on.year, on.month, on.day, 8, tzinfo=UTC))
        now = datetime(2026, 6, 20, 12, tzinfo=UTC)
        return adapting.so_far_from(so_far_records.gathered(person.pk, now=now), in_force(now).thresholds)

    return gather


def test_a_second_course_counts_from_its_own_baseline_and_knows_how_long_the_first_one_lasted(
    person, planned, chosen_from
):
    planned(MARCH, 6, ended=MARCH + timedelta(days=30))
    planned(JUNE, 6)
    first, second = every_other(MARCH, 6), every_other(JUNE, 6)
    scores = [(MARCH, 4), (date(2026, 3, 20), 2), (date(2026, 4, 10), 3), (JUNE, 3), (date(2026, 6, 18), 2)]
    so_far = chosen_from([*first, *second], scores)
    found = adapt(so_far, in_force(datetime(2026, 6, 20, tzinfo=UTC)))
    assert "PCL-5 fell from 60 to 40 (33 %)." in found.says
    assert so_far.earlier == tuple(first)
    (lasted,) = so_far.stretches
    assert (lasted.since, lasted.held_d, lasted.days, lasted.lost) == (first[-1], 8, 29, YES)


def test_infusions_beyond_the_planned_ones_are_maintenance(person, planned, chosen_from):
    planned(JUNE, 6)
    so_far = chosen_from([*every_other(JUNE, 6), date(2026, 6, 18)], [(JUNE, 3), (date(2026, 6, 19), 2)])
    assert so_far.maintains


def test_without_a_plan_the_page_says_that_every_infusion_counts_as_one_course(person, chosen_from):
    so_far = chosen_from(every_other(JUNE, 3), [(JUNE, 3)])
    said = adapt(so_far, in_force(datetime(2026, 6, 20, tzinfo=UTC))).says
    assert said[0] == "No course is planned: every infusion, 3 so far, counts as one course."
