"""What tells a false value from a true one: the median of some seconds, a leap, numbers that never move."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from leeward.evidence import Cited, Facts, assumed
from leeward.protocol.vital_kind import VitalKind

_LEAP = "Faster than a body changes, as far as we know; no published source. It only asks for another measurement."


class Smoothing(Facts):
    """The median that slow rules look at."""

    median = assumed("5 s", why="Section 5.3, rule 2: median of 5 s; the raw values are kept, and fast rules use them.")


class Leap(Facts):
    """A change between two values that is too large for the time between them (hazard H28)."""

    continuous_within = assumed("5 s", why=_LEAP)
    spo2 = assumed("10 %", why=_LEAP)
    heart_rate = assumed("40 /min", why=_LEAP)
    cuff_within = assumed("6 min", why="One interval of the cuff while infusing, and a minute. " + _LEAP)
    systolic = assumed("50 mmHg", why=_LEAP)
    diastolic = assumed("35 mmHg", why=_LEAP)
    told_for = assumed("60 s", why="How long a leap of a continuous value is told; operational choice.")


class Frozen(Facts):
    """Numbers of a live body move; those of a monitor that stands still do not."""

    after = assumed("2 min", why="Heart rate and one more value without any change for so long; operational choice.")
    at_least = assumed("30 1", why="Readings; fewer equal values may be chance; operational choice.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """How far a value may move within a time."""

    by: float
    within: timedelta


def _gate(by: Cited, within: Cited, kind: VitalKind) -> Gate:
    return Gate(by=by.to(kind.unit), within=timedelta(seconds=within.to("s")))


GATES: Final[Mapping[VitalKind, Gate]] = {
    VitalKind.SPO2: _gate(Leap.spo2, Leap.continuous_within, VitalKind.SPO2),
    VitalKind.HEART_RATE: _gate(Leap.heart_rate, Leap.continuous_within, VitalKind.HEART_RATE),
    VitalKind.PULSE_RATE: _gate(Leap.heart_rate, Leap.continuous_within, VitalKind.PULSE_RATE),
    VitalKind.SYSTOLIC: _gate(Leap.systolic, Leap.cuff_within, VitalKind.SYSTOLIC),
    VitalKind.DIASTOLIC: _gate(Leap.diastolic, Leap.cuff_within, VitalKind.DIASTOLIC),
}
