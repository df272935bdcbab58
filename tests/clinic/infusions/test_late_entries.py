"""Entries charted without network: taken once, at their own instant, or told why not; nobody else's are."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from leeward.clinic.infusions import actions, bedside, charting, journaling, late
from leeward.clinic.infusions.late import Outcome, Sent
from leeward.clinic.infusions.models import Infusion, JournalEntry, LateEntry
from leeward.clinic.people.roles import Role
from leeward.infusion import journal
from leeward.infusion.events import AlarmCleared, AlarmRaised, NoteWritten, Paused, ReadingCharted
from leeward.infusion.late import LATE
from leeward.infusion.machine import State
from leeward.protocol.alarm_limit import AlarmKind, Priority

PAUSE = {"reason": "patient asks", "words": ""}


def sent(verb: str, at: datetime, entry_id: UUID | None = None, **fields: str) -> Sent:
    return Sent(entry_id=entry_id or uuid4(), verb=verb, at=at, fields=fields)


@pytest.fixture
def take(running: Infusion, nurse, now: datetime) -> Callable[..., late.Answered]:
    """The server takes an entry, half an hour after the start unless told otherwise."""

    def send(entry: Sent, *, by=nurse, came_at: datetime | None = None, fast: timedelta = timedelta(0)):
        came = came_at or now + timedelta(minutes=30)
        return late.take(
            entry, person_id=running.person_id, infusion_id=running.pk, by=by, sent_at=came + fast, now=came
        )

    return send


def written(infusion: Infusion):
    return journal.events(journaling.load(infusion))


def notes(infusion: Infusion) -> str:
    return "\n".join(event.text for event in written(infusion) if isinstance(event, NoteWritten))


@pytest.mark.hazard("H24 network drop in mid-infusion")
def test_a_late_line_stands_at_its_own_instant_and_says_that_it_came_late(take, running, now):
    at = now + timedelta(minutes=7)
    answer = take(sent("row", at, pressure="140/85", breaths="14", note="calm"))
    assert answer.outcome is Outcome.STORED
    readings = [event for event in written(running) if isinstance(event, ReadingCharted) and event.source == LATE]
    assert {(event.kind.value, event.value, event.at) for event in readings} == {
        ("systolic", 140.0, at), ("diastolic", 85.0, at), ("respiratory_rate", 14.0, at),
    }  # fmt: skip
    row = JournalEntry.objects.filter(infusion=running).last()
    assert row.recorded_at == now + timedelta(minutes=30)


@pytest.mark.hazard("H24 network drop in mid-infusion")
def test_a_late_pause_takes_what_did_not_go_in_out_of_the_account(take, running, now):
    def given() -> float:
        running.refresh_from_db()
        return bedside.load(running, now=now + timedelta(minutes=20)).given.mg

    assert given() == pytest.approx(17.5)
    take(sent("pause", now + timedelta(minutes=10), **PAUSE), came_at=now + timedelta(minutes=20))
    assert given() == pytest.approx(8.75)
    assert running.state == State.PAUSED.value


@pytest.mark.hazard("H24 network drop in mid-infusion")
def test_the_same_entry_is_known_however_often_it_comes_and_whatever_the_clock_says(take, running, now):
    entry = sent("pause", now + timedelta(minutes=10), **PAUSE)
    assert take(entry).outcome is Outcome.STORED
    before = written(running)
    for minutes in (31, 90):
        assert take(entry, came_at=now + timedelta(minutes=minutes)).outcome is Outcome.KNOWN
    assert written(running) == before
    assert LateEntry.objects.count() == 1


def test_an_id_that_comes_with_another_content_is_refused(take, running, now):
    entry = sent("row", now + timedelta(minutes=10), note="calm")
    take(entry)
    answer = take(sent("row", entry.at, entry.entry_id, note="wild"))
    assert answer.outcome is Outcome.REFUSED
    assert "another content" in answer.says
    assert "wild" not in notes(running)


@pytest.mark.hazard("H24 network drop in mid-infusion")
@pytest.mark.parametrize("verb", ["row", "pause"])
def test_what_its_own_form_had_written_before_the_answer_was_lost_is_known(take, running, deed, now, verb):
    at, entry_id = now + timedelta(minutes=5), uuid4()
    if verb == "pause":
        actions.pause(deed(at, event_id=entry_id), reason="patient asks")
    else:
        charting.chart_row(deed(at, event_id=entry_id), readings="140/85", note="calm")
    before = written(running)
    fields = PAUSE if verb == "pause" else {"pressure": "140/85", "note": "calm"}
    assert take(sent(verb, at, entry_id, **fields)).outcome is Outcome.KNOWN
    assert written(running) == before


@pytest.mark.hazard("H24 network drop in mid-infusion")
def test_what_no_longer_fits_becomes_a_note_that_says_what_when_and_why(take, running, deed, now):
    actions.stop(deed(now + timedelta(minutes=12)), reason="pressure")
    answer = take(sent("pause", now + timedelta(minutes=15), **PAUSE))
    assert answer.outcome is Outcome.NOTED
    assert "cannot pause while the infusion is recovering" in answer.says
    assert "Charted without network 08:45:00: Pause" in notes(running)
    assert "patient asks" in notes(running)
    assert "cannot pause while the infusion is recovering" in notes(running)
    assert not [event for event in written(running) if isinstance(event, Paused)]
    assert take(sent("row", now + timedelta(minutes=15), note="on")).outcome is Outcome.STORED


def test_what_the_server_saw_stands_against_what_comes_late(take, running, deed, now):
    actions.pause(deed(now + timedelta(minutes=12)), reason="pressure")
    answer = take(sent("stop", now + timedelta(minutes=10), reason="pressure", words=""))
    assert answer.outcome is Outcome.NOTED
    assert "one cannot stop and then pause" in answer.says
    running.refresh_from_db()
    assert running.state == State.PAUSED.value


def test_a_noted_move_counts_once_what_led_to_it_has_arrived(take, running, now):
    resumed = sent("resume", now + timedelta(minutes=15), rate_ml_per_h="52.5", shown_ml_per_h="52.5")
    assert take(resumed).outcome is Outcome.NOTED
    assert take(sent("pause", now + timedelta(minutes=10), **PAUSE)).outcome is Outcome.STORED
    running.refresh_from_db()
    assert running.state == State.RUNNING.value
    assert bedside.load(running, now=now + timedelta(minutes=20)).given.mg == pytest.approx(35 / 40 * 15)
    assert "counts now: what led to it has arrived" in notes(running)
    assert journal.verify(journaling.load(running)) is None


def test_a_rate_beyond_the_order_is_told_and_not_lost(take, running, now):
    answer = take(
        sent("rate", now + timedelta(minutes=9), rate_ml_per_h="80", shown_ml_per_h="80", reason="pressure", words="")
    )
    assert answer.outcome is Outcome.NOTED
    assert "faster than the 52.5 mL/h that was ordered" in notes(running)
    assert "80" in notes(running)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (("row", {"pressure": "14085"}), "Write the pressure as 140/85."),
        (("row", {}), "The line is empty"),
        (("row", {"pressure": "85/140"}), "Check the order"),
        (("pause", {"reason": ""}), "Choose one."),
        (("start", {"shown_ml_per_h": "52.5", "shown_vtbi_ml": "35"}), "cannot be charted without network"),
        (("discharge", {}), "cannot be charted without network"),
        (("no such", {}), "cannot be charted without network"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence_and_writes_nothing(take, running, now, entry, says):
    before = written(running)
    answer = take(sent(entry[0], now + timedelta(minutes=5), **entry[1]))
    assert answer.outcome is Outcome.REFUSED
    assert says in answer.says
    assert written(running) == before
    assert not LateEntry.objects.exists()


@pytest.mark.hazard("H24 network drop in mid-infusion")
@pytest.mark.parametrize(("fast_s", "charted_min", "stands_min"), [(0, 7, 7), (300, 12, 7), (-300, 2, 7)])
def test_a_tablets_wrong_clock_is_set_right(take, running, now, fast_s, charted_min, stands_min):
    take(sent("row", now + timedelta(minutes=charted_min), note="calm"), fast=timedelta(seconds=fast_s))
    assert LateEntry.objects.get().at == now + timedelta(minutes=stands_min)


def test_an_entry_is_never_of_the_future_nor_of_before_the_infusion_was_planned(take, running, now):
    came = now + timedelta(minutes=30)
    take(sent("row", now + timedelta(days=3), note="late"), came_at=came)
    take(sent("row", now - timedelta(days=3), note="early"), came_at=came)
    assert [row.at for row in LateEntry.objects.order_by("id")] == [came, running.created_at]


@pytest.mark.hazard("H24 network drop in mid-infusion")
def test_a_late_reading_that_is_not_the_newest_raises_no_alarm_and_the_newest_does(take, running, deed, now):
    charting.chart_row(deed(now + timedelta(minutes=20)), readings="128/80")
    take(sent("row", now + timedelta(minutes=10), pressure="190/115"), came_at=now + timedelta(minutes=21))

    def told() -> set[str]:
        found = bedside.load(running, now=now + timedelta(minutes=22))
        return {condition.says for condition in bedside.conditions(found) if "190" in condition.says}

    assert not told()
    take(sent("row", now + timedelta(minutes=21), pressure="190/115"), came_at=now + timedelta(minutes=22))
    assert told()


@pytest.mark.hazard("H24 network drop in mid-infusion")
def test_a_late_answer_to_an_alarm_does_not_answer_the_one_that_came_after_it(take, running, deed, now):
    from leeward.infusion.signals import calls

    for minutes, cleared in ((5, False), (8, True), (12, False)):
        stamp = deed(now + timedelta(minutes=minutes)).stamp
        raised = {"kind": AlarmKind.PHYSIOLOGICAL, "priority": Priority.HIGH, "says": "high"}
        actions.record(
            deed(now + timedelta(minutes=minutes)),
            AlarmCleared(**stamp, alarm_key="sys") if cleared else AlarmRaised(**stamp, alarm_key="sys", **raised),
        )
    take(sent("acknowledge", now + timedelta(minutes=6), alarm_key="sys", reason="paused", words=""))
    events = bedside.load(running, now=now + timedelta(minutes=31)).events
    assert calls(events)["sys"].answer is None


# The address


@pytest.fixture
def post(running: Infusion, client_as) -> Callable[..., object]:
    """Send a batch as the page does."""

    def send(*entries: dict, role: Role = Role.NURSE, client: Client | None = None, **other):
        told = {
            "by": role.value, "person": str(running.person_id), "infusion": str(running.pk),
            "sent_at": "2026-11-23T09:00:00+00:00", "entries": list(entries), **other,
        }  # fmt: skip
        url = f"/people/{running.person_id}/infusions/{running.pk}/queued/"
        return (client or client_as(role)).post(url, json.dumps(told), content_type="application/json")

    return send


def line(note: str = "calm", **own) -> dict:
    return {"id": str(uuid4()), "verb": "row", "at": "2026-11-23T08:40:00+00:00", "fields": {"note": note}, **own}


@pytest.mark.hazard("H24 network drop in mid-infusion")
def test_each_entry_is_answered_by_its_id_in_the_order_of_sending(post, running):
    good, bad = line("one"), line(fields={"pressure": "14085"})
    answers = post(good, bad, line("two"), good).json()["entries"]
    assert [each["answer"] for each in answers] == ["stored", "refused", "stored", "known"]
    assert [answers[0]["id"], answers[1]["id"]] == [good["id"], bad["id"]]


@pytest.mark.hazard("H01 wrong patient")
@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"by": "somebody"}, "charted by somebody"),
        ({"infusion": str(uuid4())}, "another infusion"),
        ({"person": str(uuid4())}, "another infusion"),
    ],
)
def test_entries_of_another_person_or_another_user_are_not_taken(post, running, other, says):
    before = written(running)
    answer = post(line(), **other)
    assert answer.status_code == 409
    assert says in answer.json()["says"]
    assert written(running) == before


@pytest.mark.hazard("H01 wrong patient")
def test_entries_under_another_persons_address_are_not_taken(running, client_as):
    elsewhere = uuid4()
    told = {
        "by": "nurse", "person": str(elsewhere), "infusion": str(running.pk),
        "sent_at": "2026-11-23T09:00:00+00:00", "entries": [line()],
    }  # fmt: skip
    url = f"/people/{elsewhere}/infusions/{running.pk}/queued/"
    before = written(running)
    answer = client_as(Role.NURSE).post(url, json.dumps(told), content_type="application/json")
    assert answer.status_code == 404
    assert written(running) == before


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"{}", b"\xff", b"[" * 5000,
        b'{"by":"nurse","person":"","infusion":"","sent_at":"yesterday","entries":[]}',
    ],
)  # fmt: skip
def test_what_is_no_batch_is_refused_with_a_sentence(running, client_as, body):
    url = f"/people/{running.person_id}/infusions/{running.pk}/queued/"
    answer = client_as(Role.NURSE).post(url, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["says"].startswith("The entries cannot be read")


@pytest.mark.parametrize(
    "strange",
    [
        {"id": "x"}, {"at": "2026-11-23T08:40:00"}, {"fields": {"note": 3}}, {"fields": []}, {"more": 1}, {"at": None},
    ],
)  # fmt: skip
def test_one_strange_entry_refuses_the_whole_batch_before_anything_is_written(post, running, strange):
    before = written(running)
    assert post(line("good"), line(**strange)).status_code == 400
    assert written(running) == before


def test_a_batch_has_at_most_fifty_entries(post):
    assert post(*(line() for _ in range(51))).status_code == 400


def test_a_session_that_ended_is_told_so_and_nothing_is_written(running):
    url = f"/people/{running.person_id}/infusions/{running.pk}/queued/"
    answer = Client(headers={"HX-Request": "true"}).post(url, b"{}", content_type="application/json")
    assert answer.status_code == 401


def test_the_address_asks_for_a_token_of_the_page(running, staff):
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff(Role.NURSE))
    url = f"/people/{running.person_id}/infusions/{running.pk}/queued/"
    assert client.post(url, b"{}", content_type="application/json").status_code == 403


def test_an_entry_that_the_server_stumbles_over_is_told_and_holds_up_no_other(post, running, monkeypatch):
    whole = late.take

    def stumble(entry: Sent, **told: object) -> late.Answered:
        if entry.fields["note"] == "bad":
            raise RuntimeError("a fault of ours")
        return whole(entry, **told)

    monkeypatch.setattr(late, "take", stumble)
    answers = post(line("bad"), line("good")).json()["entries"]
    assert [each["answer"] for each in answers] == ["refused", "stored"]
    assert "Chart it on paper" in answers[0]["says"]
    assert "good" in notes(running)
