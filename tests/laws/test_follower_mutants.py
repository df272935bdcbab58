"""Every mutant of the follower still stands at one place; `python tests/follower_mutants` runs them all."""

import pytest

from follower_mutants.__main__ import source_of
from follower_mutants.mutants import MUTANTS


@pytest.mark.parametrize("number", range(len(MUTANTS)))
def test_a_mutant_changes_one_line_that_is_there(number):
    mutant = MUTANTS[number]
    text = source_of(mutant).read_text(encoding="utf-8")
    assert text.count(mutant.right) == 1
    compile(text.replace(mutant.right, mutant.wrong), str(source_of(mutant)), "exec")
