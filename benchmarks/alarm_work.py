"""Simulated sessions with known truth: what a body did, and what a monitor made of it.

The rates are illustrative, after the figures of the safety dossier; no clinic is foretold from them. Durations of
artefacts are log-normal so that 14 s remove half and 19 s two thirds of them (GOR09). Pressures of 180/110 and rises of
40/25 are as frequent as the esketamine label reports. Nothing here was fitted to Leeward's limits.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.signal import lfilter

Series = NDArray[np.float32]
Mask = NDArray[np.bool_]

MINUTES: Final = 100
SECONDS: Final = 60 * MINUTES
HOURS: Final = MINUTES / 60
CUFF_EVERY_S: Final = 300
SEED: Final = 5
EVENTS_PER_SESSION: Final = {"desaturation": 0.05, "apnoea": 0.02, "bradycardia": 0.02, "tachycardia": 0.02}
HYPERTENSIVE: Final = 0.035
"""Share of sessions with 180/110 or more: 3 % and 4 % on esketamine."""
LARGE_RISE: Final = 0.10
"""Share with a rise of 40/25 or more that stays below 180: 8 to 17 % on esketamine, by age."""
ARTEFACTS_PER_H: Final = {"spo2": 2.0, "heart_rate": 0.7, "respiratory_rate": 0.7, "off": 0.5}
FLAGGED: Final = 0.3
"""Share of artefacts that the monitor itself calls questionable."""
CUFF_FALSE: Final = 0.03
"""Share of cuff readings that are false by 30 to 80 mmHg, up or down."""
CUFF_ERROR_MMHG: Final = 5.0


@dataclass(slots=True)
class Sessions:
    """`n` sessions, one value a second: the truth, what the monitor shows, and which values it does not stand for."""

    truth: dict[str, Series]
    shown: dict[str, Series]
    flagged: dict[str, Mask]
    baseline: dict[str, Series]
    events: list[tuple[str, int, int, int]] = field(default_factory=list)


def sessions(rng: Generator, n: int) -> Sessions:
    """Return `n` simulated sessions."""
    made = _calm(rng, n)
    _circulation(made, rng, n)
    _events(made, rng, n)
    made.shown = {
        "spo2": np.minimum(np.round(made.truth["spo2"] + _noise(rng, n, 0.5, 20)), 100),
        "heart_rate": np.round(made.truth["heart_rate"] + _noise(rng, n, 2.0, 15)),
        "respiratory_rate": np.maximum(np.round(made.truth["respiratory_rate"] + _noise(rng, n, 0.8, 20)), 0),
    }
    # A monitor that counts no breath shows none.
    made.shown["respiratory_rate"][made.truth["respiratory_rate"] < 1] = 0
    made.flagged = {name: np.zeros((n, SECONDS), dtype=bool) for name in made.shown}
    _artefacts(made, rng, n)
    _cuff(made, rng, n)
    return made


def _noise(rng: Generator, n: int, sd: float, tau_s: float) -> Series:
    a = float(np.exp(-1 / tau_s))
    white = rng.standard_normal((n, SECONDS), dtype=np.float32)
    found: Series = lfilter([np.sqrt(1 - a * a)], [1, -a], white, axis=1).astype(np.float32) * sd
    return found


def _calm(rng: Generator, n: int) -> Sessions:
    """Persons at rest, as the checks before the start let them in."""
    ones = np.ones((1, SECONDS), dtype=np.float32)
    own = {
        "spo2": np.clip(rng.normal(97, 1.2, (n, 1)), 95.5, 99.5),
        "heart_rate": np.clip(rng.normal(72, 10, (n, 1)), 55, 98),
        "respiratory_rate": np.clip(rng.normal(14.5, 1.8, (n, 1)), 12.5, 19),
        "systolic": np.clip(rng.normal(124, 11, (n, 1)), 100, 140),
        "diastolic": np.clip(rng.normal(77, 7, (n, 1)), 60, 90),
    }
    truth = {name: (value * ones).astype(np.float32) for name, value in own.items()}
    return Sessions(
        truth=truth, shown={}, flagged={}, baseline={name: value.astype(np.float32) for name, value in own.items()}
    )


def _plateau(start_s: float, up_s: float, stay_s: float, down_s: float) -> Series:
    at = np.arange(SECONDS, dtype=np.float32) - start_s
    found: Series = np.clip(np.minimum(at / up_s, (up_s + stay_s + down_s - at) / down_s), 0, 1).astype(np.float32)
    return found


def _circulation(made: Sessions, rng: Generator, n: int) -> None:
    """Pressure and heart rate under the drug; the mean rise is 7/6 mmHg at 30 to 40 min (CV741)."""
    kind = rng.random(n)
    for i in range(n):
        shape = _plateau(60, rng.uniform(900, 1800), rng.uniform(600, 1500), rng.uniform(900, 1800))
        rise = rng.normal(7, 8)
        if kind[i] < HYPERTENSIVE:
            rise = rng.uniform(183, 208) - made.baseline["systolic"][i, 0]
        elif kind[i] < HYPERTENSIVE + LARGE_RISE:
            rise = min(rng.uniform(43, 55), 174 - made.baseline["systolic"][i, 0])
        made.truth["systolic"][i] += rise * shape
        made.truth["diastolic"][i] += 0.62 * rise * shape
        made.truth["heart_rate"][i] += rng.normal(2, 3) * shape


def _events(made: Sessions, rng: Generator, n: int) -> None:
    for name, rate in EVENTS_PER_SESSION.items():
        for i in np.flatnonzero(rng.random(n) < rate):
            start = rng.uniform(300, SECONDS - 600)
            if name == "desaturation":
                shape = _plateau(start, rng.uniform(20, 60), rng.uniform(30, 180), rng.uniform(20, 60))
                _move(made, "spo2", int(i), rng.uniform(74, 88), shape)
            elif name == "apnoea":
                stay = rng.uniform(20, 60)
                _move(made, "respiratory_rate", int(i), 0, _plateau(start, 8, stay, 15))
                _move(made, "spo2", int(i), rng.uniform(80, 94), _plateau(start + 30, 40, stay, 40))
            elif name == "bradycardia":
                shape = _plateau(start, rng.uniform(5, 20), rng.uniform(30, 120), rng.uniform(10, 30))
                _move(made, "heart_rate", int(i), rng.uniform(33, 42), shape)
            else:
                shape = _plateau(start, rng.uniform(10, 40), rng.uniform(30, 240), rng.uniform(20, 60))
                _move(made, "heart_rate", int(i), rng.uniform(145, 170), shape)


def _move(made: Sessions, name: str, i: int, to: float, shape: Series) -> None:
    made.truth[name][i] += shape * (to - made.truth[name][i])


def _artefacts(made: Sessions, rng: Generator, n: int) -> None:
    """Motion, double counting, a loose lead; and a probe that is off."""
    for name, per_h in ARTEFACTS_PER_H.items():
        for i, count in enumerate(rng.poisson(per_h * HOURS, n)):
            for _ in range(count):
                start = int(rng.integers(60, SECONDS - 200))
                lasts = int(np.clip(rng.lognormal(np.log(14), 0.69), 2, 150))
                span = slice(start, start + lasts)
                if name == "off":
                    made.flagged["spo2"][i, span.start : span.start + 20 + lasts] = True
                    continue
                _spoil(made, name, i, span, rng)
                made.flagged[name][i, span] |= rng.random() < FLAGGED


def _spoil(made: Sessions, name: str, i: int, span: slice, rng: Generator) -> None:
    part = made.shown[name][i, span]
    if name == "spo2":
        part -= np.round(np.abs(rng.normal(10, 5)) * rng.uniform(0.6, 1.0, part.size))
    elif name == "heart_rate":
        part *= rng.choice([0.5, 1.7, 2.0])
    else:
        part[:] = rng.choice([rng.integers(0, 7), rng.integers(26, 45)])
    np.round(part, out=part)


def _cuff(made: Sessions, rng: Generator, n: int) -> None:
    """One measurement each five minutes, with the cuff's own error; some are false."""
    at = np.arange(30, SECONDS, CUFF_EVERY_S)
    false = np.where(rng.random((n, at.size)) < CUFF_FALSE, rng.choice([-1, 1], (n, at.size)), 0)
    off = false * rng.uniform(30, 80, (n, at.size))
    for name, share in (("systolic", 1.0), ("diastolic", 0.6)):
        error = rng.normal(0, CUFF_ERROR_MMHG, (n, at.size))
        made.shown[name] = np.round(made.truth[name][:, at] + error + share * off).astype(np.float32)
        made.flagged[name] = np.zeros((n, at.size), dtype=bool)
