"""The exponential of many small matrices at once: what carries a few people's compartments over their steps.

scipy's `expm` goes through a stack one matrix at a time; here all that need the same scaling go together, which is
several times faster for the small matrices of a compartment model, and spares a first answer the import of scipy.
"""

import numpy as np

from leeward.pharmacology.model import Curve

# The [13/13] Padé approximant and the norm up to which it is good to double precision:
# Higham, The scaling and squaring method for the matrix exponential revisited (SIAM J Matrix Anal Appl 26:1179, 2005).
# Recalled, and held against scipy's expm by a test.
# fmt: off
PADE = (  # plain: coefficients of a numerical method
    64764752532480000.0, 32382376266240000.0, 7771770303897600.0, 1187353796428800.0,  # plain: same
    129060195264000.0, 10559470521600.0, 670442572800.0, 33522128640.0, 1323241920.0,  # plain: same
    40840800.0, 960960.0, 16380.0, 182.0, 1.0,  # plain: same
)
# fmt: on
GOOD_TO = 5.371920351148152  # plain: largest 1-norm at which the approximant needs no scaling


def exponentials(matrices: Curve) -> Curve:
    """Return exp of each matrix of a stack (people, n, n)."""
    norms = np.abs(matrices).sum(axis=1).max(axis=1) if matrices.size else np.zeros(len(matrices))
    halvings = np.ceil(np.log2(np.maximum(norms / GOOD_TO, 1.0))).astype(np.int64)
    result = np.empty_like(matrices)
    for count in np.unique(halvings):
        alike = halvings == count
        result[alike] = _squared(matrices[alike], int(count))
    return result


def _squared(matrices: Curve, halvings: int) -> Curve:
    """Return exp of matrices that need the same number of halvings."""
    odd, even = _parts(matrices / 2.0**halvings)
    result: Curve = np.asarray(np.linalg.solve(even - odd, even + odd), dtype=np.float64)
    for _ in range(halvings):
        result = result @ result
    return result


def _parts(a: Curve) -> tuple[Curve, Curve]:
    """Return the odd and the even part of the approximant's numerator."""
    b = PADE
    identity = np.broadcast_to(np.eye(a.shape[-1]), a.shape)
    a2 = a @ a
    a4 = a2 @ a2
    a6 = a4 @ a2
    high_odd = a6 @ (b[13] * a6 + b[11] * a4 + b[9] * a2)  # plain: places in the table above
    odd: Curve = a @ (high_odd + b[7] * a6 + b[5] * a4 + b[3] * a2 + b[1] * identity)  # plain: same
    high_even = a6 @ (b[12] * a6 + b[10] * a4 + b[8] * a2)  # plain: same
    even: Curve = high_even + b[6] * a6 + b[4] * a4 + b[2] * a2 + b[0] * identity  # plain: same
    return odd, even
