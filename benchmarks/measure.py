"""How the timing is done: everybody in turn, round after round, in one run, after everybody has given the right answer.

A machine that others use drifts from minute to minute, so only ratios within one round count: each contestant runs once
in each round, and the ratio reported is the median of the rounds' ratios.
"""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

import numpy as np

from benchmarks.workload import Curve

THREADS = 2
PATIENCE_S, LOOK_EVERY_S, CALM = 15.0, 0.05, 6
"""How long a round waits for the machine to be calm, and how often in a row it must look so."""
EXACT = 1e-10
"""What is asked of our own answers: this much of the maximum of each series, against a matrix exponential."""


class Disagrees(ValueError):
    """An answer is wrong, so its time is of no interest."""


class Sense(StrEnum):
    """Whether a bar is a ceiling or a floor."""

    AT_MOST = "at most"
    AT_LEAST = "at least"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """Somebody who does the work, or `share` of it: a share is scaled up, which assumes that cost is linear."""

    name: str
    call: Callable[[], object]
    calls: int = 1
    share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """Seconds for the whole work in each round."""

    name: str
    seconds: tuple[float, ...]
    share: float = 1.0

    @property
    def median(self) -> float:
        """The middle round."""
        return statistics.median(self.seconds)

    @property
    def said(self) -> str:
        """The middle round with the fastest and the slowest."""
        low, high = min(self.seconds), max(self.seconds)
        scaled = "" if self.share == 1 else f"; timed on {self.share:.2%} of the work, scaled linearly"
        return f"{seconds(self.median)} ({seconds(low)} to {seconds(high)}{scaled})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One ratio within the rounds and, where the project set one, its bar."""

    what: str
    ratios: tuple[float, ...]
    bar: float | None = None
    sense: Sense = Sense.AT_LEAST

    @property
    def ratio(self) -> float:
        """The middle round's."""
        return statistics.median(self.ratios)

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None where there is none."""
        if self.bar is None:
            return None
        return self.ratio <= self.bar if self.sense is Sense.AT_MOST else self.ratio >= self.bar

    @property
    def said(self) -> str:
        """The ratio, its spread, its bar and whether it was met."""
        spread = f"{number(self.ratio)} ({number(min(self.ratios))} to {number(max(self.ratios))})"
        if self.bar is None:
            return f"{spread}, no bar"
        return f"{spread}, bar {self.sense} {number(self.bar)}: {'met' if self.met else 'MISSED'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far an answer lies from the reference: the worst difference as a share of its series' maximum."""

    name: str
    worst: float
    allowed: float
    patients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one benchmark found."""

    name: str
    title: str
    agreements: tuple[Agreement, ...] = ()
    timed: tuple[Timed, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    notes: tuple[str, ...] = field(default=())


def agreement(name: str, levels: Curve, reference: Curve, *, allowed: float) -> Agreement:
    """Compare levels (patients, times, outputs) with the reference; raise Disagrees past what is allowed."""
    largest = np.abs(reference).max(axis=1, keepdims=True)
    worst = float((np.abs(levels - reference) / largest).max())
    if not worst <= allowed:
        raise Disagrees(f"{name}: {worst:.1e} of a series' maximum away from the reference, allowed are {allowed:.0e}.")
    return Agreement(name=name, worst=worst, allowed=allowed, patients=reference.shape[0])


def interleaved(contestants: Sequence[Contestant], *, rounds: int) -> dict[str, Timed]:
    """Time each contestant once in each round, after a round that does not count.

    A round waits, for seconds at most, until nothing else runs on the machine.
    """
    spent: dict[str, list[float]] = {contestant.name: [] for contestant in contestants}
    for turn in range(rounds + 1):
        _wait_for_calm()
        for contestant in contestants:
            passed = _timed(contestant)
            if turn:
                spent[contestant.name].append(passed / contestant.calls / contestant.share)
    return {c.name: Timed(name=c.name, seconds=tuple(spent[c.name]), share=c.share) for c in contestants}


def _wait_for_calm() -> None:
    """Wait until only this process has been running for a while, or PATIENCE_S is over."""
    running = Path("/proc/loadavg")
    if not running.exists():
        return
    until, calm = time.monotonic() + PATIENCE_S, 0
    while calm < CALM and time.monotonic() < until:
        alone = int(running.read_text(encoding="ascii").split()[3].split("/")[0]) <= 1
        calm = calm + 1 if alone else 0
        time.sleep(LOOK_EVERY_S)


def _timed(contestant: Contestant) -> float:
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        for _ in range(contestant.calls):
            contestant.call()
        return time.perf_counter() - start
    finally:
        gc.enable()


def ratio(
    what: str, numerator: Timed, denominator: Timed, *, bar: float | None = None, sense: Sense = Sense.AT_LEAST
) -> Comparison:
    """Return the ratio of two contestants, round by round."""
    ratios = tuple(a / b for a, b in zip(numerator.seconds, denominator.seconds, strict=True))
    return Comparison(what=what, ratios=ratios, bar=bar, sense=sense)


def two_threads() -> None:
    """Hold this process to two cores and two threads; call it before anything numerical is imported."""
    for name in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(THREADS)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])


def machine() -> dict[str, str]:
    """Describe what this runs on."""
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    return {
        "processor": _processor(),
        "cores": f"{os.cpu_count()}, of which this run used {THREADS}",
        "load before": f"{load} (1, 5 and 15 min)",
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "numba", "scipy", "libroadrunner", "diffrax", "jax")},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    told = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    family, model = told.get("cpu family", "?"), told.get("model", "?")
    wide = "AVX-512" if "avx512f" in told.get("flags", "") else "no AVX-512"
    return f"{told.get('model name', platform.processor())}, family {family} model {model}, {wide}"


def seconds(value: float) -> str:
    """Say a time with three figures and a fitting unit."""
    for factor, unit in ((1.0, "s"), (1e3, "ms"), (1e6, "us")):
        if value * factor >= 1:
            return f"{number(value * factor)} {unit}"
    return f"{number(value * 1e9)} ns"


def number(value: float) -> str:
    """Say a number with three figures."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
