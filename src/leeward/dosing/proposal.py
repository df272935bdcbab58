"""What a proposal holds: options side by side, their chances, and what the evidence does not support."""

from dataclasses import dataclass

from leeward.evidence import Cited, Claim, Reference
from leeward.pharmacology.prediction import Prediction
from leeward.pharmacology.subject import Subject
from leeward.protocol.limits import Place

STUDIED = "studied regimen"
OUTSIDE = "outside trial evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """How many of a hundred virtual patients like this one pass a limit."""

    says: str
    per_100: int
    limit: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightChoice:
    """One weight that the dose may be based on, and the studied dose by it."""

    kind: str
    weight_kg: float
    dose_mg: float
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to give it, with what is likely to happen and why one would choose it."""

    key: str
    label: str
    evidence: str
    dose_mg_per_kg: float
    unrounded_mg: float
    dose_mg: float
    rounding: str
    dosing_weight_kg: float
    dosing_weight_kind: str
    minutes: float
    rate_mg_per_kg_per_h: float
    place: Place
    fences_passed: tuple[str, ...]
    prediction: Prediction
    chances: tuple[Chance, ...]
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    cites: tuple[Cited | Reference, ...]
    learned: Prediction | None = None
    """The same foretold with what earlier infusions taught of this person; it moves no dose and no fence."""
    learned_of: tuple[str, ...] = ()
    """Which of systolic, heart_rate and cadss it may speak of: those that were learned."""
    learned_chances: tuple[Chance, ...] = ()
    learned_doubts: tuple[str, ...] = ()

    @property
    def needs_reason(self) -> bool:
        """Does a prescriber write down why: outside the trials, past a fence, or on incomplete information?"""
        return self.evidence == OUTSIDE or self.place is not Place.USUAL or bool(self.flags)

    @property
    def needs_second_person(self) -> bool:
        """Does it take another person besides the prescriber?"""
        return self.place is Place.BEYOND_HARD


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedOf:
    """What earlier infusions taught of this person, in sentences."""

    infusions: int
    """From how many of them something could be learned."""
    says: tuple[str, ...]
    not_learned: tuple[str, ...]
    warnings: tuple[str, ...]
    left_out: tuple[str, ...]
    """Infusions that taught nothing, and why."""
    why_not: str = ""
    """Why the options rest on the population alone; empty where they do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """At least two options for one person; a prescriber chooses, and none is the answer."""

    subject: Subject
    options: tuple[Option, ...]
    weights: tuple[WeightChoice, ...]
    claims: tuple[Claim, ...]
    unsupported: tuple[str, ...]
    refused: tuple[str, ...]
    cites: tuple[Cited | Reference, ...]
    virtual_patients: int
    seed: str
    learned: LearnedOf | None = None
    """None where the course holds no infusion that could have taught anything."""

    def option(self, key: str) -> Option:
        """Return the option of that key; raises KeyError naming the keys there are."""
        for one in self.options:
            if one.key == key:
                return one
        raise KeyError(f"No option {key!r}; there are {', '.join(one.key for one in self.options)}.")
