"""One session as the virtual patients would have seen it: what was given, what was read, and how likely that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.evidence import Facts, assumed
from leeward.pharmacology.effects import Circulation, dissociation, tolerated
from leeward.pharmacology.likelihood import Line, Noise, Trend, cadss_log_likelihood, trends
from leeward.pharmacology.model import Curve
from leeward.pharmacology.population import Population
from leeward.pharmacology.readings import SIGNALS, Readings
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.response import levels
from leeward.pharmacology.subject import Subject
from leeward.pharmacology.weighing import Indices


class Resting(Facts):
    """How far the resting level of a day may lie from the one on record."""

    systolic = assumed("14 mmHg", why="SD of a weak prior around the pressure on record: today's readings decide")
    diastolic = assumed("9 mmHg", why="SD of a weak prior, as for systolic")
    heart_rate = assumed("10 /min", why="SD of a weak prior, as for systolic")
    systolic_by_day = assumed("7 mmHg", why="SD from one session's resting level to the next; not looked up")
    diastolic_by_day = assumed("5 mmHg", why="SD from one session's resting level to the next; not looked up")
    heart_rate_by_day = assumed("6 /min", why="SD from one session's resting level to the next; not looked up")
    asked = assumed("3 1", why="resting readings of each signal that are asked for; with fewer the base stays wider")
    every = assumed("5 min", why="gap between resting readings, the last one such gap before the start")


class Occasion(Facts):
    """How one person differs from session to session beyond tolerance."""

    dissociation = assumed("0.25 1", why="log-SD of one session's scale of dissociation around the person's own")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What was known of a resting level before the session: normal around `expected`."""

    expected: float
    sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One session: what was given on which day of the course, and what was read."""

    given: Regimen
    readings: Readings
    day: float
    session: int
    rest: tuple[Rest, Rest, Rest]
    """Of systolic, diastolic and heart rate, in the order of SIGNALS."""

    def follow_ups(self, first_day: float) -> tuple[tuple[float, int], ...]:
        """Return the scores after the course began."""
        return tuple((day, total) for day, total in self.readings.scores if day > first_day)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """One visit for each virtual patient."""

    log_likelihood: Curve
    lines: tuple[Line, Line, Line]
    """Systolic, diastolic, heart rate."""


UNITS: Final = {"systolic": "mmHg", "diastolic": "mmHg", "heart_rate": "/min"}
SPREADS: Final = {name: getattr(Resting, name).to(unit) for name, unit in UNITS.items()}
BY_DAY: Final = {name: getattr(Resting, f"{name}_by_day").to(unit) for name, unit in UNITS.items()}
NOISE: Final = {
    "systolic": Circulation.noise.to("mmHg"),
    "diastolic": Circulation.diastolic_noise.to("mmHg"),
    "heart_rate": Circulation.heart_rate_noise.to("/min"),
}


def on_record(subject: Subject) -> tuple[Rest, Rest, Rest]:
    """Return what the record says of the resting levels before the first session."""
    return (
        Rest(expected=subject.resting_systolic_mmhg, sd=SPREADS["systolic"]),
        Rest(expected=subject.resting_diastolic_mmhg, sd=SPREADS["diastolic"]),
        Rest(expected=subject.resting_heart_rate_per_min, sd=SPREADS["heart_rate"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Levels:
    """S-ketamine and S-equivalents at the effect site at the minutes of a visit's readings, (people, times) each."""

    times_min: Curve
    s_ng_per_ml: Curve
    equivalents_ng_per_ml: Curve

    def of(self, people: Indices) -> "Levels":
        """Return the levels of some of the people."""
        return Levels(
            times_min=self.times_min,
            s_ng_per_ml=self.s_ng_per_ml[people],
            equivalents_ng_per_ml=self.equivalents_ng_per_ml[people],
        )

    def s_at(self, minutes: Sequence[float]) -> Curve:
        """Return S-ketamine at some of the minutes."""
        return _columns(self.s_ng_per_ml, np.searchsorted(self.times_min, minutes))

    def equivalents_at(self, minutes: Sequence[float]) -> Curve:
        """Return S-equivalents at some of the minutes."""
        return _columns(self.equivalents_ng_per_ml, np.searchsorted(self.times_min, minutes))


