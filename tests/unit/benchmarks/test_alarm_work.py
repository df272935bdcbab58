"""The simulated sessions and the counting: small enough to be checked by hand."""

from pathlib import Path

import numpy as np
import pytest
from benchmarks import alarm_series, alarm_work, alarms

from leeward.infusion.vitals import VitalKind


def test_the_same_part_is_the_same_work():
    one, again = (alarm_work.sessions(np.random.default_rng((5, 0)), 3) for _ in range(2))
    assert all((one.shown[name] == again.shown[name]).all() for name in one.shown)


def test_a_million_minutes_are_a_million_minutes():
    assert alarm_work.SECONDS == 60 * alarm_work.MINUTES
    assert alarms.MINUTES_SIMULATED % (alarms.AT_ONCE * alarm_work.MINUTES) == 0


def test_stretches_where_something_is_true():
    mask = np.array([False, True, True, False, False, False, True])
    assert alarms._runs(mask) == [(1, 3), (6, 7)]


def test_one_desaturation_is_found_by_both_and_one_spike_is_false_for_the_plain_threshold_alone():
    made = alarm_work.sessions(np.random.default_rng(1), 1)
    for name in made.truth:
        made.truth[name][:] = made.baseline[name]
    for values in (made.truth["spo2"], made.shown["spo2"]):
        values[:] = 97.0
        values[0, 1000:1100] = 85.0
    made.shown["spo2"][0, 3000:3008] = 88.0
    made.flagged["spo2"][:] = False
    plain, ours = alarms.Tally(), alarms.Tally()
    alarms._count(made, "spo2", alarms.sounding("spo2", is_low=True), plain, ours)
    group = "SpO2, low"
    assert (plain.events[group], plain.found[group], ours.found[group]) == (1, 1, 1)
    assert (plain.false[group], ours.false[group]) == (1, 0)
    assert plain.delays_s[group] == [0]
    assert 15 <= ours.delays_s[group][0] <= 18


@pytest.mark.skipif(not alarm_series.VITALS.is_dir(), reason="the shared recordings are not on this machine")
def test_the_real_series_are_read_and_counted():
    readings, length = alarm_series._read(alarm_series.VITALS / "mimic_s00001_1min_min0000-0599.csv")
    assert length.total_seconds() == 36_000
    assert all(reading.value for reading in readings)  # a zero is no signal
    assert {VitalKind.SYSTOLIC, VitalKind.SPO2, VitalKind.HEART_RATE} <= {reading.kind for reading in readings}


def test_where_the_real_series_are_missing_nothing_is_said_of_them(tmp_path: Path):
    (told,) = alarm_series.real_series(tmp_path / "none")
    assert "nothing is said" in told
