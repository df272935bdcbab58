"""What one medicine does together with ketamine, and how much that weighs."""

from dataclasses import dataclass
from enum import Enum

from leeward.evidence import Reference, Status


class Severity(Enum):
    """How much a combination weighs, heaviest first."""

    AVOID = "do not combine"
    SIGNOFF = "needs a named clinician's approval"
    MONITOR = "watch more closely"
    NOTE = "good to know"
    NONE = "compatible"


HEAVIEST_FIRST = tuple(Severity)


class Route(Enum):
    """How the ketamine is given: enzyme inhibitors matter by mouth and hardly by vein."""

    INTRAVENOUS = "into a vein"
    ORAL = "by mouth"
    SUBLINGUAL = "under the tongue"
    NASAL = "by nose"


class Effect(Enum):
    """What adds up between medicines."""

    CNS_DEPRESSANT = "CNS depressant"
    PRESSOR = "pressor"


class DayAction(Enum):
    """What the patient does with a medicine on the infusion day."""

    TAKE = "Take as usual, with a sip of water"
    AFTER = "Take after the infusion, when the clinic says so"
    HOLD = "Do not take on the infusion day until the clinic says so"
    ASK = "Ask the clinic before the day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One row of the table: a medicine by its ingredient.

    `on_the_day` is to take, to take after or to hold only where the advice says so of the day itself and of everybody;
    where it has a condition, or begins before the day, the patient asks.
    """

    generic: str
    brands: tuple[str, ...]
    synonyms: tuple[str, ...]
    klass: str
    counts_as: tuple[Effect, ...]
    mechanism: str
    effect: str
    severity: Severity
    severity_by_mouth: Severity
    advice: str
    on_the_day: DayAction
    source_key: str
    status: Status
    cites: tuple[Reference, ...]

    def weighs(self, route: Route) -> Severity:
        """How much it weighs when ketamine is given by this route."""
        return self.severity if route is Route.INTRAVENOUS else self.severity_by_mouth
