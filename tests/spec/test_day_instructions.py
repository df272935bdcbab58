"""What the patient is told for the infusion day, by the clock."""

import re
from datetime import UTC, datetime

import pytest

from leeward.assessment.day_instructions import DayAction, day_instructions
from leeward.medicines import INTERACTIONS, Severity, review

TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def sheet(*names):
    return day_instructions(review(names), infusion_at=TEN)


def test_fasting_is_told_by_the_clock():
    said = [one.says for one in sheet().before]
    assert said[1:4] == [
        "No fried or fatty food and no meat from 02:00 on Tuesday 24 November (8 h before).",
        "No food at all from 04:00 on Tuesday 24 November (6 h before).",
        "Water and other clear drinks until 08:00 on Tuesday 24 November (2 h before).",
    ]


def test_alcohol_ends_the_day_before():
    assert (
        sheet().before[0].says == "No alcohol, cannabis or other drugs from 10:00 on Monday 23 November (24 h before)."
    )


def test_driving_and_company_are_told():
    told = " ".join(one.says for one in (*sheet().before, *sheet().after))
    assert "Name an adult who takes you home" in told
    assert "No driving, cycling or machines until the next day" in told


ACTIONS = """
lisinopril 10 mg     | TAKE
levothyroxine 75 mcg | TAKE
sertraline 100 mg    | TAKE
methadone            | TAKE
furosemide 20 mg     | AFTER
xanax 0.5 mg         | HOLD
adderall xr 20 mg    | HOLD
insulin              | ASK
tramadol             | ASK
gabapentin 300 mg    | ASK
seroquel 50 mg       | ASK
ambien 10 mg         | ASK
sudafed              | ASK
cytomel 5 mcg        | TAKE
ventolin             | TAKE
depakote 500 mg      | TAKE
"""


@pytest.mark.parametrize("row", ACTIONS.strip().splitlines(), ids=lambda row: row.split("|")[0].strip())
def test_each_medicine_has_one_thing_to_do(row):
    entered, action = (cell.strip() for cell in row.split("|"))
    (one,) = sheet(entered).medicines
    assert one.action is DayAction[action]


DOUBTFUL = """
hydroxizine 25 mg           # a slip of spelling that nobody has confirmed
sertraline (stopped in May) # is it still taken?
lisinopril and xanax        # one to take, one to hold
lisinopril-hctz             # one pill: one to take, one to take afterwards
no xanax                    # not understood
"""


@pytest.mark.parametrize("row", DOUBTFUL.strip().splitlines(), ids=lambda row: row.split("#")[0].strip())
def test_an_entry_in_doubt_is_asked_and_stands_on_the_sheet_once(row):
    entered = row.split("#")[0].strip()
    assert [(one.entered, one.action) for one in sheet(entered).medicines] == [(entered, DayAction.ASK)]


def test_a_medicine_that_stands_twice_is_asked_under_both_of_its_names():
    told = {one.entered: one.action for one in sheet("zoloft 100", "sertraline 50", "lisinopril").medicines}
    assert told == {"zoloft 100": DayAction.ASK, "sertraline 50": DayAction.ASK, "lisinopril": DayAction.TAKE}


CONDITION = re.compile(r"\b(hold|omit|avoid|none for|not within|stop at least|if drowsy|switch)\b")


def test_nothing_is_to_be_taken_of_which_the_advice_has_a_condition():
    # Methadone is to be taken for its own sake: its advice is "do not omit dose".
    taken = [row for row in INTERACTIONS if row.on_the_day is DayAction.TAKE]
    assert [row.generic for row in taken if CONDITION.search(row.advice)] == ["methadone"]
    assert [row.generic for row in taken if row.severity is Severity.SIGNOFF] == ["methadone"]


def test_what_must_not_be_combined_is_always_asked():
    barred = [row.generic for row in INTERACTIONS if row.severity is Severity.AVOID]
    assert barred
    for generic in barred:
        assert {one.action for one in sheet(generic).medicines} == {DayAction.ASK}, generic


def test_a_medicine_that_nobody_reviewed_is_not_instructed():
    told = sheet("blorbex 5 mg")
    assert told.medicines == ()
    assert told.open_medicines == ("blorbex 5 mg",)


def test_a_list_that_nobody_asked_for_is_said_to_be_missing():
    assert not day_instructions(None, infusion_at=TEN).medicines_asked
