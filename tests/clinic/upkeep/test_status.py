"""Does it run: what a probe hears, what Prometheus reads, and the page for who keeps it running."""

import json
import os
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from leeward import __version__
from leeward.clinic.infusions import watchdog
from leeward.clinic.people.roles import Role
from leeward.clinic.upkeep import backups, checks, queries
from leeward.clinic.web import metrics, roll_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def decided(monkeypatch, now):
    """The gateway says that alarms were decided."""
    monkeypatch.setattr(watchdog, "trouble", lambda **_: "")
    watchdog.beat(now=now, failed=[])


def seen(now):
    return queries.status_page(now=now, readiness=checks.Readiness())


def test_a_probe_hears_that_the_process_lives_and_nothing_else(client):
    answered = client.get("/healthz")
    assert (answered.status_code, answered.content) == (200, b"ok")


def test_readiness_is_a_line_for_each_thing_that_must_be_well(decided, now):
    status, told = checks.in_json(checks.Readiness().look(now=now))
    found = json.loads(told)
    assert status == 200, found
    assert set(found["checks"]) == {"database", "tables", "disk", "alarms"}
    assert all(line["ok"] and line["says"] for line in found["checks"].values())


@pytest.mark.hazard("H21 lost alarm")
def test_who_does_not_decide_alarms_is_not_ready(monkeypatch, now):
    monkeypatch.setattr(watchdog, "trouble", lambda **_: watchdog.NOT_WATCHED)
    status, told = checks.in_json(checks.Readiness().look(now=now))
    assert status == 503
    assert not json.loads(told)["checks"]["alarms"]["ok"]
    page = seen(now)
    assert any("have the gateway started again" in line.do for line in page.troubles)


@pytest.mark.hazard("H26 disk full")
@pytest.mark.parametrize("what", ["full", "silent", "away"])
def test_records_that_cannot_be_written_are_told_with_what_to_do(monkeypatch, settings, decided, now, what):
    from django.db import DatabaseError

    if what == "full":
        settings.LEAST_FREE = 1.1
    elif what == "silent":
        monkeypatch.setattr(checks.cache, "set", lambda *_: None)
    else:
        monkeypatch.setattr(checks.cache, "set", _raises(DatabaseError))
    readiness = checks.Readiness()
    assert checks.in_json(readiness.look(now=now))[0] == 503
    wrong = [check for check in readiness.look(now=now) if not check.is_well]
    assert [check.key for check in wrong] == (["disk"] if what == "full" else ["database"])
    assert wrong[0].do


def _raises(error):
    def act(*_):
        raise error

    return act


def test_whoever_asks_often_writes_seldom(monkeypatch, now):
    written = []
    monkeypatch.setattr(
        checks, "database", lambda: written.append(1) or checks.Check(key="database", is_well=True, says="")
    )
    readiness = checks.Readiness()
    for _ in range(50):
        readiness.look(now=now)
    assert len(written) == 1


def test_a_process_that_fell_silent_is_red_until_another_stands_in_for_it(decided, now):
    since = now - timedelta(hours=1)
    for kind in ("web", "hub"):
        roll_call.present(kind, since=since, now=now)
    cache.set(roll_call.NAMES, (*cache.get(roll_call.NAMES), "gateway:here:7"))
    told = {"kind": "gateway", "host": "here", "version": __version__}
    lost = roll_call.Present(**told, pid=7, since=since, at=now - timedelta(minutes=2), facts={"queue": 3})
    cache.set(roll_call.ONE + lost.name, lost)
    line = next(line for line in seen(now).processes if line.title == "Gateway")
    assert (line.kind, line.age) == ("high", "2 min ago")
    assert "watch the bedside monitors" in line.do
    assert "waiting for the disk 3" in line.says
    again = roll_call.Present(**told, pid=8, since=now, at=now)
    cache.set(roll_call.ONE + again.name, again)
    cache.set(roll_call.NAMES, (*cache.get(roll_call.NAMES), again.name))
    assert [line.kind for line in seen(now).processes if line.title == "Gateway"] == ["ok"]
    assert not [line for line in seen(now).troubles if line.title == "Gateway"]


def test_what_never_ran_and_what_was_left_out_of_an_upgrade_are_told(monkeypatch, decided, now):
    assert {line.title for line in seen(now).troubles} >= {"Pages", "Gateway", "Live stream of the pages"}
    with monkeypatch.context() as old:
        old.setattr(roll_call, "__version__", "0.0.1")
        roll_call.present("web", since=now, now=now)
    line = next(line for line in seen(now).processes if line.title == "Pages")
    assert line.kind == "warn"
    assert "upgrade" in line.do


def test_a_process_that_was_asked_to_stop_is_not_missed(decided, now):
    roll_call.present("hub", since=now, now=now)
    roll_call.gone("hub")
    assert roll_call.all_present(now=now) == ()


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (None, "warn"),
        ("no JSON", "warn"),
        ({"hours": 3, "verified": True}, "ok"),
        ({"hours": 3, "verified": False}, "warn"),
        ({"hours": 40, "verified": True}, "high"),
    ],
)
def test_a_backup_is_well_when_it_is_young_and_was_tried(tmp_path, now, told, kind):
    if isinstance(told, dict):
        at = now - timedelta(hours=told["hours"])
        told = json.dumps({"at": at.isoformat(), "verified": told["verified"]})
    if told is not None:
        (tmp_path / backups.TOLD).write_text(told)
    line = backups.backup_line(tmp_path, now=now)
    assert line.kind == kind
    assert bool(line.do) == (kind != "ok")


@pytest.mark.parametrize("role", [Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR])
def test_the_page_tells_who_keeps_it_running_and_names_no_patient(client_as, person, role):
    page = client_as(role).get("/status/").content.decode()
    for words in ("Records can be written", "Backup", "Gateway", "Pages", "Paired devices", __version__):
        assert words in page
    assert person.family_name not in page


def test_what_ended_processes_counted_is_forgotten_at_the_next_start_and_their_moments_at_once(monkeypatch, tmp_path):
    monkeypatch.setattr(metrics, "FOLDER", tmp_path)
    ended, runs = 2**22 + 1, os.getpid()  # no process has a number that high
    (tmp_path / f"gauge_livesum_{ended}.db").touch()
    metrics.written(decided_ago_s=1.0)
    assert not list(tmp_path.iterdir())
    for pid in (ended, runs):
        (tmp_path / f"counter_{pid}.db").touch()
    metrics.begin_anew()
    assert [path.name for path in tmp_path.iterdir()] == [f"counter_{runs}.db"]


@pytest.mark.hazard("H37 unauthorised access")
def test_what_is_counted_names_nobody(client_as, person):
    client_as(Role.NURSE).get(f"/people/{person.pk}/")
    client_as(Role.NURSE).get("/nowhere/at/all/Sample/")
    told = metrics.written(decided_ago_s=None).decode()
    assert 'leeward_requests_total{method="GET",route="people:person",status="200"}' in told
    assert 'route="none",status="404"' in told
    assert "leeward_alarms_decided_ago_seconds NaN" in told
    assert str(person.pk) not in told
    assert "Sample" not in told
