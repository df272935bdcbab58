"""Three-valued logic: a chart may say yes, say no, or say nothing."""

from collections.abc import Iterable
from enum import Enum
from functools import reduce
from operator import or_
from typing import Never


class Truth(Enum):
    """Kleene's strong three-valued logic.

    >>> YES & UNKNOWN
    <Truth.UNKNOWN: 'unknown'>
    >>> NO & UNKNOWN
    <Truth.NO: 'no'>
    """

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __and__(self, other: "Truth") -> "Truth":
        if Truth.NO in (self, other):
            return Truth.NO
        return self if self is other else Truth.UNKNOWN

    def __or__(self, other: "Truth") -> "Truth":
        return ~(~self & ~other)

    def __invert__(self) -> "Truth":
        return _OPPOSITE[self]

    def __bool__(self) -> Never:
        raise TypeError("A Truth is not a bool: ask `is YES`, so that unknown never passes for no.")


YES, NO, UNKNOWN = Truth
_OPPOSITE = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}


def truth(known: bool | None) -> Truth:
    """Return YES or NO for what is known, UNKNOWN for None."""
    if known is None:
        return UNKNOWN
    return YES if known else NO


def any_of(truths: Iterable[Truth]) -> Truth:
    """Is any of them so? NO for none at all."""
    return reduce(or_, truths, NO)
