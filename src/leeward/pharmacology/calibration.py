"""Whether forecasts have held: where each reading fell among what was foretold, and when learning is to stop."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from leeward.evidence import Facts, assumed
from leeward.pharmacology import draws
from leeward.pharmacology.likelihood import cadss_cdf, normal_cdf, total_cdf
from leeward.pharmacology.model import Curve
from leeward.pharmacology.population import Population
from leeward.pharmacology.readings import NONE, SIGNALS
from leeward.pharmacology.score_likelihood import expected_scores
from leeward.pharmacology.symptoms import Symptoms
from leeward.pharmacology.visits import NOISE, Levels, Visit, felt_cadss, slope, weigh

BINS: Final = 10  # plain: bars of the histogram


class Freeze(Facts):
    """When forecasts have missed so often that nothing more is learned until somebody has looked."""

    sessions = assumed("30 1", why="the last sessions that are judged; the dossier's rule")
    least = assumed("75 %", why="least share of readings within the 90 % bands; the dossier's rule")
    wide = assumed("90 %", why="the band that the rule judges")
    half = assumed("50 %", why="the narrower band that is told beside it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One reading among what was foretold for it: `share` of the forecast, 0 to 1, lies below it.

    `at` is the minute of a reading or the day of a PCL-5 total.
    """

    name: str
    at: float
    share: float

    def within(self, band: float) -> bool:
        """Did the reading fall within the middle band, such as 0.9?"""
        return abs(2 * self.share - 1) <= band


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How the forecasts of many sessions held."""

    sessions: int
    readings: int
    coverage_50: float
    coverage_90: float
    histogram: tuple[int, ...]
    """Readings in each tenth of their forecast: level where forecasts are calibrated."""
    frozen: bool
    sentence: str


def calibration(checks: Sequence[Sequence[Placed]]) -> Calibration:
    """Judge the sessions of a registry, oldest first, by where their readings fell; the last 30 decide on freezing."""
    last = checks[-int(Freeze.sessions.to("1")) :]
    placed = [one for check in last for one in check]
    if not placed:
        return Calibration(
            sessions=len(last), readings=0, coverage_50=float("nan"), coverage_90=float("nan"),
            histogram=(0,) * BINS, frozen=False, sentence="No forecast has been compared with a reading yet.",
        )  # fmt: skip
    narrow, wide = (float(np.mean([one.within(row.to("1")) for one in placed])) for row in (Freeze.half, Freeze.wide))
    frozen = len(last) >= Freeze.sessions.to("1") and wide < Freeze.least.to("1")
    counts, _ = np.histogram([one.share for one in placed], bins=BINS, range=(0.0, 1.0))
    return Calibration(
        sessions=len(last),
        readings=len(placed),
        coverage_50=narrow,
        coverage_90=wide,
        histogram=tuple(int(count) for count in counts),
        frozen=frozen,
        sentence=_sentence(len(last), wide, frozen=frozen),
    )


def place(
    people: Population,
    occasion: Curve,
    visits: Sequence[Visit],
    followed: Levels,
    exposures: Sequence[Curve],
    *,
    seed: int,
) -> tuple[Placed, ...]:
    """Place the readings of the last visit among what these people, of equal weight, foretell for it.

    What is foretold knows the resting readings of the day and nothing after them. A whole score fills a range of its
    forecast; where in it the score is placed is chance, so that calibrated forecasts place readings evenly.
    """
    visit = visits[-1]
    found = [
        *_vitals(people, occasion, visit, followed),
        *_cadss(people, occasion, visit, followed),
        *_totals(people, visits, exposures),
    ]
    chance = draws.uniforms(seed, stream=f"place {len(visits)}", first=0, n=max(len(found), 1), width=1)[:, 0]
    return tuple(
        Placed(name=name, at=float(at), share=float(low + (high - low) * u))
        for (name, at, low, high), u in zip(found, chance, strict=False)
    )


Found = tuple[str, float, float, float]
"""The name of a reading, its minute or day, and the shares of the forecast below it and up to it."""


def _vitals(people: Population, occasion: Curve, visit: Visit, followed: Levels) -> Iterator[Found]:
    bare = replace(visit.readings, systolic=NONE, diastolic=NONE, heart_rate=NONE, cadss=NONE)
    rested = replace(visit, readings=bare)
    at_rest = weigh(people, occasion, rested, followed).lines
    for (name, kind), line in zip(SIGNALS.items(), at_rest, strict=True):
        minutes, values = visit.readings.of(name)
        if len(values):
            expected = line.base[:, None] + slope(people, name)[:, None] * followed.s_at(minutes)
            sd = np.sqrt(line.base_sd**2 + NOISE[name] ** 2)[:, None]
            shares = normal_cdf((np.asarray(values) - expected) / sd).mean(axis=0)
            yield from ((kind.label, at, share, share) for at, share in zip(minutes, shares, strict=True))


def _cadss(people: Population, occasion: Curve, visit: Visit, followed: Levels) -> Iterator[Found]:
    minutes, totals = visit.readings.cadss
    if len(totals):
        equivalents = followed.equivalents_at(minutes)
        felt = visit.readings.cadss_before + felt_cadss(people, equivalents, occasion, session=visit.session)
        values = np.asarray(totals, dtype=np.float64)
        low, high = cadss_cdf(values - 1, felt).mean(axis=0), cadss_cdf(values, felt).mean(axis=0)
        yield from (("CADSS", at, a, b) for at, a, b in zip(minutes, low, high, strict=True))


def _totals(people: Population, visits: Sequence[Visit], exposures: Sequence[Curve]) -> Iterator[Found]:
    later = visits[-1].follow_ups(visits[0].day)
    if later:
        days = [day for day, _ in later]
        expected = expected_scores(people, visits, exposures, days)
        noise, most = people.symptoms.residual_points[:, None], Symptoms.highest.to("points")
        totals = np.asarray([total for _, total in later], dtype=np.float64)
        low, high = (total_cdf(t, expected, noise=noise, most=most).mean(axis=0) for t in (totals - 1, totals))
        yield from (("PCL-5", day, a, b) for day, a, b in zip(days, low, high, strict=True))


def _sentence(sessions: int, wide: float, *, frozen: bool) -> str:
    held = f"Of the readings of the last {sessions} sessions {wide:.0%} lay within their 90 % bands"
    if frozen:
        return (
            f"{held}, fewer than {Freeze.least.quantity}: learning from readings is frozen. Use the population's "
            "forecast until somebody has found out why."
        )
    asked = int(Freeze.sessions.to("1"))
    return f"{held}." if sessions >= asked else f"{held}; learning is judged from {asked} sessions on."
