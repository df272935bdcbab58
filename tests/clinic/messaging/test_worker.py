"""The worker as a process of its own: it empties the queue, shares it, and dies without sending three times."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import migrated
from journeys.served import ROOT, environment, until

from .servers import provider

PLAN = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "leeward.clinic.settings"
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from leeward.clinic.audit.actor import acting
from leeward.clinic.messaging import actions, sending
from leeward.clinic.messaging.models import Channel, Delivery, Kind, Message
from leeward.clinic.people import actions as people
from leeward.clinic.people.models import Person
now = timezone.now()
AWAKE = f"Etc/GMT{now.hour - 12:+}"  # where it is noon, whenever the test runs: nobody is written to at night
"""
SOME = (
    PLAN
    + """
with acting("test"):
    for number in range(int(sys.argv[1])):
        who = people.add_person(family_name=f"Test {number}", given_names="A", born=None, at=now)
        Person.objects.filter(pk=who).update(zone=AWAKE)
        actions.agree(person_id=who, channel=Channel.SMS, address=f"+1303555{number:04}", at=now)
        actions.plan(person_id=who, kind=Kind.NOTE, about="x", due_at=now,
                     expires_at=now + timedelta(hours=2), at=now, opens="/mine/")
"""
)
LATER = (
    PLAN
    + """
with acting("test"):
    for message in Message.objects.all():
        sending.hand_over(message.pk, now=now + timedelta(minutes=int(sys.argv[1])))
"""
)
SAYS = (
    PLAN
    + """
import json
print(json.dumps(list(Delivery.objects.order_by("pk").values_list("kind", flat=True))))
"""
)


class Clinic:
    """A clinic of its own, with its text messages carried by a provider of the test."""

    def __init__(self, home: Path) -> None:
        self.environment, self.before = {**environment(home), "no_proxy": "*"}, 0

    def carried_by(self, url: str) -> None:
        sms = {"LEEWARD_MESSAGES_SMS": "http", "LEEWARD_SMS_URL": url, "LEEWARD_SMS_TOKEN": "t"}
        self.environment, self.before = {**self.environment, **sms}, 0
        self.before = len(self.happened())

    def python(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def happened(self) -> list[str]:
        """What happened to messages since this test began."""
        return json.loads(self.python("-c", SAYS))[self.before :]

    def worker(self) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, "-m", "leeward.cli", "worker"], cwd=ROOT, env=self.environment)


@pytest.fixture
def told():
    with provider() as own:
        yield own


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    return Clinic(migrated.lay(tmp_path_factory.mktemp("worker")))


@pytest.fixture
def clinic(upgraded, told):
    upgraded.carried_by(told.url)
    return upgraded


def test_three_workers_send_each_message_once_and_end_when_asked(clinic, told):
    clinic.python("-c", SOME, "12")
    workers = [clinic.worker() for _ in range(3)]
    try:
        until(lambda: len(told.asked) >= 12, "not every message was sent", within_s=90)
    finally:
        for each in workers:
            each.terminate()
        ended = [each.wait(60) for each in workers]
    assert ended == [0, 0, 0]
    keys = [each["headers"]["Idempotency-Key"] for each in told.asked]
    assert (len(keys), len(set(keys))) == (12, 12)
    assert sorted(clinic.happened()) == ["handed over"] * 12 + ["trying"] * 12


@pytest.mark.hazard("H25 server crash")
def test_a_worker_killed_in_the_middle_is_followed_by_one_more_try_with_the_same_key(clinic, told):
    clinic.python("-c", SOME, "1")
    told.holds = threading.Event()
    worker = clinic.worker()
    until(lambda: told.asked, "nothing was sent", within_s=60)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(30)
    told.holds.set()
    assert clinic.happened() == ["trying"]
    clinic.python("-c", LATER, "1")
    assert len(told.asked) == 1  # somebody might still be at it
    clinic.python("-c", LATER, "3")
    clinic.python("-c", LATER, "6")
    assert clinic.happened() == ["trying", "trying", "handed over"]
    assert len({each["headers"]["Idempotency-Key"] for each in told.asked}) == 1
    assert len(told.asked) == 2


def test_once_looks_once_and_ends(clinic, told):
    clinic.python("-c", SOME, "2")
    clinic.python("-m", "leeward.cli", "worker", "--once")
    assert len(told.asked) == 2
