"""What was read from one person in one session, checked before anything is learned from it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from leeward.pharmacology.effects import Dissociation
from leeward.pharmacology.reach import sessions_of
from leeward.pharmacology.regimen import Regimen
from leeward.pharmacology.subject import Subject
from leeward.pharmacology.symptoms import Symptoms
from leeward.pharmacology.validity import passed
from leeward.protocol.vital_kind import VitalKind

Timed = tuple[Sequence[float], Sequence[float]]
"""Minutes from the start, and the values read at them."""

NONE: Final[Timed] = ((), ())
SIGNALS: Final = {
    "systolic": VitalKind.SYSTOLIC,
    "diastolic": VitalKind.DIASTOLIC,
    "heart_rate": VitalKind.HEART_RATE,
}


class CannotLearn(ValueError):
    """Nothing can be learned from this: the sentence names the reading and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The readings of one session; what was not read is left empty. Raises CannotLearn naming the reading at fault.

    Resting readings were taken before the start, five minutes apart; three of each are asked for, fewer say less.
    `scores` are PCL-5 totals by day of the course: those up to the day of the first infusion are the baseline.
    """

    systolic: Timed = NONE
    diastolic: Timed = NONE
    heart_rate: Timed = NONE
    resting_systolic: Sequence[float] = ()
    resting_diastolic: Sequence[float] = ()
    resting_heart_rate: Sequence[float] = ()
    cadss: Timed = NONE
    cadss_before: int = 0
    scores: Sequence[tuple[float, int]] = ()

    def __post_init__(self) -> None:
        for name in (*SIGNALS, "cadss"):
            minutes, values = getattr(self, name)
            object.__setattr__(self, name, (tuple(map(float, minutes)), tuple(map(float, values))))
        for name in SIGNALS:
            object.__setattr__(self, f"resting_{name}", tuple(map(float, self.resting(name))))
        object.__setattr__(self, "scores", tuple(self.scores))
        self._check()

    def _check(self) -> None:
        for name, kind in SIGNALS.items():
            minutes, values = self.of(name)
            _check_minutes(kind.label, minutes, values)
            for where, value in _placed(minutes, values, self.resting(name)):
                _check_vital(kind, value, where)
        _check_minutes("CADSS", *self.cadss)
        for where, total in _placed(*self.cadss, ()):
            _check_score("CADSS", total, where, most=Dissociation.most.to("points"))
        _check_score("CADSS", self.cadss_before, "before the start", most=Dissociation.most.to("points"))
        _check_pairs(self)
        _check_days(self.scores)

    def of(self, signal: str) -> Timed:
        """Return minutes and values of one of SIGNALS."""
        found: Timed = getattr(self, signal)
        return found

    def resting(self, signal: str) -> Sequence[float]:
        """Return the resting readings of one of SIGNALS."""
        found: Sequence[float] = getattr(self, f"resting_{signal}")
        return found


def check_learnable(subject: Subject, given: Regimen) -> None:
    """Refuse to learn from an infusion beyond the trials' doses and durations, from a push, or from several at once."""
    if len(sessions_of(given)) > 1:
        raise CannotLearn("What was given holds several sessions. Learn from each with its own readings and day.")
    for bound in passed(given, weight_kg=subject.weight_kg):
        raise CannotLearn(f"{bound.says} Nothing is learned from it: leave this session out.")


def _placed(minutes: Sequence[float], values: Sequence[float], resting: Sequence[float]) -> Iterator[tuple[str, float]]:
    """Name each reading by where it stands."""
    yield from ((f"resting reading {number}", value) for number, value in enumerate(resting, start=1))
    yield from ((f"at {minute:g} min", value) for minute, value in zip(minutes, values, strict=True))


def _check_minutes(label: str, minutes: Sequence[float], values: Sequence[float]) -> None:
    if len(minutes) != len(values):
        raise CannotLearn(f"{label}: {len(minutes)} times and {len(values)} values. Give every value its minute.")
    last = -math.inf
    for number, minute in enumerate(minutes, start=1):
        if not math.isfinite(minute):
            raise CannotLearn(f"{label}, reading {number}: its time is {minute}, not a minute. Correct it.")
        if minute < 0:
            raise CannotLearn(
                f"{label}, reading {number}, was taken {-minute:g} min before the start. Give it as a resting reading."
            )
        if minute <= last:
            raise CannotLearn(
                f"{label}, reading {number}, at {minute:g} min does not come after the one at {last:g} min. "
                "Put the readings in order of time, one to a minute."
            )
        last = minute


def _check_vital(kind: VitalKind, value: float, where: str) -> None:
    if not math.isfinite(value) or value <= 0 or value not in kind.plausible:
        raise CannotLearn(
            f"{kind.label}, {where}: {value:g} {kind.unit} lies outside {kind.plausible.low:g}-"
            f"{kind.plausible.high:g} {kind.unit} and is taken for an artefact. Leave it out or correct it."
        )


def _check_score(label: str, total: float, where: str, *, most: float) -> None:
    if not math.isfinite(total) or total != round(total) or not 0 <= total <= most:
        raise CannotLearn(f"{label}, {where}: {total:g} is no total of 0 to {most:g} whole points. Correct it.")


def _check_pairs(readings: Readings) -> None:
    """Refuse a cuff reading whose diastolic is not below its systolic."""
    diastolic = dict(zip(*readings.diastolic, strict=True))
    for minute, systolic in zip(*readings.systolic, strict=True):
        if minute in diastolic and diastolic[minute] >= systolic:
            raise CannotLearn(
                f"Blood pressure at {minute:g} min: {systolic:g}/{diastolic[minute]:g} mmHg has its diastolic value "
                "at or above its systolic one. Correct it or leave it out."
            )


def _check_days(scores: Sequence[tuple[float, int]]) -> None:
    last = -math.inf
    for number, (day, total) in enumerate(scores, start=1):
        if not math.isfinite(day):
            raise CannotLearn(f"PCL-5, score {number}: its day is {day}, not a day of the course. Correct it.")
        if day <= last:
            raise CannotLearn(
                f"PCL-5, score {number}, of day {day:g} does not come after the one of day {last:g}. "
                "Put the scores in order of day, one to a day."
            )
        _check_score("PCL-5", total, f"day {day:g}", most=Symptoms.highest.to("points"))
        last = day
