"""The compiled part of the engine: populations carried through time, their quantiles, their individual fits.

Everything that numba compiles stands in this one file, with explicit signatures: machine code is made once, at
installation (`python -m leeward.pharmacology.kernels`), and read from numba's cache afterwards. A helper in another
file could change without the cache noticing, so there is none. A single patient never imports this module.

Two ways through time, both exact within a stretch of constant rate:

- `follow_modes`: a parent of up to three compartments, a metabolite of up to two and an effect site fall apart into
  six independent exponentials (partial fractions). A step costs six multiplications; on an even grid no exponential.
- `follow_steps`: any compartments at all, by the exponential of the matrix of rates. It takes over where the modes
  nearly coincide and the partial fractions would lose digits.

Every function releases the interpreter's lock and works on people `lo` to `hi - 1` only: callers share a population
out over plain threads, and as no person depends on another the answer is the same for any number of them.
"""
# The numbers below are coefficients of numerical methods and places in arrays, none of them clinical.

import math
from typing import Any, Final

import numpy as np
from numba import config, njit, types

CONSTANTS: Final = 12
"""How many constants describe a person: `compartments.PLACES` names them in order."""
MODES: Final = 6
PLANES: Final = ("parent", "metabolite", "effect site")
"""What `follow_modes` writes, in order."""
THREADS: Final[int] = config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
"""Threads to share people out over: as many as the machine has cores, or NUMBA_NUM_THREADS."""
FEW_KINDS: Final = 12  # up to so many lengths of step, exponentials one by one are quicker than by the vector
NEAR: Final = 1e-4  # modes closer than this, relative to the faster, go to follow_steps (error near 1e-12)

_f8, _i8, _u1 = types.float64, types.int64, types.boolean
_vec, _mat, _cube = types.float64[::1], types.float64[:, ::1], types.float64[:, :, ::1]
_ivec = types.int64[::1]


def _entry(signature: Any) -> Any:
    """Compile a function that Python calls: now, for these types only, kept in numba's cache."""
    return njit(signature, cache=True, nogil=True, fastmath={"contract"}, error_model="numpy")


def _inner(function: Any) -> Any:
    """Compile a function that only compiled ones call: its machine code is kept within theirs."""
    return njit(function, nogil=True, fastmath={"contract"}, error_model="numpy")


_LOG2E = 1.4426950408889634  # 1 / ln 2
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # ln 2 in two parts
_ROUND = 6755399441055744.0  # 1.5 * 2**52: adding it leaves the nearest integer in the low bits
_LOWEST = -708.0  # below this exp is no normal double


# ---------------------------------------------------------------------------------------------------------------------
# Time: one plan for everybody
# ---------------------------------------------------------------------------------------------------------------------


@_entry(_i8(_vec, _vec, _vec, _vec, _ivec, _vec, _vec, _ivec, _vec, _ivec))
def plan_steps(starts, rates, boluses, times, kind, rate, bolus, keep, lengths, counts):
    """Merge a schedule (start, rate and push of each stretch; the last one open) with the times asked for.

    Both ascending, times without repeats. Point j: `bolus[j]` is pushed, then time keep[j] (or -1) is read, then
    `rate[j]` runs for `lengths[kind[j]]`. Equal lengths share a kind.
    Returns points and kinds as points * 2**32 + kinds.
    """
    point, kinds, s, t = 0, 0, 0, 0
    now = min(starts[0], times[0])
    running = 0.0
    while t < times.size:
        pushed = 0.0
        while s < starts.size and starts[s] <= now:
            running = rates[s]
            pushed += boluses[s]
            s += 1
        bolus[point], rate[point], keep[point], kind[point] = pushed, running, -1, -1
        if times[t] == now:
            keep[point] = t
            t += 1
        if t < times.size:
            then = times[t]
            if s < starts.size and starts[s] < then:
                then = starts[s]
            step = then - now
            found = -1
            for k in range(kinds - 1, max(-1, kinds - 17), -1):
                if abs(lengths[k] - step) <= 4e-16 * max(then, step):
                    found = k
                    break
            if found < 0:
                found = kinds
                lengths[kinds] = step
                counts[kinds] = 0
                kinds += 1
            counts[found] += 1
            kind[point] = found
            now = then
        point += 1
    return point * 4294967296 + kinds


# ---------------------------------------------------------------------------------------------------------------------
# Modes: partial fractions
# ---------------------------------------------------------------------------------------------------------------------


