"""The longest interval that holds: from this person's own times, never longer than a loss."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from leeward.course import Borne, CannotMaintain, CourseSoFar, Infused, Scored, Stretch, holding, stretches, taper
from leeward.truth import NO, UNKNOWN, YES

DAY = date(2026, 11, 2)


def held(days, lost=NO, seen=None):
    """A response followed for so many days, and seen to hold for `seen` of them before it was lost or went unscored."""
    held_until = None if seen is None else DAY + timedelta(days=seen)
    return Stretch(since=DAY, held_until=held_until, until=DAY + timedelta(days=days), lost=lost)


@pytest.mark.parametrize(
    ("times", "shown", "following"),
    [
        ([], None, 7),
        ([held(7)], 7, 14),
        ([held(13)], 7, 14),
        ([held(21)], 21, 28),
        ([held(60)], 42, 42),
        ([held(28), held(24, YES)], 21, 21),
        ([held(28, YES)], None, 7),
        ([held(14), held(15, YES)], 14, 14),
        ([held(7, YES)], None, None),
        ([held(40, UNKNOWN)], None, 7),
        ([held(28, YES, seen=21)], 21, 21),
        ([held(28, YES, seen=5)], None, 7),
        ([held(28, YES, seen=10)], 7, 7),
        ([held(40, UNKNOWN, seen=15)], 14, 21),
    ],
)
def test_the_interval_follows_from_what_held_and_what_was_lost(times, shown, following):
    found = holding(times)
    assert (found.shown_d, found.next_d) == (shown, following)


def test_the_sentences_tell_own_times_beside_the_groups_and_that_there_is_no_trial():
    told = holding([held(28, YES, seen=12), held(35, YES), held(30, UNKNOWN)]).says
    assert told[0] == "This person lost response between 12 and 28 d after an infusion; on which day nobody knows."
    assert told[1].startswith("1 of 3 stretches have no complete score at their end")
    assert "27.5 d (Feder 2021, 10 responders) and 41 d (Albott 2018" in told[-2]
    assert told[-1].startswith("No randomized trial of maintenance with ketamine in PTSD was found")


def test_the_way_out_widens_step_by_step_and_says_where_a_review_comes_first():
    way = taper([held(7)], last=DAY, today=DAY, infusions=[DAY - timedelta(days=10 * n) for n in range(11)])
    assert [step.after_d for step in way.steps] == [14, 21, 28, 42]
    assert way.next_on == DAY + timedelta(days=14)
    assert way.steps[0].says == "Mon 16-Nov-2026, 14 d after the one before, if response holds until then."
    assert way.steps[1].says.endswith("A formal review comes first.")
    assert way.says[-1].startswith("Before each infusion a PCL-5")
    assert way.cites


def test_no_infusion_is_offered_on_a_day_that_has_passed():
    way = taper([held(7)], last=DAY, today=DAY + timedelta(days=20), infusions=[DAY])
    assert [(step.on - DAY).days for step in way.steps] == [20, 41, 69, 111]
    assert [step.is_late for step in way.steps] == [True, False, False, False]
    assert way.steps[0].says == (
        "Sun 22-Nov-2026 or later: the 14 d after the last infusion have passed. Score PCL-5 first."
    )


def test_where_it_was_lost_within_a_week_there_is_no_maintenance():
    with pytest.raises(CannotMaintain, match="lost by day 6: no interval is short enough"):
        taper([held(6, YES)], last=DAY, today=DAY, infusions=())
    with pytest.raises(CannotMaintain, match="reversed"):
        Stretch(since=DAY, until=DAY - timedelta(days=1), lost=NO)


def course(infusions, scores, *, today):
    given = tuple(
        Infused(on=DAY + timedelta(days=day), mg_per_kg=0.5, minutes=40.0, borne=Borne()) for day in infusions
    )
    scored = tuple(Scored(on=DAY + timedelta(days=day), total=total) for day, total in scores)
    return CourseSoFar(today=DAY + timedelta(days=today), planned_sessions=6, infusions=given, scores=scored)


@pytest.mark.parametrize(
    ("infusions", "scores", "found"),
    [
        ((0, 2, 4), ((0, 50), (5, 30), (11, 31)), [(7, NO)]),
        ((0, 2, 4), ((0, 50), (5, 30), (25, 48)), [(21, YES)]),
        ((0, 2, 4), ((0, 50), (5, 30), (25, None)), [(21, UNKNOWN)]),
        ((0, 2, 4), ((0, 50), (5, 48)), []),
        ((0, 2, 4), ((5, 30),), []),
        ((0, 2, 16), ((0, 50), (3, 30), (16, 32), (37, 45)), [(14, NO), (21, YES)]),
        ((0, 2, 16), ((0, 50), (3, 30)), [(1, NO), (24, UNKNOWN)]),
        # lost before the infusion of day 16, and there again from day 20 on: its own time is counted, not the old loss
        ((0, 2, 16), ((0, 50), (3, 30), (12, 47), (18, 45), (20, 31), (30, 30)), [(10, YES), (14, NO)]),
    ],
)
def test_own_times_come_from_the_scores_after_infusions_that_stood_alone(infusions, scores, found):
    assert [(each.days, each.lost) for each in stretches(course(infusions, scores, today=40))][: len(found)] == found
    assert len(stretches(course(infusions, scores, today=40))) == len(found)


def test_a_loss_lies_between_the_last_score_that_held_and_the_one_that_showed_it():
    (found,) = stretches(course((0, 2, 4), ((0, 50), (5, 30), (11, 31), (18, None), (25, 48)), today=40))
    assert (found.held_d, found.days, found.lost) == (7, 21, YES)


def test_infusions_beyond_those_of_the_course_are_maintenance_and_without_a_course_none_is():
    given = course(range(0, 14, 2), ((0, 50),), today=20)
    assert given.maintains
    assert not replace(given, is_planned=False).maintains
    assert not course(range(0, 12, 2), ((0, 50),), today=20).maintains
