"""The test before going home: the pressure lying, and the pressure after standing up (H33)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from leeward.infusion.charting import scores
from leeward.infusion.event import Event
from leeward.infusion.gate import GateItem
from leeward.infusion.vitals import CannotReadEntry, VitalKind
from leeward.protocol.discharge import DischargeCriteria
from leeward.truth import UNKNOWN, truth

KEY: Final = "orthostasis"  # the scale under which both pressures stand in the journal
PRESSURE: Final = re.compile(r"([0-9]+)\s*/\s*([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingTest:
    """Both pressures, mmHg."""

    lying: tuple[int, int]
    standing: tuple[int, int]

    def __post_init__(self) -> None:
        """Raise CannotReadEntry for a pressure that no body has."""
        for systolic, diastolic in (self.lying, self.standing):
            known = systolic in VitalKind.SYSTOLIC.plausible and diastolic in VitalKind.DIASTOLIC.plausible
            if not known or diastolic >= systolic:
                raise CannotReadEntry(f"{systolic}/{diastolic} is not a blood pressure. Measure again.")

    @property
    def drop(self) -> tuple[int, int]:
        """How far standing lets it drop; negative where it rises."""
        return self.lying[0] - self.standing[0], self.lying[1] - self.standing[1]

    @property
    def answers(self) -> tuple[int, int, int, int]:
        """Return the four numbers as the journal keeps them."""
        return (*self.lying, *self.standing)


def typed(lying: str, standing: str) -> StandingTest:
    """Read both pressures as a person types them, 124/80, or raise CannotReadEntry."""
    return StandingTest(lying=_pressure(lying), standing=_pressure(standing))


def orthostasis(events: Sequence[Event], criteria: DischargeCriteria, *, since: datetime) -> GateItem:
    """Return the item of the gate: measured after the infusion ended, and the drop less than both limits."""
    limits = (criteria.standing_drop_systolic.to("mmHg"), criteria.standing_drop_diastolic.to("mmHg"))
    says = f"Standing drops the pressure by less than {limits[0]:g}/{limits[1]:g} mmHg."
    done = [score for score in scores(events, KEY) if score.at >= since]
    test = _read(done[-1].answers) if done else None
    if test is None:
        return GateItem(key=KEY, says=says, truth=UNKNOWN, why="Measure lying, then 3 min after standing up.")
    met = truth(all(drop < limit for drop, limit in zip(test.drop, limits, strict=True)))
    why = f"Lying {_said(test.lying)}, standing {_said(test.standing)} mmHg."
    return GateItem(key=KEY, says=says, truth=met, why=why)


def _pressure(text: str) -> tuple[int, int]:
    found = PRESSURE.fullmatch(text.strip())
    if found is None:
        raise CannotReadEntry(f"{text!r} is not a blood pressure. Write both numbers as 124/80.")
    return int(found[1]), int(found[2])


def _read(answers: Sequence[int | None]) -> StandingTest | None:
    """Return the test that the journal keeps; None where a number is missing."""
    match tuple(answers):
        case (int(a), int(b), int(c), int(d)):
            return StandingTest(lying=(a, b), standing=(c, d))
    return None


def _said(pressure: tuple[int, int]) -> str:
    return f"{pressure[0]}/{pressure[1]}"
