"""Quantiles over people are numpy's, whatever the numbers: all alike, hardly apart, or as far apart as numbers go."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from leeward.pharmacology import kernels  # noqa: F401 - once loaded, few people take the compiled way as well
from leeward.pharmacology.bands import quantiles

PROBABILITIES = (0.0, 0.05, 0.25, 0.5, 0.9, 1.0)
sizes = st.tuples(st.integers(2, 60), st.integers(1, 11))
anything = st.floats(-1e300, 1e300, allow_subnormal=True)
usual = st.floats(0, 400)
repeated = st.sampled_from([0.0, 1.0, 5e-324, 250.0])


@given(st.one_of(*(arrays.arrays(np.float64, sizes, elements=one) for one in (anything, usual, repeated))))
def test_they_are_those_of_numpy(values):
    expected = np.quantile(values, PROBABILITIES, axis=0)
    assert quantiles(values, PROBABILITIES) == pytest.approx(expected, rel=1e-12, abs=1e-290)


@given(arrays.arrays(np.float64, sizes, elements=st.floats(allow_nan=False)), st.integers(0, 10**6))
def test_a_number_that_is_none_is_not_hidden(values, where):
    values[where % values.shape[0], 0] = np.nan
    assert np.isnan(quantiles(values, PROBABILITIES)[:, 0]).all()
