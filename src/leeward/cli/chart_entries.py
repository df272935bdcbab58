"""The entries of a chart file, one kind after the other: what is wrong is kept with its path, and reading goes on."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from leeward.assessment import EVERY, CannotChart, Measurement, Sex, SignOff, chart_from, contradictions
from leeward.assessment.item import Measure
from leeward.assessment.override import Override
from leeward.assessment.overriding import why_never
from leeward.cli.strict_json import Fault, short, under
from leeward.protocol import STANDARD
from leeward.truth import Truth
from leeward.units import UNITS, CannotConvert, Quantity

Kind = TypeVar("Kind")
NUMBER: Final = re.compile(r"(-?\d+(?:\.\d+)?) (\S.*)")
MEDICINE: Final = "medicine:"
BY_HAND: Final = "entered by hand"
RULES: Final = tuple(rule.key for rule in EVERY)


class Entries:
    """What is read from one file: the day it is of, the birth date, and every fault."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.on: date | None = None
        self.born: date | None = None

    def fault(self, path: str, expected: str, got: object) -> None:
        """Keep what was expected and what stands there."""
        self.faults.append(Fault(path, f"expected {expected}; got {short(got)}."))

    def day(self, path: str, value: object, *, is_bounded: bool = True) -> date | None:
        """Read a day; one after the day of the assessment, or before birth, is refused."""
        moment = self.moment(path, value, is_bounded=is_bounded, with_time=False)
        return moment.date() if isinstance(moment, datetime) else moment

    def birth(self, path: str, value: object) -> date | None:
        """Read a birth date; one of nobody alive is refused."""
        born = self.day(path, value)
        says = contradictions.birth(born, on=self.on) if born and self.on else ""
        if says:
            self.faults.append(Fault(path, says))
        return None if says else born

    def exchanged(self, path: str, systolic: Measurement | None, diastolic: Measurement | None) -> None:
        """Refuse a diastolic pressure that is not below the systolic one of the same time."""
        if systolic and diastolic and systolic.at == diastolic.at:
            says = contradictions.pressures(systolic.quantity, diastolic.quantity)
            self.faults += [Fault(path, says)] if says else []

    def moment(
        self, path: str, value: object, *, is_bounded: bool = True, with_time: bool = True
    ) -> date | datetime | None:
        """Read a day, or a moment where a time may stand with it."""
        try:
            text = value if isinstance(value, str) else ""
            read = datetime.fromisoformat(text) if with_time and "T" in text else date.fromisoformat(text)
        except ValueError:
            self.fault(path, 'a date, such as "2026-11-23"', value)
            return None
        day = read.date() if isinstance(read, datetime) else read
        if is_bounded and self.on and day > self.on:
            self.faults.append(Fault(path, f"{day} is later than the day of the assessment, {self.on}."))
        elif is_bounded and self.born and day < self.born:
            self.faults.append(Fault(path, f"{day} is before the birth date, {self.born}."))
        else:
            return read
        return None

    def table(self, path: str, value: object, allowed: tuple[str, ...], needed: tuple[str, ...]) -> Mapping[str, Any]:
        """Read an object that may hold these entries and has to hold those; empty where it is none."""
        if not isinstance(value, Mapping):
            self.fault(path, f"an object with {', '.join(allowed)}", value)
            return {}
        for key in value:
            if key not in allowed:
                near = get_close_matches(key, allowed, n=1)
                hint = f"did you mean {near[0]}?" if near else f"it may hold {', '.join(allowed)}."
                self.faults.append(Fault(under(path, key), f"there is no such entry; {hint}"))
        missing = [key for key in needed if key not in value]
        self.faults += [Fault(under(path, key), "this entry is missing.") for key in missing]
        return {} if missing else value

    def answer(self, path: str, value: object) -> dict[str, object] | None:
        """Read "yes", "no" or "unknown", alone or with the day on which it was given."""
        if isinstance(value, Mapping):
            table = self.table(path, value, ("value", "at"), ("value",))
            if not table:
                return None
            truth = self.named(f"{path}.value", table["value"], Truth)
            at = self.day(f"{path}.at", table["at"]) if "at" in table else self.on
            return None if truth is None or at is None else {"value": truth, "at": at}
        truth = self.named(path, value, Truth)
        return None if truth is None else {"value": truth}

    def named(self, path: str, value: object, names: Callable[[str], Kind]) -> Kind | None:
        """Read one of the words of an enumeration."""
        try:
            return names(value if isinstance(value, str) else "")
        except ValueError:
            words = [f'"{one.value}"' for one in names]  # type: ignore[attr-defined]
            self.fault(path, f"{', '.join(words[:-1])} or {words[-1]}", value)
            return None

    def measurement(self, path: str, value: object, measure: Measure) -> Measurement | None:
        """Read "132 mmHg", or a table with value (and unit), at and source."""
        table: Mapping[str, Any] = {"value": value}
        if isinstance(value, Mapping):
            table = self.table(path, value, ("value", "unit", "at", "source"), ("value",))
            path = f"{path}.value"
            if not table:
                return None
        told = table["value"]
        if "unit" in table and isinstance(told, int | float) and not isinstance(told, bool):
            told = f"{told!r} {table['unit']}"
        quantity = self.quantity(path, told, measure)
        base = path.removesuffix(".value")
        at = self.moment(f"{base}.at", table["at"]) if "at" in table else self.on
        source = self.text(f"{base}.source", table.get("source", BY_HAND))
        if quantity is None or at is None or source is None:
            return None
        return Measurement(quantity=quantity, at=at, source=source)

    def quantity(self, path: str, value: object, measure: Measure) -> Quantity | None:
        """Read a number with its unit; refuse another kind of unit and what cannot be."""
        low, high = measure.low.to(measure.unit), measure.high.to(measure.unit)
        expected = f"{low:g} to {high:g} {measure.unit}"
        written = NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
        if written is None:
            self.fault(path, f'a number with its unit, such as "{high:g} {measure.unit}" ({expected})', value)
            return None
        number, unit = float(written[1]), written[2]
        try:
            quantity = Quantity(number, unit)
            in_unit = quantity.to(measure.unit)
        except (CannotConvert, ValueError):
            self.fault(path, f"{measure.label.lower()} in {' or '.join(units_of(measure))} ({expected})", value)
            return None
        if not low <= in_unit <= high:
            self.faults.append(Fault(path, f"{quantity} is not plausible; expected {expected}. Check it and its unit."))
            return None
        return quantity

    def text(self, path: str, value: object) -> str | None:
        """Read text that is not empty."""
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.fault(path, "text in quotation marks, not empty", value)
        return None

    def several(self, path: str, value: object, read: Callable[[str, object], Kind | None]) -> tuple[Kind, ...]:
        """Read a list, one entry after the other."""
        if not isinstance(value, list):
            self.fault(path, "a list, such as []", value)
            return ()
        found = [read(f"{path}[{place}]", one) for place, one in enumerate(value)]
        return tuple(one for one in found if one is not None)

    def sex(self, path: str, value: object) -> Sex | None:
        """Read the recorded sex."""
        return self.named(path, value, Sex)

    def medicines(self, path: str, value: object) -> tuple[str, ...]:
        """Read the names; [] says that none is taken."""
        return self.several(path, value, self.text)

    allergies = medicines

    def signoffs(self, path: str, value: object) -> tuple[SignOff, ...]:
        """Read named persons' approvals."""
        return self.several(path, value, self._signoff)

    def _signoff(self, path: str, value: object) -> SignOff | None:
        keys = ("rule_key", "by", "on", "reason")
        table = self.table(path, value, keys, keys)
        if not table:
            return None
        rule, on = self._rule(f"{path}.rule_key", table["rule_key"]), self.day(f"{path}.on", table["on"])
        by, reason = (self.text(f"{path}.{key}", table[key]) for key in ("by", "reason"))
        return SignOff(rule_key=rule, by=by, on=on, reason=reason) if rule and by and on and reason else None

    def _rule(self, path: str, value: object) -> str | None:
        key = self.text(path, value)
        if key is None or key in RULES or (key.startswith(MEDICINE) and key != MEDICINE):
            return key
        near = get_close_matches(key, RULES, n=1)
        hint = f"did you mean {near[0]}?" if near else "expected a rule's key, or medicine: and its name."
        self.faults.append(Fault(path, f"there is no rule {short(key)}; {hint}"))
        return None

    def overrides(self, path: str, value: object) -> tuple[Override, ...]:
        """Read what two persons set aside."""
        return self.several(path, value, self._override)

    def _override(self, path: str, value: object) -> Override | None:
        keys = ("rule_key", "first", "second", "on")
        table = self.table(path, value, keys, keys)
        before = len(self.faults)
        if not table or not self._rule(f"{path}.rule_key", table["rule_key"]):
            return None
        never = why_never(str(table["rule_key"]).strip(), STANDARD)
        if never:
            self.faults.append(Fault(f"{path}.rule_key", never))
        on = self.day(f"{path}.on", table["on"])
        for place in ("first", "second"):
            self.table(f"{path}.{place}", table[place], ("name", "office", "reason"), ("name", "office", "reason"))
        if on is None or len(self.faults) > before:
            return None
        try:
            return chart_from({"overrides": [dict(table)]}, on=on).overrides[0]
        except CannotChart as why:
            self.faults.append(Fault(path, str(why).removeprefix("overrides").lstrip(".: ")))
            return None


def units_of(measure: Measure) -> tuple[str, ...]:
    """Return the units in which a measurement may be given."""
    kind, _ = UNITS[measure.unit]
    return tuple(unit for unit, (other, _) in UNITS.items() if other == kind)