@_inner
def _parent_roots(c, roots):
    """Write the decay rates of the parent, fastest first (the cubic's three real roots by the cosine method).

    The smallest comes from the product of all three, which does not cancel, and two Newton steps finish each.
    """
    k10, k12, k21, k13, k31 = c[0], c[1], c[2], c[3], c[4]
    if k13 == 0.0 or k12 == 0.0:
        between, back = (k12, k21) if k13 == 0.0 else (k13, k31)
        total = k10 + between + back
        root = math.sqrt(max(total * total - 4.0 * k10 * back, 0.0))
        fast = 0.5 * (total + root)
        roots[0], roots[1], roots[2] = fast, (k10 * back / fast if between > 0.0 else 0.0), 0.0
        if between == 0.0:
            roots[0], roots[1] = k10, 0.0
        return
    a2 = k10 + k12 + k13 + k21 + k31
    a1 = k10 * k21 + k10 * k31 + k21 * k31 + k13 * k21 + k12 * k31
    a0 = k10 * k21 * k31
    p = a1 - a2 * a2 / 3.0
    q = a1 * a2 / 3.0 - 2.0 * a2 * a2 * a2 / 27.0 - a0
    if p >= 0.0:
        roots[0] = roots[1] = roots[2] = a2 / 3.0
        return
    r = math.sqrt(-p / 3.0)
    phi = math.acos(min(1.0, max(-1.0, -q / (2.0 * r * r * r)))) / 3.0
    fast = a2 / 3.0 + 2.0 * r * math.cos(phi)
    middle = a2 / 3.0 + 2.0 * r * math.cos(phi - 2.0943951023931953)
    for _ in range(2):
        fast -= (((fast - a2) * fast + a1) * fast - a0) / ((3.0 * fast - 2.0 * a2) * fast + a1)
    slope = (3.0 * middle - 2.0 * a2) * middle + a1
    if slope != 0.0:
        middle -= (((middle - a2) * middle + a1) * middle - a0) / slope
    roots[0], roots[1], roots[2] = fast, middle, a0 / (fast * middle)


@_inner
def _parent_weights(c, rate, weight):
    """Write the share of each mode in the parent after a push (they add up to 1), and return how many side
    compartments there are, or -1 where two modes nearly coincide or nothing leaves the body.
    """
    sides = (1 if c[1] > 0.0 else 0) + (1 if c[3] > 0.0 else 0)
    weight[0], weight[1], weight[2] = 1.0, 0.0, 0.0
    if not rate[sides] > 1e-300 or _near(rate[0], rate[1]) or (sides == 2 and _near(rate[1], rate[2])):
        return -1
    if sides == 1:
        back = c[2] if c[1] > 0.0 else c[4]
        weight[0] = (back - rate[0]) / (rate[1] - rate[0])
        weight[1] = 1.0 - weight[0]
    if sides == 2:
        l1, l2, l3 = rate[0], rate[1], rate[2]
        weight[0] = (c[2] - l1) * (c[4] - l1) / ((l2 - l1) * (l3 - l1))
        weight[1] = (c[2] - l2) * (c[4] - l2) / ((l1 - l2) * (l3 - l2))
        weight[2] = (c[2] - l3) * (c[4] - l3) / ((l1 - l3) * (l2 - l3))
    return sides


@_inner
def _near(one, other):
    """Tell whether two rates are too close for partial fractions."""
    return abs(one - other) < NEAR * max(one, other)


@_inner
def _metabolite_roots(c, rate):
    """Write the metabolite's two decay rates; return the share of the first mode, or -1 where they nearly coincide."""
    if c[7] == 0.0:
        rate[3], rate[4] = c[6], 0.0
        return 1.0
    total = c[6] + c[7] + c[8]
    rate[3] = 0.5 * (total + math.sqrt(max(total * total - 4.0 * c[6] * c[8], 0.0)))
    rate[4] = c[6] * c[8] / rate[3]
    if _near(rate[3], rate[4]) or not rate[4] > 0.0:
        return -1.0
    return (c[8] - rate[3]) / (rate[4] - rate[3])


@_inner
def modes_of(c, rate, weight):
    """Write the six decay rates, and the weights: parent 0-2, metabolite of the parent's modes 3-5 and its own 6-7,
    effect of the parent's modes 8-10 and its own 11. Return False where modes nearly coincide or stand still.
    """
    weight[:] = 0.0
    _parent_roots(c, rate)
    sides = _parent_weights(c, rate, weight)
    share = _metabolite_roots(c, rate)
    rate[5] = c[9]
    if sides < 0 or share < 0.0:
        return False
    for i in range(sides + 1):
        if c[9] > 0.0:
            if _near(c[9], rate[i]):
                return False
            weight[8 + i] = weight[i] * c[9] / (c[9] - rate[i])
            weight[11] -= weight[8 + i]
        if c[5] > 0.0:
            if _near(rate[3], rate[i]) or (share < 1.0 and _near(rate[4], rate[i])):
                return False
            first = c[5] * weight[i] * share / (rate[3] - rate[i])
            second = c[5] * weight[i] * (1.0 - share) / (rate[4] - rate[i]) if share < 1.0 else 0.0
            weight[3 + i] = first + second
            weight[6] -= first
            weight[7] -= second
    return True


@_inner
def _decays(lengths, kinds, rate, decay, rounded, bits, power):
    """Write exp(-rate * length) of every kind of step: a polynomial that the compiler can run on whole vectors.

    `bits` and `rounded` are two views of one buffer, so that the integer in a rounded double's low bits can be shifted
    into the exponent of `power`'s bits (the view that `_table` hands in).
    """
    for d in range(kinds):
        x = max(-rate * lengths[d], _LOWEST)
        shifted = x * _LOG2E + _ROUND
        rounded[d] = shifted
        n = shifted - _ROUND
        f = (x - n * _LN2_HIGH) - n * _LN2_LOW
        p = 1.6059043836821613e-10
        p = p * f + 2.08767569878681e-09
        p = p * f + 2.505210838544172e-08
        p = p * f + 2.755731922398589e-07
        p = p * f + 2.7557319223985893e-06
        p = p * f + 2.48015873015873e-05
        p = p * f + 0.0001984126984126984
        p = p * f + 0.001388888888888889
        p = p * f + 0.008333333333333333
        p = p * f + 0.041666666666666664
        p = p * f + 0.16666666666666666
        p = p * f + 0.5
        p = p * f + 1.0
        power[d] = p * f + 1.0
    for d in range(kinds):
        bits[d] = (bits[d] << 52) + 4607182418800017408
    for d in range(kinds):
        decay[d] = power[d] * rounded[d]


