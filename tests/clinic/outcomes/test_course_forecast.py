"""Forecasts of a course: kept with what they were made from, shown with bands and the control arm, judged later."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from leeward.clinic.courses.models import CoursePlan
from leeward.clinic.outcomes import (
    calibrating,
    calibration_page,
    forecast_inputs,
    forecast_page,
    forecast_records,
    foretelling,
)
from leeward.clinic.outcomes.models import CourseForecast
from leeward.clinic.outcomes.replaying import replays
from leeward.clinic.outcomes.tasks import after_infusion, foretell
from leeward.clinic.people.roles import Role
from leeward.clinic.protocols.replayed import Standing
from leeward.outcomes.forecast import NO_BASELINE, TOO_FEW
from leeward.outcomes.forecast_scoring import FROZEN
from way import DAY, entered, given, planned

pytestmark = pytest.mark.django_db
WEEK = "pcl-5-week"


@pytest.fixture(autouse=True)
def few_virtual_patients(monkeypatch):
    monkeypatch.setattr(forecast_inputs, "VIRTUAL_PATIENTS", 1500)


@pytest.fixture
def course(person, prescriber, nurse):
    """A person whose first infusion was given on DAY, with a score from before it."""
    entered(person, nurse, WEEK, 3, DAY - timedelta(hours=20))
    return given(person, planned(person, prescriber=prescriber, nurse=nurse), nurse=nurse, at=DAY)


@pytest.fixture
def scored(course, person, nurse):
    """The same, with two scores since."""
    for day, each in ((1, 2), (3, 2)):
        entered(person, nurse, WEEK, each, DAY + timedelta(days=day))
    return course


def keep(person, by, *, days=3.5) -> CourseForecast:
    return CourseForecast.objects.get(
        pk=foretelling.keep_forecast(person_id=person.pk, by=by, at=DAY + timedelta(days=days))
    )  # fmt: skip


def test_without_an_infusion_there_is_nothing_to_make_it_from(person, prescriber):
    with pytest.raises(foretelling.CannotForetell, match="No infusion was begun"):
        keep(person, prescriber)


def test_one_forecast_is_kept_with_its_inputs_bands_and_control_arm(scored, person, prescriber):
    row = keep(person, prescriber)
    assert row.infusion_id == scored.pk
    assert [each["total"] for each in row.inputs["scores"]] == [60, 40, 40]
    assert row.inputs["edition"] == WEEK
    assert not row.result["silent"]
    assert 0 <= row.result["response"]["control"] <= 1
    assert [each["on_day"] for each in row.result["control"]] == [each["on_day"] for each in row.result["days"]]


def test_totals_with_gaps_teach_nothing():
    def told(days, total):
        return {"at": (DAY + timedelta(days=days)).isoformat(), "total": total}

    session = {"at": DAY.isoformat(), "segments": [[1.0, 40.0]]}
    scores = [told(-1, 60), told(1, 40), told(3, None), told(6, 20)]
    found = forecast_records.course_of({"sessions": [session], "scores": scores})
    assert (found.baseline, found.scores) == ((60,), ((1.0, 40), (6.0, 20)))


def test_the_same_records_are_foretold_once_and_new_ones_anew(scored, person, prescriber, nurse):
    first = keep(person, prescriber)
    assert keep(person, prescriber).pk == first.pk
    entered(person, nurse, WEEK, 1, DAY + timedelta(days=4))
    assert keep(person, prescriber, days=4.5).pk != first.pk


def test_silence_is_kept_and_shown_as_silence(course, person, prescriber):
    assert keep(person, prescriber).result == {"silent": TOO_FEW}
    page = forecast_page.forecast_page(person.pk, name="SAMPLE, Ada", role=Role.PRESCRIBER)
    assert page.newest.silent == TOO_FEW
    assert not page.newest.says
    assert not page.newest.plot


def test_editions_are_not_mixed(person, prescriber, nurse):
    given(person, planned(person, prescriber=prescriber, nurse=nurse), nurse=nurse, at=DAY)
    entered(person, nurse, "pcl-5", 2, DAY + timedelta(days=1))
    assert keep(person, prescriber).result == {"silent": NO_BASELINE}


def test_an_infusion_that_is_booked_moves_the_end_of_the_course(scored, person, prescriber, monkeypatch):
    at = DAY + timedelta(days=11)
    monkeypatch.setattr(forecast_inputs, "infusions_ahead", lambda **_: {person.pk: (at,)})
    row = keep(person, prescriber)
    assert row.result["end_day"] == pytest.approx(18, abs=0.1)
    assert [each["on_day"] for each in row.result["days"]][:-1] == [7, 14]


def test_after_the_end_of_the_course_nothing_is_left_to_foretell(scored, person, prescriber, nurse):
    entered(person, nurse, WEEK, 1, DAY + timedelta(days=8))
    with pytest.raises(foretelling.CannotForetell, match="nothing of this course is left"):
        keep(person, prescriber, days=9)


def test_a_second_course_is_foretold_from_its_own_baseline_and_its_own_infusions(
    scored, person, prescriber, nurse, settings
):
    """The first course is 100 days past: 60 before it, 40 after it, and 60 again before the second."""
    settings.INFUSION_HOLDS = ()  # long-term safety is another subject
    second = DAY + timedelta(days=100)
    entered(person, nurse, WEEK, 2, second - timedelta(days=60))
    entered(person, nurse, WEEK, 3, second - timedelta(days=1))
    CoursePlan.objects.create(
        person=person, schedule="custom", inputs={}, protocol_version=1, engine_version="0", at=second, by=prescriber,
        result={"sessions": [{"on": second.date().isoformat()}], "schedule": {"sessions": 6}},
    )  # fmt: skip
    with pytest.raises(foretelling.CannotForetell, match="No infusion of the planned course was begun"):
        keep(person, prescriber, days=99.9)
    given(person, planned(person, prescriber=prescriber, nurse=nurse, at=second), nurse=nurse, at=second)
    for day in (1, 3):
        entered(person, nurse, WEEK, 2, second + timedelta(days=day))
    row = keep(person, prescriber, days=103.5)
    assert [each["total"] for each in row.inputs["scores"]] == [60, 40, 40]
    assert (len(row.inputs["sessions"]), row.inputs["earlier"]) == (1, 1)
    page = forecast_page.forecast_page(person.pk, name="SAMPLE, Ada", role=Role.PRESCRIBER)
    assert ("Infusions of earlier courses", "1, not in this forecast: it counts from the last PCL-5 since them") in (
        page.newest.made_from
    )


@pytest.mark.parametrize(("day", "begins"), [(2, 2.0), (-30, None), (9, None)])
def test_therapy_that_began_after_infusion_1_is_in_both_arms(scored, person, prescriber, monkeypatch, day, begins):
    """Held on day 2; held a month before, so that its gain is in the baseline; held after the forecast was made."""
    held = DAY + timedelta(days=day)
    monkeypatch.setattr("leeward.clinic.therapy.marks.trauma_focused", lambda _: iter([held]))
    row = keep(person, prescriber)
    assert forecast_records.course_of(row.inputs).therapy_from_day == begins
    page = forecast_page.forecast_page(person.pk, name="SAMPLE, Ada", role=Role.PRESCRIBER)
    (says,) = [says for name, says in page.newest.made_from if name == "Trauma-focused therapy"]
    assert says.startswith("in both arms from" if begins else "none that began after infusion 1")


def test_what_was_kept_is_never_changed(scored, person, prescriber):
    row = keep(person, prescriber)
    with pytest.raises(DatabaseError), transaction.atomic():
        CourseForecast.objects.filter(pk=row.pk).update(result={"silent": ""})


def test_verify_computes_it_again_and_finds_one_that_was_tampered_with(scored, person, prescriber):
    row = keep(person, prescriber)
    (found,) = replays()
    assert found.standing is Standing.AGREES
    CourseForecast.objects.create(
        person=person, infusion=scored, mode=row.mode, inputs=row.inputs, result={**row.result, "kept": 0.1},
        protocol_version=row.protocol_version, engine_version=row.engine_version, at=row.at + timedelta(hours=1),
        by=prescriber,
    )  # fmt: skip
    assert [each.standing for each in replays()] == [Standing.AGREES, Standing.DISAGREES]


def test_a_forecast_is_judged_only_by_scores_that_came_after_it(scored, person, prescriber, nurse):
    keep(person, prescriber)
    assert calibrating.scoring_of("demo").seen == 0
    entered(person, nurse, WEEK, 2, DAY + timedelta(days=7))
    found = calibrating.scoring_of("demo", at_end=True)
    assert (found.made, found.seen, found.people) == (1, 1, 1)
    assert calibrating.scoring_of("real").made == 0


def test_the_calibration_page_says_when_there_is_little_and_when_it_is_frozen(
    scored, person, prescriber, nurse, monkeypatch
):
    assert not calibration_page.calibration_page().parts
    keep(person, prescriber)
    entered(person, nurse, WEEK, 2, DAY + timedelta(days=7))
    ((name, parts),) = calibration_page.calibration_page().parts
    assert name.startswith("Made-up people")
    assert all(part.is_few for part in parts)
    monkeypatch.setattr(calibrating, "rests", lambda _mode: FROZEN)
    assert keep(person, prescriber, days=3.6).result == {"silent": FROZEN}


def test_the_queue_foretells_and_says_nothing_where_it_cannot(person, scored, monkeypatch):
    monkeypatch.setattr("leeward.clinic.outcomes.tasks.timezone.now", lambda: DAY + timedelta(days=3.5))
    foretell.func(str(person.pk))
    row = CourseForecast.objects.get()
    assert row.by is None
    foretell.func(str(person.pk))
    assert CourseForecast.objects.count() == 1


def test_a_questionnaire_of_pcl5_asks_the_queue_and_another_does_not(
    course, person, nurse, monkeypatch, django_capture_on_commit_callbacks
):
    asked: list[UUID] = []
    monkeypatch.setattr("leeward.clinic.outcomes.tasks.put_in_queue", lambda who, **_: asked.append(who))
    with django_capture_on_commit_callbacks(execute=True):
        entered(person, nurse, "phq-9", 0, DAY + timedelta(days=1))
        assert not asked
        entered(person, nurse, WEEK, 1, DAY + timedelta(days=1))
    assert asked == [person.pk]


def test_going_home_asks_the_queue(course, person, nurse, monkeypatch, django_capture_on_commit_callbacks):
    asked: list[UUID] = []
    monkeypatch.setattr("leeward.clinic.outcomes.tasks.put_in_queue", lambda who, **_: asked.append(who))
    with django_capture_on_commit_callbacks(execute=True):
        after_infusion(infusion_id=course.pk, by=nurse, at=DAY)
    assert asked == [person.pk]


def test_the_page_shows_every_number_with_its_band_and_the_control_arm(
    scored, person, prescriber, client_as, django_assert_max_num_queries
):
    client, url = client_as(Role.PRESCRIBER), reverse("outcomes:forecast", args=[person.pk])
    empty = client.get(url).content.decode()
    assert "Nothing was foretold yet" in empty
    assert "a forecast says more than how people like this person fared." in empty
    keep(person, prescriber)
    keep(person, prescriber)
    with django_assert_max_num_queries(25):
        text = client.get(url).content.decode()
    assert "without the drug" in text
    assert "Control arm" in text
    assert "wide assumptions" in text


def test_only_a_prescriber_makes_one(scored, person, client_as):
    url = reverse("outcomes:forecast", args=[person.pk])
    assert client_as(Role.NURSE).post(url).status_code == 403
    assert client_as(Role.NURSE).get(url).status_code == 200


def test_where_none_can_be_made_the_page_says_why(person, client_as):
    answer = client_as(Role.PRESCRIBER).post(reverse("outcomes:forecast", args=[person.pk]))
    assert answer.status_code == 422
    assert "No infusion was begun" in answer.content.decode()
