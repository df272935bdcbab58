"""Each carrier against a real server on this machine: what is sent, and what each answer means."""

import email
import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from leeward.cli import retain
from leeward.clinic.messaging import carriers, sending, sms
from leeward.clinic.messaging.envelopes import Envelope, Verdict
from leeward.clinic.messaging.models import Channel, Kind
from leeward.clinic.messaging.outbox import Console, Outbox
from leeward.clinic.messaging.sms import CannotSend, Sms
from leeward.clinic.messaging.smtp import Smtp

from .conftest import NOON, happened
from .servers import HERE, mail_server, nobody_listens, provider

KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TEXT = Envelope(
    key=KEY, channel=Channel.SMS, to="+13035550100", subject="", text="Hello ñ", stop_url="https://x.org/s/"
)
MAIL = Envelope(
    key=KEY, channel=Channel.EMAIL, to="ada@example.org", subject="Unas preguntas", text="Hola:\n\nÁbrala",
    stop_url="https://x.org/stop/t/",
)  # fmt: skip


@pytest.fixture
def told():
    with provider() as own:
        yield own


@pytest.fixture
def box():
    with mail_server() as own:
        yield own


def post(box, **more):
    return Smtp(host=HERE, port=box.port, sender="Harbor <clinic@harbor.example>", security="none", **more)


def test_a_text_message_is_one_request_with_the_token_and_the_key(told):
    answer = Sms(url=told.url, token="s3cret", sender="Harbor").hand_over(TEXT)
    assert (answer.verdict, answer.reference) == (Verdict.TAKEN, "m-1")
    (asked,) = told.asked
    assert asked["sent"] == {"to": "+13035550100", "text": "Hello ñ", "from": "Harbor"}
    assert asked["headers"]["Authorization"] == "Bearer s3cret"
    assert asked["headers"]["Idempotency-Key"] == KEY


def test_a_provider_with_other_names_is_spoken_to_by_settings(told):
    own = Sms(
        url=told.url, token="Basic abc", sender="H", is_form=True, fields={"to": "To", "text": "Body", "key": "Ref"},
        fixed={"type": "t"}, reference="message.id",
    )  # fmt: skip
    assert own.hand_over(TEXT).reference == "m-1"
    assert told.asked[0]["sent"] == {"type": "t", "To": "+13035550100", "Body": "Hello ñ", "Ref": KEY}
    assert told.asked[0]["headers"]["Authorization"] == "Basic abc"


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (200, Verdict.TAKEN), (201, Verdict.TAKEN), (202, Verdict.TAKEN), (302, Verdict.LATER), (400, Verdict.NEVER),
        (401, Verdict.LATER), (403, Verdict.LATER), (404, Verdict.LATER), (408, Verdict.LATER), (410, Verdict.NEVER),
        (422, Verdict.NEVER), (429, Verdict.LATER), (500, Verdict.LATER), (503, Verdict.LATER),
    ],
)  # fmt: skip
def test_each_answer_of_a_provider_means_one_thing(told, status, verdict):
    told.says = [(status, {"Location": "http://127.0.0.1:9/"} if status == 302 else {}, b"{}")]
    assert Sms(url=told.url, token="t").hand_over(TEXT).verdict is verdict
    assert len(told.asked) == 1


def test_a_provider_that_says_when_is_believed(told):
    told.says = [(429, {"Retry-After": "120"}, b"")]
    assert Sms(url=told.url, token="t").hand_over(TEXT).after_s == 120


@pytest.mark.parametrize(
    ("told", "after_s"),
    [("120", 120), ("Mon, 23 Nov 2026 12:01:00 GMT", 60), ("Mon, 23 Nov 2026 11:00:00 GMT", 0), ("", None),
     ("soon", None),
     ("999999999", sms.LONGEST_WAIT_S), ("-5", None)],
)  # fmt: skip
def test_when_to_come_back_is_read_as_a_number_or_a_date(told, after_s):
    assert sms.retry_after_s(told, now=NOW) == after_s


@given(st.text(max_size=60))
def test_no_retry_after_breaks_us_or_makes_us_wait_for_ever(told):
    after_s = sms.retry_after_s(told, now=NOW)
    assert after_s is None or 0 <= after_s <= sms.LONGEST_WAIT_S


@pytest.mark.parametrize("body", [b"", b"ok", b"[]", b'{"other": 1}', b'{"id": {"x": null}}', b"\xff\xfe"])
def test_an_answer_without_a_reference_is_taken_all_the_same(told, body):
    told.says = [(200, {}, body)]
    assert Sms(url=told.url, token="t").hand_over(TEXT).verdict is Verdict.TAKEN


def test_a_provider_that_is_not_there_is_asked_later():
    answer = Sms(url=f"http://{HERE}:{nobody_listens()}/", token="t").hand_over(TEXT)
    assert (answer.verdict, answer.why) == (Verdict.LATER, "The provider does not answer (ConnectionRefusedError).")


def test_a_provider_that_never_answers_is_given_up_after_a_while(told, monkeypatch):
    import threading

    monkeypatch.setattr(sms, "ANSWERS_WITHIN_S", 0.2)
    told.holds = threading.Event()
    assert Sms(url=told.url, token="t").hand_over(TEXT).verdict is Verdict.LATER


@pytest.mark.parametrize("url", ["http://sms.example/send", "ftp://x/", "", "file:///etc/passwd"])
def test_a_text_message_never_travels_open(url):
    with pytest.raises(CannotSend, match="https"):
        Sms(url=url, token="t")


