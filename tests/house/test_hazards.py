"""The hazards file keeps its promises: what is called controlled is named by a test, what is open says when."""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
HAZARDS = tomllib.loads((ROOT / "docs/safety/hazards.toml").read_text(encoding="utf-8"))["hazard"]
COLUMNS = {"id", "hazard", "cause", "severity", "control", "requirement", "verification", "anchor", "status"}


def named_by_tests():
    """Return, for each hazard's id, the tests that carry it in a mark."""
    named = {}
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.hazard"):
                for argument in node.args:
                    named.setdefault(str(ast.literal_eval(argument))[:3], []).append(path.relative_to(ROOT))
    return named


def test_all_hazards_of_the_dossier_are_there_with_every_column():
    assert [one["id"] for one in HAZARDS] == [f"H{n:02}" for n in range(1, 43)]
    for one in HAZARDS:
        assert one.keys() >= COLUMNS, one["id"]
        assert 1 <= one["severity"] <= 5
        assert all(one[column] for column in COLUMNS)


def test_a_controlled_hazard_is_named_by_a_test():
    named = named_by_tests()
    bare = [
        f"{one['id']} {one['hazard']}" for one in HAZARDS if one["status"] == "controlled" and one["id"] not in named
    ]
    assert not bare, bare


def test_an_open_hazard_says_why_and_in_which_issue_it_is_met():
    for one in HAZARDS:
        assert one["status"] in {"controlled", "open"}
        if one["status"] == "open":
            assert one["issue"] > 0, one["id"]
            assert one["reason"], one["id"]


def test_no_test_names_a_hazard_that_does_not_exist():
    named = named_by_tests().keys()
    assert not named - {one["id"] for one in HAZARDS}
    # For reading (pytest -rP): an open hazard that a test names may be ready to be called controlled.
    print(
        "Open, and named by a test:", [one["id"] for one in HAZARDS if one["status"] == "open" and one["id"] in named]
    )
