"""Laws of the assessment, for any chart: unknown never helps, more medicines never help, order never matters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts import CLEAR_ANSWERS, CLEAR_MEASURES, PROTOCOL, TODAY, a_chart, an_empty_chart, assessed
from leeward.assessment import EVERY, ITEMS, Outcome, Weight, chart_from
from leeward.medicines import INTERACTIONS, Severity, review
from leeward.truth import NO, UNKNOWN, YES

ORDER = list(Outcome)  # worst first
ANSWERS = st.sampled_from([YES, NO, UNKNOWN])
KEYS = [item.key for item in ITEMS]
HISTORIES = st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, ANSWERS))
NAMES = st.sampled_from(
    [interaction.generic for interaction in INTERACTIONS]
    + [brand for interaction in INTERACTIONS for brand in interaction.brands]
    + ["Kanna powder", "sertralin", "acetaminophen"]
)
LISTS = st.lists(NAMES, max_size=8)


def spoke(result):
    return {finding.rule.key for finding in result.findings if finding.truth is YES}


@pytest.mark.hazard("H08 unknown history treated as negative")
@given(HISTORIES, st.dictionaries(st.sampled_from(KEYS), st.sampled_from([YES, NO])))
def test_answering_what_was_unknown_never_lifts_a_bar(history, later):
    before = chart_from(history, on=TODAY)
    filled = {key: answer for key, answer in later.items() if before.truth(key) is UNKNOWN}
    after = chart_from(history | filled, on=TODAY)
    assert spoke(assessed(before)) <= spoke(assessed(after))
    if assessed(before).outcome is Outcome.NOT_ELIGIBLE:
        assert assessed(after).outcome is Outcome.NOT_ELIGIBLE


@pytest.mark.hazard("H08 unknown history treated as negative")
@given(HISTORIES)
def test_a_partial_history_is_never_eligible(history):
    """Random histories on otherwise clear measurements: eligible only when no rule of weight is open."""
    entries = CLEAR_MEASURES | {"born": CLEAR_ANSWERS["born"], "medicines": [], "allergies": []} | history
    result = assessed(chart_from(entries, on=TODAY))
    weighty = [f for f in result.findings if f.rule.weight is not Weight.CAUTIONS]
    if result.outcome is Outcome.ELIGIBLE:
        assert all(finding.truth is NO for finding in weighty)
    if any(finding.truth is UNKNOWN for finding in weighty):
        assert ORDER.index(result.outcome) <= ORDER.index(Outcome.NEEDS_INFORMATION)


@pytest.mark.hazard("H08 unknown history treated as negative")
@given(HISTORIES, st.sets(st.sampled_from(KEYS)))
def test_forgetting_answers_never_turns_a_chart_eligible(history, forgotten):
    entries = CLEAR_ANSWERS | history
    before = assessed(chart_from(entries, on=TODAY))
    after = assessed(chart_from(entries | dict.fromkeys(forgotten, UNKNOWN), on=TODAY))
    if after.outcome is Outcome.ELIGIBLE:
        assert before.outcome in {Outcome.ELIGIBLE, Outcome.NEEDS_INFORMATION}
        assert all(f.truth is NO for f in after.findings if f.rule.weight is not Weight.CAUTIONS)


@pytest.mark.hazard("H09 missed interaction (free text, brand, synonym)")
@given(LISTS, NAMES)
def test_one_more_medicine_never_removes_a_finding_nor_makes_the_outcome_better(names, one_more):
    before, after = assessed(a_chart(medicines=names)), assessed(a_chart(medicines=[*names, one_more]))
    assert spoke(before) <= spoke(after)
    assert ORDER.index(after.outcome) <= ORDER.index(before.outcome)
    weights = {finding.generic: list(Severity).index(finding.severity) for finding in after.medication.matched}
    for finding in before.medication.matched:
        assert weights[finding.generic] <= list(Severity).index(finding.severity)
    assert set(before.medication.unreviewed) <= set(after.medication.unreviewed)


@given(LISTS.flatmap(lambda names: st.tuples(st.just(names), st.permutations(names))))
def test_the_order_of_the_medicines_does_not_matter(lists):
    names, shuffled = lists
    assert review(names) == review(shuffled)


@pytest.mark.hazard("H09 missed interaction (free text, brand, synonym)")
@given(st.text(max_size=40))
def test_whatever_is_entered_is_either_recognized_or_left_for_a_pharmacist(entered):
    reviewed = review([entered])
    assert reviewed.matched or reviewed.unreviewed


@given(HISTORIES)
def test_the_same_chart_gives_the_same_answer(history):
    assert assessed(chart_from(history, on=TODAY)) == assessed(chart_from(history, on=TODAY))


def test_the_laws_meet_every_rule():
    """The empty chart asks every rule and answers none with yes."""
    result = assessed(an_empty_chart())
    assert len(result.findings) == len(EVERY)
    assert {finding.truth for finding in result.findings} == {UNKNOWN}
    assert result.protocol_name == PROTOCOL.name
