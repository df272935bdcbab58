"""Read a TOML file and remember on which line each entry stands, so that a mistake can be pointed at."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

_TABLE = re.compile(r"^\s*\[(?!\[)\s*([^\]]+?)\s*\]")
_TABLES = re.compile(r"^\s*\[\[\s*([^\]]+?)\s*\]\]")
_KEY = re.compile(r"""^\s*("?[\w.-]+"?)\s*=""")


class CannotRead(Exception):
    """The file has a mistake; the sentence names file, line and what was expected."""


@dataclass(frozen=True, slots=True)
class TomlFile:
    """The file's contents, and the line of each entry by its dotted path (`scores.0.answers`)."""

    path: Path
    contents: Mapping[str, Any]
    lines: Mapping[str, int] = field(repr=False)

    def mistake(self, where: str, says: str) -> CannotRead:
        """Return the error for the entry at the dotted path `where`, or for the nearest table above it."""
        at = where
        while at and at not in self.lines:
            at = at.rpartition(".")[0]
        return CannotRead(f"{self.path}:{self.lines.get(at, 1)}: {where}: {says}")

    def unknown(self, where: str, key: str, allowed: list[str]) -> CannotRead:
        """Return the error for an entry that nobody asks for, with the nearest name that somebody does."""
        near = get_close_matches(key, allowed, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"it may hold: {', '.join(allowed)}."
        return self.mistake(f"{where}.{key}" if where else key, f"there is no such entry; {hint}")


def read_toml(path: Path) -> TomlFile:
    """Read the file; raise CannotRead where it is missing, not UTF-8 or not TOML."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CannotRead(f"{path}: there is no such file. A case needs one: see docs/how-to/run-a-case.md.") from None
    except (OSError, UnicodeDecodeError) as why:
        raise CannotRead(f"{path}: it cannot be read as UTF-8 text ({why}).") from None
    try:
        return TomlFile(path, tomllib.loads(text), line_numbers(text))
    except tomllib.TOMLDecodeError as why:
        raise CannotRead(f"{path}: it is not TOML: {why}.") from None


def line_numbers(text: str) -> dict[str, int]:
    """Return the line on which each table and key of a TOML text starts.

    >>> line_numbers('[a]\\nb = 1\\n[[c]]\\nd = 2\\n')
    {'a': 1, 'a.b': 2, 'c.0': 3, 'c.0.d': 4}
    """
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if several := _TABLES.match(line):
            name = several[1]
            counts[name] = counts.get(name, -1) + 1
            table = f"{name}.{counts[name]}"
            lines[table] = number
        elif one := _TABLE.match(line):
            table = one[1]
            lines[table] = number
        elif key := _KEY.match(line):
            name = key[1].strip('"')
            lines.setdefault(f"{table}.{name}" if table else name, number)
    return lines
