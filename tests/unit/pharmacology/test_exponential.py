"""Many matrix exponentials at once are the ones that scipy gives one by one."""

import numpy as np
import pytest
from scipy.linalg import expm

from leeward.pharmacology.exponential import exponentials


@pytest.mark.parametrize("scale", [0.0, 1e-6, 0.1, 5.0, 60.0])
def test_each_matrix_of_a_stack_is_exponentiated(scale):
    rng = np.random.Generator(np.random.PCG64(3))
    stack = scale * rng.standard_normal((20, 9, 9))
    expected = np.stack([expm(matrix) for matrix in stack])
    largest = np.abs(expected).max(axis=(1, 2), keepdims=True)
    assert np.abs((exponentials(stack) - expected) / largest).max() < 1e-11


def test_a_slow_and_a_fast_person_do_not_spoil_each_other():
    slow, fast = np.diag([-1e-4, -2e-4]), np.diag([-30.0, -90.0])
    both = exponentials(np.stack([slow, fast]))
    np.testing.assert_allclose(both[0].diagonal(), np.exp([-1e-4, -2e-4]), rtol=1e-13)
    np.testing.assert_allclose(both[1].diagonal(), np.exp([-30.0, -90.0]), rtol=1e-9)
