"""Made-up readings of a made-up person, to hold what is learned against what is true."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from leeward.pharmacology import draws
from leeward.pharmacology.effects import Dissociation, carried
from leeward.pharmacology.likelihood import ScoreNoise
from leeward.pharmacology.model import Curve
from leeward.pharmacology.population import Population
from leeward.pharmacology.readings import SIGNALS, Readings
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.response import levels
from leeward.pharmacology.score_likelihood import expected_scores, exposures_of
from leeward.pharmacology.symptoms import Symptoms
from leeward.pharmacology.visits import NOISE, Rest, Resting, Visit, felt_cadss, on_record, slope


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """Readings, and the truth behind them that no trait of the person tells."""

    readings: Readings
    resting: tuple[float, ...]
    """The true resting levels of the day, in the order of SIGNALS."""
    occasion: float
    """The session's own deviation of dissociation, a standard normal."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chair:
    """One person at one session, read as the model of learning has it: the same noise, drift, rounding and bounds."""

    person: Population
    given: Regimen
    seed: int
    session: int = 1
    expected: tuple[Rest, ...] | None = None
    """What the resting levels of the day are drawn around; None: what the record says."""

    def __post_init__(self) -> None:
        if self.person.size != 1:
            raise ValueError(f"Readings are made up for one person, not {self.person.size}: take one of them.")

    def read(
        self,
        minutes: Sequence[float],
        *,
        cadss_minutes: Sequence[float] = (),
        baseline_pcl5: int | None = None,
        score_days: Sequence[float] = (),
    ) -> MadeUp:
        """Read the vital signs, three times before the start and at those minutes, and the scores that are asked for.

        A baseline PCL-5 is a reading of day 0, the session's day, around which the person's true score lies.
        """
        expected = self.expected or on_record(self.person.subject)
        rest = [one.expected + one.sd * z for one, z in zip(expected, self._fresh("rest"), strict=False)]
        occasion = float(self._fresh("occasion")[0])
        readings = replace(self._vitals(rest, minutes), cadss=(cadss_minutes, self._cadss(cadss_minutes, occasion)))
        if baseline_pcl5 is not None:
            readings = replace(readings, scores=self._scores(readings, baseline_pcl5, score_days))
        return MadeUp(readings=readings, resting=tuple(float(level) for level in rest), occasion=occasion)

    def _vitals(self, rest: Sequence[float], minutes: Sequence[float]) -> Readings:
        count = int(Resting.asked.to("1"))
        read: dict[str, Any] = {}
        for name, level in zip(SIGNALS, rest, strict=True):
            values = np.round(level + self._signal(name, count, np.asarray(minutes, dtype=np.float64)))
            read |= {f"resting_{name}": values[:count], name: (minutes, values[count:])}
        return Readings(**read)

    def _fresh(self, what: str, width: int = 4) -> Curve:  # plain: a few numbers
        stream = f"made up {what} {self.session}"
        drawn: Curve = draws.normals(self.seed, stream=stream, first=self.person.first, n=1, width=width)[0]
        return drawn

    def _signal(self, name: str, resting: int, minutes: Curve) -> Curve:
        """Return rise and drifting noise of one signal, the resting readings first."""
        before = Resting.every.to("min") * np.arange(-resting, 0)
        noise = self._fresh(name, resting + minutes.size)
        for i, gap in enumerate(np.diff(np.concatenate([before, minutes])), start=1):
            left = carried(self.person.autocorrelation, gap)[0]
            noise[i] = left * noise[i - 1] + np.sqrt(1 - left**2) * noise[i]
        seen: Curve = NOISE[name] * noise
        if minutes.size:
            s, _ = levels(self.person, self.given, minutes)
            seen[resting:] += slope(self.person, name)[0] * s[0]
        return seen

    def _cadss(self, minutes: Sequence[float], occasion: float) -> list[float]:
        if not len(minutes):
            return []
        _, equivalents = levels(self.person, self.given, np.asarray(minutes, dtype=np.float64))
        felt = felt_cadss(self.person, equivalents, np.asarray([occasion]), session=self.session)[0]
        root = np.sqrt(felt) + ScoreNoise.cadss.to("1") * self._fresh("cadss", len(minutes))
        most = Dissociation.most.to("points")
        totals: list[float] = np.clip(np.round(np.maximum(root, 0.0) ** 2), 0.0, most).tolist()
        return totals

    def _scores(self, readings: Readings, baseline: int, days: Sequence[float]) -> tuple[tuple[float, int], ...]:
        before = (0.0, baseline)
        if not len(days):
            return (before,)
        asked = replace(readings, scores=(before, *((day, 0) for day in days)))
        rest = on_record(self.person.subject)
        visits = [Visit(given=self.given, readings=asked, day=0.0, session=self.session, rest=rest)]
        expected = expected_scores(self.person, visits, exposures_of(self.person, visits), days)[0]
        seen = np.round(expected + self.person.symptoms.residual_points[0] * self._fresh("pcl5", len(days)))
        totals = np.clip(seen, 0.0, Symptoms.highest.to("points"))
        return (before, *((float(day), int(total)) for day, total in zip(days, totals, strict=True)))
