"""Every rule stands in a table with a yes, a no and an unknown, and weighs what it says."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from charts import RULES, a_chart, assessed, rows
from leeward.assessment import EVERY, ITEMS, MEASURES, BodySystem, Outcome, Weight, assess, eligibility
from leeward.truth import NO, UNKNOWN, YES

OUTCOME_OF = {
    Weight.BARS: Outcome.NOT_ELIGIBLE,
    Weight.DEFERS: Outcome.NOT_TODAY,
    Weight.SIGNOFF: Outcome.NEEDS_SIGNOFF,
    Weight.CAUTIONS: Outcome.ELIGIBLE,
}


def tables():
    for path in sorted(Path(__file__).parent.glob("test_rules_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "TABLE":
                yield ast.literal_eval(node.value)


def test_every_rule_has_a_yes_a_no_and_an_unknown_in_its_table():
    seen = {(rule, truth) for table in tables() for rule, _, truth in rows(table)}
    assert seen == {(rule.key, truth) for rule in EVERY for truth in (YES, NO, UNKNOWN)}


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
    assert {key for rule in EVERY for key in rule.reads} >= known - {"pregnant"}
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


ONLY_BAR = [(rule, entries) for table in tables() for rule, entries, truth in rows(table) if truth is YES]


@pytest.mark.parametrize("rule", [rule for rule in EVERY if rule.weight is Weight.BARS], ids=lambda rule: rule.key)
def test_every_bar_can_be_the_only_one(rule):
    """Some row of its table bars an otherwise clear chart, and no other bar speaks with it."""
    speaking = []
    for key, entries in ONLY_BAR:
        if key == rule.key:
            outcome = assessed(a_chart(**entries))
            assert outcome.outcome is Outcome.NOT_ELIGIBLE
            speaking.append({f.rule.key for f in outcome.findings if f.truth is YES and f.rule.weight is Weight.BARS})
    assert {rule.key} in speaking


def test_assess_is_the_function_of_the_room():
    assert assess is eligibility.assess
