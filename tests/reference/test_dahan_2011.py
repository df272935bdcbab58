"""The two-stage course of benefit: half-lives of 4 h and 10 d peak one day after the infusion."""

import numpy as np
import pytest

from leeward.pharmacology.symptoms import kernel

DAYS = np.arange(0, 40, 1 / 240)


def test_it_peaks_at_24_hours():
    peak_h = 24 * DAYS[kernel(DAYS, on_h=4, off_d=10).argmax()]
    assert peak_h == pytest.approx(24, abs=2)


def test_what_it_keeps_at_3_7_14_and_28_days():
    kept = kernel(np.array([3.0, 7.0, 14.0, 28.0]), on_h=4, off_d=10)
    assert 100 * kept == pytest.approx([89, 67, 41, 16], abs=1)


def test_nothing_is_there_before_the_infusion():
    assert not kernel(np.array([-3.0, 0.0]), on_h=4, off_d=10).any()


def test_the_intranasal_ratio_asks_for_a_faster_onset_that_peaks_at_about_15_hours():
    """The dossier writes 14 h for it; ln(k1/k2)/(k1-k2) with 2.3 h and 10 d is 15.6 h."""
    faster = kernel(DAYS, on_h=2.3, off_d=10)
    assert 24 * DAYS[faster.argmax()] == pytest.approx(15.6, abs=0.2)
    at_3_and_24_h = kernel(np.array([3 / 24, 1.0]), on_h=2.3, off_d=10)
    assert at_3_and_24_h[0] / at_3_and_24_h[1] == pytest.approx(0.62, abs=0.02)
