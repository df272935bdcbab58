"""Laws of every instrument: more of an answer never scores less, and what was left out is never a number."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from leeward.instruments import B_IPF, CAPS5, DAST10, EVERY, LEC5, PC_PTSD5, CannotScore, Scale, score
from leeward.instruments.lec5 import exposures

SCORED = [scale for scale in EVERY if scale.is_scored]


def complete(scale: Scale):
    answers = st.tuples(*(st.integers(item.low, item.high) for item in scale.items))
    return answers.map(lambda given: (sum(given[1:]), *given[1:])) if scale.parts else answers


def partial(scale: Scale):
    return st.tuples(*(st.none() | st.integers(item.low, item.high) for item in scale.items))


def drawn_from(scales, answers):
    return st.sampled_from(scales).flatmap(lambda scale: st.tuples(st.just(scale), answers(scale)))


@given(drawn_from(SCORED, complete), st.data())
def test_more_of_one_answer_never_scores_less_and_of_a_reversed_one_never_more(drawn, data):
    scale, answers = drawn
    item = data.draw(st.sampled_from(scale.items))
    assume(answers[item.number - 1] < item.high and not scale.parts)
    more = [*answers[: item.number - 1], answers[item.number - 1] + 1, *answers[item.number :]]
    before, after = score(scale, answers).total, score(scale, more).total
    assert after <= before if item.is_reversed else after >= before


@given(drawn_from([scale for scale in SCORED if not scale.rests_on_answered], partial))
def test_what_was_asked_and_left_out_leaves_the_total_unknown(drawn):
    scale, answers = drawn
    assume(not scale.parts)
    scored = score(scale, answers)
    assert (scored.total is None) is bool(scored.missing)
    assert set(scored.missing) <= {n for n, answer in enumerate(answers, 1) if answer is None}


@given(partial(LEC5))
def test_exposure_is_listed_and_never_scored(answers):
    scored = score(LEC5, answers)
    assert scored.total is None
    assert len(exposures(scored)) == sum(answer is not None and answer > 1 for answer in answers)


@given(complete(DAST10))
def test_the_third_question_on_drugs_counts_when_it_is_answered_with_no(answers):
    without = sum(answers[:2]) + sum(answers[3:])
    assert score(DAST10, answers).total == without + (answers[2] == 0)


@given(complete(PC_PTSD5))
def test_without_a_trauma_nothing_after_it_is_asked_or_counted(answers):
    assert score(PC_PTSD5, [0, *answers[1:]]).total == 0
    assert score(PC_PTSD5, [0] + [None] * 5).total == 0
    assert score(PC_PTSD5, [1, *answers[1:]]).total == sum(answers[1:])


@given(partial(B_IPF))
def test_function_is_a_share_of_the_worst_over_the_parts_that_were_answered(answers):
    given_ones = [answer for answer in answers if answer is not None]
    total = score(B_IPF, answers).total
    if not given_ones:
        assert total is None
    else:
        assert abs(total - 100 * sum(given_ones) / (6 * len(given_ones))) <= 0.5


@given(complete(CAPS5), st.integers(1, 4), st.integers(1, 80))
def test_sub_totals_that_do_not_make_the_total_are_refused(answers, part, by):
    total, *parts = answers
    assert score(CAPS5, [total, *(None if n == part else value for n, value in enumerate(parts, 1))]).total == total
    assume(total + by <= CAPS5.items[0].high)
    with pytest.raises(CannotScore, match="add up to"):
        score(CAPS5, [total + by, *parts])
