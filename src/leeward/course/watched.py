"""What is watched over months: each domain, what is entered for it, and when a result is beyond its limit."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final

from leeward.evidence import Cited
from leeward.protocol.assessing import Plausible, Scores
from leeward.protocol.coursing import BladderWatch, CognitionWatch, HomePressure, LiverWatch, SymptomWatch
from leeward.protocol.thresholds import Thresholds
from leeward.truth import NO, UNKNOWN, Truth, any_of, truth

Value = float | Truth
Values = Mapping[str, Value]


class CannotRecord(ValueError):
    """A result cannot be recorded as entered; the sentence says which entry, and what was expected."""


class Domain(Enum):
    """What is watched over a course and after it."""

    BLADDER = "Bladder"
    LIVER = "Liver"
    COGNITION = "Cognition"
    MISUSE = "Misuse"
    PRESSURE = "Blood pressure at home"
    PREGNANCY = "Pregnancy"
    SUICIDALITY = "Suicidality"
    SYMPTOMS = "PTSD symptoms"
    EXPOSURE = "Cumulative exposure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One entry of a domain; a number with its unit and how far it can be, or yes, no, not known."""

    key: str
    label: str
    low: Cited | None = None
    high: Cited | None = None

    @property
    def is_number(self) -> bool:
        """Is a number entered, and not yes or no?"""
        return self.high is not None

    @property
    def unit(self) -> str:
        """The unit of the number; empty for yes or no."""
        return self.high.quantity.unit if self.high else ""


def _multiple(key: str, label: str) -> Field:
    """Return a laboratory value of the liver: each laboratory has its own limits, so its multiple is entered."""
    return Field(key=key, label=f"{label}, in multiples of the upper limit of normal", low=Plausible.liver_enzymes_low,
                 high=Plausible.liver_enzymes_high)  # fmt: skip


FIELDS: Final[Mapping[Domain, tuple[Field, ...]]] = {
    Domain.BLADDER: (
        Field(key="bpic_ss", label="BPIC-SS total", low=Plausible.score_low, high=Plausible.bladder_score_high),
        Field(key="blood_in_urine", label="Blood in the urine"),
        Field(key="up_twice_at_night", label="Up two or more times a night to pass urine"),
    ),
    Domain.LIVER: (
        _multiple("enzymes", "Higher of ALT and AST"),
        _multiple("alp", "Alkaline phosphatase (ALP)"),
        _multiple("ggt", "GGT"),
        _multiple("bilirubin", "Total bilirubin"),
        Field(key="symptoms", label="Symptoms: jaundice, dark urine, itching, pain under the right ribs"),
    ),
    Domain.COGNITION: (
        Field(key="moca", label="MoCA total (the form and its licence are the clinic's)",
              low=Plausible.score_low, high=Plausible.moca_high),
    ),
    Domain.MISUSE: (
        Field(key="asks_early", label="Asks for the next one early, or for more"),
        Field(key="uses_elsewhere", label="Ketamine at home or from elsewhere, by the prescription record too"),
        Field(key="craving", label="Craving"),
    ),
    Domain.PRESSURE: (
        Field(key="systolic", label="Highest systolic pressure at home since the last infusion",
              low=Plausible.systolic_low, high=Plausible.systolic_high),
        Field(key="diastolic", label="Highest diastolic pressure at home since the last infusion",
              low=Plausible.diastolic_low, high=Plausible.diastolic_high),
    ),
    Domain.PREGNANCY: (Field(key="positive", label="Pregnancy test positive"),),
    Domain.SUICIDALITY: (Field(key="intent_plan_or_act", label="C-SSRS: intent, a plan, or an act in three months"),),
    Domain.SYMPTOMS: (
        Field(key="pcl5", label="PCL-5 total", low=Plausible.score_low, high=Plausible.pcl5_high),
    ),
    Domain.EXPOSURE: (Field(key="goes_on", label="A formal review decided that treatment goes on"),),
}  # fmt: skip


NOT_WATCHED: Final = (
    "Psychosis and mania have no line here. The safety dossier asks for BPRS+ and YMRS at each session, as a design "
    "default; Leeward has neither instrument. They are watched by interview: ask at each visit. New psychosis or "
    "mania, charted as an adverse event, holds the next infusion until a prescriber has reviewed it."
)


class Decision(Enum):
    """What a clinician decided about a result beyond its limit."""

    GO_ON = "looked into: it goes on"
    HOLD = "hold until another result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One result of one domain on one day; an entry that is left out is not known."""

    domain: Domain
    on: date
    values: Values = field(default_factory=dict)
    decided: Decision | None = None

    def __post_init__(self) -> None:
        known = {each.key: each for each in FIELDS[self.domain]}
        for key, value in self.values.items():
            if key not in known:
                raise CannotRecord(f"{self.domain.value} has no entry {key!r}; it has {', '.join(known)}.")
            _check(known[key], value)

    def number(self, key: str) -> float | None:
        """Return a number; None where it is not known."""
        value = self.values.get(key)
        return None if value is None or isinstance(value, Truth) else value

    def truth(self, key: str) -> Truth:
        """Return yes, no or not known."""
        value = self.values.get(key)
        return value if isinstance(value, Truth) else UNKNOWN


