"""Which numbers a clinic may set for itself, how far, and what is refused; and which it may not, and why."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from leeward.evidence import Cited
from leeward.protocol.ascending import reversed_pairs
from leeward.protocol.movable import Adjustable as Adjustable
from leeward.protocol.movable import Group as Group
from leeward.protocol.movable import Stricter as Stricter
from leeward.protocol.ranges import alarms, assessing, coursing, discharge, dosing, following_up, records, starting
from leeward.protocol.thresholds import Thresholds
from leeward.protocol.unit_words import unit_typed, written
from leeward.units import UNITS, CannotConvert, Quantity

EVERY: Final[tuple[Adjustable, ...]] = (
    *assessing.RESTING, *assessing.OF_THE_PERSON, *assessing.FRESH, *starting.START,
    *dosing.DOSE, *dosing.COURSE, *dosing.WEIGHT,
    *alarms.OXYGEN, *alarms.CIRCULATION, *alarms.SCORES, *discharge.DISCHARGE,
    *coursing.COURSE_RULES, *following_up.FOLLOWING_UP, *records.RECORDS,
)  # fmt: skip
BY_NAME: Final[Mapping[str, Adjustable]] = {one.name: one for one in EVERY}

# Table, or table and row -> why a clinic does not set it. The row's own reason counts before its table's.
FIXED: Final[Mapping[str, str]] = {
    "assessing.Windows": "The window stands in the wording of a question, so what was answered to it would no longer "
    "be what is judged. It changes with a new version of Leeward.",
    "assessing.Ages.adult": "Leeward is for adults; a clinic cannot change what the product is for.",
    "assessing.DayVitals": "Quoted from a published protocol beside the limits at the start; those are what is set.",
    "assessing.Scores.body_mass_index": "Assessment and dose must mean the same body size; it changes with Leeward.",
    "assessing.DayVitals.heart_rate_for_thyroid": "It only decides whether a thyroid value is asked for.",
    "assessing.Scores.heart_failure_class": "A step of a classification, not a number that one moves.",
    "assessing.EyePressure": "Quoted from a trial.",
    "assessing.Scores.lightest": "Quoted: the weights that the trial took. A clinic cannot change what a trial did.",
    "assessing.Scores.heaviest": "Quoted: the weights that the trial took. A clinic cannot change what a trial did.",
    "assessing.AnesthesiaRisk": "The ASA class stands in the wording of a question.",
    "assessing.Sedatives.diazepam_per_lorazepam": "A conversion between two medicines, not a limit.",
    "assessing.Freshness.same_day": "Weight and vital signs belong to the day: no protocol makes yesterday's stand.",
    "assessing.Plausible": "A fence against a slip of the pen, not a clinical limit.",
    "vital_kind.Plausible": "A fence against artefact, not a clinical limit.",
    "starting.Start.spo2_most": "Nothing is above it.",
    "starting.Start.temperature_fresh_for": "Taken once on the day of treatment.",
    "starting.Start.pump_agrees": "How exactly the pump must show the order (hazard H06).",
    "starting.Start.monitor_heard_within": "How soon a silent monitor is noticed at the start.",
    "starting.Start.recheck_apart": "How a value between go and no-go is repeated stands in the checklist's words.",
    "starting.Start.recheck_repeats": "How a value between go and no-go is repeated stands in the checklist's words.",
    "starting.Start.recheck_within": "How a value between go and no-go is repeated stands in the checklist's words.",
    "starting.Start.medicines_fresh_for": "Hazard H11; the hours stand in the wording of the statement.",
    "starting.Fasting": "The hours stand in the wording of the question of the day and in the patient's instructions.",
    "starting.Start.clock_apart": "How far clocks may differ (hazard H19).",
    "dosing.Studied": "Quoted: what the trials gave. A clinic cannot change what a trial did.",
    "dosing.Duration.fast_is_worse": "Quoted from a trial.",
    "dosing.DoseMass.stop_low": "What is less is a slip of the decimal point.",
    "dosing.DoseMass.rounding": "A step that a syringe shows.",
    "dosing.BodySize": "Which options are put beside the studied one; they change with Leeward.",
    "dosing.Mixture": "Pharmacy's part: mixtures of the label, and fences against a slip of the decimal point.",
    "dosing.Vials": "The vials that are sold.",
    "dosing.Forecast": "What the forecast counts beside the alarm limits.",
    "alarm_limit": "No delay where waiting harms.",
    "alarms.Oxygen": "How far a value must come back before its alarm ends.",
    "alarms.Heart": "How far a value must come back before its alarm ends.",
    "alarms.Breathing": "How far a value must come back before its alarm ends.",
    "alarms.Delay": "Not a limit that a clinic sets: shipped with the alarms as one whole.",
    "alarms.Signal": "How an alarm is told and told again (IEC 60601-1-8).",
    "alarm_sound": "How an alarm sounds is the same at every chair.",
    "artefact": "What tells a false value from a true one is shipped with the alarms as one whole.",
    "drug_stock": "How a controlled drug is kept and counted: law, labels, and what an eye reads.",
    "monitoring": "How often something is observed, and when a value is stale, is shipped as one whole.",
    "coursing.CourseGiven": "Quoted: what the trials gave. A clinic cannot change what a trial did.",
    "coursing.ResponseSeen": "Quoted: what was seen.",
    "coursing.Lasting": "Quoted: what was seen.",
    "coursing.Titration": "Which steps are offered; they change with Leeward. A clinic sets the fences of dose.",
    "coursing.TherapyWindow": "How sessions are laid out beside the window that a clinic sets.",
    "coursing.TherapySessions": "Where a plan of therapy begins; its therapist changes it for each patient.",
    "coursing.Maintaining": "Which intervals are offered, one wider than the other; they change with Leeward.",
    "coursing.BladderWatch.nocturia": "Stands in the wording of the question.",
    "coursing.HomePressure.stands": "Between two sessions; it changes with Leeward.",
    "coursing.SymptomWatch.every": "The recall of the weekly form.",
    "coursing.ExposureReview": "The windows in which infusions are counted.",
    "coursing.Grace": "When something is shown as due before it is overdue.",
    "overriding": "How long two persons' override stands; it changes with Leeward.",
    "discharge.Leaving.side_effects_gone": "Quoted from a trial.",
    "discharge.Leaving.moaas": "5 is awake: nobody leaves sedated.",
    "discharge.Leaving.vomiting_free": "Stands in the wording of a statement.",
    "discharge.StandingDrop": "The definition of a drop on standing.",
}
UNLISTED: Final = "It is not among the limits that a clinic sets."
NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


class CannotAdjust(ValueError):
    """What is wrong with a number that a clinic wants, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A clinic's own number for one row, and why."""

    name: str
    quantity: Quantity
    reason: str


