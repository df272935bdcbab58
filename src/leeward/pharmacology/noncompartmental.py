"""What a curve says without a model: its peak, the area under it, its last half-life, clearance and volume.

Areas are linear-up/log-down: trapezoids where the level rises, stays or touches 0, and the exact area of an exponential
where it falls. The half-life is a straight line through the logarithms of the last levels: of all tails of three or
more points after the peak, the one with the best adjusted R2, and of those equally good the longest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from leeward.pharmacology.model import Curve
from leeward.units import Quantity

FEWEST = 3  # plain: a line through two points fits whatever they are
AS_GOOD = 1e-4  # plain: adjusted R2 closer than this are equal, and the longer tail is kept
NG_PER_MG = 1e6  # plain: ng in a mg
ML_PER_L = 1000.0  # plain: mL in a L


class CannotSummarize(ValueError):
    """The levels do not make a curve with a peak and a falling tail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The straight line through the logarithms of the last levels."""

    times_min: tuple[float, ...]
    """When the levels that it goes through were drawn."""
    rate_per_min: float
    last_ng_per_ml: float
    """The level on the line at the last of these times, from which the area is extrapolated."""
    adjusted_r2: float

    @property
    def half_life_min(self) -> float:
        """How long the level takes to halve."""
        return float(np.log(2)) / self.rate_per_min


@dataclass(frozen=True, slots=True, kw_only=True)
class NoncompartmentalSummary:
    """The summary of one curve; what needs a dose is None where none was given."""

    cmax_ng_per_ml: float
    tmax_min: float
    auc_to_last_ng_h_per_ml: float
    auc_ng_h_per_ml: float
    """To infinity: to the last level, and the tail's exponential from there."""
    tail: Tail
    mean_residence_min: float
    """In the body, half of the infusion's length taken off."""
    clearance_l_per_h: float | None
    vss_l: float | None

    @property
    def half_life_h(self) -> float:
        """The half-life of the tail."""
        return self.tail.half_life_min / _minutes_per_hour()

    @property
    def extrapolated_share(self) -> float:
        """The share of the area (0 to 1) that lies after the last level and was never measured."""
        return 1 - self.auc_to_last_ng_h_per_ml / self.auc_ng_h_per_ml


def summarize(
    times_min: ArrayLike,
    values_ng_per_ml: ArrayLike,
    *,
    dose_mg: float | None = None,
    infusion_min: float = 0.0,
    tail_points: int | None = None,
) -> NoncompartmentalSummary:
    """Summarize one curve of levels, `times_min` counted from the start of the dose and from minute 0.

    `infusion_min` 0 is a push: a first sample later than minute 0 is then drawn back to it along the first two levels.
    Levels of 0 at the end are below what the assay sees and are left out. `tail_points` sets how many of the last
    levels make the tail. Raises CannotSummarize.
    """
    if dose_mg is not None and not (np.isfinite(dose_mg) and dose_mg > 0):
        raise CannotSummarize(f"A dose of {dose_mg:g} mg gives no clearance: write more than 0, or leave it out.")
    if not (np.isfinite(infusion_min) and infusion_min >= 0):
        raise CannotSummarize(f"An infusion of {infusion_min:g} min cannot be: write 0 for a push, or more.")
    times, levels = _checked(times_min, values_ng_per_ml, infusion_min=infusion_min)
    peak = int(np.argmax(levels))
    tail = _tail(times, levels, first=_first_of_tail(times, peak, infusion_min), points=tail_points)
    area, moment = _areas(times, levels)
    beyond = tail.last_ng_per_ml / tail.rate_per_min
    whole = area + beyond
    whole_moment = moment + beyond * (times[-1] + 1 / tail.rate_per_min)
    residence = whole_moment / whole - infusion_min / 2
    clearance = None if dose_mg is None else dose_mg * NG_PER_MG / ML_PER_L / whole * _minutes_per_hour()
    return NoncompartmentalSummary(
        cmax_ng_per_ml=float(levels[peak]),
        tmax_min=float(times[peak]),
        auc_to_last_ng_h_per_ml=area / _minutes_per_hour(),
        auc_ng_h_per_ml=whole / _minutes_per_hour(),
        tail=tail,
        mean_residence_min=residence,
        clearance_l_per_h=clearance,
        vss_l=None if clearance is None else clearance / _minutes_per_hour() * residence,
    )