def test_a_letter_is_plain_text_in_every_language_with_its_own_id_and_a_way_to_end_it(box):
    assert post(box).hand_over(MAIL).verdict is Verdict.TAKEN
    letter = email.message_from_string(box.letters[0], policy=policy.default)
    assert letter["To"] == "ada@example.org"
    assert letter["Message-ID"] == f"<{KEY}@harbor.example>"
    assert letter["List-Unsubscribe"] == "<https://x.org/stop/t/>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Ábrala" in box.letters[0].encode("latin-1").decode("utf-8") or "Ábrala" in letter.get_content()


@pytest.mark.parametrize(
    ("refuses", "verdict"),
    [
        ({"RCPT": "550 no such user"}, Verdict.NEVER),
        ({"RCPT": "450 try later"}, Verdict.LATER),
        ({"BODY": "554 no"}, Verdict.NEVER),
        ({"BODY": "451 later"}, Verdict.LATER),
        ({"MAIL": "530 sign in first"}, Verdict.LATER),  # of us, not of whom is written to
        ({"EHLO": "421 closing", "HELO": "421 closing"}, Verdict.LATER),
    ],
)
def test_each_answer_of_a_mail_server_means_one_thing(box, refuses, verdict):
    box.refuses = refuses
    answer = post(box).hand_over(MAIL)
    assert (answer.verdict, box.letters) == (verdict, [])
    assert answer.why


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_mail_server_that_hangs_up_is_asked_later(box, verb):
    box.hangs_up_at = verb
    assert post(box).hand_over(MAIL).verdict is Verdict.LATER


def test_a_mail_server_that_is_not_there_is_asked_later():
    own = Smtp(host=HERE, port=nobody_listens(), sender="a@b.org", security="none")
    assert own.hand_over(MAIL).verdict is Verdict.LATER


def test_a_message_that_is_handed_over_twice_lies_in_the_outbox_once(tmp_path):
    outbox = Outbox(tmp_path / "out")
    assert {outbox.hand_over(MAIL).verdict for _ in range(2)} == {Verdict.TAKEN}
    (file,) = (tmp_path / "out").iterdir()
    assert "Subject: Unas preguntas" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def test_an_outbox_that_cannot_be_written_is_tried_later(tmp_path):
    (tmp_path / "out").write_text("a file where the folder should be")
    assert Outbox(tmp_path / "out").hand_over(MAIL).verdict is Verdict.LATER


def test_the_console_shows_the_message(capsys):
    assert Console().hand_over(TEXT).verdict is Verdict.TAKEN
    assert "Hello ñ" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("email_by", "sms_by", "kinds"),
    [("file", "file", (Outbox, Outbox)), ("console", "console", (Console, Console)), ("smtp", "http", (Smtp, Sms))],
)
def test_who_carries_is_a_setting(settings, email_by, sms_by, kinds):
    settings.MESSAGES_EMAIL, settings.MESSAGES_SMS = email_by, sms_by
    settings.SMS = {**settings.SMS, "url": "https://sms.example/", "fields": "to=To, text=Body"}
    assert (type(carriers.carrier(Channel.EMAIL)), type(carriers.carrier(Channel.SMS))) == kinds


@pytest.mark.parametrize(("name", "channel"), [("MESSAGES_EMAIL", Channel.EMAIL), ("MESSAGES_SMS", Channel.SMS)])
def test_a_carrier_that_there_is_not_is_refused_in_a_sentence(settings, name, channel):
    setattr(settings, name, "pigeon")
    with pytest.raises(ImproperlyConfigured, match="Set it to file, console or"):
        carriers.carrier(channel)


def test_pairs_that_are_none_are_refused():
    with pytest.raises(ImproperlyConfigured, match="pairs"):
        carriers.pairs("to")


@pytest.mark.django_db
def test_the_whole_way_to_a_provider_that_is_busy_once(told, plan, settings):
    settings.MESSAGES_SMS, settings.SMS = "http", {**settings.SMS, "url": told.url, "token": "t", "sender": "Harbor"}
    told.says = [(429, {"Retry-After": "600"}, b"")]
    message = plan(kind=Kind.VISIT, visit_at=NOON + timedelta(days=2))
    later = sending.hand_over(message.pk, now=NOON)
    assert later == NOON + timedelta(minutes=10)
    sending.hand_over(message.pk, now=later)
    assert happened(message) == ["trying", "put off", "trying", "handed over"]
    assert len({each["headers"]["Idempotency-Key"] for each in told.asked}) == 1
    assert json.dumps(told.asked[1]["sent"]["text"])


@pytest.mark.django_db
def test_settings_that_cannot_work_put_a_message_off_and_say_what_to_set(plan, settings):
    settings.MESSAGES_SMS = "http"
    message = plan()
    assert sending.hand_over(message.pk, now=NOON) == NOON + timedelta(minutes=1)
    assert "LEEWARD_SMS_URL" in message.deliveries.last().why


def test_messages_older_than_any_link_in_them_leave_the_outbox(tmp_path, settings, capsys):
    settings.HOME = tmp_path
    retain._clear_outbox(is_done=True)
    folder = tmp_path / "outbox"
    for key in ("old", "new"):
        Outbox(folder).hand_over(replace(TEXT, key=key))
    os.utime(folder / "old.txt", (0, 0))
    retain._clear_outbox(is_done=False)
    assert "in the folder outbox that are older than any link in them: 1, to be removed." in capsys.readouterr().out
    assert len([*folder.iterdir()]) == 2
    retain._clear_outbox(is_done=True)
    assert "1, removed." in capsys.readouterr().out
    assert [each.name for each in folder.iterdir()] == ["new.txt"]
