"""Cases told as text: a name, and under it lines of a field and what is told of it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

Lines = Sequence[tuple[str, str]]


def read(text: str) -> Mapping[str, Lines]:
    """Return the lines of each case by its name; an empty line ends a case, and a line of `#` is nobody's."""
    blocks = ([line for line in block.split("\n") if not line.startswith("#")] for block in text.strip().split("\n\n"))
    return {block[0]: [_line(each) for each in block[1:]] for block in blocks if block}


def _line(line: str) -> tuple[str, str]:
    name, what = line.strip().split(maxsplit=1)
    return name, what.strip()


def told(case: Lines, field: str) -> list[str]:
    """Return everything that is told of a field, in order."""
    return [what for name, what in case if name == field]


def number(text: str) -> float:
    """Return the first number of a text."""
    return float(next(word for word in text.split() if word.replace(".", "").isdigit()))


def day(text: str) -> date:
    """Return a day told as `04-Nov`; of 2026, when 2-Nov is a Monday."""
    return datetime.strptime(f"{text}-2026", "%d-%b-%Y").replace(tzinfo=UTC).date()
