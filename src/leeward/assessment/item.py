"""What a question and a measurement are, before any rule reads them."""

from dataclasses import dataclass
from enum import Enum

from leeward.evidence import Cited
from leeward.truth import NO, YES, Truth
from leeward.units import Quantity


class BodySystem(Enum):
    """The chapters of the assessment, in the order in which they are asked."""

    HEART = "heart and vessels"
    BRAIN = "brain and nerves"
    EYE = "eyes"
    MIND = "mental health"
    SUBSTANCES = "alcohol and drugs"
    CONSENT = "capacity and consent"
    LIVER = "liver"
    BLADDER = "bladder"
    KIDNEY = "kidneys"
    HORMONES = "thyroid and hormones"
    AIRWAY = "breathing and airway"
    REPRODUCTION = "pregnancy and breastfeeding"
    ALLERGY = "allergies"
    PORPHYRIA = "porphyria"
    MEDICINES = "medicines"
    GENERAL = "age, size and general health"
    DAY = "on the day"


class Moment(Enum):
    """When a question is asked: an answer of another day does not stand for a day's question."""

    COURSE = "before the course"
    DAY = "on each infusion day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question with the answers yes, no and unknown; `clear` is the one that speaks for starting.

    `freshness` says for how long an answer stands that rests on a test or a signature; None for good.
    """

    key: str
    question: str
    system: BodySystem
    why: str
    moment: Moment = Moment.COURSE
    clear: Truth = NO
    freshness: Cited | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One number with its unit, the range in which it is plausible, how it is taken, and how long it stands."""

    key: str
    label: str
    unit: str
    system: BodySystem
    low: Cited
    high: Cited
    freshness: Cited | None = None
    how: str = ""

    @property
    def fresh_for(self) -> Quantity | None:
        """How long it stands; None for ever."""
        return self.freshness.quantity if self.freshness else None


def ask(system: BodySystem, key: str, question: str, why: str, *, freshness: Cited | None = None) -> Item:
    """Ask before the course; "no" speaks for starting."""
    return Item(key=key, question=question, system=system, why=why, freshness=freshness)


def ask_for_yes(system: BodySystem, key: str, question: str, why: str, *, freshness: Cited | None = None) -> Item:
    """Ask before the course; "yes" speaks for starting."""
    return Item(key=key, question=question, system=system, why=why, clear=YES, freshness=freshness)


def ask_today(key: str, question: str, why: str, clear: Truth = NO, *, system: BodySystem = BodySystem.DAY) -> Item:
    """Ask on each infusion day."""
    return Item(key=key, question=question, system=system, why=why, moment=Moment.DAY, clear=clear)
