"""Alarms at the chair and in the room: answered by one press, paused, escalated, limits changed and given back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from leeward.clinic.infusions import actions, bedside, charting, ingest, room, watchdog
from leeward.clinic.infusions.alarm_lines import alarm_bar
from leeward.clinic.people.models import Role
from leeward.infusion.alarms import CannotChangeLimit, in_force
from leeward.infusion.events import AlarmAcknowledged, AudioPaused
from leeward.infusion.signals import audio_paused_until, calls
from leeward.protocol.alarms import LIMITS

pytestmark = pytest.mark.django_db
RED = "systolic-red"


@pytest.fixture
def now():
    """Pages read the clock, so these tests play now."""
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _nobody_called_before():
    cache.delete(watchdog.CALLS)


@pytest.fixture
def red(running, deed, now):
    """A pressure of 186/104 was charted, and the gateway has seen it."""
    at = timezone.now() - timedelta(seconds=30)
    charting.chart_row(deed(at), readings="186/104")
    ingest.refresh_alarms(now=at)
    return running


def url(infusion, name):
    return reverse(f"infusions:{name}", args=[infusion.person_id, infusion.pk])


def bar(infusion, *, at=None):
    seen = bedside.load(infusion, now=at or timezone.now())
    return alarm_bar(seen, bedside.conditions(seen))


def line(infusion, key, **own):
    return next(one for one in bar(infusion, **own).lines if one.key == key)


def events(infusion):
    return bedside.load(infusion, now=timezone.now()).events


def press(client, infusion, reason, *, key=RED):
    told = {"event_id": str(uuid4()), "alarm_key": key, "reason": reason}
    return client.post(url(infusion, "acknowledge"), told)


@pytest.mark.parametrize("reason", ["treated", "watched"])
def test_one_press_answers_an_alarm_and_it_says_who_and_what(red, client_as, reason):
    assert press(client_as(Role.NURSE), red, reason).status_code == 302
    answered = line(red, RED)
    assert answered.is_answered
    assert answered.sound == ""
    assert f": {reason}. The condition still stands. Quiet until" in answered.why


def test_paused_is_not_said_while_the_record_says_that_the_pump_runs(red, deed, client_as):
    client = client_as(Role.NURSE)
    answer = press(client, red, "infusion paused")
    assert answer.status_code == 422
    assert "The record says that the pump runs." in answer.content.decode()
    actions.pause(deed(timezone.now()), reason="pressure")
    red.refresh_from_db()
    assert [one.reason for one in line(red, RED).answers if one.reason] == ["treated", "infusion paused", "watched"]
    assert press(client, red, "infusion paused").status_code == 302


@pytest.mark.hazard("H28 artefact accepted as physiology")
def test_striking_an_alarms_reading_answers_the_alarm_and_ends_it_with_its_condition(red, client_as):
    artefact = next(one for one in line(red, RED).answers if "artefact" in one.url)
    told = {"event_id": str(uuid4()), "reason": "cuff on a bent arm"}
    query = dict(part.split("=") for part in artefact.url.partition("?")[2].split("&"))
    assert client_as(Role.NURSE).post(artefact.url, told | query).status_code == 302
    answer = next(e for e in events(red) if isinstance(e, AlarmAcknowledged))
    assert answer.action == "artefact: cuff on a bent arm"
    ingest.refresh_alarms(now=timezone.now())
    assert RED not in {one.key for one in bar(red).lines}
    assert len([r for r in bedside.load(red, now=timezone.now()).readings if r.value == 186]) == 1  # kept as it came


@pytest.mark.hazard("H21 lost alarm")
def test_the_sound_is_paused_for_two_minutes_and_a_new_alarm_breaks_it(red, deed, client_as):
    assert line(red, RED).sound == "high"
    client_as(Role.NURSE).post(url(red, "pause_audio"), {"event_id": str(uuid4())})
    told = bar(red)
    assert told.audio_paused_until
    assert not any(one.sound for one in told.lines if one.key != "gateway")
    (pause,) = (e for e in events(red) if isinstance(e, AudioPaused))
    assert audio_paused_until(events(red), now=pause.at + timedelta(seconds=119))
    assert audio_paused_until(events(red), now=pause.at + timedelta(seconds=120)) is None
    charting.score_scale(deed(timezone.now()), scale_key="moaa-s", answers=(2,), total=2)
    ingest.refresh_alarms(now=timezone.now())
    assert bar(red).audio_paused_until == ""
    assert {line(red, key).sound for key in (RED, "sedation-red")} == {"high"}


@pytest.mark.hazard("H21 lost alarm")
@pytest.mark.parametrize(
    ("seconds", "role", "told"),
    [(59, Role.NURSE, False), (61, Role.NURSE, True), (61, Role.FRONT_DESK, False), (121, Role.FRONT_DESK, True),
     (121, Role.ADMINISTRATOR, True)],
)  # fmt: skip
def test_what_nobody_answers_is_told_on_every_page(red, client_as, seconds, role, told):
    raised = calls(events(red))[RED].since
    ingest.refresh_alarms(now=raised + timedelta(seconds=seconds))
    page = client_as(role).get(reverse("infusions:calls")).content.decode()
    assert ("Chair 3: a high-priority alarm waits since" in page) is told
    assert str(red.person) not in page
    assert red.person.family_name not in page


def test_the_bar_stays_small_and_names_those_that_wait_longest(client_as):
    now = timezone.now()
    waiting = [
        watchdog.ChairCall(chair=str(chair), since=now - timedelta(minutes=chair), reaches_everyone=True)
        for chair in range(1, 6)
    ]
    watchdog.call(waiting, now=now)
    page = client_as(Role.NURSE).get(reverse("infusions:calls")).content.decode()
    assert [chair for chair in "12345" if f"Chair {chair}:" in page] == ["3", "4", "5"]
    assert "And at 2 more chairs." in page


@pytest.mark.hazard("H21 lost alarm")
def test_an_answer_takes_the_call_back(red, client_as, deed):
    now = calls(events(red))[RED].since + timedelta(seconds=130)
    ingest.refresh_alarms(now=now)
    assert watchdog.calls()
    for key in [one.key for one in bar(red, at=now).lines if one.kind == "high" and one.key != "gateway"]:
        charting.acknowledge_alarm(deed(now), alarm_key=key, action="treated")
    ingest.refresh_alarms(now=now + timedelta(seconds=1))
    assert watchdog.calls() == ()


@pytest.mark.hazard("H21 lost alarm")
def test_a_high_alarm_that_ended_unseen_stays_until_somebody_looks(red, deed, client_as):
    charting.chart_row(deed(timezone.now()), readings="130/80")
    ingest.refresh_alarms(now=timezone.now())
    latched = line(red, RED)
    assert latched.is_latched
    assert latched.sound == ""
    assert "before anybody looked" in latched.why
    assert "ended unseen" in client_as(Role.NURSE).get(url(red, "live")).content.decode()
    press(client_as(Role.NURSE), red, "watched")
    assert RED not in {one.key for one in bar(red).lines}


@pytest.mark.hazard("H23 alarm limits left loose")
def test_a_changed_limit_is_shown_and_ends_with_its_infusion(running, order, nurse, deed, client_as, now):
    told = {"event_id": str(uuid4()), "limit_key": "spo2-red", "value": "92", "reason": "sleep apnoea"}
    for slip in ("9,2", "-92", "9.2e1", "９２"):
        assert client_as(Role.NURSE).post(url(running, "limit"), told | {"value": slip}).status_code == 422
    assert client_as(Role.NURSE).post(url(running, "limit"), told).status_code == 302
    (shown,) = bar(running).limits
    assert shown == ("SpO2, high: below 92 % instead of 90, by nurse: sleep apnoea. It ends with this infusion.")
    page = client_as(Role.NURSE).get(url(running, "chairside")).content.decode()
    assert "Alarm limit of this infusion: SpO2, high: below 92 %" in page
    assert room.chairs(now=timezone.now())[0].limits == 1
    actions.stop(deed(timezone.now()), reason="patient asks")
    from leeward.clinic.infusions.models import Infusion

    Infusion.objects.filter(pk=running.pk).update(state="discharged")
    after = actions.plan_infusion(person_id=running.person_id, order=order, chair="3", by=nurse, at=timezone.now())
    following = bedside.load(Infusion.objects.get(pk=after), now=timezone.now())
    assert in_force(following.protocol.alarms, following.events) == following.protocol.alarms


@pytest.mark.hazard("H23 alarm limits left loose")
def test_a_nurse_tightens_a_prescriber_loosens_and_nobody_loosens_a_high_limit(running, deed, prescriber):
    at = timezone.now()
    loosen = {"limit_key": "heart-rate-low-advisory", "value": 46.0, "reason": "athlete"}
    with pytest.raises(CannotChangeLimit, match="only a prescriber"):
        charting.change_limit(deed(at), **loosen)
    charting.change_limit(deed(at, by=prescriber), **loosen)
    with pytest.raises(CannotChangeLimit, match="not loosened"):
        charting.change_limit(deed(at, by=prescriber), limit_key=RED, value=190.0, reason="usual for her")
    limits = {limit.key: limit.value for limit in in_force(LIMITS, events(running))}
    assert (limits["heart-rate-low-advisory"], limits[RED]) == (46, 180)


@pytest.mark.hazard("H25 server crash or restart")
def test_after_a_restart_the_same_alarms_stand_answered_and_paused_as_before(red, client_as):
    press(client_as(Role.NURSE), red, "treated")
    client_as(Role.NURSE).post(url(red, "pause_audio"), {"event_id": str(uuid4())})
    at = timezone.now()
    before = [(one.key, one.why, one.sound, one.burst) for one in bar(red, at=at).lines]
    cache.clear()  # what a new process knows is the journal alone
    after = [(one.key, one.why, one.sound, one.burst) for one in bar(red, at=at).lines if one.key != "gateway"]
    assert after == [one for one in before if one[0] != "gateway"]


@pytest.mark.hazard("H22 alarm flood")
def test_the_board_asks_for_one_burst_a_minute_of_each_alarm(red):
    raised = calls(events(red))[RED].since
    asked = set()
    for second in range(0, 180, 5):
        at = raised + timedelta(seconds=second)
        asked |= {one.burst for one in bar(red, at=at).lines if one.key == RED and one.sound}
    assert len(asked) == 3


def test_the_board_is_a_row_a_chair_with_age_and_what_is_next(red, client_as):
    page = client_as(Role.NURSE).get(reverse("infusions:chairs")).content.decode()
    assert "Sound not tested: this screen is silent." in page
    assert "Systolic pressure 186 mmHg is at or above 180 mmHg." in page
    assert "Last reading" in page
    assert "Next" in page
    assert 'data-sound="high"' in page
    assert "no primary alarm" in page
