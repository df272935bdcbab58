"""The rules of dosing as tables: this page is the manual."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from leeward.dosing import Order, Vial, prepare, propose
from leeward.pharmacology.subject import Subject
from leeward.protocol import STANDARD

PEOPLE = {
    "usual": Subject(weight_kg=80, height_cm=178, age_y=40, sex="male", resting_systolic_mmhg=124,
                     resting_diastolic_mmhg=78, resting_heart_rate_per_min=70),
    "large": Subject(weight_kg=120, height_cm=165, age_y=40, sex="female", resting_systolic_mmhg=124,
                     resting_diastolic_mmhg=78, resting_heart_rate_per_min=70),
    "older": Subject(weight_kg=70, height_cm=170, age_y=68, sex="female", resting_systolic_mmhg=128,
                     resting_diastolic_mmhg=78, resting_heart_rate_per_min=70),
    "light": Subject(weight_kg=47.3, height_cm=160, age_y=30, sex="female", resting_systolic_mmhg=110,
                     resting_diastolic_mmhg=70, resting_heart_rate_per_min=64),
}  # fmt: skip

OPTIONS = """
    person | option          | mg   | minutes | weight   | evidence | needs
   --------+-----------------+------+---------+----------+----------+------------------------------
    usual  | studied         | 40   | 40      | actual   | studied  | nothing more
    usual  | gentler         | 40   | 60      | actual   | outside  | a reason
    usual  | lower           | 16   | 40      | actual   | studied  | nothing more
    large  | adjusted-weight | 41   | 40      | adjusted | outside  | a reason
    large  | gentler         | 41   | 60      | adjusted | outside  | a reason
    large  | lower           | 24   | 40      | actual   | studied  | a reason and a second person
    large  | studied         | 60   | 40      | actual   | studied  | a reason and a second person
    older  | gentler         | 35   | 60      | actual   | outside  | a reason
    older  | reduced         | 21   | 40      | actual   | outside  | a reason
    older  | lower           | 14   | 40      | actual   | studied  | nothing more
    older  | studied         | 35   | 40      | actual   | studied  | nothing more
    light  | studied         | 23.5 | 40      | actual   | studied  | a reason
    light  | gentler         | 23.5 | 60      | actual   | outside  | a reason
    light  | lower           | 9    | 40      | actual   | studied  | a reason
"""

DRAWN = """
    mg   | minutes | vial | into       | drug mL | diluent mL | mg/mL | mL/h  | VTBI
   ------+---------+------+------------+---------+------------+-------+-------+------
    40   | 40      | 10   | 1 mg/mL    | 4       | 36         | 1     | 60    | 40
    40   | 40      | 50   | 1 mg/mL    | 0.8     | 39.2       | 1     | 60    | 40
    40   | 40      | 100  | 1 mg/mL    | 0.4     | 39.6       | 1     | 60    | 40
    40   | 40      | 50   | 2 mg/mL    | 0.8     | 19.2       | 2     | 30    | 20
    40   | 40      | 50   | 100 mL     | 0.8     | 99.2       | 0.4   | 150   | 100
    35.5 | 40      | 50   | 100 mL     | 0.71    | 99.29      | 0.355 | 150   | 100
    40   | 60      | 50   | 50 mL      | 0.8     | 49.2       | 0.8   | 50    | 50
    16   | 40      | 10   | 50 mL      | 1.6     | 48.4       | 0.32  | 75    | 50
"""


def rows(table):
    lines = [line for line in table.strip().splitlines()[2:] if line.strip()]
    return [tuple(cell.strip() for cell in line.split("|")) for line in lines]


def needs(option):
    if option.needs_second_person:
        return "a reason and a second person"
    return "a reason" if option.needs_reason else "nothing more"


@pytest.mark.parametrize("person", PEOPLE)
def test_the_options_for_a_first_infusion(person):
    proposal = propose(PEOPLE[person], STANDARD, seed=3, n=30)
    shown = [
        (
            person,
            one.key,
            f"{one.dose_mg:g}",
            f"{one.minutes:g}",
            one.dosing_weight_kind,
            one.evidence.split()[0],
            needs(one),
        )
        for one in proposal.options
    ]
    assert shown == [row for row in rows(OPTIONS) if row[0] == person]


@pytest.mark.parametrize(("mg", "minutes", "vial", "into", "drug", "diluent", "strength", "rate", "vtbi"), rows(DRAWN))
def test_how_it_is_drawn_up(mg, minutes, vial, into, drug, diluent, strength, rate, vtbi):
    order = Order(dose_mg=float(mg), minutes=float(minutes), weight_kg=80.0, approved_by="dr-a",
                  approved_at=datetime(2026, 11, 23, 9, tzinfo=UTC))  # fmt: skip
    volume_ml = {"10": 20.0, "50": 10.0, "100": 5.0}[vial]
    number, unit = into.split()
    how = {"concentration_mg_per_ml" if unit == "mg/mL" else "final_volume_ml": float(number)}
    opened = Vial(strength_mg_per_ml=float(vial), volume_ml=volume_ml, lot="A1", expires_on=date(2027, 6, 30))
    made = prepare(order, opened, on=date(2026, 11, 23), **how)
    figures = (made.drug_ml, made.diluent_ml, made.concentration_mg_per_ml, made.rate_ml_per_h, made.vtbi_ml)
    assert figures == pytest.approx(tuple(float(cell) for cell in (drug, diluent, strength, rate, vtbi)))


def test_a_proposal_for_a_later_infusion_allows_more_but_still_shows_the_studied_one():
    later = propose(replace(PEOPLE["usual"], session=3), STANDARD, seed=3, n=30)
    assert later.options[0].key == "studied"
