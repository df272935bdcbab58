"""Which readings of an infusion may teach: by time, by the cuff, by what else was given."""

from datetime import timedelta

import pytest

from bedside import a_reading, a_score, a_start, an_end, an_event, at
from leeward.infusion.events import MedicineGiven, Stopped
from leeward.infusion.lesson import CannotTeach, lesson_record
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind

NOW = at(0) + timedelta(days=1)
EVENTS = (*a_start(), an_end(at(40)))


def a_cuff(minute, systolic, diastolic=70.0, **own):
    return [
        a_reading(VitalKind.SYSTOLIC, float(systolic), at(minute), **own),
        a_reading(VitalKind.DIASTOLIC, float(diastolic), at(minute), **own),
    ]


def hearts(minutes, value=70.0):
    return [a_reading(VitalKind.HEART_RATE, value, at(minute)) for minute in minutes]


def record(*readings, events=EVENTS, now=NOW):
    return lesson_record(events, [one for each in readings for one in each], now=now, mode=GenerationMode.REAL)


def test_nothing_is_told_before_the_start_nor_before_the_end():
    with pytest.raises(CannotTeach, match="was not started"):
        record(events=())
    with pytest.raises(CannotTeach, match="has not ended"):
        record(events=a_start())


def test_what_was_given_is_what_ran():
    stopped = (*a_start(), an_event(Stopped, at(25), reason="asked to stop"))
    found = record(events=stopped)
    assert found.given.minutes == pytest.approx(25)
    assert found.given.total_mg == pytest.approx(25)


def test_the_last_three_resting_cuffs_count_and_those_far_enough_apart():
    found = record(
        a_cuff(-70, 150), a_cuff(-20, 121), a_cuff(-10, 122), a_cuff(-9, 160), a_cuff(-5, 123), a_cuff(-4, 124)
    )
    assert found.readings.resting_systolic == (121, 160, 124)
    assert found.readings.systolic == ((), ())


def test_the_heart_rate_is_the_one_beside_the_cuff_and_on_its_side_of_the_start():
    found = record(
        a_cuff(-0.5, 120), a_cuff(10, 130), hearts([-0.9], 66), hearts([0.1], 90), hearts([9.5], 74), hearts([20], 99)
    )
    assert found.readings.resting_heart_rate == (66,)
    assert found.readings.heart_rate == ((10.0,), (74.0,))


def test_without_a_cuff_the_heart_rate_counts_every_five_minutes():
    assert record(hearts(range(1, 16))).readings.heart_rate[0] == (1.0, 6.0, 11.0)


def test_a_pressure_that_no_artery_has_is_left_out():
    assert record(a_cuff(10, 80, 95), a_cuff(15, 131)).readings.systolic == ((15.0,), (131.0,))


def test_the_end_and_half_an_hour_is_the_last_that_counts():
    found = record(a_cuff(69, 131), a_cuff(71, 150))
    assert found.readings.systolic[0] == (69.0,)
    assert "2 readings left out, later than 30 min after the end: the patient begins to get up." in found.left_out


@pytest.mark.parametrize(
    ("purpose", "last"), [("antihypertensive", 20), ("sedative", 20), ("other", 20), ("antiemetic", 30)]
)
def test_another_medicine_ends_what_ketamine_alone_shows(purpose, last):
    medicine = an_event(MedicineGiven, at(22), medicine="a medicine", dose="10 mg", purpose=purpose)
    found = record(a_cuff(20, 150), a_cuff(30, 128), events=(*EVENTS, medicine))
    assert found.readings.systolic[0][-1] == last
    assert any("a medicine was given" in each for each in found.left_out) is (last == 20)


def test_what_is_left_out_is_counted_and_named():
    found = record(
        a_cuff(10, 150, artefact_reason="arm moved"),
        a_cuff(15, 150, validity=Validity.QUESTIONABLE),
        a_cuff(20, 150, mode=GenerationMode.TEST),
        events=(*EVENTS, a_score("cadss-6", 5, at(20)), a_score("cadss-6", None, at(30))),
    )
    assert found.readings.systolic == ((), ())
    assert "2 readings left out: marked as artefact." in found.left_out
    assert "2 readings left out: the monitor itself doubted them." in found.left_out
    assert "2 readings left out: of another mode (test) than this infusion (real)." in found.left_out
    assert any(each.startswith("CADSS-6, scored 1 time, is not the full CADSS") for each in found.left_out)
