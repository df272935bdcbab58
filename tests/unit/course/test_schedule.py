"""A series laid on days, and laid again after what happened."""

from datetime import date, timedelta

import pytest

from leeward.course.days import Days, written
from leeward.course.replan import Happened, replan
from leeward.course.schedule import plan, spacing
from leeward.course.series import EIGHT_IN_FOUR_WEEKS, SIX_IN_TWO_WEEKS, CannotPlan, State, custom
from leeward.protocol import STANDARD, Place
from leeward.protocol.adjustable import Change
from leeward.protocol.dosing import Spacing
from leeward.protocol.tuned import tuned
from leeward.units import Quantity

MONDAY = date(2026, 11, 30)
LIMITS = STANDARD.dosing
OPEN = Days()


def laid(schedule=SIX_IN_TWO_WEEKS, first=MONDAY, **kept):
    return plan(schedule, first=first, today=MONDAY, limits=LIMITS, **{"days": OPEN, **kept})


def days_of(planned):
    return [written(session.on)[:6] for session in planned.sessions]


def again(planned, *happened, today, days=OPEN):
    return replan(planned, happened, today=today, limits=LIMITS, days=days)


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        (SIX_IN_TWO_WEEKS, ["Mon 30", "Wed 02", "Fri 04", "Mon 07", "Wed 09", "Fri 11"]),
        (EIGHT_IN_FOUR_WEEKS, ["Mon 30", "Thu 03", "Mon 07", "Thu 10", "Mon 14", "Thu 17", "Mon 21", "Thu 24"]),
        (custom(sessions=3, every_days=7), ["Mon 30", "Mon 07", "Mon 14"]),
        (custom(sessions=4, weekdays=(1, 4)), ["Tue 01", "Fri 04", "Tue 08", "Fri 11"]),
    ],
)
def test_a_rhythm_falls_on_its_days(schedule, days):
    assert days_of(laid(schedule)) == days


def test_a_closed_day_is_passed_over_and_everything_after_it_keeps_its_distance():
    shut = Days(closed={date(2026, 12, 4): "St. Barbara"})
    planned = laid(days=shut)
    assert days_of(planned) == ["Mon 30", "Wed 02", "Mon 07", "Wed 09", "Fri 11", "Mon 14"]
    assert "Session 3: on Fri 04-Dec-2026 the clinic is closed (St. Barbara); it is put on Mon 07-Dec-2026." in (
        planned.says
    )


def test_a_day_without_a_chair_or_of_which_nobody_told_is_no_day():
    places = {MONDAY + timedelta(days=n): 1 for n in range(40)} | {date(2026, 12, 2): 0}
    planned = laid(days=Days(places=places))
    assert days_of(planned)[:3] == ["Mon 30", "Thu 03", "Mon 07"]
    with pytest.raises(CannotPlan, match=r"on no day suits for 60 days: on Mon 30-Nov-2026 no chair or nurse is free"):
        laid(days=Days(places={}))


def test_a_series_keeps_its_distance_from_infusions_before_it():
    assert days_of(laid(earlier=(date(2026, 11, 29),)))[0] == "Tue 01"


@pytest.mark.parametrize(
    ("schedule", "says"),
    [
        (custom(sessions=14, every_days=1), Place.BEYOND_HARD),
        (custom(sessions=8, weekdays=(0, 1, 3, 4)), Place.BEYOND_SOFT),
        (SIX_IN_TWO_WEEKS, Place.USUAL),
    ],
)
def test_a_rhythm_of_the_clinics_own_says_which_fence_it_passes(schedule, says):
    assert laid(schedule, days=Days(weekdays=frozenset(range(7)))).place is says


@pytest.mark.parametrize(
    "wrong", [{"sessions": 0, "every_days": 7}, {"sessions": 3}, {"sessions": 3, "weekdays": (7,)}]
)
def test_what_is_no_rhythm_is_refused(wrong):
    with pytest.raises(CannotPlan):
        custom(**wrong)


def test_a_series_does_not_begin_in_the_past():
    with pytest.raises(CannotPlan, match="is past"):
        plan(SIX_IN_TWO_WEEKS, first=MONDAY, today=MONDAY + timedelta(days=1), limits=LIMITS, days=OPEN)


def test_a_missed_session_is_made_up_for_at_the_end_and_none_comes_nearer():
    planned = again(
        laid(),
        Happened(number=1, state=State.GIVEN, on=MONDAY),
        Happened(number=2, state=State.MISSED, on=date(2026, 12, 2), why="had a cold"),
        today=date(2026, 12, 2),
    )
    assert [session.state for session in planned.sessions[:2]] == [State.GIVEN, State.MISSED]
    assert days_of(planned)[2:] == ["Fri 04", "Mon 07", "Wed 09", "Fri 11", "Mon 14"]
    assert planned.changed == (
        "Session 2 of Wed 02-Dec-2026 was missed: had a cold.",
        "Session 7 on Mon 14-Dec-2026 is added for session 2.",
    )
    later = again(planned, today=date(2026, 12, 3))
    assert days_of(later) == days_of(planned)
    assert len(later.sessions) == 7


