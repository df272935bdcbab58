"""Therapy beside the infusions, as cases: infusions of 10 to 12 o'clock, both free as told, all in New York."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from leeward.course.placing import Calendars, place
from leeward.course.slots import Slot
from leeward.course.therapy import TherapyKind, TherapyPlan
from told import day, number, read, told

THERAPY = """
written exposure added after the fourth infusion
    who       woman of 40, partial response; begins to write
    kind      written, 1 session, after infusion 4
    infusions 02-Nov, 04-Nov, 06-Nov, 09-Nov, 11-Nov
    patient   10-Nov, 12-Nov, 13-Nov
    therapist 10-Nov, 12-Nov
    placed    12-Nov 09:00 inside
    because   on the tenth only the morning is free, less than 24 h after; the eleventh is the day of an infusion

the therapist is away inside the window
    who       man of 52, prolonged exposure after his last infusion
    kind      exposure, 1 session, after infusion 1
    infusions 09-Nov
    patient   10-Nov, 11-Nov, 12-Nov, 16-Nov
    therapist 16-Nov
    placed    16-Nov 09:00 outside
    says      Session 1 on 16-Nov-2026 09:00 lies outside its window after infusion 1: nothing is free for both inside

the two never meet
    who       woman of 33; works when the therapist does
    kind      processing, 1 session, after infusion 1
    infusions 09-Nov
    patient   14-Nov
    therapist 10-Nov, 11-Nov, 12-Nov
    says      Session 1 (cognitive processing therapy (CPT), after infusion 1): the two calendars share no free time
"""
BESIDE = read(THERAPY)


NEW_YORK = ZoneInfo("America/New_York")


def hours_of(case, field, start, end):
    days = [day(each) for each in told(BESIDE[case], field)[0].split(", ")]
    return tuple(Slot(*(datetime.combine(on, time(hour), NEW_YORK) for hour in (start, end))) for on in days)


@pytest.mark.parametrize("case", BESIDE)
def test_where_a_therapy_session_comes_to_lie(case):
    kind, _, after = (part.strip() for part in told(BESIDE[case], "kind")[0].split(","))
    calendars = Calendars(
        patient=hours_of(case, "patient", 9, 17),
        therapist=hours_of(case, "therapist", 9, 11),
        infusions=hours_of(case, "infusions", 10, 12),
        zone=NEW_YORK,
        not_before=datetime(2026, 11, 1, tzinfo=UTC),
    )
    wanted = TherapyPlan(kind=TherapyKind[kind.upper()], sessions=1, minutes=60, after=int(number(after)))
    found = place(wanted, calendars)
    shown = [
        f"{one.slot.start.astimezone(NEW_YORK):%d-%b %H:%M} {'inside' if one.is_inside else 'outside'}"
        for one in found.placed
    ]
    assert shown == told(BESIDE[case], "placed")
    assert all(any(line.startswith(says) for line in found.says) for says in told(BESIDE[case], "says"))
