"""Read the newest measurement of each kind, with its unit and date, and refuse what cannot be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from leeward.assessment import MEASURES, Measurement
from leeward.assessment.item import Measure
from leeward.fhir import vital_codes
from leeward.fhir.dates import moment_of, order, written_day
from leeward.fhir.imported import Left
from leeward.fhir.tree import Node, codings, identity, inner, left, name, number, several, text
from leeward.instruments import PHQ9
from leeward.instruments.phq9 import SELF_HARM
from leeward.units import CannotConvert, Quantity

MEASURE: Final = {measure.key: measure for measure in MEASURES}
POINTS: Final = "points"
OLDER: Final = "a newer value of the same kind counts"
UNFIT: Final = "its status, date, unit or number does not do: see the note on it"
NO_MEASURE: Final = "no measurement of the assessment has this code"
SELF_HARM_CODE: Final = PHQ9.items[SELF_HARM - 1].loinc
DONE: Final = frozenset({"final", "amended", "corrected"})


@dataclass(frozen=True, slots=True)
class _Seen:
    """One value of one kind, from an Observation or a component of one."""

    key: str
    value: Node
    resource: Node
    at: date | datetime | None


def measurements(
    resources: tuple[Node, ...], *, on: date
) -> tuple[dict[str, Measurement], tuple[str, ...], tuple[Left, ...]]:
    """Return the newest usable measurement of each kind, notes on what was refused or converted, and what was left."""
    newest: dict[str, Measurement] = {}
    notes: list[str] = []
    used: set[int] = set()
    whys: dict[int, str] = {}
    for seen in sorted(_dated(resources, notes, whys, on=on), key=lambda one: order(one.at or date.min), reverse=True):
        taken = None if seen.key in newest else _measurement(seen, notes)
        if taken:
            newest[seen.key] = taken
            used.add(id(seen.resource))
        else:
            whys[id(seen.resource)] = OLDER if seen.key in newest else UNFIT
    notes += (*_split_pressure(newest), *_self_harm(resources))
    unused = (one for one in resources if id(one) not in used)
    return newest, tuple(dict.fromkeys(notes)), tuple(left(one, whys.get(id(one)) or _no_use(one)) for one in unused)


def _dated(resources: tuple[Node, ...], notes: list[str], whys: dict[int, str], *, on: date) -> Iterator[_Seen]:
    for resource in resources:
        for seen in _seen(resource):
            label = MEASURE[seen.key].label
            whys[id(resource)] = UNFIT
            if text(resource, "status").lower() not in DONE:
                status = text(resource, "status") or "without status"
                notes.append(f"Not used: {label} in {identity(resource)} is {status}, not final.")
            elif seen.at is None:
                notes.append(f"Not used: {label} in {identity(resource)} has no date.")
            elif written_day(seen.at) > on:
                notes.append(
                    f"Not used: {label} in {identity(resource)} is dated {written_day(seen.at)}, later than {on}."
                )
            else:
                yield seen


def _seen(resource: Node) -> Iterator[_Seen]:
    at = moment_of(resource, "effective")
    for part in (resource, *several(resource, "component")):
        keys = {
            vital_codes.MEASURES[value]
            for system, value in codings(inner(part, "code"))
            if system == vital_codes.LOINC and value in vital_codes.MEASURES
        }
        if len(keys) == 1 and (part is not resource or not several(resource, "component") or "valueQuantity" in part):
            yield _Seen(keys.pop(), _value(part), resource, at)


def _value(part: Node) -> Node:
    """Return the value as a quantity; a score may be sent as a bare whole number."""
    return (
        {"value": part["valueInteger"], "code": "{score}"} if "valueInteger" in part else inner(part, "valueQuantity")
    )


def _measurement(seen: _Seen, notes: list[str]) -> Measurement | None:
    measure, source = MEASURE[seen.key], identity(seen.resource)
    value, given = number(seen.value, "value"), _unit(seen.value)
    if (
        given is None
        and MEASURE[seen.key].unit == POINTS
        and not (text(seen.value, "code") or text(seen.value, "unit"))
    ):
        given = "{score}"  # a score has no unit to be mistaken about
    if value is None or given is None or text(seen.value, "comparator"):
        notes.append(f"Not used: {measure.label} in {source} is no plain number with a known unit.")
        return None
    unit, factor, zero = vital_codes.UNITS[given]
    try:
        quantity = Quantity(round(value * factor + zero, 1), unit)
        plausible = _plausible(measure, quantity)
    except (CannotConvert, ValueError, OverflowError):
        plausible = False
    if not plausible:
        notes.append(
            f"Not used: {measure.label} of {value:g} {given} in {source} is impossible: a slip, or a wrong unit."
        )
        return None
    if given not in vital_codes.SAME:
        notes.append(f"{measure.label} was given as {value:g} {given} and read as {quantity}.")
    return Measurement(quantity=quantity, at=seen.at or date.min, source=source)


def _plausible(measure: Measure, quantity: Quantity) -> bool:
    low, high = measure.low.to(measure.unit), measure.high.to(measure.unit)
    return low <= quantity.to(measure.unit) <= high


def _unit(value: Node) -> str | None:
    """Return the unit as the sender wrote it; None when it is missing, unknown, or code and label contradict."""
    code, label = text(value, "code"), text(value, "unit")
    known = [unit for unit in (code, label) if unit in vital_codes.UNITS]
    if not known or (code and code not in vital_codes.UNITS):
        return None
    if len({vital_codes.UNITS[unit] for unit in known}) > 1:
        return None
    return known[0]


def _no_use(resource: Node) -> str:
    """Say why nothing reads an observation; a total of a questionnaire is told with what it came to."""
    named = (vital_codes.TOTALS.get(value) for system, value in codings(inner(resource, "code")))
    scale, value = next(filter(None, named), ""), number(_value(resource), "value")
    if not scale or value is None:
        return NO_MEASURE
    return f"a total of {scale}, {value:g} ({_when(resource)}): a questionnaire is kept with its answers; ask again"


def _when(resource: Node) -> str:
    at = moment_of(resource, "effective")
    return f"{written_day(at):%Y-%m-%d}" if at else "no date given"


def _self_harm(resources: tuple[Node, ...]) -> Iterator[str]:
    """Tell of each answer to the question about death and self-harm: what it says is asked about, never charted."""
    for resource in resources:
        if any(value == SELF_HARM_CODE for _, value in codings(inner(resource, "code"))):
            value = number(_value(resource), "value")
            said = name(inner(resource, "valueCodeableConcept")) or ("no value" if value is None else f"{value:g}")
            yield (
                f"{identity(resource)} answers PHQ-9 item 9, thoughts of death or self-harm: {said} "
                f"({_when(resource)}). Ask today."
            )


def _split_pressure(newest: dict[str, Measurement]) -> Iterator[str]:
    systolic, diastolic = newest.get("systolic"), newest.get("diastolic")
    if (systolic is None) != (diastolic is None):
        yield "Only one of the two blood pressures was found; measure again."
    elif systolic and diastolic and systolic.source != diastolic.source and systolic.at != diastolic.at:
        yield "The two blood pressures are of different times; measure again."
