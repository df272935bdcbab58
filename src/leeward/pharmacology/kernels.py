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
def _table(lengths, infused, kinds, rate, decay, gain, rounded, bits, power):
    """Write, for every mode and kind of step, what is left of it and what a unit rate adds to it."""
    for m in range(MODES):
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
    decay, gain = np.empty((MODES, kinds)), np.zeros((MODES, kinds))
    rounded, power = np.empty(kinds), np.empty(kinds)
    bits = rounded.view(np.int64)
    for i in range(lo, hi):
        near[i] = not modes_of(constants[i], rates, w)
        if near[i]:
            continue
        _table(lengths, infused, kinds, rates, decay, gain, rounded, bits, power)
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


@_entry(types.void(_i8, _i8, _mat, types.int32[:, ::1]))
def tally(lo, hi, values, counts):
    """Count columns lo..hi-1 of values (people, times) into counts (times, BINS), by the bits of each number."""
    people = values.shape[0]
    tile = np.empty((people, COLUMNS))
    bits = tile.view(np.int64)
    first = (1023 + TINIEST) << MANTISSA
    for start in range(lo, hi, COLUMNS):
        width = min(COLUMNS, hi - start)
        for i in range(people):
            for k in range(width):
                tile[i, k] = values[i, start + k]
        for i in range(people):
            for k in range(width):
                place = (bits[i, k] >> (52 - MANTISSA)) - first + 1
                counts[start + k, min(max(place, 0), BINS - 1)] += 1


# --- MAP: begin
# --- MAP: end


def main() -> None:
    """Say that everything is compiled: importing this file did it."""
    print("The engine's kernels are compiled.")


if __name__ == "__main__":
    main()
