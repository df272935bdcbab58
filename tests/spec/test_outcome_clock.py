"""When is what asked? Six infusions in two weeks, as a clinic in New York gives them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leeward.instruments import B_IPF, CSSRS, PCL5, PCL5_WEEK, PHQ9, Scale, score
from leeward.outcomes import DatedScore
from leeward.outcomes.clock import DueState, asked_now, due
from leeward.outcomes.measures import ABSENT, PCL5_EDITIONS, CannotAsk, Moment, edition_for
from leeward.outcomes.reminding import next_reminder, remind_at
from leeward.protocol.coursing import BladderWatch
from leeward.protocol.following_up import Later
from leeward.protocol.thresholds import Thresholds
from leeward.units import Quantity

ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 10, 19, 10, tzinfo=ZONE)
SIX = [MONDAY + timedelta(days=day) for day in (0, 2, 4, 7, 9, 11)]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a time on the wall, counted in days from the first infusion."""
    return (MONDAY + timedelta(days=day)).replace(hour=hour, minute=minute)


def filled(scale: Scale, when: datetime, *, left_out: bool = False) -> DatedScore:
    return DatedScore(score=score(scale, [None if left_out else 1, *[1] * (len(scale.items) - 1)]), at=when)


def stand(now: datetime, *scores: DatedScore, course=SIX, limits=Thresholds()):  # noqa: B008 - frozen
    return {each.label: each for each in due(course, scores, now=now, zone=ZONE, limits=limits)}


EDITIONS = """
 moment         | edition
 BASELINE       | PCL-5
 BEFORE         | PCL-5, past week
 DAY_AFTER      | PCL-5, past week
 THIRD_DAY      | PCL-5, past week
 WEEKLY         | PCL-5, past week
 MONTHLY        | PCL-5
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in EDITIONS.strip().splitlines()[1:]]


@pytest.mark.parametrize(("moment", "edition"), ROWS)
def test_each_moment_asks_for_the_edition_whose_recall_fits(moment: str, edition: str):
    assert edition_for(PCL5_EDITIONS, Moment[moment]).name == edition


def test_an_edition_that_looks_back_too_far_is_refused():
    with pytest.raises(CannotAsk, match="looks back as shortly as weekly"):
        edition_for((PCL5,), Moment.WEEKLY)


STATES = """
 day | hour | label                                          | state
 -20 | 12   | PCL-5, at the baseline                         | upcoming
 -13 | 12   | PCL-5, at the baseline                         | due
 -2  | 12   | PCL-5, at the baseline                         | overdue
 0   | 11   | PCL-5, at the baseline                         | expired
 -1  | 9    | PHQ-9, before infusion 1                       | upcoming
 -1  | 11   | PHQ-9, before infusion 1                       | due
 0   | 9    | PHQ-9, before infusion 1                       | overdue
 1   | 9    | PCL-5, past week, the day after infusion 1     | upcoming
 1   | 11   | PCL-5, past week, the day after infusion 1     | due
 1   | 17   | PCL-5, past week, before infusion 2            | due
 2   | 9    | PCL-5, past week, before infusion 2            | overdue
 2   | 11   | PCL-5, past week, before infusion 2            | expired
 1   | 15   | C-SSRS screen, the day after infusion 1        | overdue
 1   | 15   | C-SSRS screen, before infusion 2               | upcoming
 1   | 17   | C-SSRS screen, the day after infusion 1        | expired
 1   | 17   | C-SSRS screen, before infusion 2               | due
 2   | 9    | C-SSRS screen, before infusion 2               | overdue
 13  | 22   | PCL-5, past week, the third day after infusion 6 | due
 18  | 8    | GAD-7, weekly after infusion 6 (1)             | due
 18  | 8    | B-IPF, monthly after infusion 6 (1)            | upcoming
 41  | 8    | B-IPF, monthly after infusion 6 (1)            | due
 102 | 8    | DAST-10, long-term after infusion 6 (1)        | overdue
