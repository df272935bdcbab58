"""The wall clock is put forward or back while an infusion runs: nothing of the infusion moves with it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from leeward.clinic.infusions import actions, bedside, charting, journaling, late
from leeward.clinic.infusions.gates import home_gate
from leeward.clinic.infusions.late import Sent
from leeward.clinic.infusions.queries import flowsheet_page
from leeward.infusion import journal
from leeward.infusion.late import LATE
from leeward.infusion.observations import observations
from leeward.truth import YES

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H20 DST or time zone shift in session")]

CHANGES = {  # the instant at which the wall clock jumps, by zone
    "Europe/Berlin": ("2026-10-25T01:00", "2027-03-28T01:00"),
    "America/New_York": ("2026-11-01T06:00", "2027-03-14T07:00"),
    "Australia/Lord_Howe": ("2026-10-03T15:30", "2027-04-03T15:00"),  # by half an hour
    "America/Santiago": ("2026-09-06T04:00", "2027-04-04T03:00"),  # at midnight
    "UTC": ("2026-11-23T09:00",),  # no jump: what the others must equal
}
MATRIX = [(zone, at) for zone, instants in CHANGES.items() for at in instants]
BEFORE = timedelta(minutes=25)
STAY_MIN = 96  # 120 min from the start, when it ended after 24


@pytest.fixture(params=MATRIX, ids=lambda each: f"{each[0]} {each[1][:10]}")
def jump(request):
    """The clinic stands in this zone; the clock jumps at this instant."""
    zone, at = request.param
    with timezone.override(ZoneInfo(zone)):
        yield zone, datetime.fromisoformat(at).replace(tzinfo=UTC)


@pytest.fixture
def now(jump):
    """The start: the jump comes in the middle of the infusion."""
    return jump[1] - BEFORE


def minute(now, minutes):
    return now + timedelta(minutes=minutes)


def given_mg(infusion, at):
    infusion.refresh_from_db()
    return bedside.load(infusion, now=at).given.mg


def test_the_zone_really_jumps_while_it_runs(jump, now):
    zone, _ = jump
    wall = [minute(now, m).astimezone(ZoneInfo(zone)).utcoffset() for m in (0, 40)]
    assert (wall[0] != wall[1]) is (zone != "UTC")


def test_amounts_times_and_what_is_due_follow_the_time_that_passed(running, deed, now):
    assert given_mg(running, minute(now, 20)) == pytest.approx(17.5)
    actions.pause(deed(minute(now, 20)), reason="distress")
    assert given_mg(running, minute(now, 30)) == pytest.approx(17.5)  # the jump came at minute 25
    actions.resume(deed(minute(now, 30)), rate_ml_per_h=52.5, shown_ml_per_h=52.5)
    stands = bedside.load(running, now=minute(now, 31))
    assert stands.given.expected_end - now == timedelta(minutes=50)
    due = observations(stands.events, stands.readings, now=minute(now, 31))
    assert {(one.due_at - now) % timedelta(minutes=5) for one in due} == {timedelta(0)}
    charting.chart_row(deed(minute(now, 35)), readings="140/85", moaas=5)
    actions.complete(deed(minute(now, 50)), delivered_ml=35.0)
    assert given_mg(running, minute(now, 51)) == pytest.approx(35.0)
    assert [round(s.minutes, 6) for s in bedside.load(running, now=minute(now, 60)).given.segments] == [20, 10, 20]


def test_the_stay_after_the_end_is_as_long_as_ever(running, deed, now):
    actions.complete(deed(minute(now, 24)), delivered_ml=21.0)

    def is_met(at):
        running.refresh_from_db()
        items = {item.key: item.truth for item in home_gate(bedside.load(running, now=at, whole=True)).items}
        return items["time"] is YES

    assert not is_met(minute(now, 24 + STAY_MIN - 1))
    assert is_met(minute(now, 24 + STAY_MIN))


def test_everything_is_kept_in_utc_and_read_back_as_the_same_instant(running, deed, now, jump):
    zone, at = jump
    local = at.astimezone(ZoneInfo(zone))
    charting.chart_row(deed(local), readings="140/85", note="at the jump")
    charting.chart_row(deed(at + timedelta(minutes=30)), readings="138/84", note="half an hour on")
    for row in running.journal.all():
        assert row.body["at"].endswith(("+00:00", "Z"))
    entries = journaling.load(running)
    assert journal.verify(entries) is None
    times = [entry.event.at for entry in entries]
    assert times == sorted(times)
    assert max(times) - now == BEFORE + timedelta(minutes=30)


def test_what_a_tablet_charted_by_the_wall_clock_stands_at_its_instant(running, nurse, now, jump):
    zone, at = jump
    came, charted = at + timedelta(minutes=50), at - timedelta(minutes=5)
    sent = Sent(entry_id=running.pk, verb="row", at=charted.astimezone(ZoneInfo(zone)), fields={"pressure": "151/91"})
    late.take(
        sent, person_id=running.person_id, infusion_id=running.pk, by=nurse,
        sent_at=came.astimezone(ZoneInfo(zone)), now=came,
    )  # fmt: skip
    found = {event.at for event in journal.events(journaling.load(running)) if event.source == LATE}
    assert found == {charted}


def test_the_flowsheet_counts_minutes_and_not_hours_of_the_wall(running, deed, now):
    charting.chart_row(deed(minute(now, 35)), readings="147/89")
    page = flowsheet_page(person_id=running.person_id, infusion_id=running.pk, now=minute(now, 40))
    assert [row.minute for row in page.rows if "147/89" in str(row)] == ["35"]
