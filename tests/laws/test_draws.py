"""Laws of chance: a subject's numbers belong to the seed, the stream and the subject, and to nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.pharmacology.draws import normals, uniforms

seeds = st.integers(0, 2**64)
widths = st.integers(1, 30)
kinds = st.sampled_from([normals, uniforms])


@given(kinds, seeds, widths, st.integers(0, 10**6), st.integers(1, 40), st.integers(0, 39))
def test_a_subject_draws_the_same_numbers_in_any_block(draw, seed, width, first, n, which):
    whole = draw(seed, stream="people", first=first, n=n, width=width)
    alone = draw(seed, stream="people", first=first + which % n, n=1, width=width)
    assert np.array_equal(whole[which % n], alone[0])


@given(kinds, seeds, widths, st.lists(st.integers(0, 25), min_size=1, max_size=6))
def test_blocks_put_together_are_the_whole(draw, seed, width, sizes):
    firsts = np.cumsum([0, *sizes])
    blocks = [
        draw(seed, stream="people", first=int(first), n=size, width=width)
        for first, size in zip(firsts, sizes, strict=False)
    ]
    assert np.array_equal(np.concatenate(blocks), draw(seed, stream="people", first=0, n=sum(sizes), width=width))


@given(kinds, seeds, seeds, widths)
def test_another_seed_or_stream_is_another_person(draw, seed, other, width):
    here = draw(seed, stream="people", first=0, n=4, width=width)
    assert not np.array_equal(here, draw(seed, stream="readings", first=0, n=4, width=width))
    assert np.array_equal(here, draw(other, stream="people", first=0, n=4, width=width)) is (seed == other)


@given(seeds)
def test_uniforms_lie_between_0_and_1(seed):
    drawn = uniforms(seed, stream="people", first=0, n=100, width=7)
    assert ((drawn > 0) & (drawn < 1)).all()


def test_normals_are_standard_and_independent():
    """100,000 subjects, six numbers each: moments and correlations within five standard errors."""
    n = 100_000
    drawn = normals(7, stream="people", first=0, n=n, width=6)
    error = 1 / np.sqrt(n)
    assert drawn.mean(axis=0) == pytest.approx(np.zeros(6), abs=5 * error)
    assert drawn.var(axis=0) == pytest.approx(np.ones(6), abs=5 * error * np.sqrt(2))
    assert (drawn**4).mean(axis=0) == pytest.approx(np.full(6, 3.0), abs=5 * error * np.sqrt(96))
    correlations = np.corrcoef(drawn.T)[np.triu_indices(6, 1)]
    assert correlations == pytest.approx(np.zeros(15), abs=5 * error)
    neighbours = (drawn[1:] * drawn[:-1]).mean(axis=0)
    assert neighbours == pytest.approx(np.zeros(6), abs=5 * error)


@pytest.mark.parametrize(("n", "first", "width"), [(-1, 0, 1), (1, -1, 1), (1, 0, 0)])
def test_what_cannot_be_drawn_is_refused(n, first, width):
    with pytest.raises(ValueError, match="Cannot draw"):
        normals(1, stream="people", first=first, n=n, width=width)
