"""Forecasts are judged by where readings fell, and learning stops when they miss too often."""

import numpy as np
import pytest

from learning import STANDARD, a_truth, people, read
from leeward.pharmacology import calibration, update
from leeward.pharmacology.calibration import Placed


def placed(*shares):
    return tuple(Placed(name="Systolic pressure", at=5.0, share=share) for share in shares)


def test_a_reading_in_the_middle_is_within_every_band_and_one_at_the_edge_within_none():
    assert placed(0.5)[0].within(0.5)
    assert placed(0.76)[0].within(0.9)
    assert not placed(0.76)[0].within(0.5)
    assert not placed(0.951)[0].within(0.9)
    assert not placed(0.02)[0].within(0.9)


@pytest.mark.parametrize(
    ("sessions", "missed", "frozen"),
    [(30, 7, False), (30, 8, True), (29, 29, False), (60, 30, True)],
)
def test_learning_freezes_below_three_quarters_in_the_last_thirty_sessions(sessions, missed, frozen):
    checks = [placed(0.5)] * (sessions - missed) + [placed(0.999)] * missed
    found = calibration(checks)
    assert found.frozen is frozen
    assert ("frozen" in found.sentence) is frozen


def test_sessions_long_ago_are_forgiven():
    assert not calibration([placed(0.999)] * 30 + [placed(0.5)] * 30).frozen


def test_coverage_and_histogram_are_counted():
    found = calibration([placed(0.06, 0.35, 0.55), placed(0.72, 0.99)])
    assert (found.sessions, found.readings) == (2, 5)
    assert found.coverage_50 == pytest.approx(3 / 5)
    assert found.coverage_90 == pytest.approx(4 / 5)
    assert found.histogram == (1, 0, 0, 1, 0, 1, 0, 1, 0, 1)
    assert "judged from 30 sessions on" in found.sentence


def test_before_any_session_nothing_is_judged():
    found = calibration([])
    assert not found.frozen
    assert found.readings == 0
    assert found.sentence == "No forecast has been compared with a reading yet."


def test_every_reading_after_the_start_is_placed_once():
    made = read(a_truth(1), baseline_pcl5=50, score_days=(1, 7))
    learned = update(people(300), given=STANDARD, readings=made.readings)
    found = learned.checks[-1]
    counted = {name: sum(one.name == name for one in found) for name in ("Systolic pressure", "CADSS", "PCL-5")}
    assert counted == {"Systolic pressure": 15, "CADSS": 4, "PCL-5": 2}
    assert all(0 <= one.share <= 1 for one in found)
    assert learned.held.readings == len(found)
    assert learned.held.coverage_90 == pytest.approx(np.mean([one.within(0.9) for one in found]))
    assert [one.at for one in found if one.name == "PCL-5"] == [1.0, 7.0]
