"""What a limit is that a clinic may set: the shipped row, its plain name, and how far it may be moved."""

from dataclasses import dataclass
from enum import Enum

from leeward.evidence import Cited
from leeward.units import Quantity


class Group(Enum):
    """The parts of the protocol that are edited one at a time."""

    RESTING = "Resting blood pressure"
    AGES = "Ages"
    SCORES = "Scores and laboratory values"
    SEDATIVES = "Sedatives and opioids"
    FRESHNESS = "How long a measurement stands"
    START = "Vital signs at the start"
    DOSE = "Dose and rate"
    DURATION = "Duration, spacing and step up"
    WEIGHT = "Weight"
    OXYGEN_ALARMS = "Alarms of oxygen and breathing"
    PRESSURE_ALARMS = "Alarms of heart and blood pressure"
    SCORE_ALARMS = "Alarms of bedside scores"
    DISCHARGE = "Before going home"
    COURSE = "The course and its long-term safety"
    OUTCOMES = "Following up"
    RECORDS = "Records"

    @property
    def slug(self) -> str:
        """The group in an address."""
        return self.name.lower().replace("_", "-")


class Stricter(Enum):
    """In which direction the number lets fewer people through, or calls somebody sooner."""

    LOWER = "lower"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustable:
    """One row that a clinic may move between `low` and `high`; both ends belong to the range."""

    row: Cited
    says: str
    group: Group
    stricter: Stricter
    low: Cited
    high: Cited

    @property
    def name(self) -> str:
        """The name of the row that it moves: its stable id."""
        return self.row.name

    @property
    def key(self) -> str:
        """The name in a form: table and row."""
        return "-".join(self.row.name.rsplit(".", maxsplit=2)[1:])  # plain: table and row are the last two parts

    @property
    def unit(self) -> str:
        """The unit in which it is set."""
        return self.row.quantity.unit

    @property
    def shipped(self) -> Quantity:
        """The number that Leeward ships."""
        return self.row.quantity

    @property
    def loosest(self) -> Cited:
        """The end of the range at which it lets most people through."""
        return self.high if self.stricter is Stricter.LOWER else self.low

    @property
    def strictest(self) -> Cited:
        """The end of the range at which it lets fewest people through."""
        return self.low if self.stricter is Stricter.LOWER else self.high

    @property
    def is_held_by_source(self) -> bool:
        """Can it only be tightened, because its source allows no more?"""
        return self.loosest.name == self.row.name


def tighten(row: Cited, says: str, group: Group, *, to: Cited) -> Adjustable:
    """A limit that can be tightened up to an end and never loosened past the shipped number."""
    lower = to.to(row.quantity.unit) < row.quantity.number
    return Adjustable(
        row=row,
        says=says,
        group=group,
        stricter=Stricter.LOWER if lower else Stricter.HIGHER,
        low=to if lower else row,
        high=row if lower else to,
    )


def move(row: Cited, says: str, group: Group, *, strictest: Cited, loosest: Cited) -> Adjustable:
    """A limit that can be moved either way, from the strictest number to the loosest."""
    lower = strictest.to(row.quantity.unit) < loosest.to(row.quantity.unit)
    return Adjustable(
        row=row,
        says=says,
        group=group,
        stricter=Stricter.LOWER if lower else Stricter.HIGHER,
        low=strictest if lower else loosest,
        high=loosest if lower else strictest,
    )
