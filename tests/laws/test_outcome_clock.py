"""Laws of the clock of the questionnaires, for any course in any zone."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.instruments import CSSRS, PCL5_WEEK, PHQ9, score
from leeward.outcomes import DatedScore
from leeward.outcomes.clock import OPEN, DueState, asked_now, due, next_change
from leeward.outcomes.measures import MEASURES, Moment
from leeward.outcomes.reminding import is_quiet, next_reminder, remind_at, waking
from leeward.outcomes.sharing import askings
from leeward.outcomes.windows import windows
from leeward.protocol.following_up import Around
from leeward.protocol.ranges.following_up import FOLLOWING_UP
from leeward.protocol.thresholds import Thresholds

ZONES = [
    ZoneInfo(name) for name in ("America/New_York", "Europe/Zurich", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
]
FIRST = datetime(2026, 3, 1, 15, tzinfo=UTC)
LEAST = timedelta(hours=6)
ORDER = [DueState.UPCOMING, DueState.DUE, DueState.OVERDUE, DueState.EXPIRED, DueState.DONE]
SCALES = (PCL5_WEEK, PHQ9, CSSRS)

zones = st.sampled_from(ZONES)
hours = st.integers(min_value=-600, max_value=9000)


@st.composite
def courses(draw):
    """Infusions from some hours to some weeks apart, which cross both changes of the clocks."""
    gaps = draw(st.lists(st.integers(min_value=13, max_value=1200), max_size=7))
    start = FIRST + timedelta(hours=draw(st.integers(min_value=0, max_value=6000)))
    return [start + timedelta(hours=sum(gaps[:n])) for n in range(len(gaps) + 1)]


@st.composite
def answered(draw):
    pairs = draw(st.lists(st.tuples(st.sampled_from(SCALES), hours), max_size=8))
    return [
        DatedScore(score=score(scale, [0] * len(scale.items)), at=FIRST + timedelta(hours=hour, minutes=7))
        for scale, hour in pairs
    ]


@settings(max_examples=60, deadline=None)
@given(courses(), answered(), zones, hours, hours)
def test_a_measure_is_in_one_state_and_states_only_go_forward(course, scores, zone, one, other):
    early, late = (FIRST + timedelta(hours=each) for each in sorted((one, other)))
    before = {each.key: each.state for each in due(course, scores, now=early, zone=zone)}
    after = {each.key: each.state for each in due(course, scores, now=late, zone=zone)}
    assert before.keys() == after.keys() == {window.key for window in windows(course, zone)}
    for key, was in before.items():
        assert ORDER.index(after[key]) >= ORDER.index(was)
        assert was is after[key] or was not in (DueState.DONE, DueState.EXPIRED)


@settings(max_examples=60, deadline=None)
@given(courses(), zones)
def test_every_infusion_is_asked_before_and_the_first_has_a_baseline(course, zone):
    found = windows(course, zone)
    assert len({window.key for window in found}) == len(found)
    wanted = {measure.scale.key for measure in MEASURES if measure.moment is Moment.BEFORE and not measure.is_rare}
    for number in range(1, len(course) + 1):
        mine = [one for one in found if one.infusion == number]
        assert {one.measure.scale.key for one in mine if one.measure.moment is Moment.BEFORE} >= wanted
        assert any(one.measure.moment is Moment.BASELINE for one in mine) is (number == 1)


@settings(max_examples=60, deadline=None)
@given(courses(), zones)
def test_one_scale_is_never_asked_twice_at_a_time(course, zone):
    found = windows(course, zone)
    groups = askings(found, least=LEAST)
    assert sorted(window.key for group in groups for window in group.members) == sorted(one.key for one in found)
    by_scale: dict[str, list] = {}
    for group in groups:
        assert group.opens < group.closes
        assert len({window.measure.scale.key for window in group.members}) == 1
        by_scale.setdefault(group.members[0].measure.scale.key, []).append(group)
    for same in by_scale.values():
        assert all(one.closes <= other.opens for one, other in pairwise(same))


@settings(max_examples=100, deadline=None)
@given(courses(), answered(), zones)
def test_one_c_ssrs_never_counts_for_two_times(course, scores, zone):
    now = max((each.at for each in scores), default=FIRST) + timedelta(days=1)
    counted = [
        each.answered
        for each in due(course, scores, now=now, zone=zone)
        if each.scale is CSSRS and each.answered is not None and each.answered.at not in course
    ]
    assert len({each.at for each in counted}) == len(counted)


@settings(max_examples=60, deadline=None)
@given(courses(), zones)
def test_what_is_asked_before_an_infusion_is_open_until_it(course, zone):
    starts = sorted(course)
    for each in due(course, [], now=FIRST, zone=zone):
        if each.moment is Moment.BEFORE:
            assert each.closes == starts[each.infusion - 1]


@settings(max_examples=60, deadline=None)
@given(courses(), zones)
def test_nothing_is_asked_across_the_start_of_an_infusion(course, zone):
    for group in askings(windows(course, zone), least=LEAST):
        first = min(window.opens for window in group.members)
        assert not any(first < at < group.closes for at in course)


@settings(max_examples=40, deadline=None)
@given(courses(), zones, hours)
def test_one_score_satisfies_all_that_share_an_asking(course, zone, hour):
    now = FIRST + timedelta(hours=hour)
    for open_one in asked_now(due(course, [], now=now, zone=zone)):
        given_now = DatedScore(score=score(open_one.scale, [0] * len(open_one.scale.items)), at=now)
        after = due(course, [given_now], now=now, zone=zone)
        mine = [each for each in after if each.asking == open_one.asking]
        assert {each.state for each in mine} == {DueState.DONE}
        assert open_one.scale not in [each.scale for each in asked_now(after)]


@settings(max_examples=60, deadline=None)
@given(courses(), zones, hours, st.lists(hours, max_size=3))
def test_nobody_is_reminded_in_quiet_hours_or_when_it_is_over(course, zone, hour, sent):
    now = FIRST + timedelta(hours=hour)
    reminded = [FIRST + timedelta(hours=each) for each in sent]
    for each in due(course, [], now=now, zone=zone):
        then = remind_at(each, zone=zone, reminded=reminded)
        if each.state is DueState.EXPIRED:
            assert then is None
        if then is not None:
            assert not is_quiet(then, zone)
            assert each.opens <= then < each.closes
            assert all(then - at >= timedelta(hours=24) for at in reminded)


@settings(max_examples=25, deadline=None)
@given(courses(), zones)
def test_whoever_answers_nothing_is_written_to_by_day_and_only_while_something_is_open(course, zone):
    now, sent = min(course) - timedelta(days=20), []
    for _ in range(40):
        then = next_reminder(due(course, [], now=now, zone=zone), zone=zone, reminded=sent)
        if then is None:
            break
        now = max(then, now)
        if is_quiet(now, zone):  # it was time earlier: whoever sends waits for the day
            now = waking(now, zone)
        about = [each for each in due(course, [], now=now, zone=zone) if each.state in OPEN]
        assert not is_quiet(now, zone)
        assert about
        sent.append(now)
    assert sent == sorted(set(sent))


@settings(max_examples=200, deadline=None)
@given(zones, st.integers(min_value=0, max_value=525_600))
def test_waking_is_the_first_waking_minute(zone, minute):
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    then = waking(at, zone)
    assert not is_quiet(then, zone)
    assert at <= then <= at + timedelta(hours=14)
    assert then == at or is_quiet(then - timedelta(minutes=1), zone)


@settings(max_examples=40, deadline=None)
@given(courses(), answered(), zones, hours)
def test_no_state_changes_before_the_next_change(course, scores, zone, hour):
    now = FIRST + timedelta(hours=hour)
    known = [each for each in scores if each.at <= now]
    standing = due(course, known, now=now, zone=zone)
    then = next_change(standing, now=now)
    until = then - timedelta(seconds=1) if then else now + timedelta(days=900)
    assert [each.state for each in due(course, known, now=until, zone=zone)] == [each.state for each in standing]
    if then:
        assert [each.state for each in due(course, known, now=then, zone=zone)] != [each.state for each in standing]
    else:
        assert not any(each.state in OPEN for each in standing)


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("limit", FOLLOWING_UP, ids=lambda limit: limit.key)
def test_the_laws_hold_wherever_a_clinic_moves_a_window(limit, end):
    limits = Thresholds(changed=((limit.name, getattr(limit, end).quantity),))
    zone, course = ZONES[0], [FIRST + timedelta(days=day) for day in (0, 2, 4, 7, 9, 11, 30, 90)]
    least = timedelta(hours=limits.of(Around.shared_at_least).to("h"))
    by_scale: dict[str, list] = {}
    for group in askings(windows(course, zone, limits), least=least):
        by_scale.setdefault(group.members[0].measure.scale.key, []).append(group)
    assert all(one.closes <= other.opens for same in by_scale.values() for one, other in pairwise(same))
    for measure in due(course, [], now=FIRST - timedelta(days=40), zone=zone, limits=limits):
        assert measure.state is DueState.UPCOMING
        then = remind_at(measure, zone=zone, limits=limits)
        assert then is None or (measure.opens <= then < measure.closes and not is_quiet(then, zone, limits))