"""
STATE_ROWS = [[cell.strip() for cell in line.split("|")] for line in STATES.strip().splitlines()[1:]]


@pytest.mark.parametrize(("day", "hour", "label", "state"), STATE_ROWS)
def test_the_clock_of_one_course(day: str, hour: str, label: str, state: str):
    assert stand(at(int(day), int(hour)))[label].state is DueState(state)


def test_one_score_on_tuesday_counts_for_monday_and_for_wednesday():
    answered = filled(PCL5_WEEK, at(1, 12))
    found = stand(at(1, 13), answered)
    assert found["PCL-5, past week, the day after infusion 1"].answered == answered
    assert found["PCL-5, past week, before infusion 2"].answered == answered
    assert found["PCL-5, past week, the day after infusion 2"].state is DueState.UPCOMING


def test_a_c_ssrs_of_the_day_after_does_not_stand_for_the_next_infusion():
    answered = filled(CSSRS, at(1, 12))
    found = stand(at(1, 17), answered)
    assert found["C-SSRS screen, the day after infusion 1"].answered == answered
    assert found["C-SSRS screen, before infusion 2"].state is DueState.DUE
    again = filled(CSSRS, at(2, 9))
    assert stand(at(2, 9), answered, again)["C-SSRS screen, before infusion 2"].answered == again


def test_a_c_ssrs_at_the_cut_between_two_askings_counts_once():
    answered = filled(CSSRS, at(1, 16))
    found = stand(at(1, 17), answered)
    assert found["C-SSRS screen, the day after infusion 1"].state is DueState.DONE
    assert found["C-SSRS screen, before infusion 2"].state is DueState.DUE


def test_infusions_on_two_days_running_leave_hours_for_each_c_ssrs():
    found = stand(MONDAY, course=[MONDAY, MONDAY + timedelta(hours=28)])
    day_after, before = found["C-SSRS screen, the day after infusion 1"], found["C-SSRS screen, before infusion 2"]
    assert (day_after.opens, day_after.closes) == (at(1, 4), at(1, 9))
    assert (before.opens - day_after.closes, before.closes) == (timedelta.resolution, at(1, 14))


def test_the_weekly_list_never_stands_in_for_the_monthly_one():
    found = stand(at(0, 9), filled(PCL5_WEEK, at(0, 8)))
    assert found["PCL-5, past week, before infusion 1"].state is DueState.DONE
    assert found["PCL-5, at the baseline"].state is DueState.OVERDUE


def test_what_was_missed_stays_missed_and_a_later_score_is_no_stand_in():
    found = stand(at(20, 9), filled(PHQ9, at(0, 12)))
    missed = found["PHQ-9, before infusion 1"]
    assert (missed.state, missed.answered) == (DueState.EXPIRED, None)


def test_a_whole_score_counts_before_one_with_items_left_out():
    partly, whole = filled(PHQ9, at(0, 8), left_out=True), filled(PHQ9, at(0, 9))
    first = stand(at(0, 8, 30), partly)["PHQ-9, before infusion 1"]
    assert (first.answered, first.state) == (partly, DueState.OVERDUE)
    then = stand(at(0, 9, 30), partly, whole)["PHQ-9, before infusion 1"]
    assert (then.answered, then.state) == (whole, DueState.DONE)
    assert stand(at(1, 9), partly)["PHQ-9, before infusion 1"].state is DueState.EXPIRED


def test_whoever_left_items_out_is_not_reminded_of_them():
    partly = stand(at(0, 9), filled(PHQ9, at(0, 8), left_out=True))["PHQ-9, before infusion 1"]
    assert remind_at(partly, zone=ZONE) is None


def test_an_infusion_that_moves_takes_its_questions_along():
    moved = [*SIX[:5], SIX[5] + timedelta(days=3)]
    before, after = stand(MONDAY), stand(MONDAY, course=moved)
    label = "B-IPF, monthly after infusion 6 (1)"
    assert after[label].opens - before[label].opens == timedelta(days=3)
    assert after["PHQ-9, before infusion 5"] == before["PHQ-9, before infusion 5"]


def test_an_added_infusion_ends_what_was_asked_after_the_last():
    added = [*SIX, SIX[5] + timedelta(days=10)]
    found = stand(MONDAY, course=added)
    assert "PHQ-9, weekly after infusion 6 (1)" in found
    assert "PHQ-9, weekly after infusion 6 (2)" not in found
    assert "B-IPF, monthly after infusion 6 (1)" not in found
    assert "B-IPF, monthly after infusion 7 (1)" in found


def test_the_bladder_is_asked_before_every_fourth_session():
    asked = list(stand(MONDAY, course=[MONDAY + timedelta(days=3 * n) for n in range(10)]))
    assert [label for label in asked if label.startswith("BPIC-SS, before")] == [
        "BPIC-SS, before infusion 5",
        "BPIC-SS, before infusion 9",
    ]


def test_a_clinic_that_asks_sooner_about_the_bladder_says_so_once():
    """One number asks for the score and holds the infusion: after two sessions, before the third."""
    asked = stand(MONDAY, limits=Thresholds(changed=((BladderWatch.every.name, Quantity(2, "sessions")),)))
    assert [label for label in asked if label.startswith("BPIC-SS, before")] == [
        "BPIC-SS, before infusion 3",
        "BPIC-SS, before infusion 5",
    ]


def test_the_day_after_is_a_day_after_also_when_the_clocks_change():
    saturday = datetime(2026, 10, 31, 10, tzinfo=ZONE)  # the clocks go back that night
    (found,) = [each for each in stand(saturday, course=[saturday]).values() if "day after" in each.label][:1]
    assert found.opens - saturday == timedelta(hours=18)
    weekly = stand(saturday, course=[saturday])["PHQ-9, weekly after infusion 1 (1)"]
    assert [end.astimezone(ZONE).hour for end in (weekly.opens, weekly.closes)] == [0, 0]
    assert weekly.opens.astimezone(ZONE).date().isoformat() == "2026-11-06"


def test_a_patient_in_another_zone_is_asked_on_their_own_days():
    tokyo = ZoneInfo("Asia/Tokyo")
    found = {each.label: each for each in due(SIX, [], now=MONDAY, zone=tokyo)}
    assert found["B-IPF, monthly after infusion 6 (1)"].opens.astimezone(tokyo).hour == 0


def test_reminders_come_by_day_and_once_a_day():
    weekly = stand(at(18, 8))["GAD-7, weekly after infusion 6 (1)"]
    first = remind_at(weekly, zone=ZONE)
    assert first is not None
    assert first == datetime(2026, 11, 5, 9, tzinfo=ZONE)
    second = remind_at(weekly, zone=ZONE, reminded=[first])
    assert second == first + timedelta(days=1)
    assert remind_at(weekly, zone=ZONE, reminded=[first + timedelta(days=2)]) is None


def test_one_message_is_for_all_that_is_open():
    measures = due(SIX, [], now=at(18, 8), zone=ZONE)  # a week after the last: PCL-5, PHQ-9, GAD-7 and ISI
    first = next_reminder(measures, zone=ZONE)
    assert first == datetime(2026, 11, 5, 9, tzinfo=ZONE)
    assert next_reminder(measures, zone=ZONE, reminded=[first]) == first + timedelta(days=1)


def test_nobody_is_reminded_of_what_is_done():
    done = stand(at(0, 9), filled(PHQ9, at(0, 8)))["PHQ-9, before infusion 1"]
    assert remind_at(done, zone=ZONE) is None


def test_a_clinic_moves_the_weekly_list_to_every_ten_days():
    limits = Thresholds(changed=((Later.weekly_every.name, Quantity(10, "d")),))
    found = stand(MONDAY, limits=limits)["GAD-7, weekly after infusion 6 (1)"]
    assert found.opens.astimezone(ZONE).date().isoformat() == "2026-11-08"


def test_what_may_be_answered_now_is_each_list_once():
    assert [each.scale.name for each in asked_now(due(SIX, [], now=at(1, 11), zone=ZONE))] == [
        "C-SSRS screen",
        "PCL-5, past week",
        "PHQ-9",
    ]


def test_what_is_not_asked_is_said():
    assert any("Quality of life" in line for line in ABSENT)
    assert B_IPF in [each.scale for each in stand(MONDAY).values()]


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(CannotAsk, match="time zone"):
        due(SIX, [], now=datetime(2026, 1, 1), zone=ZONE)  # noqa: DTZ001
