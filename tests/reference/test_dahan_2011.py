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
