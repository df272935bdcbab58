"""Another program's scores of random answer sheets (CamCOPS; how they were made: tests/data/camcops): ours agree."""

import csv
from pathlib import Path

import pytest

from leeward.instruments import AUDIT_C, GAD7, PCL5, PHQ9, by_key, score
from leeward.instruments.pcl5 import provisional
from leeward.truth import NO, UNKNOWN, YES

TABLE = Path(__file__).parents[1] / "data" / "camcops" / "scores.csv"
with TABLE.open(newline="", encoding="utf-8") as lines:
    SHEETS = tuple(csv.DictReader(lines))
KEYS = (PCL5.key, PHQ9.key, GAD7.key, AUDIT_C.key)
BAND = {"none": "minimal"}  # what they call no depression or anxiety is our lowest band


def sheets(key: str):
    """Yield the answers of one scale, its total (None: not complete) and what CamCOPS says beside it."""
    for row in SHEETS:
        if row["scale"] == key:
            answers = tuple(None if each == "-" else int(each) for each in row["answers"].split())
            yield answers, int(row["total"]) if row["total"] else None, row["says"]


def test_the_table_holds_every_scale_that_both_have():
    assert len(SHEETS) == 1025
    assert {row["scale"] for row in SHEETS} == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_our_totals_agree_sheet_by_sheet(key: str):
    ours = [score(by_key(key), answers).total for answers, _, _ in sheets(key)]
    theirs = [total for _, total, _ in sheets(key)]
    assert ours == theirs


@pytest.mark.parametrize("key", [PHQ9.key, GAD7.key])
def test_our_bands_agree_sheet_by_sheet(key: str):
    for answers, total, says in sheets(key):
        band = by_key(key).band(score(by_key(key), answers).total)
        assert (band.says if band else "") == BAND.get(says, says), (answers, total)


def test_our_provisional_diagnosis_agrees_sheet_by_sheet():
    found = {YES: "provisional", NO: "not provisional"}
    whole = [(answers, says) for answers, total, says in sheets(PCL5.key) if total is not None]
    assert [found[provisional(answers)] for answers, _ in whole] == [says for _, says in whole]
    assert {says for _, says in whole} == set(found.values())


def test_what_they_call_not_complete_has_no_total_of_ours():
    broken = [answers for key in KEYS for answers, total, _ in sheets(key) if total is None]
    assert broken
    assert all(None in answers for answers in broken)
    assert {provisional(answers) for answers in broken if len(answers) == len(PCL5.items)} & {UNKNOWN, YES}