def follow(people: Population, visit: Visit) -> Levels:
    """Follow what was given to where it acts, at every minute at which something was read."""
    minutes = [visit.readings.of(name)[0] for name in (*SIGNALS, "cadss")]
    times = np.unique(np.concatenate([np.asarray(one, dtype=np.float64) for one in minutes]))
    nothing = np.zeros((people.size, 0))
    s, equivalents = levels(people, visit.given, times) if times.size else (nothing, nothing)
    return Levels(times_min=times, s_ng_per_ml=s, equivalents_ng_per_ml=equivalents)


def weigh(
    people: Population,
    occasion: Curve,
    visit: Visit,
    followed: Levels | None = None,
    lines: Mapping[str, Trend] | None = None,
) -> Weighed:
    """Weigh one visit's vital signs and CADSS; `occasion` is one standard normal per virtual patient.

    `followed` and `lines`, where they have been computed for these people already, are not computed again.
    """
    followed = follow(people, visit) if followed is None else followed
    lines = trends_of(people.autocorrelation, visit, followed) if lines is None else lines
    systolic, diastolic, heart_rate = (
        lines[name].at(slope(people, name)) if name in lines else _unread(people, rest)
        for name, rest in zip(SIGNALS, visit.rest, strict=True)
    )
    total = systolic.log_likelihood + diastolic.log_likelihood + heart_rate.log_likelihood
    minutes, totals = visit.readings.cadss
    if totals:
        felt = felt_cadss(people, followed.equivalents_at(minutes), occasion, session=visit.session)
        total = total + cadss_log_likelihood(np.asarray(totals), visit.readings.cadss_before + felt)
    return Weighed(log_likelihood=total, lines=(systolic, diastolic, heart_rate))


def trends_of(autocorrelation: Curve, visit: Visit, followed: Levels) -> dict[str, Trend]:
    """Weigh the vital signs that were read, before slopes are known; signals read at the same minutes go together."""
    together: dict[tuple[float, ...], list[str]] = {}
    for name in SIGNALS:
        minutes = _minutes(visit, name)
        if minutes:
            together.setdefault(minutes, []).append(name)
    found: dict[str, Trend] = {}
    for minutes, names in together.items():
        read = [minute for minute in minutes if minute >= 0]
        drug = np.zeros((len(followed.s_ng_per_ml), len(minutes)))
        drug[:, len(minutes) - len(read) :] = followed.s_at(read)
        weighed = trends(
            [np.asarray((*visit.readings.resting(name), *visit.readings.of(name)[1])) for name in names],
            np.diff(minutes),
            drug,
            autocorrelation=autocorrelation,
            noises=[_noise(visit, name) for name in names],
        )
        found |= dict(zip(names, weighed, strict=True))
    return found


def felt_cadss(people: Population, equivalents: Curve, occasion: Curve, *, session: int) -> Curve:
    """Return CADSS above baseline (people, times) at a session with deviation `occasion`, a standard normal each."""
    scale = tolerated(people.cadss_scale, people.cadss_tolerance, session=session)
    return dissociation(
        equivalents,
        scale=scale * np.exp(Occasion.dissociation.to("1") * occasion),
        c50_ng_per_ml=people.cadss_c50_ng_per_ml,
        hill=people.cadss_hill,
    )


def slope(people: Population, name: str) -> Curve:
    """Return each virtual patient's rise of one of SIGNALS per ng/mL of S-ketamine at the effect site."""
    return {
        "systolic": people.systolic_slope,
        "diastolic": people.diastolic_slope,
        "heart_rate": people.heart_rate_slope,
    }[name]


def _minutes(visit: Visit, name: str) -> tuple[float, ...]:
    """Return the minutes of a signal's readings, the resting ones before 0."""
    resting = len(visit.readings.resting(name))
    every = Resting.every.to("min")
    return (*(-every * (resting - number) for number in range(resting)), *visit.readings.of(name)[0])


def _noise(visit: Visit, name: str) -> Noise:
    rest = visit.rest[list(SIGNALS).index(name)]
    return Noise(sd=NOISE[name], base=rest.expected, base_sd=rest.sd)


def _unread(people: Population, rest: Rest) -> Line:
    """Return a signal of which nothing was read."""
    still = np.zeros(people.size)
    return Line(log_likelihood=still, base=still + rest.expected, base_sd=still + rest.sd)


def _columns(values: Curve, places: Indices) -> Curve:
    """Return some columns, without a copy where they are all of them."""
    return values if places.size == values.shape[1] else values[:, places]
