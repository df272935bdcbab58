"""JSON read strictly: broken text is named by line and column, an entry told twice by its path."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

IDENTIFIER: Final = str.isidentifier


class CannotReadJson(ValueError):
    """The text is not JSON; the sentence says where it breaks off and what was expected."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where it stands, as a JSON path, and what was expected."""

    path: str
    says: str


class _Table(dict[str, Any]):
    """An object of the text, and the keys that it tells more than once."""

    twice: tuple[str, ...] = ()


def read_json(text: str) -> Any:
    """Return what the text holds; raises CannotReadJson with line and column.

    `told_twice` then finds the keys that stand in one object more than once.
    """
    try:
        return json.loads(text, object_pairs_hook=_table, parse_constant=_no_number)
    except json.JSONDecodeError as why:
        if not text.strip():
            raise CannotReadJson("the file is empty; expected one JSON object.") from None
        says = f"line {why.lineno}, column {why.colno}: this is not JSON ({why.msg[:1].lower()}{why.msg[1:]})."
        raise CannotReadJson(says) from None
    except RecursionError:
        raise CannotReadJson("the JSON is nested too deeply to be a chart.") from None
    except ValueError as why:  # also numbers with more digits than Python reads
        raise CannotReadJson(f"it holds something that is no number: {str(why)[:80]}.") from None


def told_twice(value: Any, path: str = "$") -> Iterator[Fault]:
    """Yield every key that stands in one object more than once, with its path."""
    if isinstance(value, _Table):
        for key in value.twice:
            yield Fault(under(path, key), "this entry is told twice; keep one of the two.")
        for key, one in value.items():
            yield from told_twice(one, under(path, key))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from told_twice(one, f"{path}[{place}]")


def under(path: str, key: str) -> str:
    """Return the path of an entry of an object."""
    return f"{path}.{key}" if IDENTIFIER(key) else f"{path}[{json.dumps(key, ensure_ascii=False)}]"


def short(value: object) -> str:
    """Return a value as JSON, cut where it is long, for a sentence."""
    told = json.dumps(value, ensure_ascii=False, default=str)
    return told if len(told) <= 60 else f"{told[:60]}…"


def _table(pairs: list[tuple[str, Any]]) -> _Table:
    table, twice = _Table(), []
    for key, value in pairs:
        if key in table:
            twice.append(key)
        table[key] = value
    table.twice = tuple(dict.fromkeys(twice))
    return table


def _no_number(constant: str) -> float:
    raise ValueError(constant)
