"""The trajectory as a page: nothing stands on one score, editions are apart, and what is missing is said."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leeward.clinic.assessments.models import MedicationList
from leeward.clinic.outcomes import trajectory_page
from leeward.clinic.people.roles import Role
from leeward.outcomes import Mark, MarkKind

pytestmark = pytest.mark.django_db
WEEK = "pcl-5-week"


@pytest.fixture
def page(person, now):
    def of(*, days=30.0):
        return trajectory_page.trajectory_page(person.pk, name="SAMPLE, Ada", now=now + timedelta(days=days))

    return of


def sentence(edition, name):
    return next(each for each in edition.stands if each.name == name)


def test_a_response_stands_only_once_a_second_score_days_later_shows_it(give, enter, page):
    enter(WEEK, days=-0.5, each=3)
    give(days=0)
    enter(WEEK, days=2, each=1)
    (edition,) = page().editions
    once = sentence(edition, "response")
    assert once.tag == "not confirmed yet"
    assert "is not enough" in once.says
    assert once.marks
    enter(WEEK, days=7, each=1)
    (edition,) = page().editions
    assert sentence(edition, "response").tag == "confirmed"
    assert "between day" in sentence(edition, "time to response").says


def test_a_response_that_went_is_told_as_lost_with_its_rule_and_source(give, enter, page):
    enter(WEEK, days=-0.5, each=3)
    give(days=0)
    for day, each in ((2, 1), (7, 1), (14, 3), (21, 3)):
        enter(WEEK, days=day, each=each)
    (edition,) = page().editions
    lost = sentence(edition, "loss of response, relapse")
    assert lost.tag == "lost"
    assert "relapse" in lost.says
    assert lost.marks


def test_where_a_second_course_is_on_record_the_page_says_that_it_counts_all_as_one(
    person, now, give, enter, page, monkeypatch
):
    enter(WEEK, days=-0.5, each=3)
    give(days=0)
    enter(WEEK, days=7, each=2)
    (edition,) = page().editions
    assert not any("counts as one course" in each.says for each in edition.otherwise)
    later = (now + timedelta(days=60)).date()
    monkeypatch.setattr("leeward.clinic.courses.on_record.began", lambda *_: later)
    (edition,) = page().editions
    assert f"The course from {later:%d-%b-%Y} on counts from its own baseline" in edition.otherwise[0].says


def test_chance_and_the_control_arms_stand_beside_a_fall(give, enter, page):
    enter(WEEK, days=-0.5, each=3)
    give(days=0)
    enter(WEEK, days=7, each=2)
    (edition,) = page().editions
    assert "regression to the mean" in edition.otherwise[0].says
    assert "midazolam" in edition.plot
    assert edition.without


def test_editions_are_never_in_one_plot(give, enter, page):
    enter("pcl-5", days=-5, each=3)
    enter(WEEK, days=-0.5, each=2)
    give(days=0)
    enter(WEEK, days=7, each=1)
    week, month = page().editions
    assert (week.key, month.key) == (WEEK, "pcl-5")
    assert [line.total for line in month.scores] == ["60"]
    assert [line.total for line in week.scores] == ["40", "20"]


def test_an_item_left_out_gives_bounds_and_no_total(give, enter, page):
    enter(WEEK, days=-0.5, each=3)
    give(days=0)
    enter(WEEK, days=7, answers=[None, *[1] * 19])
    (edition,) = page().editions
    assert edition.scores[-1].total == "unknown, between 19 and 23"
    assert any("were left out" in gap for gap in edition.gaps)


def test_therapy_and_medicines_are_marked_and_named_as_another_reason(
    give, enter, page, person, nurse, now, monkeypatch
):
    held = Mark(at=now + timedelta(days=1), kind=MarkKind.THERAPY, says="Prolonged exposure")
    monkeypatch.setattr(trajectory_page.beside, "import_string", lambda _: lambda _person: (held,))
    for day, names in ((-3, ["sertraline 50 mg"]), (2, ["sertraline 100 mg"])):
        MedicationList.objects.create(
            person=person, names=names, source="asked", at=now + timedelta(days=day), by=nurse
        )  # fmt: skip
    enter(WEEK, days=-0.5, each=3)
    give(days=0)
    enter(WEEK, days=7, each=1)
    (edition,) = page().editions
    assert "Prolonged exposure" in edition.plot
    assert "new: sertraline 100 mg; gone: sertraline 50 mg" in edition.plot
    assert any("1 therapy session and 1 change of a medicine" in each.says for each in edition.otherwise)


def test_the_page_opens_with_and_without_scores(
    give, enter, person, client_as, django_assert_max_num_queries
):  # fmt: skip
    client, url = client_as(Role.THERAPIST), reverse("outcomes:trajectory", args=[person.pk])
    assert "has not been scored yet" in client.get(url).content.decode()
    enter(WEEK, days=-9.5, each=3)
    for day in (-9, -7, -5, -3):
        give(days=day)
        enter(WEEK, days=day + 1, each=1)
    with django_assert_max_num_queries(30):
        text = client.get(url).content.decode()
    assert "What stands, and since when" in text
    assert "as a table" in text
