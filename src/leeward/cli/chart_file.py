"""A chart from a JSON file: everything that is wrong is named with its path, at once, before anything is judged."""

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from leeward.assessment import ITEMS, MEASURES, CannotChart, Chart, chart_from
from leeward.cli.chart_entries import Entries
from leeward.cli.chart_history import read_history
from leeward.cli.strict_json import CannotReadJson, Fault, read_json, short, told_twice, under

ITEM: Final = {item.key: item for item in ITEMS}
MEASURE: Final = {measure.key: measure for measure in MEASURES}
OTHER: Final = ("on", "born", "sex", "medicines", "allergies", "signoffs", "overrides", "history")
KEYS: Final = (*OTHER, *ITEM, *MEASURE)


class CannotReadChart(ValueError):
    """The file is not a chart; `faults` holds everything that is wrong, each with its path."""

    def __init__(self, name: str, faults: Iterable[Fault]) -> None:
        self.name, self.faults = name, tuple(faults)
        count = len(self.faults)
        lines = [f"{name}: {fault.path}: {fault.says}" if fault.path else f"{name}: {fault.says}" for fault in faults]
        lines.append(f"{count} mistake{'' if count == 1 else 's'}; nothing was assessed.")
        super().__init__("\n".join(lines))


def read_chart(name: str, *, on: date | None = None) -> Chart:
    """Read the chart in a file, or from standard input for `-`; `on` takes the place of the file's own day.

    Raises CannotReadChart with every fault.
    """
    return chart_of(_text(name), name=name, on=on)


def chart_of(text: str, *, name: str, on: date | None = None) -> Chart:
    """Read the chart in a text; raises CannotReadChart with every fault."""
    try:
        told = read_json(text)
    except CannotReadJson as why:
        raise CannotReadChart(name, (Fault("", str(why)),)) from None
    if not isinstance(told, Mapping):
        raise CannotReadChart(name, (Fault("$", f"expected one object with the chart's entries; got {short(told)}."),))
    entries = Entries()
    entries.faults += told_twice(told)
    day = _day_looked_at(entries, told, on)
    fields = _fields(entries, told)
    if entries.faults or day is None:
        raise CannotReadChart(name, entries.faults)
    try:
        return chart_from(fields, on=day)
    except CannotChart as why:  # what the entries allow and the chart does not
        raise CannotReadChart(name, (Fault("$", str(why)),)) from None


def _text(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except FileNotFoundError:
        raise CannotReadChart(name, (Fault("", "there is no such file."),)) from None
    except OSError as why:
        raise CannotReadChart(name, (Fault("", f"it cannot be read ({why.strerror})."),)) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        raise CannotReadChart(name, (Fault("", f"byte {why.start} is not text in UTF-8."),)) from None


def _day_looked_at(entries: Entries, told: Mapping[str, Any], on: date | None) -> date | None:
    """The day from the command line, else the file's; every other date is held against it."""
    if on is None and "on" not in told:
        says = 'the day of the assessment is missing: expected a date, such as "2026-11-23", here or by --on.'
        entries.faults.append(Fault("$.on", says))
    written = entries.day("$.on", told["on"], is_bounded=False) if "on" in told else None
    entries.on = on or written
    return entries.on


def _fields(entries: Entries, told: Mapping[str, Any]) -> dict[str, Any]:
    """Read every entry; what is wrong lands among the faults."""
    if "born" in told:
        entries.born = entries.birth("$.born", told["born"])
    fields: dict[str, Any] = {"born": entries.born}
    for key, value in told.items():
        path = under("$", key)
        if key not in KEYS:
            entries.faults.append(Fault(path, unknown(key, KEYS)))
        elif value is None:
            entries.fault(path, "a value; leave the entry out where it is not known", value)
        elif key in ITEM:
            fields[key] = entries.answer(path, value)
        elif key in MEASURE:
            fields[key] = entries.measurement(path, value, MEASURE[key])
        elif key == "history":
            fields[key] = read_history(entries, path, value)
        elif key not in ("on", "born"):
            fields[key] = getattr(entries, key)(path, value)
    entries.exchanged("$.diastolic", fields.get("systolic"), fields.get("diastolic"))
    return fields


def unknown(key: str, known: Iterable[str]) -> str:
    """Say that there is no such entry, and which one may be meant."""
    near = get_close_matches(key, tuple(known), n=1)
    hint = f"did you mean {near[0]}?" if near else "`leeward schema chart` lists what a chart may hold."
    return f"there is no such entry; {hint}"
