"""Every rule stands in a table with a yes, a no and an unknown, and weighs what it says."""

from dataclasses import replace
from datetime import date

import pytest

from charts import RULE_ROWS, RULES, TODAY, a_chart, assessed
from leeward.assessment import EVERY, ITEMS, MEASURES, BodySystem, Outcome, Weight, assess, eligibility
from leeward.assessment.rules.cardiovascular import HISTORY
from leeward.assessment.workup import WORKUP
from leeward.truth import NO, UNKNOWN, YES

MOST = {"heart_failure_class": 4}  # there is no class above it
OUTCOME_OF = {
    Weight.BARS: Outcome.NOT_ELIGIBLE,
    Weight.DEFERS: Outcome.NOT_TODAY,
    Weight.SIGNOFF: Outcome.NEEDS_SIGNOFF,
    Weight.CAUTIONS: Outcome.ELIGIBLE,
}


def test_every_rule_has_a_yes_a_no_and_an_unknown_in_its_table():
    seen = {(rule, truth) for rule, _, truth in RULE_ROWS}
    assert seen == {(rule.key, truth) for rule in EVERY for truth in (YES, NO, UNKNOWN)}


ANSWERED = [(rule, key) for rule in EVERY for key in rule.reads if key in {item.key for item in ITEMS} - set(HISTORY)]


@pytest.mark.parametrize(("rule", "key"), ANSWERED, ids=lambda one: getattr(one, "key", one))
def test_every_question_that_a_rule_reads_is_answered_yes_and_no_in_its_table(rule, key):
    """A rule that reads several is tried with each; what only asks for an ECG is tried in its own test."""
    assert {entries[key] for named, entries, _ in RULE_ROWS if named == rule.key and key in entries} >= {"yes", "no"}


def test_keys_are_unique_and_every_rule_says_needs_and_cites_something():
    assert len(RULES) == len(EVERY) >= 30
    for rule in EVERY:
        assert rule.says.endswith(".")
        assert rule.needs
        assert rule.cites, rule.key


def test_every_body_system_has_a_rule():
    assert {rule.system for rule in EVERY} == set(BodySystem)


def test_every_question_and_every_measurement_is_read_by_a_rule():
    known = {item.key for item in ITEMS} | {measure.key for measure in MEASURES} | {"born", "medicines", "allergies"}
    of_the_workup = {key for item in WORKUP for key in item.reads}
    assert {key for rule in EVERY for key in rule.reads} | of_the_workup >= known - {"pregnant"}
    assert {key for rule in EVERY for key in rule.reads} <= known


@pytest.mark.hazard("H08 unknown history treated as negative")
@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.key)
def test_each_rule_alone_decides_what_its_weight_says(rule, monkeypatch):
    """With nothing else against starting, one yes is enough; one unknown asks, unless it is a mere caution."""
    clear = a_chart()
    monkeypatch.setattr(eligibility, "EVERY", (*(r for r in EVERY if r is not rule), _answering(rule, YES)))
    assert assessed(clear).outcome is OUTCOME_OF[rule.weight]
    monkeypatch.setattr(eligibility, "EVERY", (*(r for r in EVERY if r is not rule), _answering(rule, UNKNOWN)))
    asked = Outcome.ELIGIBLE if rule.weight is Weight.CAUTIONS else Outcome.NEEDS_INFORMATION
    assert assessed(clear).outcome is asked


def _answering(rule, answer):
    return replace(rule, applies=lambda *_: answer)


LIMITS = """
blood-pressure-excludes | systolic             | 180
blood-pressure-excludes | diastolic            | 100
blood-pressure-defers   | systolic             | 160
blood-pressure-defers   | diastolic            | 100
blood-pressure-signoff  | systolic             | 140
blood-pressure-signoff  | diastolic            | 90
blood-pressure-low      | systolic             | 90
heart-rate              | heart_rate           | 45
heart-rate              | heart_rate           | 120
heart-rate-slow         | heart_rate           | 45
heart-rate-slow         | heart_rate           | 50
respiratory-rate        | respiratory_rate     | 10
respiratory-rate        | respiratory_rate     | 24
oxygen-saturation       | oxygen_saturation    | 92
fever                   | temperature          | 38.2
thyroid-test            | heart_rate           | 100
heart-failure-class     | heart_failure_class  | 4
low-memory-score        | moca                 | 18
low-memory-score        | age                  | 60
high-mania-score        | ymrs                 | 5
risky-drinking          | audit_c              | 3
risky-drinking          | audit_c              | 4
drug-problems           | dast10               | 3
bladder-score           | bladder_score        | 19
kidney                  | filtration_rate      | 30
liver-enzymes           | liver_enzymes        | 3
sleep-apnea             | stop_bang            | 5
benzodiazepine-dose     | lorazepam_equivalent | 3
benzodiazepine-benefit  | lorazepam_equivalent | 0.8
benzodiazepine-benefit  | lorazepam_equivalent | 3
opioid-dose             | morphine_equivalent  | 50
body-mass-index         | weight               | 120
weight-outside-trials   | weight               | 50
weight-outside-trials   | weight               | 100
unexplained-ecg         | age                  | 50
pressure-rise-likely    | age                  | 50
pressure-rise-likely    | age                  | 65
under-age               | age                  | 18
older                   | age                  | 65
"""
LIMIT_ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in LIMITS.strip().splitlines()]


def _tried(rule, key):
    """The numbers that the rule's table tries for one measurement, or for the age."""
    entered = [entries for named, entries, _ in RULE_ROWS if named == rule]
    if key == "age":
        return {TODAY.year - each["born"].year for each in entered if isinstance(each.get("born"), date)}
    return {float(each[key].split()[0]) for each in entered if key in each}


@pytest.mark.parametrize(("rule", "key", "limit"), LIMIT_ROWS)
def test_every_limit_is_tried_at_itself_and_one_step_either_side(rule, key, limit):
    at = float(limit)
    tried = _tried(rule, key)
    assert at in tried
    assert any(at - 1 <= number < at for number in tried)
    assert any(at < number <= at + 1 for number in tried) or at == MOST.get(key)


def test_every_rule_that_reads_a_number_is_in_the_list_of_limits():
    numeric = {measure.key for measure in MEASURES} | {"born"}
    assert {rule.key for rule in EVERY if numeric & set(rule.reads)} == {rule for rule, _, _ in LIMIT_ROWS}


def test_assess_is_the_function_of_the_room():
    assert assess is eligibility.assess
