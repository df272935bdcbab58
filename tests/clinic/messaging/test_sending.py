"""A message goes once, to whoever agreed, at an hour at which they are awake, or it says why it did not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError
from django_tasks_db.models import DBTaskResult

from leeward.clinic.messaging import actions, due, sending, sources, standing
from leeward.clinic.messaging.envelopes import Answer, Verdict
from leeward.clinic.messaging.models import Channel, Delivery, Kind, Message
from leeward.clinic.people.models import Person

from .conftest import ADDRESSES, NOON, happened

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_a_planned_message_is_handed_over_and_written_down(plan, carrier):
    message = plan()
    assert sending.hand_over(message.pk, now=NOON) is None
    (envelope,) = carrier.seen
    assert (envelope.to, envelope.key) == (ADDRESSES[Channel.SMS], str(message.pk))
    assert "http://127.0.0.1:8000/mine/" in envelope.text
    assert happened(message) == ["trying", "handed over"]


def test_the_same_is_planned_once_however_often_it_is_said(plan, agreed):
    first, second = plan(about="measure 1"), plan(about="measure 1")
    assert first == second
    assert DBTaskResult.objects.count() == 1
    assert plan(about="measure 2") != first


def test_nobody_is_planned_for_who_did_not_agree(person):
    planned = actions.plan(
        person_id=person.pk, kind=Kind.NOTE, about="x", due_at=NOON, expires_at=NOON + HOUR, at=NOON, opens="/mine/"
    )
    assert planned.message_id is None
    assert not Message.objects.exists()


def test_what_was_planned_before_somebody_said_stop_is_not_sent(plan, carrier, agreed):
    message = plan()
    actions.end(person_id=agreed.pk, channel=Channel.SMS, at=NOON)
    sending.hand_over(message.pk, now=NOON + MINUTE)
    assert carrier.seen == []
    assert happened(message) == ["not wanted"]


def test_a_new_address_is_used_also_for_what_was_planned(plan, carrier, agreed):
    message = plan()
    actions.agree(person_id=agreed.pk, channel=Channel.SMS, address="+1 303 555 0199", at=NOON)
    sending.hand_over(message.pk, now=NOON)
    assert carrier.seen[0].to == "+13035550199"


def test_a_settled_message_is_not_handed_over_again(plan, carrier):
    message = plan()
    for _ in range(3):
        sending.hand_over(message.pk, now=NOON)
    assert len(carrier.seen) == 1


def test_nothing_goes_before_its_time(plan, carrier):
    message = plan(due_at=NOON + HOUR)
    assert sending.hand_over(message.pk, now=NOON) == NOON + HOUR
    assert carrier.seen == []


@pytest.mark.parametrize(
    ("zone", "at", "goes"),
    [
        ("UTC", (12, 0), (12, 0)),
        ("UTC", (19, 59), (19, 59)),
        ("UTC", (20, 0), (33, 0)),  # nine in the next morning
        ("UTC", (3, 0), (9, 0)),
        ("UTC", (9, 0), (9, 0)),
        ("America/Denver", (12, 0), (16, 0)),  # there it is five in the morning
        ("America/Denver", (16, 0), (16, 0)),
        ("Pacific/Auckland", (12, 0), (20, 0)),
    ],
)
def test_nobody_is_written_to_at_night_where_they_live(plan, carrier, agreed, zone, at, goes):
    Person.objects.filter(pk=agreed.pk).update(zone=zone)
    midnight = NOON.replace(hour=0)
    when, expected = (midnight + timedelta(hours=h, minutes=m) for h, m in (at, goes))
    message = plan(due_at=when)
    later = sending.hand_over(message.pk, now=when)
    assert (later or when) == expected
    if later:
        sending.hand_over(message.pk, now=later)
    assert len(carrier.seen) == 1


@pytest.mark.parametrize("kind", Kind)
def test_no_kind_of_message_goes_at_night(plan, carrier, kind):
    night = NOON.replace(hour=2) + timedelta(days=1)
    message = plan(kind=kind, due_at=night, visit_at=night + timedelta(days=1))
    assert sending.hand_over(message.pk, now=night) == night.replace(hour=9)
    assert carrier.seen == []


def test_what_waited_too_long_is_not_sent_late(plan, carrier):
    message = plan(lasts=HOUR)
    sending.hand_over(message.pk, now=NOON + HOUR)
    assert (carrier.seen, happened(message)) == ([], ["expired"])


def test_what_expires_in_the_night_is_not_sent_in_the_morning(plan, carrier):
    evening = NOON.replace(hour=21)
    message = plan(due_at=evening, lasts=6 * HOUR)
    morning = sending.hand_over(message.pk, now=evening)
    sending.hand_over(message.pk, now=morning)
    assert (carrier.seen, happened(message)) == ([], ["expired"])


def test_a_carrier_that_is_away_is_asked_again_with_the_same_key_and_later_and_later(plan, carrier):
    carrier.says = [Answer(verdict=Verdict.LATER, why="away")] * 3
    message, now, waits = plan(), NOON, []
    while (later := sending.hand_over(message.pk, now=now)) is not None:
        waits.append(later - now)
        now = later
    assert waits == [1 * MINUTE, 5 * MINUTE, 20 * MINUTE]
    assert len({each.key for each in carrier.seen}) == 1
    assert happened(message)[-1] == "handed over"


def test_a_carrier_that_wants_to_wait_is_not_asked_before(plan, carrier):
    carrier.says = [Answer(verdict=Verdict.LATER, after_s=3600)]
    message = plan()
    later = sending.hand_over(message.pk, now=NOON)
    assert later == NOON + HOUR
    sending.hand_over(message.pk, now=NOON + 59 * MINUTE)
    assert len(carrier.seen) == 1


def test_after_the_last_try_it_is_given_up_and_says_why(plan, carrier):
    carrier.says = [Answer(verdict=Verdict.LATER, why="away")] * 20
    message, now = plan(lasts=timedelta(days=9)), NOON
    while (later := sending.hand_over(message.pk, now=now)) is not None:
        now = later
    assert len(carrier.seen) == due.MOST_TRIES
    last = message.deliveries.last()
    assert (last.kind, last.why) == (Delivery.Kind.GIVEN_UP, "away")


def test_a_refusal_for_good_is_not_tried_again(plan, carrier):
    carrier.says = [Answer(verdict=Verdict.NEVER, why="no such number")]
    message = plan()
    assert sending.hand_over(message.pk, now=NOON) is None
    assert happened(message) == ["trying", "failed"]


def test_a_process_that_died_in_between_is_followed_by_one_more_try_with_the_same_key(plan, carrier):
    message = plan()
    carrier.hand_over_really = carrier.hand_over

    def dies(envelope):
        carrier.hand_over_really(envelope)
        raise KeyboardInterrupt  # nothing after it is written down, as after kill -9

    carrier.hand_over = dies
    for minutes in (0, 3):
        with pytest.raises(KeyboardInterrupt):
            sending.hand_over(message.pk, now=NOON + minutes * MINUTE)
    assert sending.hand_over(message.pk, now=NOON + 4 * MINUTE) == NOON + 5 * MINUTE  # somebody may still be at it
    sending.hand_over(message.pk, now=NOON + 6 * MINUTE)
    assert [each.key for each in carrier.seen] == [str(message.pk)] * 2
    assert happened(message) == ["trying", "trying", "given up"]


def test_of_two_workers_at_once_one_tries(plan, carrier, monkeypatch):
    message = plan()
    Delivery.objects.create(message=message, kind=Delivery.Kind.TRYING, attempt=1, until=NOON, at=NOON)
    with pytest.raises(IntegrityError):
        Delivery.objects.create(message=message, kind=Delivery.Kind.TRYING, attempt=1, until=NOON, at=NOON)


def test_a_fault_of_ours_puts_the_message_off_and_stops_no_other(plan, monkeypatch):
    monkeypatch.setattr(sending, "carrier", lambda _: 1 / 0)
    message = plan()
    assert sending.hand_over(message.pk, now=NOON) == NOON + MINUTE
    assert "ZeroDivisionError" in message.deliveries.last().why


def test_a_link_is_made_when_it_is_sent_and_its_secret_is_kept_nowhere(plan, carrier, settings):
    settings.MESSAGE_LINKS = {"questionnaire": "clinic_links.make"}
    import sys
    from types import SimpleNamespace

    sys.modules["clinic_links"] = SimpleNamespace(make=lambda **told: f"/q/{told['about']}/s3cret/")
    message = plan(opens="", about="asked")
    sending.hand_over(message.pk, now=NOON)
    assert "/q/asked/s3cret/" in carrier.seen[0].text
    rows = [*Message.objects.values_list(), *Delivery.objects.values_list(), *DBTaskResult.objects.values_list()]
    assert "s3cret" not in str(rows)


def test_a_source_that_fails_stops_no_other(agreed, settings, monkeypatch):
    import sys
    from types import SimpleNamespace

    said = sources.Due(
        person_id=agreed.pk, kind=Kind.REMINDER, about="m1", due_at=NOON, expires_at=NOON + HOUR, opens="/mine/"
    )
    sys.modules["clinic_sources"] = SimpleNamespace(breaks=lambda **_: 1 / 0, says=lambda **_: [said, said])
    settings.MESSAGE_SOURCES = ("clinic_sources.breaks", "clinic_sources.says")
    assert sources.ask_all(now=NOON) == 1
    assert sources.ask_all(now=NOON) == 0


def test_what_fell_out_of_the_queue_is_found_again(plan, carrier):
    message = plan()
    DBTaskResult.objects.all().delete()
    assert sources.sweep(now=NOON + MINUTE) == 0  # the queue may still have it
    assert sources.sweep(now=NOON + 3 * MINUTE) == 1
    assert happened(message) == ["trying", "handed over"]
    assert sources.sweep(now=NOON + 4 * MINUTE) == 0


def test_what_is_called_off_is_not_sent(plan, carrier, agreed):
    message = plan(about="visit 1")
    assert actions.call_off(person_id=agreed.pk, about="visit 1", at=NOON) == 1
    sending.hand_over(message.pk, now=NOON)
    assert (carrier.seen, happened(message)) == ([], ["called off"])


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"lasts": timedelta(hours=-1)}, "expire before"),
        ({"kind": Kind.VISIT}, "time of the visit"),
        ({"opens": "https://elsewhere.example/"}, "no path"),
        ({"opens": ""}, "Nobody makes a link"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_a_sentence(settings, plan, told, says):
    settings.MESSAGE_LINKS = {}
    with pytest.raises(actions.CannotPlan, match=says):
        plan(**told)


def test_what_failed_is_sent_again_as_a_message_of_its_own(plan, carrier, nurse, agreed):
    carrier.says = [Answer(verdict=Verdict.NEVER, why="no such number")]
    message = plan()
    with pytest.raises(actions.CannotPlan, match="still to be sent"):
        actions.send_again(person_id=agreed.pk, message_id=message.pk, by=nurse, at=NOON)
    sending.hand_over(message.pk, now=NOON)
    again = actions.send_again(person_id=agreed.pk, message_id=message.pk, by=nurse, at=NOON)
    sending.hand_over(again.message_id, now=NOON)
    assert len(carrier.carried) == 2
    assert standing.standing(Message.objects.get(pk=again.message_id)).is_settled


def test_the_clock_going_forward_an_hour_moves_no_message_into_the_night():
    zone = due.zone_of(Person(zone="America/Denver"))
    spring = datetime(2027, 3, 14, 9, 30, tzinfo=UTC)  # 02:30 of the night that has no 02:30
    assert due.when(spring, zone).astimezone(zone).hour == due.QUIET_UNTIL_H
