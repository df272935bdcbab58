"""The hazards file keeps its promises: every control names its test, and what is left to the clinic is said."""

import ast
import tomllib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HAZARDS = tomllib.loads((ROOT / "docs/safety/hazards.toml").read_text(encoding="utf-8"))["hazard"]
COLUMNS = {"id", "hazard", "cause", "severity", "control", "requirement", "verification", "anchor", "status"}
DEADLY = 5
ANSWERED = [one for one in HAZARDS if one["status"] in {"controlled", "partly"}]


def _names_hazard(node, hazard):
    """Does this decorator, or this assignment to pytestmark, hold mark.hazard("H01 ...")?"""
    return any(
        isinstance(call, ast.Call)
        and ast.unparse(call.func).endswith("mark.hazard")
        and any(str(ast.literal_eval(one)).startswith(hazard) for one in call.args)
        for call in ast.walk(node)
    )


@cache
def _module(path):
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def named_by_tests():
    """Return, for each hazard's id, the tests that carry it in a mark."""
    named = {}
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(_module(path.relative_to(ROOT))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.hazard"):
                for argument in node.args:
                    named.setdefault(str(ast.literal_eval(argument))[:3], []).append(path.relative_to(ROOT))
    return named


def marked(test, hazard):
    """Is there such a test, and does it, or its whole file, carry the hazard's mark?"""
    path, _, name = test.partition("::")
    if not (ROOT / path).is_file():
        return False
    body = _module(path).body
    whole_file = any(
        isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark" and _names_hazard(node, hazard)
        for node in body
    )
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return whole_file or any(_names_hazard(each, hazard) for each in node.decorator_list)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:  # a state machine's TestCase
            return whole_file or _names_hazard(node.value, hazard)
    return False


def test_all_hazards_of_the_dossier_are_there_with_every_column():
    assert [one["id"] for one in HAZARDS] == [f"H{n:02}" for n in range(1, 43)]
    for one in HAZARDS:
        assert one.keys() >= COLUMNS, one["id"]
        assert 1 <= one["severity"] <= DEADLY
        assert all(one[column] for column in COLUMNS)
        assert one["status"] in {"controlled", "partly", "open"}, one["id"]


@pytest.mark.parametrize("one", ANSWERED, ids=lambda one: one["id"])
def test_every_control_says_where_it_lives_and_names_a_test_of_this_hazard(one):
    assert one["controls"], "no control is named"
    for control in one["controls"]:
        assert control.keys() == {"does", "where", "test", "stops"}, control
        assert control["does"].endswith("."), control["does"]
        assert (ROOT / control["where"]).exists() or find_spec(control["where"]), control["where"]
        assert marked(control["test"], one["id"]), f"{control['test']} is not there, or not marked {one['id']}"


@pytest.mark.parametrize("one", [one for one in ANSWERED if one["severity"] == DEADLY], ids=lambda one: one["id"])
def test_what_can_kill_has_two_independent_controls_of_which_one_is_no_warning(one):
    """Section 6, residual-risk rule: two places of the code, two tests, and one of them stops instead of telling."""
    controls = one["controls"]
    assert len({control["where"] for control in controls}) >= 2, "two controls in one place are one control"
    assert len({control["test"] for control in controls}) >= 2, "two controls with one test are one control"
    assert any(control["stops"] for control in controls), "every control is a warning"


def test_what_software_controls_in_part_says_what_remains_and_for_whom():
    for one in HAZARDS:
        assert (one["status"] == "partly") is ("remains" in one), one["id"]
        assert one.get("remains", "x."), one["id"]


def test_an_open_hazard_says_why_and_in_which_issue_it_is_met():
    for one in HAZARDS:
        if one["status"] == "open":
            assert one["issue"] > 5, f"{one['id']}: that issue is done"
            assert one["reason"], one["id"]


def test_no_test_names_a_hazard_that_does_not_exist():
    named = named_by_tests().keys()
    assert not named - {one["id"] for one in HAZARDS}
    # For reading (pytest -rP): an open hazard that a test names may be ready to be called controlled.
    print(
        "Open, and named by a test:", [one["id"] for one in HAZARDS if one["status"] == "open" and one["id"] in named]
    )