def test_a_late_session_moves_the_rest():
    planned = again(
        laid(),
        Happened(number=1, state=State.GIVEN, on=MONDAY),
        Happened(number=2, state=State.GIVEN, on=date(2026, 12, 3)),
        today=date(2026, 12, 3),
    )
    assert planned.sessions[1].state is State.LATE
    assert days_of(planned)[2:] == ["Mon 07", "Wed 09", "Fri 11", "Mon 14"]
    assert planned.changed[0] == "Session 2 was given 1 d late, on Thu 03-Dec-2026."
    assert "Session 3 moves from Fri 04-Dec-2026 to Mon 07-Dec-2026: the distances are kept." in planned.changed


def test_a_session_that_is_called_off_for_good_makes_the_series_shorter():
    off = Happened(number=6, state=State.CANCELLED, on=MONDAY, why="enough", is_made_up=False)
    planned = again(laid(), off, today=MONDAY)
    assert len(planned.ahead) == 5
    assert len(again(planned, today=MONDAY).ahead) == 5


def test_what_nobody_recorded_is_neither_given_nor_made_up_for_and_still_keeps_others_away():
    planned = again(laid(), Happened(number=1, state=State.GIVEN, on=MONDAY), today=date(2026, 12, 3))
    assert planned.sessions[1].state is State.UNTOLD
    assert planned.changed == ("Session 2 of Wed 02-Dec-2026: nothing is recorded. Tell whether it was given.",)
    assert len(planned.sessions) == 6


def test_a_day_that_closes_later_moves_the_rest():
    planned = again(laid(), today=MONDAY, days=Days(closed={date(2026, 12, 2): "burst pipe"}))
    assert days_of(planned)[:3] == ["Mon 30", "Thu 03", "Mon 07"]


def test_a_long_pause_asks_for_suitability_again():
    planned = again(
        laid(),
        Happened(number=1, state=State.GIVEN, on=MONDAY),
        *(Happened(number=n, state=State.MISSED, on=date(2026, 12, 2), why="away") for n in range(2, 7)),
        today=date(2026, 12, 17),
    )
    assert any("more than 14 d: look at suitability again first" in says for says in planned.says)


def test_a_session_of_which_nothing_is_recorded_ends_no_pause():
    """Given on the 30th, nothing recorded of the 2nd, the 4th and the 7th to 11th: a gap since the 30th."""
    planned = again(laid(), Happened(number=1, state=State.GIVEN, on=MONDAY), today=date(2026, 12, 10))
    assert [session.state for session in planned.sessions].count(State.UNTOLD) == 4
    assert not any("look at suitability" in says for says in planned.says)
    later = again(
        laid(custom(sessions=3, every_days=9)),
        Happened(number=1, state=State.GIVEN, on=MONDAY),
        today=date(2026, 12, 16),
    )
    assert "18 d without an infusion that is on record, more than 14 d: look at suitability again first." in later.says


def test_what_cannot_have_happened_is_refused():
    with pytest.raises(CannotPlan, match="no session 9"):
        again(laid(), Happened(number=9, state=State.GIVEN, on=MONDAY), today=MONDAY)
    with pytest.raises(CannotPlan, match="has not come yet"):
        again(laid(), Happened(number=1, state=State.GIVEN, on=date(2026, 12, 1)), today=MONDAY)
    with pytest.raises(CannotPlan, match="say why"):
        Happened(number=1, state=State.MISSED, on=MONDAY)


def test_spacing_is_dosings_own():
    assert spacing(MONDAY, (MONDAY,), LIMITS) is Place.BEYOND_STOP
    assert spacing(MONDAY, (MONDAY - timedelta(days=1),), LIMITS) is Place.BEYOND_SOFT


def test_a_rhythm_past_a_stop_of_the_clinic_is_refused_before_any_day_is_looked_at():
    two_days = Quantity(48, "h")
    own = tuned(
        STANDARD,
        [Change(name=row.name, quantity=two_days, reason="our own") for row in (Spacing.gap_stop, Spacing.gap_hard)],
    )
    with pytest.raises(CannotPlan, match="the shortest time between two sessions is 24 h; it must be at least 48 h"):
        plan(custom(sessions=3, every_days=1), first=MONDAY, today=MONDAY, limits=own.dosing, days=OPEN)
    assert laid().cites[-1] is Spacing.gap_stop


def test_what_became_of_a_session_is_one_of_three():
    with pytest.raises(CannotPlan, match="tell whether it was given, missed or called off"):
        Happened(number=1, state=State.UNTOLD, on=MONDAY)
