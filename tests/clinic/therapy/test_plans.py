"""Sessions are placed in both calendars; outside therapists see their own part only."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from leeward.clinic.people.roles import Role
from leeward.clinic.scheduling import actions as scheduling
from leeward.clinic.scheduling import standing
from leeward.clinic.scheduling.calendar import Slot
from leeward.clinic.therapy import actions, outside_actions
from leeward.clinic.therapy.actions import CannotTreat
from leeward.clinic.therapy.models import OutsideEvent, OutsideLink, PlanEnd, SessionHeld, TherapyPlan, TherapySession
from leeward.clinic.therapy.outside_actions import CannotInvite
from leeward.course.therapy import TherapyKind
from leeward.course.therapy import TherapyPlan as Wanted
from leeward.protocol.coursing import TherapyWindow

from .conftest import INFUSIONS

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def starts(plan):
    return [each.booking.events.get().starts_at for each in plan.placed.all()]


def test_each_session_follows_an_infusion_within_the_window_and_never_on_its_day(plan):
    first, second, third = starts(plan)
    ends = [at + timedelta(hours=2.5) for at in INFUSIONS]
    window = [timedelta(hours=row.to("h")) for row in (TherapyWindow.opens, TherapyWindow.closes)]
    assert window[0] <= first - ends[0] <= window[1]
    assert window[0] <= second - ends[1] <= window[1] or second > ends[1]
    assert third > second
    assert not {at.date() for at in (first, second, third)} & {at.date() for at in INFUSIONS}


def test_without_shared_time_it_says_so(person, therapist, prescriber, now):
    with pytest.raises(CannotTreat, match="share no free time"):
        actions.make_plan(
            plan_id=uuid4(), person_id=person.pk, therapist=therapist, reason="", by=prescriber, at=now,
            wanted=Wanted(kind=TherapyKind.EXPOSURE, sessions=1, minutes=90),
        )  # fmt: skip
    assert not TherapyPlan.objects.exists()


def test_a_held_session_says_kind_and_homework_and_is_told_once(held, person, therapist):
    (row,) = SessionHeld.objects.all()
    assert (row.kind, row.homework) == ("exposure", "Listen to the recording.")
    with pytest.raises(CannotTreat, match="held already"):
        actions.hold_session(
            person_id=person.pk, session_id=held.pk, minutes=80, homework="", by=therapist, at=row.at + HOUR
        )


def test_ending_a_plan_cancels_what_is_to_come(plan, person, prescriber, now):
    actions.end_plan(person_id=person.pk, plan_id=plan.pk, says="The patient asked to stop.", by=prescriber, at=now)
    kinds = [each.event.kind for each in standing.of_person(person.pk) if each.booking.kind == "therapy"]
    assert kinds == ["cancelled"] * 3


def test_the_pages_plan_show_and_tell(booked, person, therapist, client_as, monkeypatch, now):
    monkeypatch.setattr(timezone, "now", lambda: now)
    doctor, address = client_as(Role.PRESCRIBER), f"/people/{person.pk}/therapy/"
    assert "one small randomized trial (27 people)" in doctor.get(address).content.decode()
    told = {"form_id": str(uuid4()), "kind": "exposure", "therapist": therapist.pk, "sessions": "2", "minutes": ""}
    assert doctor.post(address + "plan/", told).status_code == 302
    session = TherapySession.objects.get(number=1)
    starts_at = session.booking.events.get().starts_at
    monkeypatch.setattr(timezone, "now", lambda: starts_at + 2 * HOUR)
    own, page = client_as(Role.THERAPIST), f"{address}sessions/{session.pk}/"
    assert "Record as held" in own.get(page).content.decode()
    seen = client_as(Role.PRESCRIBER).get(page).content.decode()
    assert "What was said stays between patient and therapist" in seen
    assert "Record as held" not in seen
    assert own.post(page + "held/", {"minutes": "80", "homework": "Walk."}).status_code == 302
    assert own.post(page + "held/", {"minutes": "80"}).status_code == 422
    assert "Homework: Walk." in client_as(Role.NURSE).get(address).content.decode()


@pytest.fixture
def invited(booked, person, prescriber, now, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: now)
    return outside_actions.invite(
        plan_id=uuid4(), person_id=person.pk, kind=TherapyKind.EMDR, sessions=8, name="Olga Outside",
        phone="555 0199", by=prescriber, at=now,
    )  # fmt: skip


@pytest.mark.hazard("H37 unauthorised access: an outside therapist")
def test_an_outside_therapist_opens_once_with_the_code_and_sees_their_own_part_only(invited, plan, person, now):
    client, door = Client(), f"/therapist/open/{invited.token}/"
    assert client.get("/therapist/").status_code == 404
    assert client.post(door, {"code": "00000000"}).status_code == 422
    assert client.post(door, {"code": invited.code}).status_code == 302
    page = client.get("/therapist/").content.decode()
    assert "Tue 24-Nov-2026" in page
    assert " mg" not in page
    assert "prolonged exposure" not in page
    told = {"day": "2026-11-23", "clock": "00:30", "minutes": "60", "homework": "Write."}
    assert client.post("/therapist/", told).status_code == 302
    assert client.post("/therapist/", told | {"day": "2027-01-01"}).status_code == 422
    assert client.post("/therapist/", told | {"day": "2026-11-20"}).status_code == 422  # before the plan began
    assert "Homework: Write." in client.get("/therapist/").content.decode()
    assert SessionHeld.objects.get().outside.name == "Olga Outside"
    assert Client().post(door, {"code": invited.code}).status_code == 410


def test_a_link_that_was_taken_back_opens_nothing(invited, person, prescriber, client_as, now):
    client, door = Client(), f"/therapist/open/{invited.token}/"
    client.post(door, {"code": invited.code})
    address = f"/people/{person.pk}/therapy/outside/{invited.plan_id}/revoke/"
    assert client_as(Role.PRESCRIBER).post(address).status_code == 302
    assert client.get("/therapist/").status_code == 404
    assert client.post(door, {"code": invited.code}).status_code == 410


def test_too_many_wrong_codes_lock_it_and_the_code_is_kept_nowhere(invited, now):
    client, door = Client(), f"/therapist/open/{invited.token}/"
    for _ in range(12):
        client.post(door, {"code": "00000000"})
    assert "locked" in client.post(door, {"code": invited.code}).content.decode()
    row = OutsideLink.objects.get()
    assert invited.code not in (row.code_hash, row.token_hash)
    assert invited.token not in repr(row.__dict__)


def test_an_infusion_moved_to_the_day_of_a_session_is_said(plan, person, prescriber, client_as, monkeypatch, now):
    monkeypatch.setattr(timezone, "now", lambda: now)
    first = starts(plan)[0]
    infusion = next(each for each in standing.of_person(person.pk) if each.booking.kind == "infusion")
    begins = first.replace(hour=8, minute=0)
    slot = Slot(starts_at=begins, ends_at=begins + 2 * HOUR, chair_id=infusion.event.chair_id)
    scheduling.move(
        person_id=person.pk, booking_id=infusion.booking.pk, slot=slot, says="Has a cold.", by=prescriber, at=now
    )
    page = client_as(Role.NURSE).get(f"/people/{person.pk}/therapy/").content.decode()
    assert "cannot stay: an infusion is on that day" in page


@pytest.fixture
def ended(invited, person, prescriber, now):
    """The outside therapist's page stands open, and then the plan is ended."""
    client = Client()
    client.post(f"/therapist/open/{invited.token}/", {"code": invited.code})
    assert client.get("/therapist/").status_code == 200
    actions.end_plan(person_id=person.pk, plan_id=invited.plan_id, says="Moved away.", by=prescriber, at=now)
    return client


