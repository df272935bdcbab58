"""A wrong entry of an answers file is named by file, line and what was expected."""

from datetime import date
from pathlib import Path

import pytest

from leeward.cli.answers import read_answers
from leeward.cli.toml_lines import CannotRead
from leeward.truth import NO, YES

GOOD = """\
medicines = ["sertraline 100 mg"]
allergies = []

[case]
starts_at = 2026-11-23T09:00:00-05:00

[patient]
born = 1985-07-14
sex = "female"

[answers]
aneurysm = "no"
could_be_pregnant = "yes"

[measurements]
weight = { value = "70.2 kg", on = 2026-11-23, by = "scale" }

[plan]
option = "studied"
approved_by = "Dr A"

[vial]
strength_mg_per_ml = 50
volume_ml = 10
lot = "A1"
expires_on = 2027-05-31
final_volume_ml = 50

[[signoffs]]
rule = "raised-pressure"
by = "Dr C"
on = 2026-11-20
reason = "home readings"

[[scores]]
instrument = "phq-9"
on = 2026-11-22
answers = [1, 1, 1, 1, 1, 1, 1, "", 0]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "answers.toml"
    path.write_text(text)
    return path


def test_what_was_answered_is_read_and_the_rest_is_unknown(tmp_path):
    answers = read_answers(written(tmp_path, GOOD))
    assert answers.truths == {"aneurysm": NO, "could_be_pregnant": YES}
    assert answers.measurements["weight"].quantity.to("kg") == 70.2
    assert (answers.medicines, answers.allergies) == (("sertraline 100 mg",), ())
    assert answers.decision is not None
    assert answers.decision.option == "studied"
    assert answers.vial is not None
    assert answers.vial.expires_on == date(2027, 5, 31)
    assert answers.signoffs[0].rule_key == "raised-pressure"
    assert answers.scores[0].score.missing == (8,)
    assert answers.escort is None


def test_a_nearly_empty_file_knows_nothing(tmp_path):
    answers = read_answers(written(tmp_path, "[case]\nstarts_at = 2026-11-23T09:00:00Z\n"))
    assert answers.truths == {}
    assert answers.medicines is answers.allergies is answers.decision is answers.vial is None


MISTAKES = (
    # instead of                                  | stands                                     | line | is said
    ("starts_at = 2026-11-23T09:00:00-05:00", "", 4, "this entry is missing; expected a date and time with its zone"),
    ("starts_at = 2026-11-23T09:00:00-05:00", "starts_at = 2026-11-23", 5, "expected a date and time with its zone"),
    ("born = 1985-07-14", 'born = "14.7.85"', 8, "expected a date, as in 1985-07-14"),
    ('sex = "female"', 'sex = "f"', 9, 'expected "female", "male" or "unknown"; got \'f\''),
    ('aneurysm = "no"', 'anuerysm = "no"', 12, "there is no such entry; did you mean `aneurysm`?"),
    ('aneurysm = "no"', "aneurysm = false", 12, 'expected "yes", "no" or "unknown", in quotes; got False'),
    ('"70.2 kg"', '"155 lb"', 16, "'lb' is not known"),
    ('"70.2 kg"', "70.2", 16, "needs its unit, in quotes"),
    ('on = 2026-11-23, by', 'on = "today", by', 16, "`on` is the day it was taken"),
    ('approved_by = "Dr A"', "", 18, "this entry is missing; expected the prescriber's name"),
    ("strength_mg_per_ml = 50", "strength_mg_per_ml = 5", 23, "expected one of the formulary's: 10, 50, 100; got 5"),
    ("expires_on = 2027-05-31", "", 22, "this entry is missing; expected the expiry date"),
    ('reason = "home readings"', 'reason = ""', 33, "this entry is missing"),
    ('instrument = "phq-9"', 'instrument = "phq9"', 36, "expected one of"),
    ('1, "", 0]', '1, 0]', 38, "9"),
    ('1, "", 0]', '7, "", 0]', 38, "7"),
    ("[plan]", "[plann]", 18, "there is no such entry; did you mean `plan`?"),
    ('["sertraline 100 mg"]', '"sertraline"', 1, "expected a list of names in quotes"),
    ("[patient]", "[patient", 7, "it is not TOML"),
)  # fmt: skip


@pytest.mark.parametrize(("instead_of", "stands", "line", "said"), MISTAKES)
def test_a_mistake_is_named_by_file_line_and_expectation(tmp_path, instead_of, stands, line, said):
    assert GOOD.count(instead_of) == 1
    path = written(tmp_path, GOOD.replace(instead_of, stands))
    with pytest.raises(CannotRead) as why:
        read_answers(path)
    assert said in str(why.value)
    assert str(path) in str(why.value)
    assert f":{line}:" in str(why.value) or f"line {line}" in str(why.value), str(why.value)


def test_a_file_that_is_not_there_says_what_a_case_needs(tmp_path):
    with pytest.raises(CannotRead, match=r"there is no such file.*run-a-case"):
        read_answers(tmp_path / "answers.toml")