@_inner
def _table(lengths, infused, kinds, rate, with_metabolite, decay, gain, rounded, bits, power):
    """Write, for every mode and kind of step, what is left of it and what a unit rate adds to it."""
    for m in range(MODES):
        if (m == 3 or m == 4) and not with_metabolite:
            continue
        if kinds <= FEW_KINDS:
            for d in range(kinds):
                decay[m, d] = math.exp(-rate[m] * lengths[d])
        else:
            _decays(lengths, kinds, rate[m], decay[m], rounded, bits, power)
        r = rate[m]
        for d in range(kinds):
            if infused[d] == 0:
                continue
            x = r * lengths[d]
            if x > 0.03:
                gain[m, d] = (1.0 - decay[m, d]) / r
            else:
                s = 1.0 - x / 8.0
                for k in range(7, 1, -1):
                    s = 1.0 - x / k * s
                gain[m, d] = lengths[d] * s


_follow_modes = types.void(_i8, _i8, _mat, _vec, _ivec, _vec, _vec, _ivec, _vec, _ivec, _u1, _cube, types.boolean[::1])


@_entry(_follow_modes)
def follow_modes(lo, hi, constants, factor, kind, rate, bolus, keep, lengths, infused, with_metabolite, out, near):
    """Carry people lo..hi-1 through a plan; out (3, people, times) in ng/mL: parent, metabolite, effect site.

    `factor` multiplies each person's schedule. `infused` tells the kinds of step in which drug runs. Without the
    metabolite its plane stays untouched. `near[i]` is set where `follow_steps` must do the person instead.
    """
    kinds, points = lengths.size, kind.size
    rates, w = np.empty(MODES), np.zeros(CONSTANTS)
    decay, gain = np.zeros((MODES, kinds)), np.zeros((MODES, kinds))
    rounded, power = np.empty(kinds), np.empty(kinds)
    bits = rounded.view(np.int64)
    for i in range(lo, hi):
        near[i] = not modes_of(constants[i], rates, w)
        if near[i]:
            continue
        _table(lengths, infused, kinds, rates, with_metabolite, decay, gain, rounded, bits, power)
        per_parent, per_metabolite = constants[i, 10], constants[i, 11]
        a0, a1, a2 = w[0] * per_parent, w[1] * per_parent, w[2] * per_parent
        e0, e1, e2, e5 = w[8] * per_parent, w[9] * per_parent, w[10] * per_parent, w[11] * per_parent
        b0, b1, b2 = w[3] * per_metabolite, w[4] * per_metabolite, w[5] * per_metabolite
        b3, b4 = w[6] * per_metabolite, w[7] * per_metabolite
        z0 = z1 = z2 = z3 = z4 = z5 = 0.0
        f = factor[i]
        for j in range(points):
            push = bolus[j]
            if push != 0.0:
                push *= f
                z0, z1, z2, z3, z4, z5 = z0 + push, z1 + push, z2 + push, z3 + push, z4 + push, z5 + push
            t = keep[j]
            if t >= 0:
                out[0, i, t] = a0 * z0 + a1 * z1 + a2 * z2
                out[2, i, t] = e0 * z0 + e1 * z1 + e2 * z2 + e5 * z5
                if with_metabolite:
                    out[1, i, t] = b0 * z0 + b1 * z1 + b2 * z2 + b3 * z3 + b4 * z4
            d = kind[j]
            if d < 0:
                break
            z0, z1, z2 = z0 * decay[0, d], z1 * decay[1, d], z2 * decay[2, d]
            z3, z4, z5 = z3 * decay[3, d], z4 * decay[4, d], z5 * decay[5, d]
            u = rate[j]
            if u != 0.0:
                u *= f
                z0, z1, z2 = z0 + u * gain[0, d], z1 + u * gain[1, d], z2 + u * gain[2, d]
                z3, z4, z5 = z3 + u * gain[3, d], z4 + u * gain[4, d], z5 + u * gain[5, d]


# ---------------------------------------------------------------------------------------------------------------------
# Steps: any compartments, by the exponential of the matrix of rates
# ---------------------------------------------------------------------------------------------------------------------

ORDER: Final = 14  # terms of a Taylor series whose argument is at most 1/2: the next is below 1e-17
LONG_ORDER: Final = 34  # the same for an argument of at most 4


@_inner
def _multiply(a, b, result):
    """Write a @ b for small matrices."""
    n = a.shape[0]
    for i in range(n):
        for j in range(n):
            result[i, j] = 0.0
        for k in range(n):
            x = a[i, k]
            if x != 0.0:
                for j in range(n):
                    result[i, j] += x * b[k, j]


