"""The baseline: what was taken before the first infusion, what is missing, and that each can be entered."""

import pytest
from django.urls import reverse

from leeward.assessment import assess
from leeward.clinic.assessments import charts
from leeward.clinic.outcomes import queries
from leeward.clinic.outcomes.models import ScoreEntry
from leeward.clinic.people.roles import Role
from leeward.instruments import EVERY, LEC5
from leeward.protocol import STANDARD
from leeward.units import Quantity

pytestmark = pytest.mark.django_db


def tags(person):
    return {row.name: row.tag for area in queries.baseline(person.pk).areas for row in area.rows}


def test_at_first_everything_is_missing(person):
    page = queries.baseline(person.pk)
    assert set(tags(person).values()) == {"missing", ""}
    assert page.says == "Before infusion 1: 0 of 13 questionnaires, and 0 of the 5 that the work-up asks of everybody."
    assert page.missing == "PCL-5, PHQ-9, C-SSRS screen, BPIC-SS, CADSS-6"
    assert [area.name for area in page.areas] == [
        *("Trauma", "Mood and suicide risk", "Sleep", "Function", "Alcohol and drugs", "Bladder", "Dissociation"),
    ]


def test_what_was_taken_is_done_and_a_gap_is_incomplete(enter, person):
    enter("pcl-5")
    enter("gad-7", answers=[None, 1, 1, 1, 1, 1, 1])
    enter("lec-5", each=0)
    enter("caps-5-week", answers=[40, None, None, None, None])
    found = tags(person)
    assert [found[name] for name in ("PCL-5", "GAD-7", "LEC-5", "CAPS-5", "ISI")] == [
        *("done", "incomplete", "done", "done", "missing"),
    ]


def test_after_the_first_infusion_nothing_can_become_a_baseline(enter, give, person):
    enter("pcl-5", days=-5)
    give(days=-4)
    enter("phq-9", days=-3, each=0)
    found = tags(person)
    assert (found["PCL-5"], found["PHQ-9"], found["ISI"]) == ("done", "not taken", "not taken")


def test_the_bladder_score_stands_on_the_chart(enter, person, now):
    enter("bpic-ss", answers=[12])
    assert charts.chart_of(person.pk, on=now.date()).current("bladder_score") == Quantity(12, "points")


def test_scores_of_alcohol_and_drugs_stand_on_the_chart_and_speak_there(enter, person, now):
    enter("audit-c", answers=[3, 2, 2])
    enter("dast-10", answers=[1, 1, 0, 1, 0, 0, 0, 0, 0, 0])
    chart = charts.chart_of(person.pk, on=now.date())
    assert chart.current("audit_c") == Quantity(7, "points")
    assert chart.current("dast10") == Quantity(4, "points")
    assert any("the drinking is risky" in caution for caution in assess(chart, STANDARD).cautions)


@pytest.mark.parametrize("scale", EVERY, ids=[scale.key for scale in EVERY])
def test_every_instrument_of_weeks_has_its_form(client_as, person, scale):
    page = client_as(Role.NURSE).get(reverse("outcomes:enter", args=[person.pk, scale.key]))
    assert page.status_code == (404 if scale.key in {"cadss-6", "moaa-s"} else 200)


def send(client, person, now, key, **answers):
    url = reverse("outcomes:enter", args=[person.pk, key])
    entry_id = client.get(url).context["form"]["entry_id"].value()
    told = {"entry_id": entry_id, "taken_at": now.strftime("%Y-%m-%dT%H:%M"), "source": "interview", **answers}
    return client.post(url, told)


def test_an_interview_is_entered_as_a_total(client_as, person, now):
    client = client_as(Role.NURSE)
    page = send(client, person, now, "caps-5", item_1="30", item_2="20", item_3="8", item_4="1", item_5="0")
    assert b"the sub-totals add up to 29, but the total is 30" in page.content
    assert b"81" in send(client, person, now, "caps-5", item_1="81").content
    assert not ScoreEntry.objects.exists()
    assert send(client, person, now, "caps-5", item_1="30").status_code == 302
    assert ScoreEntry.objects.get().answers == [30, None, None, None, None]
    assert send(client, person, now, "caps-5").status_code == 422


def test_events_are_listed_and_not_scored(enter, person):
    answers = [0] * len(LEC5.items)
    answers[9] = 5
    page = queries.entry_page(person_id=person.pk, entry_id=enter("lec-5", answers=answers))
    assert (page.total, page.of) == ("not scored", "")
    assert page.exposures == ("War or combat zone: happened to me",)
    assert not queries.overview_page(person.pk, name="SAMPLE, Ada").standings
