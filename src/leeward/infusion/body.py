"""Write an event's fields as plain JSON values and read them back exactly."""

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, TypeAlias, cast
from uuid import UUID

from leeward.protocol.alarm_limit import AlarmKind, Priority
from leeward.protocol.vital_kind import VitalKind
from leeward.truth import Truth

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Checks: TypeAlias = tuple[tuple[str, str], ...]
Answers: TypeAlias = tuple[int | None, ...]


class CannotRead(ValueError):
    """The stored record is not an event that this version knows."""


def utc(at: datetime) -> datetime:
    """Return the instant in UTC; refuse one without a time zone."""
    if at.tzinfo is UTC:
        return at  # nearly all are: to convert them takes longer than all the rest
    if at.tzinfo is None:
        raise ValueError(f"The time {at.isoformat()} has no time zone: pass an aware time.")
    return at.astimezone(UTC)


def number(value: object) -> float:
    """Return a finite number; refuse NaN, infinity and anything that is not a number."""
    if type(value) is float and math.isfinite(value):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is not a finite number.")
    return float(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text.")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number.")
    return value


def _rows(value: object) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"{value!r} is not a list.")
    return list(value)


def _pair(value: object) -> tuple[str, str]:
    first, second = _rows(value)
    return _text(first), _text(second)


def _or_none(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _instant(value: object) -> datetime:
    return utc(datetime.fromisoformat(_text(value)))


# The field's declared type -> (how it is written, how it is read). A type that is not here cannot be a field.
_CODECS: Final[Mapping[object, tuple[Callable[[Any], Json], Callable[[Any], Any]]]] = {
    str: (_text, _text),
    str | None: (_or_none(_text), _or_none(_text)),
    int | None: (_or_none(_whole), _or_none(_whole)),
    float: (number, number),
    float | None: (_or_none(number), _or_none(number)),
    UUID: (str, lambda value: UUID(_text(value))),
    UUID | None: (_or_none(str), _or_none(lambda value: UUID(_text(value)))),
    datetime: (lambda at: utc(at).isoformat(), _instant),
    Truth: (lambda truth: str(truth.value), Truth),
    VitalKind: (lambda kind: str(kind.value), VitalKind),
    Priority: (lambda priority: str(priority.value), Priority),
    AlarmKind: (lambda kind: str(kind.value), AlarmKind),
    Checks: (
        lambda checks: [list(_pair(check)) for check in checks],
        lambda rows: tuple(_pair(row) for row in _rows(rows)),
    ),
    Answers: (
        lambda answers: [_or_none(_whole)(answer) for answer in answers],
        lambda rows: tuple(_or_none(_whole)(row) for row in _rows(rows)),
    ),
}


def write(record: Any) -> dict[str, Json]:
    """Return the record's fields as JSON values, in the order in which they are declared."""
    return {name: writes(getattr(record, name)) for name, writes, _ in _codecs(cast(Hashable, type(record)))}


@cache
def _codecs(kind: Hashable) -> tuple[tuple[str, Callable[[Any], Json], Callable[[Any], Any]], ...]:
    """Return the fields of a kind of event, each with how it is written and read."""
    return tuple((field.name, *_CODECS[field.type]) for field in fields(cast(Any, kind)))


def read(kind: type[Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the constructor's arguments for `kind`; refuse a missing, strange or badly written field."""
    declared = {name: reads for name, _, reads in _codecs(cast(Hashable, kind))}
    if declared.keys() != body.keys():
        differs = ", ".join(sorted(declared.keys() ^ body.keys()))
        raise CannotRead(f"A stored {kind.__name__} must have exactly its own fields; check: {differs}.")
    read_so_far: dict[str, Any] = {}
    for name, reads in declared.items():
        try:
            read_so_far[name] = reads(body[name])
        except (ValueError, TypeError, OverflowError) as why:
            raise CannotRead(f"The field {name} of a stored {kind.__name__} cannot be read: {why}") from why
    return read_so_far
