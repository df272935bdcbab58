"""An oracle for the engine: the exponential of a matrix of rates in extended precision, stretch by stretch.

Nothing here comes from leeward. A matrix of rates has no negative entry off its diagonal; moved up by its fastest rate
it has none at all, so the series and its squarings only add. Extended precision leaves room for the squarings that a
year's gap needs.
"""

import numpy as np

LONG = np.longdouble
TERMS = 24


def exponential(matrix, minutes):
    """Return exp(matrix * minutes) in extended precision; entries off the diagonal must not be negative."""
    matrix = np.asarray(matrix, dtype=LONG)
    fastest = max(-matrix.diagonal().min(), LONG(0))
    reach = fastest * LONG(minutes)
    halvings = max(0, int(np.ceil(np.log2(float(reach) / 0.25)))) if reach > 0 else 0
    step = LONG(minutes) / LONG(2) ** halvings
    moved = matrix * step + np.eye(len(matrix), dtype=LONG) * (fastest * step)
    result = term = np.eye(len(matrix), dtype=LONG)
    for k in range(1, TERMS):
        term = term @ moved / LONG(k)
        result = result + term
    result = result * np.exp(-fastest * step)
    for _ in range(halvings):
        result = result @ result
    return result


def levels(matrix, regimen, times_min):
    """Return the states (times, n) of a schedule whose drug enters the first place, a push counting from its minute.

    `regimen` needs only `segments` with rate_mg_per_min, minutes and bolus_mg.
    """
    size = len(matrix)
    wide = np.zeros((size + 1, size + 1), dtype=LONG)
    wide[:size, :size] = matrix
    wide[0, size] = 1
    at, state, made = 0.0, np.zeros(size + 1, dtype=LONG), {}
    times = np.asarray(times_min, dtype=float)
    states = np.zeros((times.size, size))
    for segment in [*regimen.segments, None]:
        state[0] += 0 if segment is None else segment.bolus_mg
        state[size] = 0 if segment is None else segment.rate_mg_per_min
        end = np.inf if segment is None else at + segment.minutes
        for number in np.flatnonzero((times >= at) & (times < end)):
            states[number] = (_made(made, wide, float(times[number] - at)) @ state)[:size]
        if segment is not None:
            state = _made(made, wide, segment.minutes) @ state
            at = end
    return states


def _made(made, wide, minutes):
    if minutes not in made:
        made[minutes] = exponential(wide, minutes)
    return made[minutes]


def rates_matrix(c):
    """Return the matrix (6, 6) of the twelve constants that the compiled kernels take, written anew from their names.

    Order: parent and its two sides, metabolite and its side, effect site in ng/mL.
    """
    k10, k12, k21, k13, k31, formed, m10, m12, m21, ke0, per_mg, _ = c
    return np.array(
        [
            [-(k10 + k12 + k13), k21, k31, 0, 0, 0],
            [k12, -k21, 0, 0, 0, 0],
            [k13, 0, -k31, 0, 0, 0],
            [formed, 0, 0, -(m10 + m12), m21, 0],
            [0, 0, 0, m12, -m21, 0],
            [ke0 * per_mg, 0, 0, 0, 0, -ke0],
        ]
    )
