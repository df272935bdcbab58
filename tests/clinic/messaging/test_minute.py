"""The worker's minute: what fails for one person or one source stops no other, and no long queue stops the minute."""

import sys
import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError
from django_tasks_db.models import DBTaskResult

from leeward.cli import worker
from leeward.clinic.messaging import actions, sending, sources, tasks
from leeward.clinic.messaging.models import Channel, Kind, Message
from leeward.clinic.outcomes import tasks as forecasts
from leeward.clinic.people import actions as people

from .conftest import NOON

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def raises(error):
    """A source, or a step of one, that fails so."""

    def fails(*_, **__):
        raise error

    return fails


@pytest.fixture
def said(agreed):
    """Say that a reminder is due, to a second person or to the one who agreed."""

    def due(about, *, person_id=agreed.pk):
        told = {"due_at": NOON, "expires_at": NOON + HOUR, "opens": "/mine/"}
        return sources.Due(person_id=person_id, kind=Kind.REMINDER, about=about, **told)

    return due


@pytest.fixture
def asks(settings, monkeypatch):
    """Have the worker ask these sources."""

    def ask(**named):
        monkeypatch.setitem(sys.modules, "minute_sources", SimpleNamespace(**named))
        settings.MESSAGE_SOURCES = tuple(f"minute_sources.{name}" for name in named)

    return ask


@pytest.mark.parametrize("error", [IntegrityError("one row"), ValueError("one fault")])
def test_a_source_that_fails_stops_no_other(asks, said, error):
    asks(breaks=raises(error), says=lambda **_: [said("m1")])
    assert sources.ask_all(now=NOON) == 1


def test_a_person_who_cannot_be_planned_for_stops_no_other(asks, said, agreed, monkeypatch):
    other_id = people.add_person(family_name="Other", given_names="A", born=None, at=NOON)
    actions.agree(person_id=other_id, channel=Channel.SMS, address="+13035550101", at=NOON - HOUR)
    really = actions.plan

    def plan(*, person_id, **told):
        if person_id == other_id:
            raise IntegrityError("another worker was quicker")
        return really(person_id=person_id, **told)

    monkeypatch.setattr(actions, "plan", plan)
    asks(says=lambda **_: [said("m1", person_id=other_id), said("m1"), said("m2")])
    assert sources.ask_all(now=NOON) == 2
    assert {each.person_id for each in Message.objects.all()} == {agreed.pk}


@pytest.mark.parametrize("fails_at", ["source", "plan"])
def test_a_database_that_is_away_stops_the_minute(asks, said, monkeypatch, fails_at):
    away = raises(OperationalError("away"))
    if fails_at == "plan":
        monkeypatch.setattr(actions, "plan", away)
    asks(source=away if fails_at == "source" else lambda **_: [said("m1")])
    with pytest.raises(OperationalError):
        sources.ask_all(now=NOON)


def test_a_message_that_cannot_be_handed_over_stops_no_other_that_fell_out_of_the_queue(plan, carrier, monkeypatch):
    first, second = plan(about="m1"), plan(about="m2", due_at=NOON + MINUTE)
    really = sending.hand_over

    def hand_over(message_id, *, now):
        if message_id == first.pk:
            raise IntegrityError("written down twice")
        return really(message_id, now=now)

    monkeypatch.setattr(sending, "hand_over", hand_over)
    assert sources.sweep(now=NOON + HOUR) == 2
    assert [each.key for each in carrier.seen] == [str(second.pk)]


def wait_for_forecasts(number):
    for _ in range(number):
        forecasts.foretell.enqueue(str(uuid4()))


def test_messages_go_before_forecasts_that_waited_for_longer(plan, carrier, monkeypatch):
    monkeypatch.setattr(forecasts.foretelling, "keep_forecast", lambda **_: None)
    forecasts.put_in_queue(uuid4(), at=NOON - 2 * HOUR)
    tasks.put_in_queue(plan().pk, at=NOON - HOUR)
    assert DBTaskResult.objects.filter(run_after__lt=NOON).first().task_path == tasks.hand_over.module_path


@pytest.mark.django_db(transaction=True)  # the worker closes its connections after each task
def test_the_clock_is_looked_at_between_two_forecasts(monkeypatch):
    monkeypatch.setattr(forecasts.foretelling, "keep_forecast", lambda **_: None)
    wait_for_forecasts(3)
    left, stopping = [], threading.Event()

    def look(_now):
        left.append(DBTaskResult.objects.ready().count())
        if not left[-1]:
            stopping.set()

    monkeypatch.setattr(worker, "look_at_clock", look)
    monkeypatch.setattr(worker, "LOOK_S", 0)
    times = iter(datetime(2026, 11, 23, 12, tzinfo=UTC) + number * MINUTE for number in range(100))
    monkeypatch.setattr(worker, "datetime", SimpleNamespace(now=lambda _: next(times)))
    worker.work(stopping)
    assert left == [3, 2, 1, 0]


@pytest.mark.django_db(transaction=True)  # the worker closes its connections after each task
def test_without_a_clock_the_queue_is_emptied(monkeypatch):
    monkeypatch.setattr(forecasts.foretelling, "keep_forecast", lambda **_: None)
    wait_for_forecasts(3)
    worker.empty_queue(threading.Event())
    assert not DBTaskResult.objects.ready().exists()
