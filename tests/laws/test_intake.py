"""Laws of the intake at home: what is not known never becomes a no, and each question has one place."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from leeward.assessment import ITEMS, Moment
from leeward.clinic.portal import told
from leeward.clinic.portal.questions import FOR_CLINICIANS, QUESTIONS
from leeward.clinic.portal.steps import FOUR, Kind, every_step, points, scales, steps_for
from leeward.instruments import score
from leeward.outcomes.crisis_triggers import can_open
from leeward.truth import NO, UNKNOWN, YES

LINK = UUID("00000000-0000-4000-8000-000000000001")
STEPS = tuple(every_step())
ITEM_STEPS = tuple(step for step in STEPS if step.kind is Kind.ITEM)
ANSWERS = st.fixed_dictionaries(
    {}, optional={step.key: st.sampled_from([{"answer": value} for value, _ in step.choices]) for step in STEPS}
)


def test_each_question_of_the_assessment_is_asked_of_the_patient_or_kept_for_a_clinician():
    keys = {item.key for item in ITEMS}
    assert set(QUESTIONS) | set(FOR_CLINICIANS) == keys
    assert not set(QUESTIONS) & set(FOR_CLINICIANS)


def test_nothing_of_the_infusion_day_is_asked_days_before():
    assert not {item.key for item in ITEMS if item.moment is Moment.DAY} & set(QUESTIONS)


def test_no_step_stands_twice():
    assert len({step.key for step in STEPS}) == len(STEPS)


@given(st.one_of(st.none(), st.dictionaries(st.text(max_size=8), st.text(max_size=8)), st.sampled_from(FOUR)))
def test_only_a_no_is_no_and_only_a_yes_is_yes(value):
    kept = {"answer": value[0]} if isinstance(value, tuple) else value
    said = (kept or {}).get("answer")
    assert told.truth_of(kept) is {"yes": YES, "no": NO}.get(said, UNKNOWN)


@given(ANSWERS, st.booleans())
def test_a_question_is_left_out_only_after_a_known_no(answers, asks):
    asked = {step.key for step in steps_for(answers, asks_about_suicide=asks)}
    for step in ITEM_STEPS:
        if step.key not in asked:
            assert answers[step.question.unless_no] == {"answer": "no"}


@given(ANSWERS)
def test_without_cover_no_line_that_can_open_a_crisis_is_asked_and_nothing_else_goes(answers):
    with_cover = steps_for(answers, asks_about_suicide=True)
    without = steps_for(answers, asks_about_suicide=False)
    assert not any(step.scale and can_open(step.scale) for step in without)
    assert {step.key for step in with_cover} - {step.key for step in without} == {
        step.key for step in with_cover if step.scale and can_open(step.scale)
    }


@given(ANSWERS)
def test_a_line_that_was_not_answered_never_counts_as_nothing(answers):
    for scale in scales():
        given_ = points(scale, answers)
        if None in given_ and not scale.skips:
            assert score(scale, given_).total is None


@given(ANSWERS, st.sampled_from([scale for scale in scales() if can_open(scale)]))
def test_a_questionnaire_opens_a_crisis_exactly_when_its_suicide_line_is_above_the_lowest(answers, scale):
    found = told.trigger(LINK, scale, answers)
    last = points(scale, answers)[-1]
    assert (found is not None) is bool(last)


@given(ANSWERS, ANSWERS, st.sampled_from([scale for scale in scales() if can_open(scale)]))
def test_a_record_is_named_anew_exactly_when_what_opens_a_crisis_was_answered_anew(one, other, scale):
    same = (points(scale, one)[-1] or 0) == (points(scale, other)[-1] or 0)
    assert (told.entry_id(LINK, scale, one) == told.entry_id(LINK, scale, other)) is same
