"""A consent that is taken back while the drug goes in: the chair says so, and a paused pump stays off."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from leeward.clinic.assessments import actions as assessments
from leeward.clinic.consents import actions as consents
from leeward.clinic.infusions import actions
from leeward.clinic.people.roles import Role
from leeward.infusion.time_out import CannotStart
from leeward.truth import NO, YES

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H42 cannot ask to stop")]
PUMP = {"rate_ml_per_h": 52.5, "shown_ml_per_h": 52.5}


@pytest.fixture
def clock(monkeypatch, now):
    """Ten minutes after the start, for the pages too."""
    later = now + timedelta(minutes=10)
    monkeypatch.setattr(timezone, "now", lambda: later)
    return later


def _said(person, therapist, at):
    consents.withdraw(person_id=person.pk, says="Said it to me in the chair.", by=therapist, at=at)


def _on_paper(person, therapist, at):
    assessments.answer(person_id=person.pk, answers={"consent_signed": NO}, by=therapist, at=at)


@pytest.fixture(params=[_said, _on_paper])
def take_back(request, person, staff):
    """Take the consent back, in each way in which a record can say it."""
    return lambda at: request.param(person, staff(Role.THERAPIST), at)


@pytest.fixture
def page(running, client_as, clock):
    """What the chair shows now."""
    client, address = client_as(Role.NURSE), reverse("infusions:live", args=[running.person_id, running.pk])

    def now_shown() -> str:
        return client.get(address).content.decode()

    return now_shown


def test_the_chair_says_that_there_is_no_consent_until_the_infusion_is_stopped(page, deed, clock, take_back):
    assert "No consent" not in page()
    take_back(clock)
    assert "No consent" in page()
    actions.stop(deed(clock), reason="patient asks")
    assert "No consent" not in page()


def test_a_paused_pump_is_not_started_again(running, deed, clock, take_back):
    actions.pause(deed(clock - timedelta(minutes=2)), reason="patient asks")
    take_back(clock - timedelta(minutes=1))
    with pytest.raises(CannotStart, match="no consent any more"):
        actions.resume(deed(clock), **PUMP)
    running.refresh_from_db()
    assert running.state == "paused"


def test_what_was_resumed_before_the_withdrawal_stays_resumed(running, deed, clock, take_back):
    actions.pause(deed(clock - timedelta(minutes=3)), reason="nausea")
    take_back(clock)
    actions.resume(deed(clock - timedelta(minutes=2)), **PUMP)
    running.refresh_from_db()
    assert running.state == "running"


def test_a_later_yes_on_paper_ends_a_no_on_paper(running, person, nurse, deed, clock):
    _on_paper(person, nurse, clock - timedelta(minutes=2))
    assessments.answer(person_id=person.pk, answers={"consent_signed": YES}, by=nurse, at=clock - timedelta(minutes=1))
    actions.pause(deed(clock - timedelta(minutes=2)), reason="nausea")
    actions.resume(deed(clock), **PUMP)
    running.refresh_from_db()
    assert running.state == "running"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_withdrawn_between_the_last_look_and_the_start(ready, deed, now, monkeypatch):
    look, held = actions.time_out_gate.start_gate, []

    def looked(bedside):
        held.append(connection.in_atomic_block)  # on SQLite, the one writer's lock
        return look(bedside)

    monkeypatch.setattr(actions.time_out_gate, "start_gate", looked)
    actions.start(deed(now), shown_ml_per_h=52.5, shown_vtbi_ml=35.0)
    assert held == [True]
