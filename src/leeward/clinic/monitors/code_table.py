"""A device's own table of codes and units, as a person types it: one line each, checked before it is kept."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from leeward.devices.hl7_codes import LOINC, MDC, UNITS, find
from leeward.devices.vocabulary import OUR_UNITS, Metric, Vocabulary
from leeward.infusion.vitals import VitalKind

LINES_MOST: Final = 200
LONGEST: Final = 60
HOW_CODE: Final = "Write: code, coding system or -, vital sign, where it is measured"
HOW_UNIT: Final = "Write: its spelling = our unit"
KIND_BY_WORD: Final[Mapping[str, VitalKind]] = {
    word: kind for kind in VitalKind for word in (kind.value.replace("_", " "), kind.label.lower())
}


class CannotUseTable(ValueError):
    """A line of the table says nothing that can be used; the sentence names the line."""


def codes_typed(text: str) -> list[dict[str, str]]:
    """Read the lines of codes; raises CannotUseTable with the number of the line that is wrong."""
    rows = [_code(number, line) for number, line in _lines(text)]
    _once(((row["code"], row["system"]) for row in rows), "code")
    return rows


def units_typed(text: str) -> list[dict[str, str]]:
    """Read the lines of units; raises CannotUseTable with the number of the line that is wrong."""
    rows = [_unit(number, line) for number, line in _lines(text)]
    _once((row["spelling"] for row in rows), "spelling")
    return rows


def as_typed(codes: Iterable[Mapping[str, Any]], units: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    """Return the two tables as lines, to be changed on a page."""
    lines = [f"{c['code']}, {c['system'] or '-'}, {VitalKind(c['kind']).label}, {c['site']}" for c in codes]
    return "\n".join(lines), "\n".join(f"{unit['spelling']} = {unit['unit']}" for unit in units)


def vocabulary(codes: Iterable[Mapping[str, Any]], units: Iterable[Mapping[str, Any]]) -> Vocabulary:
    """Return the table as the adapters ask it."""
    return Vocabulary(
        codes={(row["code"], row["system"]): Metric(VitalKind(row["kind"]), row["site"]) for row in codes},
        units={row["spelling"]: row["unit"] for row in units},
    )


def shipped() -> tuple[tuple[str, str, VitalKind, str], ...]:
    """Return the shipped table: code, system, vital sign, where it is measured."""
    tables = (("MDC", MDC), ("LOINC", LOINC))
    return tuple((code, name, each.kind, each.site) for name, table in tables for code, each in table.items())


def spellings() -> tuple[tuple[str, str], ...]:
    """Return our units, each with every spelling that is shipped."""
    return tuple(
        (unit, ", ".join(spelling for spelling, ours in UNITS.items() if ours == unit)) for unit in sorted(OUR_UNITS)
    )


def _lines(text: str) -> list[tuple[int, str]]:
    found = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(found) > LINES_MOST:
        raise CannotUseTable(
            f"The table has {len(found)} lines; {LINES_MOST} are the most. Leave out what is not used."
        )
    return found


def _code(number: int, line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.split(",")]
    if len(parts) not in (3, 4) or not parts[0]:
        raise CannotUseTable(f"Line {number} of the codes: “{line}” is not understood. {HOW_CODE}.")
    code, system, word, site = (*parts, "any")[:4]
    system = "" if system == "-" else system
    kind = KIND_BY_WORD.get(re.sub(r"[\s_]+", " ", word.lower()))
    if kind is None:
        known = ", ".join(each.label for each in VitalKind)
        raise CannotUseTable(f"Line {number} of the codes: “{word}” is no vital sign. They are: {known}.")
    taken = find(code, system.upper())
    if taken is not None and taken.kind is not kind:
        raise CannotUseTable(
            f"Line {number} of the codes: {code} means {taken.kind.label.lower()} wherever it is sent, and cannot be "
            f"made {kind.label.lower()} here. Does the device send another code?"
        )
    if max(map(len, (code, system, site))) > LONGEST:
        raise CannotUseTable(f"Line {number} of the codes is too long: each part has {LONGEST} characters at most.")
    return {"code": code, "system": system, "kind": kind.value, "site": site or "any"}


def _unit(number: int, line: str) -> dict[str, str]:
    spelling, is_there, unit = (part.strip() for part in line.partition("="))
    ours = {each.lower(): each for each in OUR_UNITS}.get(unit.lower())
    if not is_there or not spelling or ours is None:
        known = ", ".join(sorted(OUR_UNITS))
        raise CannotUseTable(f"Line {number} of the units: “{line}” is not understood. {HOW_UNIT}: {known}.")
    spelling = spelling.lower()
    if UNITS.get(spelling, ours) != ours:
        raise CannotUseTable(
            f"Line {number} of the units: {spelling} means {UNITS[spelling]} wherever it is sent, and cannot be made "
            f"{ours} here."
        )
    if len(spelling) > LONGEST:
        raise CannotUseTable(f"Line {number} of the units is too long: {LONGEST} characters at most.")
    return {"spelling": spelling, "unit": ours}


def _once(keys: Iterable[object], what: str) -> None:
    seen: set[object] = set()
    for key in keys:
        if key in seen:
            told = " ".join(key).strip() if isinstance(key, tuple) else key
            raise CannotUseTable(f"The {what} {told} stands there twice. Leave one of the two lines out.")
        seen.add(key)
