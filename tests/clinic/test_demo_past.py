"""The demonstration's courses of the past: the worker writes them, step by step, by the clinic's own actions."""

from datetime import UTC, datetime

import pytest
from django_tasks_db.models import DBTaskResult

from leeward.cli import demo_past, demo_people
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.outcomes.models import CourseForecast, ScoreEntry
from leeward.clinic.people.models import Person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def waiting() -> list[list[object]]:
    rows = DBTaskResult.objects.ready().filter(task_path="leeward.cli.demo_past.go_on")
    return [row.args_kwargs["args"] for row in rows.order_by("enqueued_at")]


def test_filling_queues_each_course_and_a_step_keeps_an_infusion_scores_and_a_forecast_all_made_up():
    demo_people.ready(now=NOW)
    assert [(key, step) for key, _, _, step in waiting()] == [("held", 0), ("lost", 0), ("none", 0)]
    assert not Person.objects.filter(family_name=demo_past.COURSES["held"].who.family).exists()

    key, first, _, step = waiting()[0]
    demo_past.go_on.func(key, first, "", step)
    person_id = waiting()[-1][2]
    demo_past.go_on.func(key, first, person_id, 1)

    person = Person.objects.get(pk=person_id)
    assert person.is_synthetic
    assert [(one.mode, one.state) for one in Infusion.objects.filter(person=person)] == [("demo", "discharged")]
    scores = ScoreEntry.objects.filter(person=person).order_by("taken_at")
    assert [(one.source, one.total) for one in scores] == [("simulated", 52), ("simulated", 45)]
    assert [one.mode for one in CourseForecast.objects.filter(person=person)] == ["demo"]
    assert waiting()[-1] == [key, first, person_id, 2]
