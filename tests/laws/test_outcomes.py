"""Laws of scoring and of change."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leeward.instruments import CSSRS, EVERY, PCL5, PHQ9, Scale, score
from leeward.instruments.cssrs import Risk, triage
from leeward.outcomes import DatedScore, change, trajectory
from leeward.outcomes.bounds import bounds
from leeward.outcomes.definitions import POSSIBLE, RECOVERY, RELIABLE, RELIABLE_STRICT, WORSENING
from leeward.truth import UNKNOWN, YES

MONDAY = datetime(2026, 11, 2, 14, tzinfo=UTC)


def complete(scale: Scale):
    answers = st.tuples(*(st.integers(item.low, item.high) for item in scale.items))
    # A total with sub-totals is no free choice: they add up to it.
    return answers.map(lambda given: (sum(given[1:]), *given[1:])) if scale.parts else answers


def partial(scale: Scale):
    return st.tuples(*(st.none() | st.integers(item.low, item.high) for item in scale.items))


@given(st.sampled_from(EVERY).flatmap(lambda scale: st.tuples(st.just(scale), complete(scale))))
def test_a_complete_scale_has_a_total_inside_its_range(drawn):
    scale, answers = drawn
    scored = score(scale, answers)
    assert scored.missing == ()
    assert (scored.total is not None) is scale.is_scored
    assert scored.total is None or scale.lowest <= scored.total <= scale.highest


@given(complete(PCL5), st.integers(0, 19))
def test_leaving_out_an_item_never_gives_a_number(answers, index):
    fewer = [*answers[:index], None, *answers[index + 1 :]]
    assert score(PCL5, fewer).total is None


@given(complete(PCL5))
def test_the_clusters_sum_to_the_total(answers):
    scored = score(PCL5, answers)
    assert sum(cluster.total or 0 for cluster in scored.clusters) == scored.total


@given(partial(PHQ9))
def test_item_nine_above_zero_or_unanswered_always_raises_a_flag(answers):
    assert bool(score(PHQ9, answers).flags) is (answers[8] is None or answers[8] > 0)


@given(partial(CSSRS), st.integers(0, 6))
def test_one_more_yes_never_lowers_the_suicide_risk(answers, index):
    order = [Risk.NONE, Risk.LOW, Risk.MODERATE, Risk.IMMINENT]
    more = [*answers[:index], 1, *answers[index + 1 :]]
    before, after = triage(score(CSSRS, answers)).risk, triage(score(CSSRS, more)).risk
    if Risk.UNKNOWN not in (before, after):
        assert order.index(after) >= order.index(before)


@given(partial(CSSRS))
def test_the_screen_is_clear_only_when_everything_that_must_be_asked_was(answers):
    scored = score(CSSRS, answers)
    if triage(scored).risk is Risk.NONE:
        assert scored.flags == ()
        assert 1 not in answers


@given(complete(PCL5), complete(PCL5))
def test_the_definitions_agree_with_one_another(before, after):
    result = change(score(PCL5, before), score(PCL5, after))
    met = {verdict.definition for verdict in result.verdicts if verdict.met is YES}
    assert RELIABLE in met or not {RELIABLE_STRICT, RECOVERY} & met
    assert not {RELIABLE, POSSIBLE} <= met
    assert not {RELIABLE, WORSENING} <= met


@given(complete(PCL5), complete(PCL5))
def test_reliable_improvement_one_way_is_reliable_worsening_the_other(before, after):
    there, back = score(PCL5, before), score(PCL5, after)
    assert change(there, back).met(RELIABLE) is change(back, there).met(WORSENING)


@st.composite
def left_out_once_or_twice(draw):
    """A whole PCL-5, and the same with one or two answers left out."""
    answers = draw(complete(PCL5))
    gone = draw(st.sets(st.integers(0, 19), min_size=1, max_size=2))
    return answers, [None if n in gone else answer for n, answer in enumerate(answers)]


@given(left_out_once_or_twice(), left_out_once_or_twice())
def test_a_verdict_with_items_left_out_is_the_one_of_the_whole_answers(before, after):
    (whole_before, less_before), (whole_after, less_after) = before, after
    truth = change(score(PCL5, whole_before), score(PCL5, whole_after))
    for one, other in ((less_before, whole_after), (whole_before, less_after), (less_before, less_after)):
        result = change(score(PCL5, one), score(PCL5, other))
        assert result.points is None
        for verdict in result.verdicts:
            assert verdict.met in (UNKNOWN, truth.met(verdict.definition))


@given(partial(PCL5))
def test_every_way_to_fill_the_gaps_lies_within_the_bounds(answers):
    found = bounds(score(PCL5, answers))
    assert found is not None
    low, high = (score(PCL5, [fill if each is None else each for each in answers]).total for fill in (0, 4))
    assert (found.lowest, found.highest) == (low, high)


@given(
    st.lists(st.tuples(complete(PHQ9), st.integers(-20, 60)), max_size=8),
    st.lists(st.integers(0, 40), max_size=6, unique=True),
    st.randoms(use_true_random=False),
)
def test_the_order_of_entry_does_not_matter(entries, days, random):
    scores = [
        DatedScore(score=score(PHQ9, answers), at=MONDAY + timedelta(days=day, seconds=n))
        for n, (answers, day) in enumerate(entries)
    ]
    starts = [MONDAY + timedelta(days=day) for day in days]
    mixed, shuffled = list(scores), list(starts)
    random.shuffle(mixed)
    random.shuffle(shuffled)
    assert trajectory(mixed, shuffled) == trajectory(scores, starts)
    for series in trajectory(scores, starts).series:
        assert len(series.points) == len(scores)
