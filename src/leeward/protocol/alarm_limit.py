"""What an alarm limit is: a number, a side, a delay, a distance to re-arm, and how urgent it is."""

from dataclasses import dataclass
from enum import Enum, StrEnum

from leeward.evidence import Cited, Facts, assumed
from leeward.protocol.vital_kind import VitalKind


class AtOnce(Facts):
    """No delay."""

    delay = assumed("0 s", why="Section 5.3, rule 1: no delay for desaturation, apnoea and blood pressure.")


class Priority(Enum):
    """IEC 60601-1-8's priorities."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    def __init__(self, _says: str) -> None:
        self.rank = len(type(self).__members__)  # 0 is the most urgent; asked for at every comparison of alarms


class AlarmKind(Enum):
    """Is it the patient, or the means of watching the patient?"""

    PHYSIOLOGICAL = "physiological"
    TECHNICAL = "technical"


class Beyond(Enum):
    """On which side of the limit, and whether the limit itself counts."""

    BELOW = "below"
    AT_OR_BELOW = "at or below"
    AT_OR_ABOVE = "at or above"
    ABOVE = "above"
    RISE = "rise from own baseline of at least"

    @property
    def is_low(self) -> bool:
        """Is it a limit downwards?"""
        return self in (Beyond.BELOW, Beyond.AT_OR_BELOW)


class Look(Enum):
    """What a limit looks at: every value as it came, or the median of some seconds."""

    RAW = "each value as it came"
    MEDIAN = "the median of 5 s"


class Proposal(StrEnum):
    """What is put to a person; Leeward never drives the pump."""

    STOP = "stop"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmLimit:
    """One limit. `rearm` is how far the value must come back; `repeats` how many readings before it proposes.

    What must call at once looks at each value as it came; what may wait for its delay looks at the median.
    """

    key: str
    vital: VitalKind
    beyond: Beyond
    limit: Cited
    priority: Priority
    looks_at: Look = Look.RAW
    delay: Cited = AtOnce.delay
    rearm: Cited | None = None
    clear_delay: Cited = AtOnce.delay
    proposes: Proposal | None = None
    repeats: int = 1

    @property
    def value(self) -> float:
        """The limit's number in the vital sign's unit."""
        return self.limit.to(self.vital.unit)

    @property
    def group(self) -> str:
        """Limits of one group say the same thing more or less urgently: only the most urgent is told (H22)."""
        return f"{self.vital.value}-{'low' if self.beyond.is_low else 'high'}"

    @property
    def rearms_at(self) -> float:
        """The number at which it re-arms; for a rise, the rise."""
        distance = self.rearm.to(self.vital.unit) if self.rearm is not None else 0.0
        return self.value + (distance if self.beyond.is_low else -distance)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLimit:
    """A limit on a score given at the bedside."""

    key: str
    scale_key: str
    label: str
    beyond: Beyond
    limit: Cited
    priority: Priority
    proposes: Proposal | None = None
