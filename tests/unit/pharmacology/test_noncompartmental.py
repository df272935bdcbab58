"""The summary of a curve without a model, on curves whose answers are known."""

import numpy as np
import pytest

from leeward.pharmacology.noncompartmental import CannotSummarize, summarize

HOURS = 60.0


def test_an_exponential_is_summarized_exactly():
    times = np.array([0, 10, 30, 60, 120, 240])
    summary = summarize(times, 100 * np.exp(-0.01 * times), dose_mg=10)
    assert summary.cmax_ng_per_ml == 100
    assert summary.tmax_min == 0
    assert summary.tail.half_life_min == pytest.approx(np.log(2) / 0.01, rel=1e-12)
    assert summary.auc_ng_h_per_ml == pytest.approx(100 / 0.01 / HOURS, rel=1e-12)
    assert summary.auc_to_last_ng_h_per_ml == pytest.approx(100 / 0.01 * (1 - np.exp(-2.4)) / HOURS, rel=1e-12)
    assert summary.mean_residence_min == pytest.approx(100, rel=1e-12)
    # 10 mg at 0.1 mg/L: V = 100 L, CL = 1 L/min.
    assert summary.clearance_l_per_h == pytest.approx(60, rel=1e-12)
    assert summary.vss_l == pytest.approx(100, rel=1e-12)
    assert summary.tail.times_min == (10, 30, 60, 120, 240)
    assert summary.tail.adjusted_r2 == pytest.approx(1)
    assert summary.extrapolated_share == pytest.approx(np.exp(-2.4), rel=1e-9)
    assert summary.half_life_h == pytest.approx(np.log(2) / 0.01 / HOURS)


def test_a_push_is_drawn_back_to_minute_zero():
    times = np.array([2, 10, 30, 60])
    assert summarize(times, 50 * np.exp(-0.02 * times)).cmax_ng_per_ml == pytest.approx(50)
    flat_start = summarize([2, 4, 10, 30, 60], [50, 50, 40, 20, 10])
    assert flat_start.cmax_ng_per_ml == 50


def test_a_zero_at_the_moment_of_a_push_is_replaced():
    summary = summarize([0, 5, 10, 20, 40], [0, *(80 * np.exp(-0.05 * np.array([5, 10, 20, 40])))])
    assert summary.cmax_ng_per_ml == pytest.approx(80)


def test_rising_stretches_are_straight_and_falling_ones_logarithmic():
    summary = summarize([0, 40, 60, 80, 100], [0, 160, 80, 40, 20], infusion_min=40)
    straight = 160 * 40 / 2
    logarithmic = (160 - 20) / (np.log(2) / 20)
    assert summary.auc_to_last_ng_h_per_ml == pytest.approx((straight + logarithmic) / HOURS, rel=1e-12)
    assert summary.tail.times_min == (60, 80, 100)
    assert summary.vss_l is None
    assert summary.clearance_l_per_h is None


def test_the_tail_is_the_straight_part():
    times = np.array([0, 5, 10, 20, 60, 120, 240, 480, 720])
    levels = 300 * np.exp(-0.2 * times) + 40 * np.exp(-0.004 * times)
    summary = summarize(times, levels)
    assert summary.tail.times_min == (60, 120, 240, 480, 720)
    assert summary.tail.half_life_min == pytest.approx(np.log(2) / 0.004, rel=1e-3)
    assert len(summarize(times, levels, tail_points=4).tail.times_min) == 4


def test_levels_below_the_assay_at_the_end_are_left_out():
    seen = summarize([0, 10, 30, 60, 120], [100, 80, 50, 25, 6])
    assert summarize([0, 10, 30, 60, 120, 240, 480], [100, 80, 50, 25, 6, 0, 0]) == seen


@pytest.mark.parametrize(
    ("times", "levels", "infusion_min", "says"),
    [
        ([0, 10, 20], [10, 5], 0, "3 times stand beside 2 levels"),
        ([0, 10, 10, 20], [10, 5, 4, 2], 0, "Sample 3 at minute 10 is not later"),
        ([0, 20, 10, 30], [10, 5, 4, 2], 0, "Sample 3 at minute 10 is not later"),
        ([0, 10, 20, 30], [10, 5, -1, 2], 0, "Sample 3, -1 ng/mL at minute 20"),
        ([0, 10, 20, 30], [10, 5, np.nan, 2], 0, "Sample 3, nan ng/mL"),
        ([-5, 10, 20, 30], [10, 5, 1, 2], 0, "Sample 1, 10 ng/mL at minute -5"),
        ([0, 10, 20], [10, 5, 0], 0, "2 levels above 0 are too few"),
        ([0, 10, 20, 30], [0, 10, 8, 6], 0.5, "2 levels lie after the peak"),
        ([0, 10, 20, 30, 40, 50], [50, 30, 20, 10, 15, 20], 0, "do not fall"),
        ([0, 10, 20, 30, 40], [10, 5, 5, 5, 5], 0, "do not fall"),
        ([5, 40, 60, 80, 120], [10, 160, 80, 40, 10], 40, "Begin with the level at minute 0"),
    ],
)
def test_what_makes_no_curve_is_refused_in_words(times, levels, infusion_min, says):
    with pytest.raises(CannotSummarize, match=says):
        summarize(times, levels, infusion_min=infusion_min)


@pytest.mark.parametrize(("points", "says"), [(2, "Ask for 3 or more"), (7, "and 7 are needed")])
def test_a_tail_of_the_wrong_length_is_refused(points, says):
    with pytest.raises(CannotSummarize, match=says):
        summarize([0, 10, 20, 30, 40], [50, 30, 20, 10, 5], tail_points=points)
