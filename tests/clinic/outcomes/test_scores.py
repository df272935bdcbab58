"""Questionnaires in the database: kept as answered, scored by the library, shown to the right people."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from leeward.clinic.outcomes import actions, queries
from leeward.clinic.outcomes.mapping import CannotRead
from leeward.clinic.outcomes.models import Remark, ScoreEntry
from leeward.clinic.people import actions as people
from leeward.clinic.people.models import Person
from leeward.clinic.people.roles import Role
from leeward.instruments import CannotScore

from .conftest import PCL5_38

pytestmark = pytest.mark.django_db


@pytest.fixture
def another(now):
    return Person.objects.get(pk=people.add_person(family_name="Other", given_names="Ben", born=None, at=now))


@pytest.mark.hazard("H40 Wrong trend/score shown (PCL-5 direction, mixed patient)")
def test_a_known_vector_shows_its_total_and_its_clusters(enter, person):
    enter(answers=PCL5_38)
    standing = queries.overview_page(person.pk, name="SAMPLE, Ada").standings[0]
    assert standing.latest == "38"
    assert [(part.name, part.after) for part in standing.parts] == [
        ("B Intrusion", "10"),
        ("C Avoidance", "4"),
        ("D Cognition and mood", "12"),
        ("E Arousal and reactivity", "12"),
        ("Nightmares (item 2)", "3"),
        ("Sleep (item 20)", "3"),
    ]


@pytest.mark.hazard("H40 Wrong trend/score shown (PCL-5 direction, mixed patient)")
def test_a_fall_is_shown_as_a_fall_and_a_rise_as_a_rise(enter, person, give):
    enter(days=-10, each=2)
    give(days=-9)
    enter(days=-8, each=1)
    told = queries.overview_page(person.pk, name="SAMPLE, Ada").standings[0]
    assert told.change == "−20 points (−50 %)"
    assert told.says.startswith("PCL-5 fell from 40 to 20")
    enter(days=-7, each=3)
    told = queries.overview_page(person.pk, name="SAMPLE, Ada").standings[0]
    assert told.change == "+20 points (+50 %)"
    assert {word.name: word.tag_kind for word in told.words if word.tag == "met"} == {
        "reliable worsening": "high",
        "loss of response": "high",
    }


@pytest.mark.hazard("H40 Wrong trend/score shown (PCL-5 direction, mixed patient)")
def test_another_persons_scores_never_enter_and_the_plot_names_its_person(enter, person, another):
    enter(each=1)
    enter(each=4, who=another)
    page = queries.overview_page(person.pk, name="SAMPLE, Ada")
    assert [standing.latest for standing in page.standings] == ["20"]
    assert "Scores of SAMPLE, Ada" in page.plot
    assert "80" not in {point.total for point in page.standings[0].points}


@pytest.mark.hazard("H40 Wrong trend/score shown (PCL-5 direction, mixed patient)")
def test_a_stored_total_that_does_not_add_up_is_not_shown(person, nurse, now):
    row = ScoreEntry.objects.create(
        person=person, scale_key="phq-9", answers=[1] * 9, total=8, source="patient", taken_at=now, at=now, by=nurse
    )
    with pytest.raises(CannotRead, match=f"{row.pk} of phq-9 adds up to 9, but 8 was stored"):
        queries.overview_page(person.pk, name="SAMPLE, Ada")


def test_an_item_left_out_leaves_the_total_unknown_everywhere(enter, person, client_as):
    entry_id = enter(answers=[None, *[3] * 19])
    assert ScoreEntry.objects.get(pk=entry_id).total is None
    page = queries.entry_page(person_id=person.pk, entry_id=entry_id)
    assert (page.total, page.missing) == ("unknown", "1")
    shown = client_as(Role.NURSE).get(f"/people/{person.pk}/outcomes/").content.decode()
    assert "items 1 were left out, so the total is unknown" in shown
    assert ">57<" not in shown


def test_the_same_form_sent_twice_is_kept_once_and_never_changes(person, nurse, now):
    once = {"entry_id": uuid4(), "person_id": person.pk, "scale_key": "phq-9", "source": "patient", "by": nurse}
    first = actions.enter_scores(**once, answers=[1] * 9, taken_at=now, at=now)
    again = actions.enter_scores(**once, answers=[1] * 9, taken_at=now, at=now + timedelta(minutes=1))
    assert first == again
    assert ScoreEntry.objects.count() == 1
    with pytest.raises(actions.CannotEnter, match="already used"):
        actions.enter_scores(**once, answers=[2] * 9, taken_at=now, at=now)


@pytest.mark.parametrize(
    ("answers", "says"), [([4] * 9, "whole number from 0 to 3"), ([1] * 8, "9 items, but 8"), ([True] * 9, "whole")]
)
def test_answers_that_do_not_fit_are_refused(person, nurse, now, answers, says):
    told = {"person_id": person.pk, "scale_key": "phq-9", "source": "patient", "by": nurse, "at": now, "taken_at": now}
    with pytest.raises(CannotScore, match=says):
        actions.enter_scores(entry_id=uuid4(), answers=answers, **told)


def test_answers_from_the_future_are_refused(person, nurse, now):
    with pytest.raises(actions.CannotEnter, match="later than now"):
        actions.enter_scores(
            entry_id=uuid4(), person_id=person.pk, scale_key="phq-9", answers=[0] * 9, source="patient",
            taken_at=now + timedelta(minutes=1), by=nurse, at=now,
        )  # fmt: skip


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_entries_only_grow(enter, deed):
    rows = ScoreEntry.objects.filter(pk=enter())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(total=1) if deed == "update" else rows.delete()


def test_a_mistake_stays_in_the_list_and_counts_for_nothing(enter, person, nurse, now):
    enter(days=-2, each=1)
    wrong = enter(days=-1, each=4)
    actions.remark(
        person_id=person.pk, entry_id=wrong, kind=Remark.Kind.MISTAKE, says="of another patient", by=nurse, at=now
    )
    page = queries.overview_page(person.pk, name="SAMPLE, Ada")
    assert page.standings[0].latest == "20"
    assert [line.tag for line in page.entries] == ["mistake", ""]
    with pytest.raises(actions.CannotRemark, match="marked as a mistake before"):
        actions.remark(person_id=person.pk, entry_id=wrong, kind="answered", says="x", by=nurse, at=now)


def test_every_word_of_change_has_its_definition_and_its_source(enter, person, give):
    enter(days=-10, each=2)
    give(days=-9)
    enter(days=-8, each=1)
    page = queries.overview_page(person.pk, name="SAMPLE, Ada")
    anchors = {line.anchor for line in (*page.sources, *page.assumptions)}
    for word in page.standings[0].words:
        assert word.says
        assert word.marks, word.name
        assert {mark.anchor for mark in word.marks} <= anchors
    assert "does not say that ketamine caused it" in page.caution


@pytest.mark.parametrize("role", [Role.NURSE, Role.PRESCRIBER, Role.MEDICAL_DIRECTOR, Role.THERAPIST])
def test_the_care_team_reads_and_enters(client_as, person, role):
    client = client_as(role)
    assert client.get(f"/people/{person.pk}/outcomes/").status_code == 200
    assert client.get(f"/people/{person.pk}/outcomes/enter/pcl-5/").status_code == 200


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.RESEARCHER, Role.ADMINISTRATOR])
def test_nobody_else_does(client_as, person, role):
    client = client_as(role)
    assert client.get(f"/people/{person.pk}/outcomes/").status_code == 403
    assert client.post(f"/people/{person.pk}/outcomes/enter/pcl-5/").status_code == 403


def test_another_persons_entry_is_not_found(client_as, enter, another):
    entry_id = enter()
    assert client_as(Role.NURSE).get(f"/people/{another.pk}/outcomes/{entry_id}/").status_code == 404
    assert client_as(Role.NURSE).get(f"/people/{another.pk}/outcomes/enter/no-such/").status_code == 404


def _form(**answers):
    return {"entry_id": uuid4(), "taken_at": "2026-11-20T09:00", "source": "patient"} | answers


def test_a_form_leads_to_its_entry(client_as, person):
    told = _form(**{f"item_{n}": 1 for n in range(1, 21)})
    response = client_as(Role.NURSE).post(f"/people/{person.pk}/outcomes/enter/pcl-5/", told, follow=True)
    assert response.redirect_chain[-1][0] == f"/people/{person.pk}/outcomes/{told['entry_id']}/"
    assert ScoreEntry.objects.get().total == 20


def test_an_item_without_a_choice_is_asked_about_once(client_as, person):
    url, told = f"/people/{person.pk}/outcomes/enter/pcl-5/", _form(**{f"item_{n}": 1 for n in range(1, 20)})
    response = client_as(Role.NURSE).post(url, told)
    assert response.status_code == 422
    assert "No answer is chosen for 20" in response.content.decode()
    assert client_as(Role.NURSE).post(url, told | {"leave_out": "on"}).status_code == 302
    assert ScoreEntry.objects.get().total is None


def test_left_out_can_be_said_item_by_item(client_as, person):
    told = _form(**{f"item_{n}": 1 for n in range(1, 20)}, item_20="left out")
    assert client_as(Role.NURSE).post(f"/people/{person.pk}/outcomes/enter/pcl-5/", told).status_code == 302
    assert ScoreEntry.objects.get().answers[19] is None


def test_what_a_skip_rule_leaves_out_is_not_asked_about(client_as, person):
    told = _form(item_1=0, item_2=0, item_6=0)
    assert client_as(Role.NURSE).post(f"/people/{person.pk}/outcomes/enter/c-ssrs-screen/", told).status_code == 302
    assert ScoreEntry.objects.get().total == 0
