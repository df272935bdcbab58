"""Populations through the compiled kernels: one plan for everybody, shared out over threads."""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leeward.pharmacology.compartments import PLACES
from leeward.pharmacology.model import Curve
from leeward.pharmacology.regimen import Regimen

Places = NDArray[np.int64]
FEW = 16  # plain: up to so many people NumPy is quicker than loading the compiled kernels
INLINE = 20_000  # plain: people times points below which threads cost more than they save
MODES = 30  # plain: finding a person's modes takes as long as following so many points
PIECES = 4  # plain: pieces per thread, so that no thread waits long for another
KINDS_BITS = 32  # plain: low bits of what plan_steps returns


def wanted(people: int) -> bool:
    """Tell whether so many people go through the compiled kernels: many do, and a few where they are loaded anyway."""
    return people > FEW or "leeward.pharmacology.kernels" in sys.modules


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """A schedule merged with the times asked for: what `kernels.plan_steps` says of every point."""

    kind: Places
    rate: Curve
    bolus: Curve
    keep: Places
    lengths: Curve
    counts: Places
    infused: Places
    times: int


def plan(regimen: Regimen, times_min: Curve) -> Plan:
    """Merge a regimen with ascending times that do not repeat; the last few plans are kept."""
    return _plan(regimen, np.asarray(times_min, dtype=np.float64).tobytes())


@lru_cache(maxsize=16)  # plain: schedules and times that a caller goes back and forth between
def _plan(regimen: Regimen, times: bytes) -> Plan:
    from leeward.pharmacology import kernels

    times_min = np.frombuffer(times, dtype=np.float64).copy()
    if not times_min.size or not np.isfinite(times_min).all() or (np.diff(times_min) <= 0).any():
        raise ValueError("The times of a plan must be finite numbers of minutes, ascending, each once, at least one.")
    starts, rates, boluses = np.array(regimen.stretches).T.copy()
    points = times_min.size + starts.size + 1
    kind, keep, counts = np.empty(points, np.int64), np.empty(points, np.int64), np.empty(points, np.int64)
    rate, bolus, lengths = np.empty(points), np.empty(points), np.empty(points)
    packed = kernels.plan_steps(starts, rates, boluses, times_min, kind, rate, bolus, keep, lengths, counts)
    points, kinds = packed >> KINDS_BITS, packed & (2**KINDS_BITS - 1)
    infused = np.zeros(kinds, np.int64)
    infused[kind[: points - 1][rate[: points - 1] != 0]] = 1
    return Plan(
        kind=kind[:points],
        rate=rate[:points],
        bolus=bolus[:points],
        keep=keep[:points],
        lengths=lengths[:kinds],
        counts=counts[:kinds],
        infused=infused,
        times=times_min.size,
    )


def share_out(work: Callable[..., Any], total: int, *rest: Any, weight: int = 1, threads: int | None = None) -> None:
    """Call `work(lo, hi, *rest)` on ranges that cover 0 to `total`, on as many threads as numba was given."""
    from leeward.pharmacology import kernels

    count = threads or kernels.THREADS
    if count == 1 or total * weight <= INLINE:
        work(0, total, *rest)
        return
    size = max(1, -(-total // (count * PIECES)))
    starts = iter(range(0, total, size))  # shared: each thread takes the next one

    def take_parts() -> None:
        for lo in starts:
            work(lo, min(lo + size, total), *rest)

    with ThreadPoolExecutor(count - 1) as pool:
        others = [pool.submit(take_parts) for _ in range(count - 1)]
        take_parts()
        for other in others:
            other.result()


def by_modes(
    constants: Curve,
    steps: Plan,
    *,
    factor: Curve | None = None,
    with_metabolite: bool = True,
    out: Curve | None = None,
    threads: int | None = None,
) -> Curve:
    """Return (3, people, times) in ng/mL: parent, metabolite, effect site.

    `constants` (people, 12) are those that `compartments.PLACES` names; `factor` multiplies each person's schedule;
    `out` is a buffer to write into. People whose modes nearly coincide go through the matrix of rates instead.
    """
    from leeward.pharmacology import kernels

    people = constants.shape[0]
    levels = np.empty((len(kernels.PLANES), people, steps.times)) if out is None else out
    if not with_metabolite:
        levels[1] = 0.0
    near, doses = np.zeros(people, np.bool_), np.ones(people) if factor is None else factor
    plan_parts = (steps.kind, steps.rate, steps.bolus, steps.keep, steps.lengths, steps.infused)
    share_out(
        kernels.follow_modes,
        people,
        constants,
        doses,
        *plan_parts,
        with_metabolite,
        levels,
        near,
        weight=steps.times + MODES,
        threads=threads,
    )
    if np.count_nonzero(near):
        who = np.flatnonzero(near)
        reads = (0, _METABOLITE if with_metabolite else -1, _EFFECT)
        scale = constants[who][:, [-2, -1, -2]]
        by_steps(matrices_of(constants[who]), steps, reads, scale, factor=doses[who], out=levels, rows=who)
    return levels


_METABOLITE, _EFFECT = 3, 5  # plain: places in the matrix that matrices_of builds: parent 0-2, metabolite 3-4, effect
_FLOWS = (  # plain: (from, to, name)
    (0, 1, "k12"), (1, 0, "k21"), (0, 2, "k13"), (2, 0, "k31"), (3, 4, "m12"), (4, 3, "m21"),  # plain: places
)  # fmt: skip


def matrices_of(constants: Curve) -> Curve:
    """Return the matrix of rates (people, 6, 6) that the constants (people, 12) describe."""
    of = dict(zip(PLACES, constants.T, strict=True))
    matrix = np.zeros((constants.shape[0], _EFFECT + 1, _EFFECT + 1))
    for here, there, name in _FLOWS:
        matrix[:, there, here] += of[name]
        matrix[:, here, here] -= of[name]
    matrix[:, 0, 0] -= of["k10"]
    matrix[:, _METABOLITE, 0] = of["formed"]
    matrix[:, _METABOLITE, _METABOLITE] -= of["m10"]
    matrix[:, _EFFECT, 0] = of["ke0"]
    matrix[:, _EFFECT, _EFFECT] = -of["ke0"]
    return matrix


def by_steps(
    matrices: Curve,
    steps: Plan,
    reads: Sequence[int],
    scale: Curve,
    *,
    factor: Curve | None = None,
    out: Curve | None = None,
    rows: Places | None = None,
    state: Curve | None = None,
    threads: int | None = None,
) -> Curve:
    """Return (reads, people, times): compartment `reads[p]` times `scale[person, p]`, by the matrices (people, n, n).

    `state` (people, n) in mg is where everybody starts, and is left where they end. With `rows`, person i is written
    to that row of `out`. A read of -1 gives zeros.
    """
    from leeward.pharmacology import kernels

    people, n, _ = matrices.shape
    levels = np.empty((len(reads), people, steps.times)) if out is None else out
    for place in [place for place, held in enumerate(reads) if held < 0 and rows is None]:
        levels[place] = 0.0
    amounts = np.zeros((people, n)) if state is None else state
    doses = np.ones(people) if factor is None else factor
    plan_parts = (steps.kind, steps.rate, steps.bolus, steps.keep, steps.lengths, steps.counts)
    places = np.arange(people) if rows is None else rows
    tail = (np.array(reads, np.int64), np.ascontiguousarray(scale), places, amounts, levels)
    matrix = np.ascontiguousarray(matrices)
    share_out(kernels.follow_steps, people, matrix, doses, *plan_parts, *tail, weight=steps.times, threads=threads)
    return levels
