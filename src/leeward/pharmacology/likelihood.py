"""How likely readings are for each virtual patient: pressures that drift, scores that are rounded and bounded."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leeward.evidence import Facts, assumed
from leeward.pharmacology.effects import Dissociation, carried
from leeward.pharmacology.model import Curve

LEAST_MASS = 1e-6  # plain: a smaller share of the normal, or of its tail, is worked out as a logarithm


class ScoreNoise(Facts):
    """How far a score strays when nothing has changed."""

    cadss = assumed(
        "0.5 1", why="SD on the square-root scale: 1.4 points at a total of 2, 4 points at 16; no retest was found"
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """One signal of one session for each virtual patient: how likely its readings are, and what they say of its base.

    The base, the resting level, is integrated out and not drawn: given a patient's slope and drift it is normal.
    """

    log_likelihood: Curve
    base: Curve
    base_sd: Curve


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trend:
    """One signal of one session before slopes are known: its log-likelihood is a parabola of each patient's slope.

    -1/2 (square - 2 slope cross + slope^2 level) - volume, arrays (people,).
    """

    square: Curve
    cross: Curve
    level: Curve
    volume: Curve
    base: Curve
    base_falls: Curve
    """By how much the base is lower for one unit more of slope."""
    base_sd: Curve

    def log_likelihood(self, slope: Curve) -> Curve:
        """Return the log-likelihood at each patient's slope; with slopes (people, k), arrays need a last axis."""
        weighed: Curve = slope * (self.cross - slope * self.level / 2) - self.square / 2 - self.volume
        return weighed

    def at(self, slope: Curve) -> Line:
        """Return the signal at each patient's slope."""
        return Line(
            log_likelihood=self.log_likelihood(slope),
            base=self.base - slope * self.base_falls,
            base_sd=self.base_sd,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """What is known of a signal beforehand: the SD of its noise, and a normal base."""

    sd: float
    base: float
    base_sd: float


def trends(
    values: Sequence[Curve], gaps_min: Curve, drug: Curve, *, autocorrelation: Curve, noises: Sequence[Noise]
) -> tuple[Trend, ...]:
    """Weigh signals read at the same minutes: readings = base + slope x drug + drifting noise.

    `values` are (readings,) each, resting ones first; `drug` is (people, readings), `autocorrelation` (people,). The
    noise is autoregressive of order 1 over uneven gaps. Whitened, the readings are a regression on base and slope,
    and the normal integral over the base is closed. All that depends on gap and patient is summed once for all signals.
    """
    v = np.stack([(one - noise.base) / noise.sd for one, noise in zip(values, noises, strict=True)])
    x = np.ascontiguousarray(drug.T)
    sums = _Sums(people=x.shape[1], signals=len(v))
    sums.add(v[:, :1], np.zeros((len(v), 1)), x[:1], np.zeros_like(x[:1]), np.zeros(1))
    for gap in np.unique(gaps_min):
        later = np.flatnonzero(gaps_min == gap) + 1
        sums.add(v[:, later], v[:, later - 1], x[later], x[later - 1], carried(autocorrelation, gap))
    return tuple(_trend(sums, number, noise, count=v.shape[1]) for number, noise in enumerate(noises))


class _Sums:
    """Sums over whitened readings: v values in SDs, x drug, 1 base; arrays (people,) or (signals, people)."""

    def __init__(self, *, people: int, signals: int) -> None:
        self.vv, self.vx, self.v1 = (np.zeros((signals, people)) for _ in ["vv", "vx", "v1"])
        self.xx, self.x1, self.one, self.scatter = (np.zeros(people) for _ in ["xx", "x1", "one", "scatter"])

    def add(self, v: Curve, v0: Curve, x: Curve, x0: Curve, left: Curve) -> None:
        """Add readings v (signals, readings), x (readings, people) that follow v0, x0 with `left` of the noise."""
        precision = 1 / (1 - left**2)
        fresh, count, square = (1 - left) * precision, v.shape[1], left**2
        vv, cross, before = ((a * b).sum(axis=1)[:, None] for a, b in ((v, v), (v, v0), (v0, v0)))
        self.vv += (vv - 2 * left * cross + square * before) * precision
        self.vx += (v @ x - left * (v0 @ x + v @ x0) + square * (v0 @ x0)) * precision
        self.v1 += (v.sum(axis=1)[:, None] - left * v0.sum(axis=1)[:, None]) * fresh
        self.xx += (_dot(x, x) - 2 * left * _dot(x, x0) + square * _dot(x0, x0)) * precision
        self.x1 += (x.sum(axis=0) - left * x0.sum(axis=0)) * fresh
        self.one += count * (1 - left) * fresh
        self.scatter -= count * np.log(precision) / 2


def _trend(sums: _Sums, number: int, noise: Noise, *, count: int) -> Trend:
    """Integrate the base out: normal, with the precision of its prior in units of the noise."""
    prior = (noise.sd / noise.base_sd) ** 2
    total = sums.one + prior
    v1, x1 = sums.v1[number], sums.x1 / noise.sd
    return Trend(
        square=sums.vv[number] - v1**2 / total,
        cross=sums.vx[number] / noise.sd - v1 * x1 / total,
        level=sums.xx / noise.sd**2 - x1**2 / total,
        volume=np.log(total / prior) / 2 + sums.scatter + count * np.log(noise.sd * np.sqrt(2 * np.pi)),
        base=noise.base + noise.sd * v1 / total,
        base_falls=noise.sd * x1 / total,
        base_sd=noise.sd / np.sqrt(total),
    )


def cadss_log_likelihood(totals: Curve, expected: Curve) -> Curve:
    """Weigh CADSS totals (scores,) against what each patient would feel (n, scores), in points.

    Normal noise on the square-root scale; a total is what rounds to it, 0 everything below, the most everything above.
    """
    low, high = _rooted(totals - 1), _rooted(totals)
    center, noise = np.sqrt(np.maximum(expected, 0.0)), ScoreNoise.cadss.to("1")
    weighed: Curve = np.sum(interval((low - center) / noise, (high - center) / noise), axis=1)
    return weighed


def cadss_cdf(totals: Curve, expected: Curve) -> Curve:
    """Return how likely a CADSS total (scores,) or a lower one is for each patient, (n, scores)."""
    return normal_cdf((_rooted(totals) - np.sqrt(np.maximum(expected, 0.0))) / ScoreNoise.cadss.to("1"))


def total_log_likelihood(totals: Curve, expected: Curve, *, noise: Curve, most: float) -> Curve:
    """Weigh questionnaire totals (scores,) against expected ones (n, scores): rounded, and held within 0 to `most`.

    `noise` is the residual SD in points, (n, 1) or one number.
    """
    low, high = _bounded(totals - 1, most=most), _bounded(totals, most=most)
    weighed: Curve = np.sum(interval((low - expected) / noise, (high - expected) / noise), axis=1)
    return weighed


def total_cdf(totals: Curve, expected: Curve, *, noise: Curve, most: float) -> Curve:
    """Return how likely a questionnaire total (scores,) or a lower one is for each patient, (n, scores)."""
    return normal_cdf((_bounded(totals, most=most) - expected) / noise)


def interval(low: Curve, high: Curve) -> Curve:
    """Return the logarithm of the standard normal's mass between `low` and `high`, right far out in either tail."""
    upper = low > 0
    near, far = np.where(upper, -low, high), np.where(upper, -high, low)
    whole = normal_cdf(near)
    mass = whole - normal_cdf(far)
    thin = ~(mass > LEAST_MASS * np.maximum(whole, LEAST_MASS))
    logarithm: Curve = np.log(np.where(thin, 1.0, mass))
    if thin.any():
        logarithm[thin] = _interval_far_out(near[thin], far[thin])
    return logarithm


def _interval_far_out(near: Curve, far: Curve) -> Curve:
    """Return the logarithm of the mass where the difference of two shares would be lost in rounding."""
    whole, beyond = normal_log_cdf(near), normal_log_cdf(far)
    with np.errstate(divide="ignore"):
        mass: Curve = whole + np.log(-np.expm1(np.minimum(beyond - whole, 0.0)))
    return mass


def normal_cdf(values: Curve) -> Curve:
    """Return the standard normal's distribution function."""
    from scipy.special import ndtr

    below: Curve = ndtr(values)
    return below


def normal_log_cdf(values: Curve) -> Curve:
    """Return the logarithm of the standard normal's distribution function, right far out in the lower tail."""
    from scipy.special import log_ndtr

    below: Curve = log_ndtr(values)
    return below


def _rooted(totals: Curve) -> Curve:
    """Return the highest value on the square-root scale that still rounds to each CADSS total."""
    upper = np.sqrt(np.maximum(totals + 1 / 2, 0.0))
    rooted: Curve = np.where(totals < 0, -np.inf, np.where(totals >= Dissociation.most.to("points"), np.inf, upper))
    return rooted


def _bounded(totals: Curve, *, most: float) -> Curve:
    """Return the highest value that still rounds to each total."""
    bounded: Curve = np.where(totals < 0, -np.inf, np.where(totals >= most, np.inf, totals + 1 / 2))
    return bounded


def _dot(a: Curve, b: Curve) -> Curve:
    summed: Curve = np.einsum("kn,kn->n", a, b)
    return summed