def _checked(times_min: ArrayLike, values_ng_per_ml: ArrayLike, *, infusion_min: float) -> tuple[Curve, Curve]:
    """Return the curve from minute 0 to the last level that the assay saw, or refuse it."""
    times = np.asarray(times_min, dtype=np.float64).reshape(-1)
    levels = np.asarray(values_ng_per_ml, dtype=np.float64).reshape(-1)
    if times.size != levels.size:
        raise CannotSummarize(f"{times.size} times stand beside {levels.size} levels. Give one level for each time.")
    for number, (time, level) in enumerate(zip(times, levels, strict=True), start=1):
        if not (np.isfinite(time) and np.isfinite(level)) or level < 0 or time < 0:
            raise CannotSummarize(
                f"Sample {number}, {level:g} ng/mL at minute {time:g}: write a time and a level of 0 or more."
            )
        if number > 1 and not time > times[number - 2]:
            raise CannotSummarize(f"Sample {number} at minute {time:g} is not later than the one before it. Sort them.")
    if np.count_nonzero(levels) < FEWEST:
        raise CannotSummarize(
            f"{np.count_nonzero(levels)} levels above 0 are too few for a peak and a half-life. Give 3 or more."
        )
    last = int(np.flatnonzero(levels)[-1]) + 1
    return _from_start(times[:last], levels[:last], infusion_min=infusion_min)


def _from_start(times: Curve, levels: Curve, *, infusion_min: float) -> tuple[Curve, Curve]:
    """Begin the curve at minute 0: a push is drawn back to it, an infusion needs its own level there."""
    if times[0] == 0 and (infusion_min > 0 or levels[0] > 0):
        return times, levels
    if infusion_min > 0:
        raise CannotSummarize(
            f"The first sample is at minute {times[0]:g}. Begin with the level at minute 0: 0 before a first infusion."
        )
    if times[0] == 0:
        times, levels = times[1:], levels[1:]
    start = levels[0]
    if 0 < levels[1] < levels[0]:
        start = levels[0] * (levels[0] / levels[1]) ** (times[0] / (times[1] - times[0]))
    return np.concatenate([[0.0], times]), np.concatenate([[start], levels])


def _areas(times: Curve, levels: Curve) -> tuple[float, float]:
    """Return the area under the curve and under time times the curve, by linear-up/log-down."""
    here, there = levels[:-1], levels[1:]
    start, step = times[:-1], np.diff(times)
    area = step * (here + there) / 2
    moment = step * (start * here + times[1:] * there) / 2
    falls = (there > 0) & (there < here)
    rate = np.log(here[falls] / there[falls]) / step[falls]
    area[falls] = (here[falls] - there[falls]) / rate
    moment[falls] = (start[falls] * here[falls] - times[1:][falls] * there[falls] + area[falls]) / rate
    return float(area.sum()), float(moment.sum())


def _first_of_tail(times: Curve, peak: int, infusion_min: float) -> int:
    """Return the first sample that may belong to the tail: after the peak and not during the infusion."""
    return max(peak + 1, int(np.searchsorted(times, infusion_min)))


def _tail(times: Curve, levels: Curve, *, first: int, points: int | None) -> Tail:
    """Return the best line through the last levels, or refuse."""
    usable = np.arange(first, times.size)
    usable = usable[levels[usable] > 0]
    if points is not None and points < FEWEST:
        raise CannotSummarize(f"A tail of {points} levels makes no half-life. Ask for 3 or more.")
    needed = points or FEWEST
    if usable.size < needed:
        raise CannotSummarize(
            f"{usable.size} levels lie after the peak and the infusion, and {needed} are needed for a half-life. "
            "Sample for longer."
        )
    counts: Sequence[int] = [needed] if points else range(FEWEST, usable.size + 1)
    lines = [_line(times[usable[-count:]], levels[usable[-count:]]) for count in counts]
    falling = [line for line in lines if line.rate_per_min > 0]
    if not falling or lines[0].rate_per_min <= 0:
        raise CannotSummarize(
            f"The last {needed} levels, from minute {times[usable[-needed]]:g}, do not fall. Sample for longer, "
            "or look for a sample that was mixed up."
        )
    best = max(line.adjusted_r2 for line in falling)
    return next(line for line in reversed(falling) if line.adjusted_r2 >= best - AS_GOOD)


def _line(times: Curve, levels: Curve) -> Tail:
    """Fit a straight line to the logarithms."""
    logs = np.log(levels)
    centered = times - times.mean()
    slope = float(centered @ logs / (centered @ centered))
    fitted = logs.mean() + slope * centered
    spread = float(((logs - logs.mean()) ** 2).sum())
    left = float(((logs - fitted) ** 2).sum())
    r2 = 1 - left / spread if spread > 0 else 0.0
    return Tail(
        times_min=tuple(float(time) for time in times),
        rate_per_min=-slope,
        last_ng_per_ml=float(np.exp(fitted[-1])),
        adjusted_r2=1 - (1 - r2) * (times.size - 1) / (times.size - 2),
    )


def _minutes_per_hour() -> float:
    return Quantity(1.0, "h").to("min")