def why_fixed(name: str) -> str:
    """Return why a clinic may not set this row; empty where it may."""
    if name in BY_NAME:
        return ""
    parts = name.removeprefix("leeward.protocol.").split(".")
    for known in (".".join(parts[:count]) for count in range(len(parts), 0, -1)):
        if known in FIXED:
            return FIXED[known]
    return UNLISTED


def of_group(group: Group) -> tuple[Adjustable, ...]:
    """Return the limits of one part of the protocol, in the order in which a page shows them."""
    return tuple(one for one in EVERY if one.group is group)


def find(name: str) -> Adjustable:
    """Return the limit of this name; raises CannotAdjust with why it may not be set."""
    if name not in BY_NAME:
        raise CannotAdjust(f"{plain_name(name)}: a clinic cannot set it. {why_fixed(name)}")
    return BY_NAME[name]


def read(limit: Adjustable, text: str) -> Quantity:
    """Read what was typed, a number alone or with its unit; raises CannotAdjust."""
    told = " ".join(text.split())
    number, _, unit = told.partition(" ")
    if not NUMBER.fullmatch(number):
        raise CannotAdjust(f"{limit.says}: {told!r} is not a number. Write {_example(limit)}.")
    if unit and unit_typed(unit) not in UNITS:
        raise CannotAdjust(f"{limit.says}: the unit {unit!r} is not known. Write {_example(limit)}.")
    quantity = Quantity(float(number), unit_typed(unit) or limit.unit)
    refuse(limit, quantity)
    return quantity if quantity.unit == limit.unit else Quantity(quantity.to(limit.unit), limit.unit)


def refuse(limit: Adjustable, quantity: Quantity) -> None:
    """Raise CannotAdjust where the number has another unit or lies outside the hard range, with the bound's source."""
    try:
        number = quantity.to(limit.unit)
    except CannotConvert:
        raise CannotAdjust(f"{limit.says}: {written(quantity)} has another unit. Write {_example(limit)}.") from None
    if not math.isfinite(number):
        raise CannotAdjust(f"{limit.says}: {number} is not a number. Write {_example(limit)}.")
    if number < limit.low.to(limit.unit):
        raise CannotAdjust(f"{limit.says}: {written(quantity)} is below {_bound(limit, limit.low)}")
    if number > limit.high.to(limit.unit):
        raise CannotAdjust(f"{limit.says}: {written(quantity)} is above {_bound(limit, limit.high)}")


def checked(changes: Iterable[Change]) -> Thresholds:
    """Return the thresholds that follow; raises CannotAdjust naming everything that is wrong, one sentence each."""
    kept, wrong = tuple(changes), []
    for change in kept:
        try:
            refuse(find(change.name), change.quantity)
        except CannotAdjust as why:
            wrong.append(str(why))
    names = [change.name for change in kept]
    wrong += [f"{BY_NAME[name].says}: it is set twice." for name in sorted({n for n in names if names.count(n) > 1})]
    limits = Thresholds(changed=tuple((change.name, change.quantity) for change in kept))
    wrong += [] if wrong else [_reversed(lower, higher) for lower, higher in reversed_pairs(limits)]
    if wrong:
        raise CannotAdjust(" ".join(dict.fromkeys(wrong)))
    return limits


def plain_name(name: str) -> str:
    """Return the plain name of a row: the page's, or the row's own words where no clinic sets it."""
    if name in BY_NAME:
        return BY_NAME[name].says
    _, table, row = name.rsplit(".", maxsplit=2)  # plain: module, table, row
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", table).lower()
    return f"{words}: {row.replace('_', ' ')}".capitalize()


def source_of(row: Cited) -> str:
    """Say where a number comes from: its source and place, or that it is our assumption and why."""
    at = row.at.rstrip(".")
    return f"{row.source.title}, {at}" if row.source else f"assumed: {at[:1].lower()}{at[1:]}"


def _bound(limit: Adjustable, bound: Cited) -> str:
    if bound.name == limit.name:
        return f"{written(bound.quantity)}, the shipped number, which can only be tightened ({source_of(bound)})."
    return f"the hard range, which ends at {written(bound.quantity)} ({source_of(bound)})."


def _reversed(lower: Cited, higher: Cited) -> str:
    return (
        f"“{plain_name(lower.name)}” ({written(lower.quantity)}) lies above "
        f"“{plain_name(higher.name)}” ({written(higher.quantity)}): they must stand in this order. Change one of them."
    )


def _example(limit: Adjustable) -> str:
    return f"a number, such as {written(limit.shipped)}"
