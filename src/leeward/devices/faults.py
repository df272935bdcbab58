"""What goes wrong with a simulated monitor, each by its name, at random instants of one seeded generator."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from numpy.random import Generator


class Fault(StrEnum):
    """One way in which monitors fail; the value is the name on the command line."""

    ARTEFACT = "artefact"
    SENSOR_OFF = "sensor-off"
    SENTINEL = "sentinel"
    FLAT_LINE = "flat-line"
    CLOCK_SKEW = "clock-skew"
    DUPLICATE = "duplicate"
    BURST = "burst"
    DISCONNECT = "disconnect"


MEANS: Final = {
    Fault.ARTEFACT: "the finger probe slips: SpO2 falls by 12 % for some seconds, and is marked valid",
    Fault.SENSOR_OFF: "the finger probe is off: no value, marked invalid",
    Fault.SENTINEL: "the finger probe is off, and the monitor sends -999 for it, marked valid",
    Fault.FLAT_LINE: "no number moves any more for some minutes",
    Fault.CLOCK_SKEW: "every other monitor's clock is wrong, by up to a minute and a half, ahead or behind",
    Fault.DUPLICATE: "one message of ten is sent twice",
    Fault.BURST: "the line fails for a minute, and what was kept meanwhile is sent at once afterwards",
    Fault.DISCONNECT: "the line fails for a minute, and what was measured meanwhile is lost",
}


@dataclass(frozen=True, slots=True)
class Spell:
    """How often a fault begins at one chair, and how long it lasts: for trying alarms on, no claim about monitors."""

    per_h: float
    lasts: timedelta


SPELLS: Final = {
    Fault.ARTEFACT: Spell(12.0, timedelta(seconds=20)),
    Fault.SENSOR_OFF: Spell(4.0, timedelta(seconds=40)),
    Fault.SENTINEL: Spell(4.0, timedelta(seconds=30)),
    Fault.FLAT_LINE: Spell(2.0, timedelta(seconds=200)),
    Fault.BURST: Spell(3.0, timedelta(seconds=60)),
    Fault.DISCONNECT: Spell(3.0, timedelta(seconds=60)),
}
TWICE: Final = 0.1
SKEW_S: Final = 90.0
SKEWED: Final = 0.5


class Faults:
    """The faults of one chair, of those that are switched on."""

    def __init__(self, on: frozenset[Fault], rng: Generator) -> None:
        self._on, self._rng = on, rng
        self._until: dict[Fault, datetime] = {}
        self._looked_at: datetime | None = None
        is_skewed = Fault.CLOCK_SKEW in on and rng.random() < SKEWED
        self.skew = timedelta(seconds=float(rng.uniform(-SKEW_S, SKEW_S))) if is_skewed else timedelta(0)

    def now(self, at: datetime) -> frozenset[Fault]:
        """Return which faults there are at this instant; instants go forward."""
        passed = at - self._looked_at if self._looked_at is not None else timedelta(0)
        self._looked_at = at
        for fault, spell in SPELLS.items():
            begins = fault in self._on and self._rng.random() < spell.per_h * (passed / timedelta(hours=1))
            if begins and at >= self._until.get(fault, at):
                self._until[fault] = at + spell.lasts
        return frozenset(fault for fault, until in self._until.items() if at < until)

    def is_twice(self) -> bool:
        """Is this message sent twice?"""
        return Fault.DUPLICATE in self._on and bool(self._rng.random() < TWICE)
