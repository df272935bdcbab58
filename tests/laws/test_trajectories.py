"""Laws of what a course of scores says, whatever the scores are."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.instruments import PCL5_WEEK, score
from leeward.outcomes import DatedScore, Standing, accounts, held, loss, time_to, trajectory, untreated
from leeward.outcomes.definitions import RECOVERY, RELIABLE, RESPONSE, WORSENING
from leeward.outcomes.standing import Confirming
from leeward.truth import NO, UNKNOWN, YES

START = datetime(2026, 9, 7, 14, tzinfo=UTC)
INFUSIONS = [START + timedelta(days=day) for day in (0, 2, 4, 7, 9, 11)]
APART = timedelta(days=Confirming.apart.to("d"))


LATER = st.tuples(st.integers(1, 140), st.integers(0, 80), st.booleans())


@st.composite
def courses(draw):
    """A baseline and some scores, a few with an item left out, in half days after the first infusion."""
    baseline = draw(st.integers(0, 80))
    later = draw(st.lists(LATER, max_size=9, unique_by=lambda each: each[0]))
    scores = [DatedScore(score=filled(baseline), at=START - timedelta(hours=3))]
    for half_days, total, left_out in sorted(later):
        scores.append(DatedScore(score=filled(total, left_out=left_out), at=START + timedelta(hours=12 * half_days)))
    return scores


def filled(total: int, *, left_out: bool = False):
    answers = [total // 20 + (n < total % 20) for n in range(20)]
    return score(PCL5_WEEK, [*answers[:-1], None if left_out else answers[-1]])


def series_of(scores):
    return trajectory(scores, INFUSIONS).series[0]


@settings(max_examples=150, deadline=None)
@given(courses(), st.sampled_from([RESPONSE, RELIABLE, RECOVERY, WORSENING]))
def test_no_change_stands_on_one_score(scores, definition):
    found = held(series_of(scores), definition)
    met = [point.at for point, step in series_of(scores).steps if step.met(definition) is YES]
    if found.standing is Standing.CONFIRMED:
        assert len(met) >= 2
        assert found.confirmed_at - found.since >= APART
    if len(met) < 2:
        assert found.standing is not Standing.CONFIRMED


@settings(max_examples=150, deadline=None)
@given(courses())
def test_a_confirmed_time_to_response_is_never_taken_back(scores):
    known = [time_to(series_of(scores[: count + 1]), START) for count in range(len(scores))]
    for number, reached in enumerate(known):
        if reached is not None:
            assert 0 <= reached.after_day < reached.by_day
            assert 1 <= reached.by_infusion <= len(INFUSIONS)
        if reached is not None and reached.standing is Standing.CONFIRMED:
            assert all(later == reached for later in known[number:])


@settings(max_examples=150, deadline=None)
@given(courses())
def test_what_was_never_there_is_not_lost(scores):
    series = series_of(scores)
    met = [step.met(RESPONSE) for _, step in series.steps]
    found = loss(series, INFUSIONS)
    assert (found is None) is (YES not in met)
    if found is not None:
        assert (found.lost is YES) is (NO in met[len(met) - met[::-1].index(YES) :])
        assert found.lost_by_day is None or found.lost_by_day > found.held_until_day
        assert found.relapsed in (NO, UNKNOWN) or found.lost is YES


@settings(max_examples=60, deadline=None)
@given(courses(), st.integers(0, 200))
def test_an_account_always_speaks_and_always_cautions(scores, day):
    now = START + timedelta(days=day)
    known = [each for each in scores if each.at <= now]
    (account,) = accounts(trajectory(known, INFUSIONS), now=now)
    assert "does not say that ketamine caused it" in account.says[-1]
    assert all(line.strip() for line in account.says)


@given(st.integers(0, 79))
def test_the_higher_the_first_score_the_stronger_it_is_pulled_down(before):
    one, more = untreated(before), untreated(before + 1)
    assert 0 <= one.low <= one.expected <= one.high <= 80
    assert one.by_regression - before > more.by_regression - (before + 1)
    assert more.expected >= one.expected
    assert untreated(80).by_regression < 80
    assert one.explains(round(one.expected))


def test_two_scores_of_one_day_are_not_two():
    scores = [DatedScore(score=filled(50), at=START - timedelta(hours=3))]
    scores += [DatedScore(score=filled(30), at=START + timedelta(days=5, hours=hour)) for hour in (0, 5)]
    assert held(series_of(scores), RESPONSE).standing is Standing.NOT_CONFIRMED


@pytest.mark.parametrize("days", [2.9, 3.0])
def test_three_days_part_two_scores(days: float):
    scores = [DatedScore(score=filled(50), at=START - timedelta(hours=3))]
    scores += [DatedScore(score=filled(30), at=START + timedelta(days=5 + after)) for after in (0, days)]
    expected = Standing.CONFIRMED if days == 3.0 else Standing.NOT_CONFIRMED
    assert held(series_of(scores), RESPONSE).standing is expected