def _check(entry: Field, value: Value) -> None:
    if isinstance(value, Truth) is entry.is_number:
        raise CannotRecord(f"{entry.label}: expected {'a number' if entry.is_number else 'yes, no or not known'}.")
    if entry.low is None or entry.high is None or isinstance(value, Truth):
        return
    low, high = entry.low.quantity.number, entry.high.quantity.number
    if not (math.isfinite(value) and low <= value <= high):
        raise CannotRecord(f"{entry.label}: {value:g} is not plausible; expected {low:g} to {high:g}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What a result is held against: the first of its domain, and the PCL-5 before infusion 1 of this course."""

    first: Taken | None
    pcl5_baseline: int | None


Exceeds = Callable[[Taken, Since, Thresholds], Truth]


def _at_least(value: float | None, limit: Cited, limits: Thresholds) -> Truth:
    return UNKNOWN if value is None else truth(value >= limits.of(limit).quantity.number)


def _above(value: float | None, limit: Cited, limits: Thresholds) -> Truth:
    return UNKNOWN if value is None else truth(value > limits.of(limit).quantity.number)


def _bladder(taken: Taken, since: Since, limits: Thresholds) -> Truth:
    score = taken.number("bpic_ss")
    first = since.first.number("bpic_ss") if since.first else None
    rise = score - first if score is not None and first is not None else None
    risen = NO if taken is since.first else _at_least(rise, BladderWatch.rise, limits)
    signs = any_of((taken.truth("blood_in_urine"), taken.truth("up_twice_at_night")))
    return _at_least(score, Scores.bladder_score, limits) | risen | signs


def _liver(taken: Taken, _: Since, limits: Thresholds) -> Truth:
    values = [taken.number(each.key) for each in FIELDS[Domain.LIVER] if each.is_number]
    raised = any_of(_above(each, LiverWatch.symptomatic, limits) for each in values)
    return any_of(_above(each, Scores.liver_enzymes, limits) for each in values) | raised & taken.truth("symptoms")


def _cognition(taken: Taken, since: Since, limits: Thresholds) -> Truth:
    moca = taken.number("moca")
    if moca is None:
        return UNKNOWN
    first = since.first.number("moca") if since.first else None
    dropped = NO if taken is since.first else _at_least(None if first is None else first - moca, _DROP, limits)
    return dropped | truth(moca < limits.of(Scores.moca_least).quantity.number)


def _misuse(taken: Taken, _since: Since, _limits: Thresholds) -> Truth:
    return any_of(taken.truth(each.key) for each in FIELDS[Domain.MISUSE])


def _pressure(taken: Taken, _: Since, limits: Thresholds) -> Truth:
    return _at_least(taken.number("systolic"), HomePressure.systolic, limits) | _at_least(
        taken.number("diastolic"), HomePressure.diastolic, limits
    )


def _symptoms(taken: Taken, since: Since, limits: Thresholds) -> Truth:
    now = taken.number("pcl5")
    if now is None or since.pcl5_baseline is None:
        return UNKNOWN
    return _at_least(now - since.pcl5_baseline, SymptomWatch.worsening, limits)


_DROP: Final = CognitionWatch.drop
EXCEEDS: Final[Mapping[Domain, Exceeds]] = {
    Domain.BLADDER: _bladder,
    Domain.LIVER: _liver,
    Domain.COGNITION: _cognition,
    Domain.MISUSE: _misuse,
    Domain.PRESSURE: _pressure,
    Domain.PREGNANCY: lambda taken, _since, _limits: taken.truth("positive"),
    Domain.SUICIDALITY: lambda taken, _since, _limits: taken.truth("intent_plan_or_act"),
    Domain.SYMPTOMS: _symptoms,
    Domain.EXPOSURE: lambda taken, _since, _limits: ~taken.truth("goes_on"),
}


def beyond(taken: Taken, since: Since, limits: Thresholds) -> Truth:
    """Is this result beyond a limit of its domain? UNKNOWN where an entry that decides is left out."""
    return EXCEEDS[taken.domain](taken, since, limits)


def newest_first(results: Sequence[Taken], domain: Domain) -> tuple[Taken, ...]:
    """Return the results of one domain, the newest first."""
    return tuple(sorted((each for each in results if each.domain is domain), key=lambda each: each.on, reverse=True))