@_inner
def _exponential(a, fastest, length, result, part, product):
    """Write exp(a * length) for a matrix of rates, whose entries off the diagonal are never negative.

    Shifted by its fastest rate the matrix has no negative entry at all: the series and the squarings add and never
    subtract, so that nothing cancels, however stiff the rates or long the step (uniformization).
    """
    n = a.shape[0]
    halvings = 0
    reach = fastest * length
    while reach > 0.5:
        reach *= 0.5
        halvings += 1
    step = length / 2.0**halvings
    for i in range(n):
        for j in range(n):
            part[i, j] = a[i, j] * step + (reach if i == j else 0.0)
            result[i, j] = 1.0 if i == j else 0.0
    for k in range(ORDER, 0, -1):
        _multiply(part, result, product)
        for i in range(n):
            for j in range(n):
                result[i, j] = product[i, j] / k + (1.0 if i == j else 0.0)
    left = math.exp(-reach)
    for i in range(n):
        for j in range(n):
            result[i, j] *= left
    for _ in range(halvings):
        _multiply(result, result, product)
        result[:] = product


@_inner
def _carry(a, fastest, length, state, term, total):
    """Carry one state over one short step by the shifted series itself: cheaper than a matrix that is used once."""
    n = state.size
    pieces = max(1, math.ceil(fastest * length / 4.0))
    step = length / pieces
    left = math.exp(-fastest * step)
    for _ in range(pieces):
        term[:] = state
        total[:] = state
        for k in range(1, LONG_ORDER + 1):
            scale = step / k
            for i in range(n):
                x = fastest * term[i]
                for j in range(n):
                    x += a[i, j] * term[j]
                state[i] = x * scale
            grown = False
            for i in range(n):
                term[i] = state[i]
                grown = grown or state[i] > 1e-17 * total[i]
                total[i] += state[i]
            if not grown:
                break
        for i in range(n):
            state[i] = total[i] * left


_follow_steps = types.void(
    _i8, _i8, _cube, _vec, _ivec, _vec, _vec, _ivec, _vec, _ivec, _ivec, _mat, _ivec, _mat, _cube
)


@_entry(_follow_steps)
def follow_steps(lo, hi, matrices, factor, kind, rate, bolus, keep, lengths, counts, reads, scale, rows, state, out):
    """Carry people lo..hi-1 through a plan by their matrices of rates (people, n, n) per min, drug into the first.

    `state` (people, n) in mg is where they start and, afterwards, where they end. Plane p of `out` receives compartment
    reads[p] times scale[person, p], at row rows[person]; a read of -1 leaves its plane alone.
    """
    n, kinds, points = matrices.shape[1], lengths.size, kind.size
    wide = np.zeros((n + 1, n + 1))
    part, product = np.empty((n + 1, n + 1)), np.empty((n + 1, n + 1))
    moves = np.empty((kinds, n + 1, n + 1))
    made = np.zeros(kinds, np.bool_)
    x, y, total = np.empty(n + 1), np.empty(n + 1), np.empty(n + 1)
    for i in range(lo, hi):
        fastest = 0.0
        for a in range(n):
            fastest = max(fastest, -matrices[i, a, a])
            for b in range(n):
                wide[a, b] = matrices[i, a, b]
        wide[0, n] = 1.0
        made[:] = False
        x[:n] = state[i]
        for j in range(points):
            x[0] += bolus[j] * factor[i]
            t = keep[j]
            if t >= 0:
                for p in range(reads.size):
                    if reads[p] >= 0:
                        out[p, rows[i], t] = x[reads[p]] * scale[i, p]
            d = kind[j]
            if d < 0:
                break
            x[n] = rate[j] * factor[i]
            if counts[d] < 3 and fastest * lengths[d] <= 16.0:
                _carry(wide, fastest, lengths[d], x, y, total)
                continue
            if not made[d]:
                _exponential(wide, fastest, lengths[d], moves[d], part, product)
                made[d] = True
            for a in range(n + 1):
                s = 0.0
                for b in range(n + 1):
                    s += moves[d, a, b] * x[b]
                y[a] = s
            x[:] = y
        state[i] = x[:n]


# ---------------------------------------------------------------------------------------------------------------------
# Quantiles over people
# ---------------------------------------------------------------------------------------------------------------------

CELLS: Final = 1024  # cells into which a column is sorted before one of them is searched
COLUMNS: Final = 8  # columns read together: a line of the cache


