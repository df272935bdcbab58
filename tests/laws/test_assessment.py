"""Laws of the assessment, for any chart: unknown never helps, more medicines never help, order never matters."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts import CLEAR_ANSWERS, CLEAR_MEASURES, PROTOCOL, RULE_ROWS, TODAY, a_chart, an_empty_chart, assessed
from leeward.assessment import EVERY, ITEMS, MEASURES, Outcome, SignOff, Weight, chart_from
from leeward.assessment.override import Office, Override, Signatory
from leeward.medicines import INTERACTIONS, Severity, review
from leeward.protocol.overriding import OVERRIDABLE
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
BORN = CLEAR_ANSWERS["born"]
NUMBERS = {
    measure.key: st.floats(measure.low.to(measure.unit), measure.high.to(measure.unit)).map(
        lambda number, unit=measure.unit: f"{number:.1f} {unit}"
    )
    for measure in MEASURES
}
MEASURED = st.fixed_dictionaries({}, optional=NUMBERS)
AGING = [item.key for item in ITEMS if item.freshness] + [measure.key for measure in MEASURES]


def aged(ages_days, extra):
    """The clear answers and numbers, as they were charted some days ago."""
    days = {key: (TODAY - timedelta(days=age + extra)).isoformat() for key, age in ages_days.items()}
    return {key: {"value": CLEAR_ANSWERS[key], "at": day} for key, day in days.items()}


def speaks(finding, weight):
    return finding.truth is YES and finding.rule.weight is weight


def barring(result):
    of_rules = {finding.rule.key for finding in result.findings if speaks(finding, Weight.BARS)}
    matched = result.medication.matched if result.medication else ()
    return of_rules | {f"medicine:{found.generic}" for found in matched if found.severity is Severity.AVOID}


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
@given(HISTORIES, MEASURED, st.data())
def test_replacing_anything_unknown_by_anything_never_turns_a_bar_into_eligible(history, measured, data):
    """Answers, measurements, medicines, allergies and the birth date: whatever comes later, a bar stays a bar."""
    before = history | measured
    open_answers = [key for key in KEYS if history.get(key, UNKNOWN) is UNKNOWN]
    open_measures = [key for key in NUMBERS if key not in measured]
    later = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(open_answers, ANSWERS)))
    later |= data.draw(st.fixed_dictionaries({}, optional={key: NUMBERS[key] for key in open_measures}))
    later |= {"medicines": data.draw(LISTS), "allergies": data.draw(st.lists(NAMES, max_size=2)), "born": BORN}
    was, becomes = assessed(chart_from(before, on=TODAY)), assessed(chart_from(before | later, on=TODAY))
    if was.outcome is Outcome.NOT_ELIGIBLE:
        assert becomes.outcome is Outcome.NOT_ELIGIBLE
    assert barring(was) <= barring(becomes)


SIGNED = [
    SignOff(rule_key=rule.key, by="Dr X", on=TODAY - timedelta(days=days), reason="seen")
    for rule in EVERY
    if rule.weight is Weight.SIGNOFF
    for days in (0, 200)
]
SET_ASIDE = [
    Override(
        rule_key=one.rule_key,
        first=Signatory(name="A", office=Office.PRESCRIBER, reason="x"),
        second=Signatory(name="B", office=Office.MEDICAL_DIRECTOR, reason="y"),
        on=TODAY,
    )
    for one in OVERRIDABLE
]


@given(
    HISTORIES,
    MEASURED,
    LISTS,
    st.lists(st.sampled_from(SIGNED), max_size=6),
    st.lists(st.sampled_from(SET_ASIDE), max_size=3, unique=True),
    st.randoms(use_true_random=False),
)
def test_the_order_of_entry_does_not_matter(history, measured, names, signed, aside, random):
    """Answers, measurements, medicines, allergies, approvals and overrides, each entered in any order."""
    entries = CLEAR_ANSWERS | history | measured | {"medicines": names, "allergies": names[:2]}
    entries |= {"signoffs": signed, "overrides": aside}
    shuffled = list(entries.items())
    random.shuffle(shuffled)
    again = dict(shuffled) | {"medicines": random.sample(names, len(names)), "allergies": names[:2][::-1]}
    again |= {"signoffs": random.sample(signed, len(signed)), "overrides": aside[::-1]}
    one, other = assessed(chart_from(entries, on=TODAY)), assessed(chart_from(again, on=TODAY))
    assert one == other


@pytest.mark.hazard("H08 unknown history treated as negative")
@given(st.dictionaries(st.sampled_from(AGING), st.integers(min_value=0, max_value=800)), st.integers(0, 400))
def test_growing_older_never_makes_an_entry_count_again(ages_days, more_days):
    """The same chart with the same entries, each some days older, is never judged better."""
    before, after = (assessed(chart_from(CLEAR_ANSWERS | aged(ages_days, extra), on=TODAY)) for extra in (0, more_days))
    assert ORDER.index(after.outcome) <= ORDER.index(before.outcome)
    fresh = [{line.item.key for line in one.workup if not line.is_open} for one in (before, after)]
    assert fresh[1] <= fresh[0]


@given(HISTORIES, MEASURED, LISTS)
def test_what_would_change_the_outcome_is_said_for_each_finding_that_decides(history, measured, names):
    result = assessed(chart_from(CLEAR_ANSWERS | history | measured | {"medicines": names}, on=TODAY))
    decided = {
        Outcome.NOT_ELIGIBLE: len(barring(result)),
        Outcome.NOT_TODAY: len({f.rule.key for f in result.findings if speaks(f, Weight.DEFERS)}),
        Outcome.NEEDS_INFORMATION: len(result.asks),
        Outcome.NEEDS_SIGNOFF: len(result.approvals_needed),
        Outcome.ELIGIBLE: 0,
    }
    assert len(result.would_change) == decided[result.outcome]
    assert (result.would_change == ()) is (result.outcome is Outcome.ELIGIBLE)
    assert all("{" not in sentence for sentence in result.would_change)


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


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.key)
def test_every_criterion_can_fire_and_can_be_the_only_one_that_fires(rule):
    """On an otherwise clear chart some row of its table makes it speak, and then nothing else speaks at all."""
    fired = [entries for key, entries, truth in RULE_ROWS if key == rule.key and truth is YES]
    spoken = [spoke(assessed(a_chart(**entries))) for entries in fired]
    assert all(rule.key in keys for keys in spoken)
    assert {rule.key} in spoken


@pytest.mark.parametrize("interaction", INTERACTIONS, ids=lambda interaction: interaction.generic)
def test_every_medicine_can_be_found_and_can_be_the_only_one_that_is(interaction):
    reviewed = review([interaction.generic])
    assert [found.generic for found in reviewed.matched] == [interaction.generic]
    assert reviewed.unreviewed == ()


def test_the_laws_meet_every_rule():
    """The empty chart asks every rule and answers none with yes."""
    result = assessed(an_empty_chart())
    assert len(result.findings) == len(EVERY)
    assert {finding.truth for finding in result.findings} == {UNKNOWN}
    assert result.outcome is Outcome.NEEDS_INFORMATION
    asked = " ".join((*result.asks, *result.also_asks))
    assert all(rule.needs in asked for rule in EVERY)
    assert all(line.is_open for line in result.workup)
    assert result.protocol_name == PROTOCOL.name
