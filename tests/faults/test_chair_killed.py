"""kill -9 while somebody charts: what the server said it has is there, once, and everything may be sent again."""

import json
import os
import random
import re
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from itertools import count
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener
from uuid import uuid4

import pytest

from journeys.served import PASSWORD, Clinic, until

pytestmark = [pytest.mark.hazard("H25 server crash or restart"), pytest.mark.hazard("H24 network drop in mid-infusion")]

ROUNDS = 3
LINES_BEFORE = 3
SEED = 20261123


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """A clinic in a folder of its own, stopped whatever happens."""
    made = Clinic(tmp_path)
    try:
        yield made
    finally:
        made.stop()


class Tablet:
    """A browser without a screen: it signs in, charts, and remembers what the server said it has."""

    def __init__(self, clinic: Clinic, made: dict) -> None:
        self.clinic, self.made = clinic, made
        self.jar = CookieJar()
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.jar))
        self.chair = f"/people/{made['person_id']}/infusions/{made['infusion_id']}/"
        self.sent: list[dict] = []
        self.acknowledged: list[str] = []

    def ask(self, path: str, data: bytes | None = None, **headers: str) -> str:
        """Return the answer's text; raises URLError, HTTPError or OSError."""
        named = {"Referer": self.clinic.address, **headers}
        request = Request(self.clinic.address + path, data=data, headers=named)  # noqa: S310 - our own server
        with self.opener.open(request, timeout=40) as answer:
            return answer.read().decode()

    def sign_in(self) -> None:
        form = self.ask("/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token is not None
        told = {"login": "nurse", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        self.ask("/accounts/login/", urlencode(told).encode())
        assert "sessionid" in {cookie.name for cookie in self.jar}

    @property
    def token(self) -> str:
        return next(cookie.value or "" for cookie in self.jar if cookie.name == "csrftoken")

    def send_queued(self, *entries: dict) -> list[dict]:
        """Send entries to the late-entry address and return its answers."""
        told = {
            "by": "nurse", "person": self.made["person_id"], "infusion": self.made["infusion_id"],
            "sent_at": datetime.now(UTC).isoformat(), "entries": list(entries),
        }  # fmt: skip
        raw = json.dumps(told).encode()
        return json.loads(self.ask(self.chair + "queued/", raw, **{
            "Content-Type": "application/json", "X-CSRFToken": self.token,
        }))["entries"]  # fmt: skip

    def chart(self, number: int) -> None:
        """Chart one line, by turns through the queue's address and by the page's own form."""
        at, fields = datetime.now(UTC).isoformat(), {"note": f"line {number}"}
        entry = {"id": str(uuid4()), "verb": "row", "at": at, "fields": fields}
        self.sent.append(entry)
        if number % 2:
            assert [each["answer"] for each in self.send_queued(entry)] == ["stored"]
        else:
            told = {"event_id": entry["id"], **fields}
            self.ask(self.chair + "row/", urlencode(told).encode(), **{
                "X-CSRFToken": self.token, "HX-Request": "true",
            })  # fmt: skip
        self.acknowledged.append(fields["note"])


def chart_until_killed(clinic: Clinic, tablet: Tablet, *, first: int, after_s: float) -> int:
    """Chart without a pause; a moment after a few lines everything is killed. Return how many lines were begun."""
    killer = threading.Timer(after_s, clinic.kill_everything)
    for number in count(first):
        if number == first + LINES_BEFORE:
            killer.start()
        try:
            tablet.chart(number)
        except OSError:
            if number < first + LINES_BEFORE:
                raise
            killer.join()
            return number + 1 - first
    raise AssertionError("counting ended")


def test_what_was_acknowledged_is_there_after_every_kill_and_all_may_be_sent_again(clinic):
    made = clinic.seed("running", family="Killed", chair="1", device_id="mon-1", password=PASSWORD)
    tablet, chance, number = Tablet(clinic, made), random.Random(SEED), 1  # noqa: S311 - instants, not secrets
    for place in range(ROUNDS):
        clinic.serve()
        if not place:
            tablet.sign_in()
        number += chart_until_killed(clinic, tablet, first=number, after_s=chance.uniform(0, 1))
    told = clinic.seed("account", infusion_id=made["infusion_id"])
    assert told["broken_at"] is None
    assert not set(tablet.acknowledged) - set(told["notes"]), "an acknowledged line is lost"
    assert len(told["notes"]) == len(set(told["notes"]))
    assert len(tablet.acknowledged) >= ROUNDS * LINES_BEFORE

    clinic.serve()  # the page recovers: everything that was ever begun is sent again, as a tablet would
    for _ in range(2):
        for start in range(0, len(tablet.sent), 50):
            answers = tablet.send_queued(*tablet.sent[start : start + 50])
            assert {each["answer"] for each in answers} <= {"stored", "known"}
    told = clinic.seed("account", infusion_id=made["infusion_id"])
    assert sorted(told["notes"]) == sorted(entry["fields"]["note"] for entry in tablet.sent)
    assert told["broken_at"] is None
    assert told["state"] == told["replayed"] == "running"
    assert tablet.chair in tablet.ask(tablet.chair)


def test_a_killed_gateway_writes_down_since_when_nobody_watched(clinic):
    made = clinic.seed("running", family="Unwatched", chair="2", device_id="mon-2", password=PASSWORD)
    clinic.serve()
    until(lambda: clinic.seed("account", infusion_id=made["infusion_id"])["is_watched"], "nobody watches", every_s=0.5)
    first = clinic.gateway_pid()
    assert first is not None
    os.kill(first, signal.SIGKILL)
    until(
        lambda: clinic.seed("account", infusion_id=made["infusion_id"])["interruptions"],
        "the interruption is not in the journal",
        every_s=0.5,
    )
    told = clinic.seed("account", infusion_id=made["infusion_id"])
    assert len(told["interruptions"]) == 1
    assert "started again" in told["interruptions"][0]
    assert told["broken_at"] is None
