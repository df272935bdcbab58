"""After a session: choices side by side, one chosen with a reason, kept with what it was made from, and replayed."""

from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from leeward.clinic.courses import adapt_actions, replaying
from leeward.clinic.courses.adapt_actions import CannotAdaptHere
from leeward.clinic.courses.models import Adaptation
from leeward.clinic.outcomes.actions import enter_scores
from leeward.clinic.outcomes.models import CourseForecast
from leeward.clinic.people.roles import Role
from way import DAY

pytestmark = pytest.mark.django_db
LATER = DAY.replace(day=12)


def choose(person, by, chosen, reason="The patient and I agreed on it."):
    return adapt_actions.choose_option(
        adaptation_id=uuid4(), person_id=person.pk, chosen=chosen, reason=reason, by=by, at=LATER
    )  # fmt: skip


def test_a_choice_is_kept_with_what_it_was_made_from_and_comes_out_the_same_again(infusion, person, prescriber):
    choose(person, prescriber, "pause")
    kept = Adaptation.objects.get()
    assert len(kept.result["options"]) >= 2
    assert all(each["reasons"] and each["consequences"] for each in kept.result["options"])
    assert all(each["why"] for each in kept.result["not_now"])
    (told,) = kept.inputs["infusions"]
    assert told["mg_per_kg"] == pytest.approx(0.5, abs=0.01)
    assert [each["total"] for each in kept.inputs["scores"]]
    (replayed,) = [each for each in replaying.replays() if each.kind == "choice after a session"]
    assert (replayed.differences, replayed.trouble) == ((), "")


def test_what_was_tampered_with_disagrees(infusion, person, prescriber):
    choose(person, prescriber, "pause")
    kept = Adaptation.objects.get()
    kept.result["options"][0]["says"] = "Twice the dose."
    assert replaying._replayed("x", kept, lambda _: Adaptation.objects.get().result).differences


def test_what_is_not_offered_cannot_be_chosen_and_a_reason_is_asked_for(infusion, person, prescriber):
    not_now = adapt_actions.adapting.offered(
        adapt_actions.so_far_records.gathered(person.pk, now=LATER), adapt_actions.in_force(LATER)
    ).not_now
    with pytest.raises(CannotAdaptHere, match="not now"):
        choose(person, prescriber, not_now[0].kind.key)
    with pytest.raises(CannotAdaptHere, match="Write why"):
        choose(person, prescriber, "pause", reason=" ")
    with pytest.raises(CannotAdaptHere, match="There is no choice"):
        choose(person, prescriber, "twice-the-dose")


def test_before_any_infusion_nothing_is_offered(person, client_as):
    page = client_as(Role.PRESCRIBER).get(f"/people/{person.pk}/course/next/").content.decode()
    assert "No infusion was given yet: propose the first one under “Plan”." in page


def test_the_page_shows_the_choices_and_the_timeline_what_was_chosen(infusion, person, client_as, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    doctor, address = client_as(Role.PRESCRIBER), f"/people/{person.pk}/course/next/"
    page = doctor.get(address).content.decode()
    assert page.count("What is likely") >= 2
    assert "What may not be chosen now" in page
    told = {"form_id": str(uuid4()), "chosen": "pause", "reason": "Pressure first."}
    assert doctor.post(address, told | {"reason": ""}).status_code == 422
    response = doctor.post(address, told)
    assert response.status_code == 302
    shown = doctor.get(response["Location"]).content.decode()
    assert "Pressure first." in shown
    assert "What it was made from" in shown
    timeline = doctor.get(f"/people/{person.pk}/course/").content.decode()
    assert "Pause for a medical review, chosen by Test Prescriber. Pressure first." in timeline
    assert client_as(Role.NURSE).post(address, told).status_code == 403


def keep_forecast(person, infusion, **result):
    level, low = [0.0] * 30 + [0.5] * 20 + [1.0] * 31, [0.0] * 20 + [0.6] * 20 + [1.0] * 41
    told = {
        "silent": "", "learned": True, "end_day": 14.0, "response": {"chance": 0.62, "control": 0.31},
        "days": [{"on_day": 14.0, "cumulative": low}], "control": [{"on_day": 14.0, "cumulative": level}],
    }  # fmt: skip
    CourseForecast.objects.create(
        person=person, infusion=infusion, mode="demo", protocol_version=1, engine_version="0", at=LATER,
        inputs={"sessions": [{"at": DAY.isoformat(), "infusion": str(infusion.pk)}]}, result=told | result,
    )  # fmt: skip


@pytest.mark.parametrize("result", [{"learned": False}, {"silent": "too few scores"}])
def test_a_forecast_that_learned_nothing_of_this_person_stands_beside_no_choice(infusion, person, result):
    keep_forecast(person, infusion, **result)
    assert adapt_actions.so_far_records.gathered(person.pk, now=LATER)["foretold"] is None


def test_a_forecast_that_was_kept_stands_in_the_choice_with_its_control_arm(infusion, person, prescriber):
    keep_forecast(person, infusion)
    choose(person, prescriber, "pause")
    (told,) = [each["consequences"] for each in Adaptation.objects.get().result["options"] if each["key"] == "pause"]
    assert told[0].startswith("By 24-Nov-2026, with no further infusion: about 62 in 100 respond; PCL-5 20")
    assert "as in a control arm, never given ketamine from infusion 1 on: about 31 in 100 respond" in told[1]
    (replayed,) = [each for each in replaying.replays() if each.kind == "choice after a session"]
    assert (replayed.differences, replayed.trouble) == ((), "")


def test_what_is_entered_while_the_choices_are_computed_is_said(infusion, person, prescriber, monkeypatch):
    """The result is entered after everything was gathered, and before the choice is kept."""
    offered = adapt_actions.adapting.offered

    def meanwhile(inputs, protocol):
        assert not in_choosing()
        enter_scores(
            entry_id=uuid4(), person_id=person.pk, scale_key="c-ssrs-screen", answers=[1, 1, 1, 1, 1, 1, 1],
            taken_at=LATER, source="clinician", by=prescriber, at=LATER,
        )  # fmt: skip
        return offered(inputs, protocol)

    monkeypatch.setattr(adapt_actions.adapting, "offered", meanwhile)
    with pytest.raises(CannotAdaptHere, match="Look at the choices again"):
        choose(person, prescriber, "pause")
    assert not Adaptation.objects.exists()


def test_another_choice_of_the_same_form_is_kept_once(infusion, person, prescriber, monkeypatch):
    told = {"adaptation_id": uuid4(), "person_id": person.pk, "chosen": "pause", "by": prescriber, "at": LATER}
    assert adapt_actions.choose_option(**told, reason="One.") == adapt_actions.choose_option(**told, reason="Two.")
    assert Adaptation.objects.get().reason == "One."


def in_choosing() -> int:
    """How many transactions are open beyond the test's own."""
    return len(connection.savepoint_ids)
