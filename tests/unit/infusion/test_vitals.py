"""Readings: typed by hand, told by age, refused when they must not be used."""

from uuid import UUID

import pytest

from bedside import T0, a_reading, at
from leeward.infusion.vitals import (
    CannotReadEntry,
    Freshness,
    GenerationMode,
    Reading,
    VitalKind,
    baseline_of,
    latest,
    name_reading,
    parse_entry,
)

ENTRY = UUID(int=5)
S, D, M = VitalKind.SYSTOLIC, VitalKind.DIASTOLIC, VitalKind.MEAN_ARTERIAL_PRESSURE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("140/85", {S: 140, D: 85}),
        ("BP 140 / 85", {S: 140, D: 85}),
        ("140/85/103", {S: 140, D: 85, M: 103}),
        ("140/85 hr 72 spo2 97", {S: 140, D: 85, VitalKind.HEART_RATE: 72, VitalKind.SPO2: 97}),
        ("hr: 72; rr=14", {VitalKind.HEART_RATE: 72, VitalKind.RESPIRATORY_RATE: 14}),
        ("SpO2 97%", {VitalKind.SPO2: 97}),
        ("temp 36.8", {VitalKind.TEMPERATURE: 36.8}),
    ],
)
def test_what_a_nurse_types_is_read(text, found):
    readings = parse_entry(text, entry_id=ENTRY, at=T0, by="nurse")
    assert {reading.kind: reading.value for reading in readings} == found
    assert {reading.source for reading in readings} == {"by hand"}


@pytest.mark.hazard("H39 number format")
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("temp 36,8", "decimals with a point"),
        ("85/140", "Check the order"),
        ("120/120", "Check the order"),
        ("hr 700", "outside 0 to 300"),
        ("spo2 101", "outside 20 to 100"),
        ("hr 72 hr 74", "twice"),
        ("mood 7", "is not a vital sign"),
        ("140", "is not a reading"),
        ("hr", "is not a reading"),
        ("hr -5", "is not a reading"),
        ("140/85hr 70", "is not a reading"),
        ("", "Nothing was entered"),
        ("   ", "Nothing was entered"),
    ],
)
def test_what_is_not_a_reading_is_refused_with_a_sentence(text, why):
    with pytest.raises(CannotReadEntry, match=why):
        parse_entry(text, entry_id=ENTRY, at=T0, by="nurse")


@pytest.mark.hazard("H27 duplicate samples")
def test_the_same_entry_or_message_sent_twice_is_the_same_reading():
    first, again = (parse_entry("140/85", entry_id=ENTRY, at=T0, by="nurse") for _ in range(2))
    assert first == again
    one = name_reading(device="m", message="17", place="3")
    assert one == name_reading(device="m", message="17", place="3")
    assert one != name_reading(device="m", message="173", place="")


def test_a_reading_has_its_kinds_unit_a_zone_and_a_finite_number():
    good = a_reading(S, 120, T0)
    with pytest.raises(ValueError, match="is kept in mmHg"):
        Reading(reading_id=ENTRY, kind=S, value=16.0, unit="kPa", at=T0, received_at=T0, source="device")
    with pytest.raises(ValueError, match="no time zone"):
        a_reading(S, 120, T0.replace(tzinfo=None))
    with pytest.raises(ValueError, match="not a finite number"):
        a_reading(S, float("nan"), T0)
    assert good.is_plausible


AGES = """
    age  | state   | shown
    0    | fresh   | 97
    10   | fresh   | 97
    11   | stale   | 97
    60   | stale   | 97
    61   | stale   | -
"""


@pytest.mark.hazard("H17 stale vitals shown as live")
@pytest.mark.parametrize(
    "row", [[c.strip() for c in line.split("|")] for line in AGES.strip().splitlines()[1:]], ids=" ".join
)
def test_a_saturation_grows_old_and_then_leaves_the_page(row):
    age, state, shown = row
    last = latest([a_reading(VitalKind.SPO2, 97, T0)], VitalKind.SPO2, at(s=float(age)))
    assert (last.age_s, last.state) == (float(age), Freshness(state))
    assert last.value == (None if shown == "-" else float(shown))


def test_a_cuff_reading_stays_fresh_until_the_next_is_overdue():
    readings = [a_reading(S, 120, T0)]
    assert latest(readings, S, at(7)).state is Freshness.FRESH
    assert latest(readings, S, at(7, s=1)).state is Freshness.STALE
    assert latest(readings, S, at(17), infusing=False).state is Freshness.FRESH


def test_breathing_counted_by_hand_lasts_until_the_next_count():
    readings = parse_entry("rr 14", entry_id=ENTRY, at=T0, by="nurse")
    assert latest(readings, VitalKind.RESPIRATORY_RATE, at(12)).state is Freshness.FRESH
    assert latest(readings, VitalKind.RESPIRATORY_RATE, at(12, s=1)).state is Freshness.STALE


def test_never_measured_is_missing_and_has_no_age():
    last = latest([], VitalKind.SPO2, T0)
    assert (last.reading, last.age_s, last.state, last.value) == (None, None, Freshness.MISSING, None)


@pytest.mark.hazard("H27 out-of-order samples")
def test_a_reading_that_comes_late_does_not_replace_the_newer_one():
    newer = a_reading(VitalKind.SPO2, 97, at(s=8))
    older = a_reading(VitalKind.SPO2, 88, at(s=2), received_at=at(s=9))
    assert latest([newer, older], VitalKind.SPO2, at(s=9)).value == 97
    assert latest([older, newer], VitalKind.SPO2, at(s=9)).value == 97


def test_demo_data_are_never_the_latest_of_a_real_session():
    demo = a_reading(VitalKind.SPO2, 97, T0, mode=GenerationMode.DEMO)
    assert latest([demo], VitalKind.SPO2, T0).state is Freshness.MISSING
    assert latest([demo], VitalKind.SPO2, T0, mode=GenerationMode.DEMO).value == 97


def test_the_own_baseline_is_the_last_reading_before_the_start():
    readings = [a_reading(S, 130, at(-20)), a_reading(S, 122, at(-5)), a_reading(S, 150, at(10))]
    assert baseline_of(readings, before=T0) == {S: 122}
