"""Therapy sessions in both calendars: inside the window after an infusion, or said to be outside."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from leeward.course.placing import Calendars, conflicts, place
from leeward.course.slots import Slot
from leeward.course.therapy import CannotPlace, TherapyKind, TherapyPlan, usual_plan

ZONE = ZoneInfo("America/New_York")


def at(day, hour, minute=0, month=12):
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def hours(day, start=9, end=17, month=12):
    return Slot(at(day, start, month=month), at(day, end, month=month))


WEEKDAYS = (1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18)
INFUSIONS = tuple(Slot(at(day, 10), at(day, 12)) for day in (2, 4, 7, 9, 11))


def calendars(**kept):
    usual = {
        "patient": tuple(hours(day) for day in WEEKDAYS),
        "therapist": tuple(hours(day) for day in WEEKDAYS),
        "infusions": INFUSIONS,
        "zone": ZONE,
        "not_before": at(1, 9),
    }
    return Calendars(**{**usual, **kept})


def plan(sessions=2, minutes=60, kind=TherapyKind.EXPOSURE, after=1):
    return TherapyPlan(kind=kind, sessions=sessions, minutes=minutes, after=after)


def days_of(placement):
    return [one.slot.start.astimezone(ZONE).strftime("%d %H:%M") for one in placement.placed]


def test_a_session_lies_24_to_72_hours_after_its_infusion_and_never_on_the_day_of_another():
    found = place(plan(sessions=1), calendars(infusions=INFUSIONS[:2]))
    assert days_of(found) == ["03 12:00"]
    assert found.placed[0].is_inside is True
    assert found.says == ()


def test_where_nothing_is_free_inside_it_takes_the_nearest_and_says_so():
    found = place(plan(sessions=1), calendars(therapist=(hours(3, 9, 10), hours(8))))
    assert days_of(found) == ["03 09:00"]
    assert found.placed[0].is_inside is False
    assert found.says == (
        "Session 1 on 03-Dec-2026 09:00 lies outside its window after infusion 1: nothing is free for both inside it.",
    )


def test_the_day_of_an_infusion_and_the_time_of_sedation_are_never_taken():
    late = Slot(at(2, 16), at(2, 20))
    found = place(plan(sessions=1), calendars(infusions=(late,), therapist=(hours(2), hours(3, 9, 12), hours(8))))
    assert days_of(found) == ["08 09:00"]


def test_where_the_calendars_never_meet_nothing_is_placed_and_it_is_said():
    found = place(plan(sessions=1), calendars(therapist=()))
    assert found.placed == ()
    assert found.unplaced[0].startswith(
        "Session 1 (prolonged exposure (PE), after infusion 1): the two calendars share"
    )


def test_after_the_last_infusion_sessions_come_weekly_and_have_no_window():
    found = place(plan(sessions=3), calendars(infusions=INFUSIONS[:1]))
    assert [one.is_inside for one in found.placed] == [True, None, None]
    assert days_of(found) == ["03 12:00", "10 12:00", "17 12:00"]


def test_preparation_comes_before_the_first_infusion():
    found = place(plan(kind=TherapyKind.PREPARATION), calendars(infusions=INFUSIONS[2:]))
    assert days_of(found) == ["01 09:00", "02 09:00"]
    assert all(one.is_inside for one in found.placed)
    crowded = place(plan(kind=TherapyKind.PREPARATION), calendars(infusions=INFUSIONS[:1]))
    assert days_of(crowded) == ["01 09:00"]
    assert len(crowded.unplaced) == 1


def test_what_is_booked_is_not_taken_again():
    found = place(plan(sessions=1), calendars(infusions=INFUSIONS[:1], booked=(Slot(at(3, 12), at(3, 15)),)))
    assert days_of(found) == ["03 15:00"]


def test_hours_are_hours_when_the_clocks_change():
    """On 1-Nov-2026 clocks go back: a day after an infusion that ended at noon is 11 by the clock."""
    infusion = Slot(at(31, 10, month=10), at(31, 12, month=10))
    free = (hours(1, month=11),)
    found = place(plan(sessions=1), calendars(
        infusions=(infusion,), patient=free, therapist=free, not_before=at(30, 9, month=10)))  # fmt: skip
    assert days_of(found) == ["01 11:00"]


def test_a_session_that_cannot_stay_is_told_with_why():
    moved = calendars(infusions=(Slot(at(3, 10), at(3, 12)),))
    assert conflicts((Slot(at(8, 9), at(8, 10)),), moved) == ()
    assert conflicts((Slot(at(3, 15), at(3, 16)),), moved)[0] == (
        "The session of 03-Dec-2026 15:00 cannot stay: an infusion is on that day. Move it."
    )
    booked = calendars(infusions=(Slot(at(3, 10), at(3, 12)),), booked=(Slot(at(8, 9), at(8, 10)),))
    assert conflicts((Slot(at(8, 9), at(8, 10)),), booked) == (
        "The session of 08-Dec-2026 09:00 cannot stay: something else is booked then. Move it.",
    )
    assert "the patient is not free; the therapist is not free" in conflicts((Slot(at(5, 9), at(5, 10)),), moved)[0]


def test_usual_plans_say_where_their_numbers_come_from():
    for kind in TherapyKind:
        usual = usual_plan(kind, infusions=6)
        assert usual.cites
        assert usual.minutes in (60, 90)
    assert usual_plan(TherapyKind.INTEGRATION, infusions=6).sessions == 6
    assert usual_plan(TherapyKind.WRITTEN, infusions=6).after == 4


def test_the_combination_is_told_as_unknown():
    found = place(plan(), calendars())
    assert found.claim.says.startswith("Whether ketamine adds to trauma-focused therapy is unknown: one small")
    assert found.open_question == "Nobody compared windows: 24 to 72 h is what one trial's protocol used."


def test_what_is_no_plan_or_no_time_is_refused():
    with pytest.raises(CannotPlace, match="are 1 or more"):
        plan(sessions=0)
    naive = datetime(2026, 12, 1, 9)  # noqa: DTZ001 - a time without its zone is what is refused
    with pytest.raises(CannotPlace, match="carries its time zone"):
        place(plan(), calendars(not_before=naive))