@_inner
def _select(v, size, rank):
    """Return the rank-th smallest of v[:size] (from 0), reordering it: Hoare's selection."""
    left, right = 0, size - 1
    while left < right:
        pivot = v[(left + right) // 2]
        i, j = left, right
        while i <= j:
            while v[i] < pivot:
                i += 1
            while v[j] > pivot:
                j -= 1
            if i <= j:
                v[i], v[j] = v[j], v[i]
                i += 1
                j -= 1
        if rank <= j:
            right = j
        elif rank >= i:
            left = i
        else:
            break
    return v[rank]


@_inner
def _ranked(column, cells, counts, picked, rank):
    """Return the rank-th smallest of a column whose values have been put into cells."""
    below, cell = 0, 0
    while below + counts[cell] <= rank:
        below += counts[cell]
        cell += 1
    size = 0
    for i in range(column.size):
        if cells[i] == cell:
            picked[size] = column[i]
            size += 1
    return _select(picked, size, rank - below)


@_inner
def _column_quantiles(column, probabilities, cells, counts, picked, out):
    """Write the quantiles of one column into out[:probabilities.size]."""
    low = high = column[0]
    for i in range(column.size):
        low, high = min(low, column[i]), max(high, column[i])
        if column[i] != column[i]:
            low = high = np.nan
            break
    out[:] = low
    if not high > low:
        return
    per_cell = (CELLS - 1) / (high - low)
    told = 0.0 < per_cell < np.inf  # closer than that, or infinitely far apart: all in one cell
    counts[:] = 0
    for i in range(column.size):
        cells[i] = np.int32((column[i] - low) * per_cell) if told else 0
    for i in range(column.size):
        counts[cells[i]] += 1
    for p in range(probabilities.size):
        place = probabilities[p] * (column.size - 1)
        rank = min(int(place), column.size - 1)
        share = place - rank
        out[p] = _ranked(column, cells, counts, picked, rank)
        if share > 0.0:
            out[p] += share * (_ranked(column, cells, counts, picked, rank + 1) - out[p])


@_entry(types.void(_i8, _i8, _mat, _vec, _mat))
def quantiles(lo, hi, values, probabilities, out):
    """Write the quantiles over people of columns lo..hi-1 of values (people, times) into out (times, probabilities).

    Exact, interpolated between neighbors in rank like numpy's default. NaN in a column gives NaN.
    """
    people = values.shape[0]
    tile = np.empty((COLUMNS, people))
    cells, counts, picked = np.empty(people, np.int32), np.empty(CELLS, np.int64), np.empty(people)
    for start in range(lo, hi, COLUMNS):
        width = min(COLUMNS, hi - start)
        for i in range(people):
            for k in range(width):
                tile[k, i] = values[i, start + k]
        for k in range(width):
            _column_quantiles(tile[k], probabilities, cells, counts, picked, out[start + k])


# ---------------------------------------------------------------------------------------------------------------------
# Tallies: populations larger than memory
# ---------------------------------------------------------------------------------------------------------------------

MANTISSA: Final = 7  # leading bits of a number's mantissa that a tally keeps: 128 bins to the doubling
TINIEST: Final = -20  # power of two where the bins begin, about one in a million
DOUBLINGS: Final = 40  # doublings that the bins cover, to about a million
BINS: Final = (DOUBLINGS << MANTISSA) + 2
"""One bin for everything below, one for everything above."""


TOGETHER: Final = 256  # people whose numbers are turned into places together


@_entry(types.void(_i8, _i8, _mat, types.int32[:, ::1]))
def tally(lo, hi, values, counts):
    """Count columns lo..hi-1 of values (people, times) into counts (times, BINS), by the bits of each number."""
    people = values.shape[0]
    tile, places = np.empty((COLUMNS, TOGETHER)), np.empty(TOGETHER, np.uint32)
    bits = tile.view(np.int64)
    first = (1023 + TINIEST) << MANTISSA
    for start in range(lo, hi, COLUMNS):
        width = min(COLUMNS, hi - start)
        for begin in range(0, people, TOGETHER):
            some = min(TOGETHER, people - begin)
            for i in range(some):
                for k in range(width):
                    tile[k, i] = values[begin + i, start + k]
            for k in range(width):
                # A loop without increments runs on whole vectors; then one row of bins stays in the nearest cache.
                for i in range(some):
                    places[i] = np.uint32(min(max((bits[k, i] >> (52 - MANTISSA)) - first + 1, 0), BINS - 1))
                row = counts[start + k]
                for i in range(some):
                    row[places[i]] += 1


# --- MAP: begin

# ---------------------------------------------------------------------------------------------------------------------
# Individual estimates: the deviations that make measured levels likeliest
# ---------------------------------------------------------------------------------------------------------------------

PARAMETERS: Final = ("central volume", "clearance", "flow 1", "side volume 1", "flow 2", "side volume 2")
"""Columns of `typical` (L, L/min); a flow of 0 leaves its side compartment out."""
SCHEDULE: Final = ("start (min)", "length (min)", "dose (mg)")
SAMPLE: Final = ("time (min)", "level (ng/mL)", "1 where it lies below that level")


@_inner
def _parent_slopes(p, factor, modes):
    """Write each of the parent's modes into a row: decay rate; ng/mL per mg at once; from 2 on the rate's slopes in
    the logarithms of p, from 8 on the weight's. Return how many modes there are.

    The level after a push is 1/E in Laplace's plane, E(s) = V1 s + CL + sum of Q V s / (Q + V s): a mode's rate is a
    root of E and its weight 1/E'(root), so that both slopes follow from E's own derivatives.
    """
    v1, cl, q2, v2, q3, v3 = p[0], p[1] * factor, p[2], p[3], p[4], p[5]
    if abs(q2 * v3 - q3 * v2) < 1e-9 * q2 * v3:
        q3 *= 1.0 + 3e-9  # two side compartments that empty alike: between them E has no root to expand about
    p[6], p[7], p[8], p[9], p[10] = cl / v1, q2 / v1, q2 / v2, q3 / v1, q3 / v3
    _parent_roots(p[6:11], p[11:14])
    count = 1 + (1 if q2 > 0.0 else 0) + (1 if q3 > 0.0 else 0)
    for i in range(count):
        s = -p[11 + i]
        b2, b3 = q2 * v2 * s / (v2 * s + q2), q3 * v3 * s / (v3 * s + q3)
        u2, u3 = 1.0 / (v2 * s), 1.0 / (v3 * s)
        d2, d3 = b2 * b2 * u2 / s, b3 * b3 * u3 / s
        bend = 2.0 * u2 / s * (b2 * d2 - b2 * b2 / s) + 2.0 * u3 / s * (b3 * d3 - b3 * b3 / s)
        w = 1.0 / (v1 + d2 + d3)
        modes[i, 0], modes[i, 1] = -s, 1000.0 * w
        modes[i, 2], modes[i, 8] = w * v1 * s, v1
        modes[i, 3], modes[i, 9] = w * cl, 0.0
        modes[i, 4] = w * b2 * b2 / q2 if q2 > 0.0 else 0.0
        modes[i, 10] = 2.0 * b2 * d2 / q2 if q2 > 0.0 else 0.0
        modes[i, 5], modes[i, 11] = w * b2 * b2 * u2, (2.0 * b2 * d2 - b2 * b2 / s) * u2
        modes[i, 6] = w * b3 * b3 / q3 if q3 > 0.0 else 0.0
        modes[i, 12] = 2.0 * b3 * d3 / q3 if q3 > 0.0 else 0.0
        modes[i, 7], modes[i, 13] = w * b3 * b3 * u3, (2.0 * b3 * d3 - b3 * b3 / s) * u3
        for j in range(6):
            modes[i, 8 + j] = -1000.0 * w * w * (modes[i, 8 + j] - bend * modes[i, 2 + j])
    return count


@_inner
def _whole(rate, schedule, whole):
    """Write what each stretch leaves of a mode at its end, per mg, and its slope in the rate; a push leaves 1."""
    for g in range(schedule.shape[0]):
        length = schedule[g, 1]
        whole[g, 0], whole[g, 1] = 1.0, 0.0
        if length > 0.0:
            whole[g, 0] = -math.expm1(-rate * length) / (rate * length)
            whole[g, 1] = (math.exp(-rate * length) - whole[g, 0]) / rate


@_inner
def _mode_at(rate, time, schedule, whole):
    """Return one mode of unit weight at a time, and its slope in the rate: every infusion or push so far."""
    level, slope = 0.0, 0.0
    for g in range(schedule.shape[0]):
        since, length, dose = time - schedule[g, 0], schedule[g, 1], schedule[g, 2]
        if dose == 0.0 or since < 0.0:
            continue
        after = since - length
        if after >= 0.0:
            left = dose * math.exp(-rate * after)
            level += left * whole[g, 0]
            slope += left * (whole[g, 1] - after * whole[g, 0])
        elif since > 0.0:
            so_far = -math.expm1(-rate * since) / rate
            level += dose / length * so_far
            slope += dose / length * (since * math.exp(-rate * since) - so_far) / rate
    return level, slope


@_inner
def _levels(p, isomers, schedule, samples, modes, whole, seen):
    """Write for each sample its level (ng/mL) and from 1 on its slopes in the logarithms of p, isomers added up."""
    seen[:] = 0.0
    for e in range(isomers.shape[0]):
        count = _parent_slopes(p, isomers[e, 0], modes)
        for i in range(count):
            _whole(modes[i, 0], schedule, whole)
            for k in range(samples.shape[0]):
                level, slope = _mode_at(modes[i, 0], samples[k, 0], schedule, whole)
                level *= isomers[e, 1]
                slope *= isomers[e, 1] * modes[i, 1]
                seen[k, 0] += modes[i, 1] * level
                for j in range(6):
                    seen[k, 1 + j] += modes[i, 8 + j] * level + slope * modes[i, 2 + j]


@_inner
def _below(level, limit, variance, grow):
    """Return half the objective of a level below the limit, its slope and its curvature, kept above 0."""
    z = (limit - level) / math.sqrt(variance)
    steep = -1.0 / math.sqrt(variance) - 0.5 * z * grow / variance
    if z < -30.0:
        loss, hazard = 0.5 * z * z + math.log(-2.5066282746310002 * z), -z - 1.0 / z
    else:
        chance = 0.5 * math.erfc(-0.7071067811865476 * z)
        loss, hazard = -math.log(chance), 0.3989422804014327 * math.exp(-0.5 * z * z) / chance
    return loss, -hazard * steep, max(hazard * (hazard + z), 0.0) * steep * steep


@_inner
def _measured(level, value, variance, grow):
    """Return half the objective of a measured level, its slope and its curvature (map_objective.py says which)."""
    residual = value - level
    square, relative = residual * residual / variance, grow / variance
    slope = -residual / variance + 0.5 * relative * (1.0 - square)
    curve = (1.0 + 2.0 * residual * relative) / variance + (square - 0.5) * relative * relative
    if level > 0.0:
        curve += (0.5 * relative * (1.0 - square) + slope) / level
    return 0.5 * (square + math.log(variance)), slope, max(curve, 0.5 / variance + 0.25 * relative * relative)


@_inner
def _half_objective(eta, moves, precision, samples, error, seen, gradient, bend):
    """Return half the objective; write its gradient and curvature. A sample whose value is nan is none."""
    total = 0.0
    for a in range(eta.size):
        pull = 0.0
        for b in range(eta.size):
            pull += precision[a, b] * eta[b]
            bend[a, b] = precision[a, b]
        gradient[a] = pull
        total += 0.5 * pull * eta[a]
    for k in range(samples.shape[0]):
        if math.isnan(samples[k, 1]):
            continue
        level = seen[k, 0]
        variance = error[0] * error[0] * level * level + error[1] * error[1]
        grow = 2.0 * error[0] * error[0] * level
        if samples[k, 2] > 0.0:
            loss, slope, curve = _below(level, samples[k, 1], variance, grow)
        else:
            loss, slope, curve = _measured(level, samples[k, 1], variance, grow)
        total += loss
        for a in range(eta.size):
            here = seen[k, 1 + moves[a]]
            gradient[a] += slope * here
            for b in range(a + 1):
                bend[a, b] += curve * here * seen[k, 1 + moves[b]]
    for a in range(eta.size):
        for b in range(a):
            bend[b, a] = bend[a, b]
    return total


@_inner
def _newton(bend, damping, gradient, low, step):
    """Write minus the damped curvature's inverse times the gradient; False where the curvature is not positive."""
    n = gradient.size
    for a in range(n):
        for b in range(a + 1):
            s = bend[a, b] * (1.0 + damping) if a == b else bend[a, b]
            for k in range(b):
                s -= low[a, k] * low[b, k]
            if a == b:
                if not s > 0.0:
                    return False
                low[a, a] = math.sqrt(s)
            else:
                low[a, b] = s / low[b, b]
    for a in range(n):
        s = -gradient[a]
        for k in range(a):
            s -= low[a, k] * step[k]
        step[a] = s / low[a, a]
    for a in range(n - 1, -1, -1):
        s = step[a]
        for k in range(a + 1, n):
            s -= low[k, a] * step[k]
        step[a] = s / low[a, a]
    return True


@_inner
def _remember(missing, known, step, before, after, unexplained):
    """Add to `missing` what the last step's change of gradient shows of the curvature beyond `known`."""
    along, long, far = 0.0, 0.0, 0.0
    for a in range(step.size):
        s = after[a] - before[a]
        for b in range(step.size):
            s -= (known[a, b] + missing[a, b]) * step[b]
        unexplained[a] = s
        along += s * step[a]
        long += s * s
        far += step[a] * step[a]
    if abs(along) > 1e-8 * math.sqrt(long * far):
        for a in range(step.size):
            for b in range(step.size):
                missing[a, b] += unexplained[a] * unexplained[b] / along


@_inner
def _at(eta, typical, moves, precision, isomers, schedule, samples, error, gradient, bend, p, modes, whole, seen):
    """Return half the objective at eta, and write its gradient and curvature; the last four are room to work in."""
    p[:6] = typical
    for a in range(moves.size):
        p[moves[a]] *= math.exp(eta[a])
    _levels(p, isomers, schedule, samples, modes, whole, seen)
    return _half_objective(eta, moves, precision, samples, error, seen, gradient, bend)


@_entry(_f8(_vec, _vec, _ivec, _mat, _mat, _mat, _mat, _vec, _vec))
def half_objective(eta, typical, moves, precision, isomers, schedule, samples, error, gradient):
    """Return half the objective of one person at eta, and write its gradient: what `estimate` descends."""
    bend, modes = np.empty((eta.size, eta.size)), np.empty((3, 14))
    whole, seen = np.empty((schedule.shape[0], 2)), np.empty((samples.shape[0], 7))
    return _at(
        eta,
        typical,
        moves,
        precision,
        isomers,
        schedule,
        samples,
        error,
        gradient,
        bend,
        np.empty(14),
        modes,
        whole,
        seen,
    )


@_inner
def _descend(
    typical, moves, precision, spread, isomers, schedule, samples, error, most,
    eta, p, modes, whole, seen, five, squares,
):  # fmt: skip
    """Go down from eta, and leave the lowest point there; return half its objective, the steps and whether it is flat.

    Newton's method with a memory of what the slopes miss; steps are damped and shortened until they lead down.
    """
    n = eta.size
    trial, step, unexplained, gradient, its_gradient = five[0], five[1], five[2], five[3], five[4]
    known, its_known, missing, bend, low = squares[0], squares[1], squares[2], squares[3], squares[4]
    missing[:] = 0.0
    here = _at(
        eta, typical, moves, precision, isomers, schedule, samples, error, gradient, known, p, modes, whole, seen
    )
    damping = 0.0
    for steps in range(1, most + 1):
        for a in range(n):
            for b in range(n):
                bend[a, b] = known[a, b] + missing[a, b]
        if not _newton(bend, damping, gradient, low, step):
            missing[:] = 0.0
            bend[:] = known
            damping = max(damping, 1e-3)
            if not _newton(bend, damping, gradient, low, step):
                return here, steps, False
        gain, longest = 0.0, 0.0
        for a in range(n):
            gain -= gradient[a] * step[a]
            longest = max(longest, abs(step[a]) / spread[a])
        if damping <= 1e-3 and gain < 1e-13:
            return here, steps, True
        shrink = min(1.0, 2.0 / longest)
        for a in range(n):
            step[a] *= shrink
            trial[a] = eta[a] + step[a]
        promised = 0.0
        for a in range(n):
            s = gradient[a]
            for b in range(n):
                s += 0.5 * bend[a, b] * step[b]
            promised -= step[a] * s
        there = _at(
            trial, typical, moves, precision, isomers, schedule, samples, error,
            its_gradient, its_known, p, modes, whole, seen,
        )  # fmt: skip
        if abs(there) < 1e300:
            _remember(missing, its_known, step, gradient, its_gradient, unexplained)
        kept = (here - there) / promised if promised > 0.0 else 1.0
        if there <= here + 1e-12 * (1.0 + abs(here)):
            here = there
            eta[:] = trial
            gradient[:] = its_gradient
            known[:] = its_known
            if kept > 0.5 or gain < 1e-9:
                damping = 0.1 * damping if damping > 1e-6 else 0.0
            elif kept < 0.1:
                damping = max(4.0 * damping, 1e-3)
        else:
            damping = max(10.0 * damping, 1e-3)
            if damping > 1e12:
                return here, steps, False
    return here, most, False


@_inner
def _uncertainty(
    typical, moves, precision, isomers, schedule, samples, error,
    eta, covariance, p, modes, whole, seen, five, squares,
):  # fmt: skip
    """Write the inverse of the matrix of second derivatives at eta, by differences of gradients; nan if it has none."""
    trial, ahead, behind = five[0], five[1], five[2]
    bend, low = squares[0], squares[1]
    nudge = 1e-4
    for a in range(eta.size):
        for gradient, way in ((ahead, nudge), (behind, -nudge)):
            trial[:] = eta
            trial[a] += way
            _at(
                trial, typical, moves, precision, isomers, schedule, samples, error,
                gradient, low, p, modes, whole, seen,
            )  # fmt: skip
        for b in range(eta.size):
            bend[a, b] = (ahead[b] - behind[b]) / (2.0 * nudge)
    for a in range(eta.size):
        for b in range(a):
            bend[a, b] = 0.5 * (bend[a, b] + bend[b, a])
    for a in range(eta.size):
        ahead[:] = 0.0
        ahead[a] = -1.0
        if not _newton(bend, 0.0, ahead, low, trial):
            trial[:] = np.nan
        covariance[a] = trial


_estimate = types.void(
    *(_i8, _i8, _mat, _ivec, _mat, _vec, _mat, _cube, _cube, _vec),
    *(_i8, _i8, types.boolean, _mat, _vec, _cube, _ivec, types.boolean[::1]),
)


@_entry(_estimate)
def estimate(
    lo, hi, typical, moves, precision, spread, isomers, schedules, samples, error,
    most, restarts, with_covariance, etas, objective, covariance, iterations, converged,
):  # fmt: skip
    """Find the likeliest deviations of people lo..hi-1 from their levels.

    `typical` (people, PARAMETERS) is each one's typical person; deviation a multiplies column moves[a] by its
    exponential. `isomers` (isomers, 2) holds clearance factors and shares of the dose. Rows of `schedules` (people,
    stretches, SCHEDULE) and `samples` (people, times, SAMPLE) may be filled up with doses of 0 and levels of nan.
    `error` is the proportional and the additive SD. Further starts, people to all sides of the typical one, only where
    none led to a flat place yet.
    """
    n = moves.size
    eta, p, modes, five, squares = np.empty(n), np.empty(14), np.empty((3, 14)), np.empty((5, n)), np.empty((5, n, n))
    whole, seen = np.empty((schedules.shape[1], 2)), np.empty((samples.shape[1], 7))
    for q in range(lo, hi):
        own, given, drawn = typical[q], schedules[q], samples[q]
        best = np.inf
        iterations[q], converged[q] = 0, False
        for start in range(restarts + 1):
            for a in range(n):
                sign = 1.0 if (start >> (a % 3)) & 1 else -1.0
                eta[a] = 0.0 if start == 0 else 0.7 * sign * spread[a] * (1.0 + 0.5 * ((start + a) % 2))
            here, steps, flat = _descend(
                own, moves, precision, spread, isomers, given, drawn, error, most,
                eta, p, modes, whole, seen, five, squares,
            )  # fmt: skip
            iterations[q] += steps
            if flat or here < best or start == 0:
                best = here
                etas[q] = eta
            if flat:
                converged[q] = True
                break
        objective[q] = 2.0 * best
        if with_covariance:
            _uncertainty(
                own, moves, precision, isomers, given, drawn, error,
                etas[q], covariance[q], p, modes, whole, seen, five, squares,
            )  # fmt: skip


# --- MAP: end


def main() -> None:
    """Say that everything is compiled: importing this file did it."""
    print("The engine's kernels are compiled.")


if __name__ == "__main__":
    main()
