"""What an infusion taught is kept once, used by the next proposal, replayed, and never mixed with made-up data."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from bedside import a_reading, an_event
from cleared import clear
from leeward.clinic.infusions import journaling, learning
from leeward.clinic.infusions.models import Infusion, Reading
from leeward.clinic.people.roles import Role
from leeward.clinic.plans import actions as plans
from leeward.clinic.plans import computing, lessons, replaying
from leeward.clinic.plans.models import Lesson, Proposal
from leeward.clinic.protocols.replayed import Standing
from leeward.dosing import propose
from leeward.infusion import events as happened
from leeward.infusion.lesson import CannotTeach
from leeward.infusion.vitals import GenerationMode, VitalKind
from way import DAY, given, planned

pytestmark = pytest.mark.django_db

NEXT = DAY + timedelta(days=3)


@pytest.fixture(autouse=True)
def few_virtual_patients(monkeypatch):
    """What is kept says on how many it was computed."""
    monkeypatch.setattr("leeward.clinic.plans.actions.propose", partial(propose, n=200))


def strong(at):
    """Cuff readings of somebody whose pressure rises with the drug and twice as far as expected."""
    for minutes in range(-15, 120, 5):
        rise = 24 * max(0, min(minutes / 40, 1 - (minutes - 43) / 60))
        when, mode = at + timedelta(minutes=minutes), GenerationMode.DEMO
        noise = minutes // 5 % 3 - 1
        yield a_reading(VitalKind.SYSTOLIC, 120 + rise + 3 * noise, when, mode=mode)
        yield a_reading(VitalKind.DIASTOLIC, 78 + rise / 2 + 2 * noise, when, mode=mode)
        yield a_reading(VitalKind.HEART_RATE, 72 + 2 * noise, when, mode=mode)


@pytest.fixture
def ended(person, prescriber, nurse, monkeypatch):
    """One infusion with a strong rise of pressure, given to a made-up person and over."""
    monkeypatch.setattr("way._readings", strong)
    person.is_synthetic = True
    person.save()
    order = planned(person, prescriber=prescriber, nurse=nurse)
    return given(person, order, nurse=nurse, at=DAY + timedelta(hours=1))


def kept(infusion, by, at=NEXT):
    pk = learning.keep(person_id=infusion.person_id, infusion_id=infusion.pk, by=by, at=at)
    return Lesson.objects.get(pk=pk)


def options_of(pk):
    return Proposal.objects.get(pk=pk).result["options"]


def at_next(person, prescriber, nurse, at=NEXT):
    clear(person, by=nurse, at=at)
    return plans.propose_options(person_id=person.pk, by=prescriber, at=at)


def marked(infusion, kind="systolic", minutes=20):
    """Say that a cuff reading was false, after the fact."""
    row = Reading.objects.get(infusion=infusion, kind=kind, at=DAY + timedelta(hours=1, minutes=minutes))
    artefact = an_event(happened.MarkedArtefact, NEXT, reading_id=row.reading_id, reason="arm moved")
    infusion.refresh_from_db()
    journaling.record(infusion, [artefact], now=NEXT)


def test_a_lesson_says_what_taught_what_did_not_and_what_came_out(ended, nurse):
    lesson = kept(ended, nurse)
    result = lesson.result
    assert result["why_not"] == ""
    assert "Systolic pressure: 15 readings and 3 resting readings." in result["used"]
    assert any(each.startswith("CADSS-6, scored 2 times, is not the full CADSS") for each in result["left_out"])
    assert any("later than 30 min after the end" in each for each in result["left_out"])
    rise = next(each for each in result["parameters"] if each["name"].startswith("Rise of systolic"))
    assert rise["learned"]
    assert rise["sd_ratio"] < 0.9
    assert rise["now"][1] > rise["before"][1]
    clearance = next(each for each in result["parameters"] if each["name"].startswith("Clearance"))
    assert not clearance["learned"]
    assert result["effective_sample_size"] > 1
    assert len(result["placed"]) == 45


def test_the_same_infusion_is_one_lesson_and_a_changed_record_another(ended, nurse):
    first = kept(ended, nurse)
    assert kept(ended, nurse, at=NEXT + timedelta(hours=1)) == first
    marked(ended)
    second = kept(ended, nurse, at=NEXT + timedelta(hours=2))
    assert second != first
    assert len(second.inputs["session"]["readings"]["systolic"][0]) == 14
    assert lessons.of_person(ended.person_id) == (second,)


@pytest.mark.hazard("H41 adaptive learning drift")
def test_the_next_proposal_foretells_twice_and_offers_the_same(ended, person, prescriber, nurse):
    without = options_of(at_next(person, prescriber, nurse))
    lesson = kept(ended, nurse)
    pk = plans.propose_options(person_id=person.pk, by=prescriber, at=NEXT + timedelta(minutes=1))
    stored = Proposal.objects.get(pk=pk)
    assert stored.inputs["learned"] == {"lessons": [lesson.pk], "rests": ""}
    decides = ("key", "dose_mg", "dose_mg_per_kg", "minutes", "place", "needs_reason", "needs_second_person")
    assert [[one[name] for name in decides] for one in stored.result["options"]] == [
        [one[name] for name in decides] for one in without
    ]
    assert "learned" not in without[0]
    first = stored.result["options"][0]
    assert first["learned"]["highest_systolic"]["median"] > first["prediction"]["highest_systolic"]["median"]
    assert "highest_cadss" not in first["learned"]
    assert stored.result["learned"]["infusions"] == 1
    assert any("higher than in people like this person" in each for each in stored.result["learned"]["says"])


def test_what_is_stored_comes_out_again(ended, person, prescriber, nurse):
    before = at_next(person, prescriber, nurse)
    kept(ended, nurse)
    after = plans.propose_options(person_id=person.pk, by=prescriber, at=NEXT + timedelta(minutes=1))
    lessons._learned.cache_clear()
    found = [each for each in replaying.replays() if each.kind in {"lesson", "proposal"}]
    assert {each.key for each in found} >= {str(before), str(after)}
    assert [each for each in found if each.standing is not Standing.AGREES] == []
    assert computing.recomputed(Proposal.objects.get(pk=after)).option("studied").learned is not None


def test_a_proposal_that_was_made_rests_on_the_lessons_of_its_day(ended, person, prescriber, nurse):
    kept(ended, nurse)
    pk = at_next(person, prescriber, nurse)
    marked(ended)
    kept(ended, nurse, at=NEXT + timedelta(hours=1))
    assert computing.recomputed(Proposal.objects.get(pk=pk)).learned.infusions == 1


def test_made_up_readings_never_teach_of_a_real_person(ended, person, nurse):
    Infusion.objects.filter(pk=ended.pk).update(mode="real")
    with pytest.raises(lessons.CannotKeep, match="real, the person is not"):
        kept(ended, nurse)
    person.is_synthetic = False
    person.save()
    lesson = kept(ended, nurse)
    assert lesson.result["why_not"].startswith("There is no usable reading")
    assert any("of another mode (demo) than this infusion (real)" in each for each in lesson.result["left_out"])


def test_nothing_is_learned_while_drug_may_still_go_in(ended, nurse):
    with pytest.raises(CannotTeach, match="has not ended"):
        learning.keep(
            person_id=ended.person_id, infusion_id=ended.pk, by=nurse, at=DAY + timedelta(hours=1, minutes=30)
        )


def test_readings_after_a_medicine_show_that_medicine_too(ended, nurse):
    given_at = DAY + timedelta(hours=1, minutes=22)
    medicine = an_event(
        happened.MedicineGiven, given_at, medicine="labetalol", dose="10 mg", purpose="antihypertensive"
    )
    ended.refresh_from_db()
    bedside = learning.standing.load(ended, now=NEXT, whole=True)
    record = learning.lesson_record((*bedside.events, medicine), bedside.readings, now=NEXT, mode=bedside.mode)
    assert max(record.readings.systolic[0]) == 20
    assert any("after labetalol was given: they show that medicine too" in each for each in record.left_out)


def test_lessons_go_by_the_time_of_the_infusions_and_not_of_the_asking(ended, person, prescriber, nurse):
    later_day = DAY + timedelta(days=5)
    order = planned(person, prescriber=prescriber, nurse=nurse, at=later_day)
    second = given(person, order, nurse=nurse, at=later_day + timedelta(hours=1))
    at = later_day + timedelta(days=1)
    alone = kept(second, nurse, at=at)
    assert alone.inputs["after"] == []
    learning.keep_due(person_id=person.pk, by=nurse, at=at + timedelta(hours=1))
    first, last = lessons.of_person(person.pk)
    assert (first.order_id, last.order_id) == (ended.order_id, second.order_id)
    assert last.inputs["after"] == [first.pk]
    assert last.result["infusions"] == 2
    count = Lesson.objects.count()
    learning.keep_due(person_id=person.pk, by=nurse, at=at + timedelta(hours=2))
    assert Lesson.objects.count() == count


def test_forecasts_that_missed_too_often_stop_the_learning(ended, person, prescriber, nurse, monkeypatch):
    monkeypatch.setattr(lessons, "_is_frozen", lambda *_: True)
    assert "learning rests" in kept(ended, nurse).result["why_not"]
    result = Proposal.objects.get(pk=at_next(person, prescriber, nurse)).result
    assert "learning rests" in result["learned"]["why_not"]
    assert "learned" not in result["options"][0]


def test_what_cannot_be_computed_leaves_the_population(ended, person, prescriber, nurse, monkeypatch):
    kept(ended, nurse)

    def broken(_rows):
        raise KeyError("given")

    with monkeypatch.context() as patch:
        patch.setattr(lessons, "learned_from", broken)
        pk = at_next(person, prescriber, nurse)
    stored = Proposal.objects.get(pk=pk)
    assert stored.result["learned"]["why_not"].startswith("What earlier infusions taught cannot be computed")
    assert "learned" not in stored.result["options"][0]
    assert computing.recomputed(stored).option("studied").learned is None


def test_the_page_asks_learns_and_shows(ended, nurse, client_as):
    client = client_as(Role.NURSE)
    address = reverse("infusions:learned", args=[ended.person_id, ended.pk])
    assert "Not learned from yet" in client.get(address).content.decode()
    shown = client.post(address, follow=True).content.decode()
    assert "higher than in people like this person" in shown
    assert "It says nothing of PTSD or of benefit." in shown
    assert "Learn from this infusion" not in shown
    marked(ended)
    assert "The record has changed since" in client.get(address).content.decode()


def test_options_are_computed_with_what_was_learned_by_then(ended, person, nurse, prescriber, client_as):
    client = client_as(Role.PRESCRIBER)
    clear(person, by=nurse, at=timezone.now())
    shown = client.post(reverse("plans:propose", args=[person.pk]), follow=True).content.decode()
    assert Lesson.objects.filter(order_id=ended.order_id).count() == 1
    assert "What 1 infusion taught of this person" in shown
    assert "As learned of this person" in shown
