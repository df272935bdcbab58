"""The chart: one field for each question, age, freshness, and refusals that say what was expected."""

from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from charts import TODAY, a_chart, an_empty_chart
from leeward.assessment import ITEMS, MEASURES, CannotChart, Chart, Measurement, Sex, SignOff, chart_from
from leeward.truth import NO, UNKNOWN, YES, Truth
from leeward.units import Quantity


def test_the_chart_has_one_field_for_each_question_and_measurement_and_all_start_unknown():
    named = {field.name for field in fields(Chart)}
    others = {"on", "born", "sex", "medicines", "allergies", "signoffs", "overrides", "history"}
    others |= {"answered_on", "limits"}
    assert named == others | {item.key for item in ITEMS} | {measure.key for measure in MEASURES}
    empty = Chart(on=TODAY)
    assert all(empty.truth(item.key) is UNKNOWN for item in ITEMS)
    assert all(empty.measurement(measure.key) is None for measure in MEASURES)


@pytest.mark.parametrize(
    ("born", "years"),
    [
        (date(2008, 11, 23), 18),
        (date(2008, 11, 24), 17),
        (date(2008, 2, 29), 18),
        (date(2026, 11, 24), None),
        (None, None),
    ],
)
def test_age_counts_completed_years_and_is_unknown_without_a_plausible_birth_date(born, years):
    assert Chart(on=TODAY, born=born).age_years == years


FRESHNESS = """
systolic      | 2026-11-23 | fresh
systolic      | 2026-11-22 | stale
systolic      | 2026-11-24 | stale
liver_enzymes | 2026-05-25 | fresh
liver_enzymes | 2026-05-24 | stale
moca          | 2025-11-24 | fresh
moca          | 2025-11-22 | stale
height        | 1999-01-01 | fresh
"""
VALUES = {"systolic": "120 mmHg", "liver_enzymes": "1 times ULN", "moca": "28 points", "height": "170 cm"}


@pytest.mark.hazard("H08 unknown history treated as negative")
@pytest.mark.parametrize("row", FRESHNESS.strip().splitlines())
def test_a_measurement_that_is_too_old_or_dated_later_does_not_count(row):
    key, day, state = (cell.strip() for cell in row.split("|"))
    chart = an_empty_chart(**{key: {"value": VALUES[key], "at": day, "source": "monitor"}})
    assert chart.is_fresh(key) is (state == "fresh")
    assert (chart.current(key) is None) is (state == "stale")
    assert chart.measurement(key) is not None


def test_answers_are_read_from_words_and_bools_and_truths():
    chart = an_empty_chart(aneurysm="No", glaucoma=True, mania=NO, seizures="unknown", stroke_or_tia=None)
    assert (chart.aneurysm, chart.glaucoma, chart.mania) == (NO, YES, NO)
    assert (chart.seizures, chart.stroke_or_tia) == (UNKNOWN, UNKNOWN)


AGING = """
ecg_abnormal   | no  | 2026-11-23 | stands
ecg_abnormal   | no  | 2026-05-25 | stands
ecg_abnormal   | yes | 2026-05-24 | unknown
consent_signed | yes | 2026-08-24 | stands
consent_signed | yes | 2026-08-23 | unknown
consent_signed | yes | 2026-11-24 | unknown
fasted         | yes | 2026-11-23 | stands
fasted         | yes | 2026-11-22 | unknown
aneurysm       | no  | 1999-01-01 | stands
"""


@pytest.mark.hazard("H08 unknown history treated as negative")
@pytest.mark.parametrize("row", AGING.strip().splitlines())
def test_an_answer_that_rests_on_a_test_or_a_signature_grows_old(row):
    key, told, day, state = (cell.strip() for cell in row.split("|"))
    chart = an_empty_chart(**{key: {"value": told, "at": day}})
    assert chart.truth(key) is (Truth(told) if state == "stands" else UNKNOWN)