def is_closed(response, status):
    return response.status_code == status and "This page is closed" in response.content.decode()


@pytest.mark.hazard("H37 unauthorised access: an outside therapist after the plan ended")
def test_ending_a_plan_takes_the_outside_therapists_links_back(ended, invited):
    assert OutsideEvent.objects.get(kind="revoked").told == {"why": "the plan was ended"}
    assert is_closed(ended.get("/therapist/"), 404)
    assert is_closed(Client().post(f"/therapist/open/{invited.token}/", {"code": invited.code}), 410)


@pytest.mark.hazard("H37 unauthorised access: an outside therapist after the plan ended")
def test_a_link_that_outlived_its_plan_opens_only_the_closed_page(invited, person, prescriber, now):
    """As every link does whose plan was ended before ending took links back."""
    inside, told = Client(), {"day": "2026-11-23", "clock": "10:00", "minutes": "60", "homework": ""}
    inside.post(f"/therapist/open/{invited.token}/", {"code": invited.code})
    PlanEnd.objects.create(plan_id=invited.plan_id, says="Ended before.", by=prescriber, at=now)
    assert is_closed(inside.get("/therapist/"), 404)
    assert is_closed(inside.post("/therapist/", told), 404)
    assert is_closed(inside.post(f"/therapist/open/{invited.token}/", {"code": invited.code}), 410)
    assert not SessionHeld.objects.exists()
    with pytest.raises(CannotInvite, match="Nothing more is recorded"):
        outside_actions.tell_held(OutsideLink.objects.get(), starts_at=now, minutes=60, homework="", at=now)


def test_an_ended_plan_is_given_no_new_link(ended, invited, person, client_as):
    doctor, address = client_as(Role.PRESCRIBER), f"/people/{person.pk}/therapy/"
    assert "Make a new link" not in doctor.get(address).content.decode()
    response = doctor.post(f"{address}outside/{invited.plan_id}/link/")
    assert response.status_code == 422
    assert "No link leads to it any more" in response.content.decode()
    assert OutsideLink.objects.count() == 1


def test_what_is_told_from_outside_has_bounds(invited, now):
    link = OutsideLink.objects.get()
    with pytest.raises(CannotInvite, match="before the plan began"):
        outside_actions.tell_held(link, starts_at=now - timedelta(days=1), minutes=60, homework="", at=now)
    most = link.plan.sessions + outside_actions.MOST_BEYOND
    for number in range(most):
        outside_actions.tell_held(link, starts_at=now + number * HOUR, minutes=60, homework="", at=now + most * HOUR)
    told = {"minutes": 60, "homework": "", "at": now + most * HOUR}
    with pytest.raises(CannotInvite, match="Ask the clinic to plan more"):
        outside_actions.tell_held(link, starts_at=now + most * HOUR, **told)
    outside_actions.tell_held(link, starts_at=now, **told)  # sent twice: kept once, and not refused
    assert SessionHeld.objects.count() == most
