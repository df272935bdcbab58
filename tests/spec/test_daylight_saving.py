"""The clock on the wall jumps an hour; the drug, the fasting and the repeats do not (H20)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bedside import a_reading, a_start, an_event
from leeward.infusion.account import delivered
from leeward.infusion.events import FastingTold, Paused, Resumed
from leeward.infusion.repeats import repeats
from leeward.infusion.told import fasting
from leeward.infusion.vitals import VitalKind
from leeward.protocol.starting import STARTING
from leeward.truth import NO, UNKNOWN, YES

pytestmark = pytest.mark.hazard("H20 daylight saving or a change of zone in mid-session")

CHANGES = [  # zone and the instant of the change: forward and back, both hemispheres, and half an hour
    ("America/New_York", datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, 0, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1, 0, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, 0, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
]
MINUTES = range(-60, 61, 10)
cases = pytest.mark.parametrize(("zone", "change"), CHANGES, ids=[f"{zone} {at:%d-%b}" for zone, at in CHANGES])


def test_the_table_holds_changes_that_are_changes():
    for zone, change in CHANGES:
        before, after = (
            (change + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone)).utcoffset() for minutes in (-1, 1)
        )
        assert before != after, (zone, change)


def an_infusion(at, zone):
    """Forty minutes with a pause of ten, every instant told by the wall clock of the zone."""

    def wall(minutes):
        return (at + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))

    return [
        *a_start(wall(0)),
        an_event(Paused, wall(10), reason="nausea"),
        an_event(Resumed, wall(20), rate_ml_per_h=60.0),
    ], wall


@cases
@pytest.mark.parametrize("offset", MINUTES)
def test_what_went_in_does_not_move_with_the_wall_clock(zone, change, offset):
    at = change + timedelta(minutes=offset)
    (told, wall), (plain, instant) = an_infusion(at, zone), an_infusion(at, "UTC")
    for minutes in (5, 15, 30, 50, 90):
        local, utc = delivered(told, now=wall(minutes)), delivered(plain, now=instant(minutes))
        assert replace(local, segments=()) == replace(utc, segments=())
    assert delivered(told, now=wall(90)).ml == pytest.approx(40)


@cases
@pytest.mark.parametrize("offset", MINUTES)
def test_six_hours_without_food_are_six_hours(zone, change, offset):
    now = change + timedelta(minutes=offset)
    for hours, answer in ((6, YES), (5.5, UNKNOWN), (4.5, NO)):
        ate = (now - timedelta(hours=hours)).astimezone(ZoneInfo(zone))
        drank = (now - timedelta(hours=3)).astimezone(ZoneInfo(zone))
        told = an_event(
            FastingTold, now.astimezone(ZoneInfo(zone)), last_food_at=ate, was_heavy=NO, last_fluid_at=drank
        )
        assert fasting(told, now=now.astimezone(ZoneInfo(zone)), accepted=None).truth is answer


@cases
def test_repeats_are_five_minutes_apart_and_not_an_hour_and_five(zone, change):
    band = next(band for band in STARTING.bands if band.vital is VitalKind.SYSTOLIC)
    instants = [(change + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone)) for minutes in (-6, -1, 4)]
    rows = [a_reading(VitalKind.SYSTOLIC, 150.0, at) for at in instants]
    assert repeats(rows, band, now=instants[-1]).missing == 0
    assert repeats(rows[1:], band, now=instants[-1]).missing == 1