def test_an_answer_without_a_day_is_of_the_day_we_look():
    chart = an_empty_chart(ecg_abnormal="no")
    assert (chart.answered("ecg_abnormal"), chart.answered_on) == (TODAY, ())
    old = an_empty_chart(ecg_abnormal={"value": "no", "at": "2026-03-01"})
    assert (old.answer("ecg_abnormal"), old.truth("ecg_abnormal")) == (NO, UNKNOWN)
    assert old.answered("ecg_abnormal") == date(2026, 3, 1)


def test_measurements_are_read_from_text_and_tables_and_records():
    taken = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    record = Measurement(quantity=Quantity(75, "mmHg"), at=taken, source="monitor 3")
    chart = an_empty_chart(systolic="132 mmHg", diastolic=record, heart_rate={"value": "70 /min", "at": taken})
    assert chart.systolic == Measurement(quantity=Quantity(132, "mmHg"), at=TODAY, source="entered by hand")
    assert chart.diastolic is record
    assert chart.heart_rate is not None
    assert chart.heart_rate.day == TODAY


def test_the_other_entries():
    signed = {"rule_key": "glaucoma", "by": "Dr Eye", "on": "2026-11-20", "reason": "pressure 16 mmHg"}
    chart = an_empty_chart(born="1980-01-31", sex="Male", medicines=[" Zoloft "], allergies=[], signoffs=[signed])
    assert (chart.born, chart.sex, chart.medicines, chart.allergies) == (date(1980, 1, 31), Sex.MALE, ("Zoloft",), ())
    assert chart.signoffs == (
        SignOff(rule_key="glaucoma", by="Dr Eye", on=date(2026, 11, 20), reason="pressure 16 mmHg"),
    )
    assert an_empty_chart().medicines is None


REFUSED = [
    ({"glaukoma": "no"}, "glaukoma: there is no such question"),
    ({"glaucoma": "perhaps"}, "glaucoma: expected yes, no or unknown"),
    ({"glaucoma": {"value": "no", "on": "2026-11-01"}}, "glaucoma: expected value and at"),
    ({"glaucoma": {"value": "no", "at": "lately"}}, "glaucoma.at: expected a date"),
    ({"systolic": "132"}, "systolic: expected a number, a space and a unit"),
    ({"systolic": "132 kg"}, "systolic: 132 kg is not"),
    ({"systolic": "1320 mmHg"}, "systolic: 1320 mmHg is not plausible; expected 40 to 300 mmHg"),
    ({"temperature": "98.6 Cel"}, "temperature: 98.6 Cel is not plausible"),
    ({"weight": {"kg": 70}}, "weight: expected value, at and source"),
    ({"weight": {"value": "70 kg", "at": "yesterday"}}, "weight.at: expected a date"),
    ({"born": "31.1.1980"}, "born: expected a date such as"),
    ({"sex": "x"}, "sex: expected female, male or unknown"),
    ({"medicines": "Zoloft"}, "medicines: expected a list"),
    ({"medicines": [""]}, "medicines: expected names"),
    ({"signoffs": [{"by": "me"}]}, "signoffs: expected rule_key, by, on and reason"),
    ({"signoffs": [{"rule_key": "x", "by": " ", "on": "2026-11-20", "reason": "y"}]}, "who signs"),
]


@pytest.mark.parametrize(("entries", "sentence"), REFUSED)
def test_a_refusal_names_the_entry_and_what_was_expected(entries, sentence):
    with pytest.raises(CannotChart) as refusal:
        chart_from(entries, on=TODAY)
    assert sentence in str(refusal.value)


def test_a_chart_refuses_an_implausible_measurement_however_it_is_made():
    with pytest.raises(CannotChart, match="not plausible"):
        Chart(on=TODAY, weight=Measurement(quantity=Quantity(700, "kg"), at=TODAY, source="scale"))


def test_the_clear_chart_of_the_tests_answers_everything():
    chart = a_chart()
    assert all(chart.truth(item.key) is item.clear for item in ITEMS)


def test_only_a_question_that_there_is_can_be_dated():
    with pytest.raises(CannotChart, match="there is no question aneurism"):
        Chart(on=TODAY, answered_on=(("aneurism", TODAY),))
