"""Chance that belongs to a person: subject 17 of seed 4 draws the same numbers whoever computes them, and when.

The numbers come from numpy's Philox, a counter-based generator: its key is made from the seed and the name of the
stream, its counter from the subject's number. Blocks, threads and workers therefore change nothing.
"""

import numpy as np
from numpy.random import Philox, SeedSequence
from numpy.typing import NDArray

from leeward.pharmacology.model import Curve

PER_COUNT = 4  # plain: Philox 4x64 gives four 64-bit words for each step of its counter
KEPT = 52  # plain: bits of a word that make a uniform number: with the half added, neither 0 nor 1 can come out
WORD = 64  # plain: bits of a word


def uniforms(seed: int, *, stream: str, first: int, n: int, width: int) -> Curve:
    """Return uniform numbers between 0 and 1, both excluded, (n, width), of subjects `first` to `first + n - 1`.

    `stream` names what they are for: two streams of one seed are independent.
    """
    if n < 0 or first < 0 or width < 1:
        raise ValueError(f"Cannot draw {width} numbers for {n} subjects from subject {first} on: write 0 or more.")
    counts = -(-width // PER_COUNT)
    generator = Philox(key=_key(seed, stream), counter=first * counts)
    words = generator.random_raw(n * counts * PER_COUNT).reshape(n, counts * PER_COUNT)[:, :width]
    whole: Curve = (words >> np.uint64(WORD - KEPT)).astype(np.float64)
    return (whole + 1 / 2) / 2.0**KEPT


def normals(seed: int, *, stream: str, first: int, n: int, width: int) -> Curve:
    """Return standard normal numbers (n, width), drawn as `uniforms` draws them (Box and Muller's pairs)."""
    pairs = -(-width // 2)
    uniform = uniforms(seed, stream=stream, first=first, n=n, width=2 * pairs)
    radius = np.sqrt(-2 * np.log(uniform[:, :pairs]))
    angle = 2 * np.pi * uniform[:, pairs:]
    drawn = np.empty((n, 2 * pairs))
    np.multiply(radius, np.cos(angle), out=drawn[:, :pairs])
    np.multiply(radius, np.sin(angle), out=drawn[:, pairs:])
    return drawn[:, :width]


def _key(seed: int, stream: str) -> NDArray[np.uint64]:
    """Return the generator's 128-bit key; a seed of any size counts whole."""
    if seed < 0:
        raise ValueError(f"A seed of {seed} cannot be used; write 0 or more.")
    return np.asarray(SeedSequence([seed, *stream.encode()]).generate_state(2, np.uint64), dtype=np.uint64)
