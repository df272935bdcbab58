"""One version of what this clinic decided: dose, start, watching, discharge; and who signed it."""

from dataclasses import dataclass
from datetime import date

from leeward.protocol.alarm_limit import AlarmLimit, ScoreLimit
from leeward.protocol.discharge import DischargeCriteria
from leeward.protocol.dosing import DosingLimits
from leeward.protocol.monitoring import Monitoring
from leeward.protocol.overriding import OVERRIDABLE, Overridable
from leeward.protocol.starting import StartLimits
from leeward.protocol.thresholds import SHIPPED, Thresholds


class CannotSign(ValueError):
    """The protocol's signature is not complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """Limits are clinical data: typed, versioned, signed by the medical director, never edited in place."""

    name: str
    version: int
    dosing: DosingLimits
    starting: StartLimits
    alarms: tuple[AlarmLimit, ...]
    score_limits: tuple[ScoreLimit, ...]
    monitoring: Monitoring
    discharge: DischargeCriteria
    thresholds: Thresholds = SHIPPED
    overridable: tuple[Overridable, ...] = OVERRIDABLE
    signed_by: str | None = None
    signed_on: date | None = None

    def __post_init__(self) -> None:
        if (self.signed_by is None) is not (self.signed_on is None):
            raise CannotSign("A signed protocol names both who signed it and on which day.")

    @property
    def is_signed(self) -> bool:
        """Has a medical director signed it?"""
        return self.signed_by is not None

    @property
    def says(self) -> str:
        """The line that every page prints."""
        if self.signed_on is None:
            return f"{self.name}, version {self.version}: not signed by a medical director"
        return f"{self.name}, version {self.version}: signed by {self.signed_by} on {self.signed_on:%d-%b-%Y}"
