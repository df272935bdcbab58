"""The words of one device's own table: codes and units that its maker uses and the shipped tables do not know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from leeward.infusion.vitals import VitalKind

OUR_UNITS: Final = frozenset({"/min", "%", "mmHg", "kPa", "Cel", "degF"})


@dataclass(frozen=True, slots=True)
class Metric:
    """A quantity that Leeward uses, where it is measured, and the names a sender may give its code."""

    kind: VitalKind
    site: str
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vocabulary:
    """One device's table, asked before the shipped ones; a person checked it against the device's screen.

    `codes` goes by the code and its coding system as the device writes them (OBX-3.1 and OBX-3.3); an empty system
    stands for whichever. `units` goes by the device's spelling in small letters and gives our name of the unit.
    Two tables are the same only when they are one object: make one for all devices of a model. What adapters have
    read by a table they keep in its `memory`, bounded, and it goes when the table goes.
    """

    codes: Mapping[tuple[str, str], Metric] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        strange = sorted(set(self.units.values()) - OUR_UNITS)
        if strange:
            known = ", ".join(sorted(OUR_UNITS))
            raise ValueError(f"{', '.join(strange)} is no unit that Leeward reads; it reads {known}.")
        shouted = sorted(spelling for spelling in self.units if spelling != spelling.strip().lower())
        if shouted:
            raise ValueError(f"Spellings of units go in small letters, without spaces around: {', '.join(shouted)}.")

    def find(self, code: str, system: str) -> Metric | None:
        """Return what the device means by the code; None where its own table does not hold it."""
        return self.codes.get((code, system)) or self.codes.get((code, ""))


SHIPPED_ONLY: Final = Vocabulary()
