"""The interaction table's shorthand is read out in words; the file itself is kept as the pharmacists wrote it."""

import re

import pytest

from leeward.medicines.spoken import plain
from leeward.medicines.table import BY_GENERIC, INTERACTIONS

SHORTHAND = re.compile(r"\b(UP|DOWN|SIGNOFF|MONITOR|TAKE|AUC|BP|HR|MME|PRN|LFT|UDS|as above|est\.)(?!\w)|>=|<=|\bx\d")

SAID = """
antidepressant effect DOWN / shorter; sedation UP | antidepressant effect reduced or shorter; sedation increased
IV AUC UP small (X <=1.1x)                        | IV exposure slightly increased (at most 1.1-fold)
IV DOWN ~5-15% (estimated)                        | IV reduced ~5-15% (estimated)
avoid combination or SIGNOFF                      | avoid combination, or have it approved by a named clinician
"""


@pytest.mark.parametrize("line", SAID.strip().splitlines())
def test_shorthand_is_said_in_words(line):
    shorthand, words = (part.strip() for part in line.split("|"))
    assert plain(shorthand) == words


@pytest.mark.parametrize("one", INTERACTIONS, ids=lambda one: one.generic)
def test_no_row_shouts_or_points_to_a_row_above(one):
    assert not SHORTHAND.search(f"{one.effect}; {one.advice}")


def test_a_row_that_points_to_another_says_what_stands_there():
    assert BY_GENERIC["liothyronine"].advice == f"as with levothyroxine: {BY_GENERIC['levothyroxine'].advice}"
    assert BY_GENERIC["aminophylline"].advice.startswith("as with theophylline: label: do not co-administer")
    assert BY_GENERIC["selegiline"].advice.endswith("oral low dose: watch more closely")


def test_nothing_to_do_is_said_as_such():
    assert BY_GENERIC["cimetidine"].advice == "no special action"
