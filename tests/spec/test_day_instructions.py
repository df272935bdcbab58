"""What the patient is told for the infusion day, by the clock."""

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
"""


@pytest.mark.parametrize("row", ACTIONS.strip().splitlines(), ids=lambda row: row.split("|")[0].strip())
def test_each_medicine_has_one_thing_to_do(row):
    entered, action = (cell.strip() for cell in row.split("|"))
    (one,) = sheet(entered).medicines
    assert one.action is DayAction[action]


def test_what_must_not_be_combined_is_always_asked():
    barred = [row.generic for row in INTERACTIONS if row.severity is Severity.AVOID]
    assert barred
    for generic in barred:
        for one in sheet(generic).medicines:
            if one.generic == generic:
                assert one.action is DayAction.ASK


def test_a_medicine_that_nobody_reviewed_is_not_instructed():
    told = sheet("blorbex 5 mg")
    assert told.medicines == ()
    assert told.open_medicines == ("blorbex 5 mg",)


def test_a_list_that_nobody_asked_for_is_said_to_be_missing():
    assert not day_instructions(None, infusion_at=TEN).medicines_asked
