"""Numbers that cannot be written down without saying where they come from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from leeward.evidence.source import Source, Status
from leeward.units import Quantity


@dataclass(frozen=True, slots=True)
class Reference:
    """A statement's source, and where in the source a reader finds it."""

    source: Source
    at: str
    status: Status = Status.READ


@dataclass(frozen=True, slots=True)
class Cited:
    """A quantity, its source, and where in the source a reader finds it.

    `source` is None for what no source gives; `at` then says why the number was taken.
    """

    quantity: Quantity
    source: Source | None
    at: str
    status: Status
    name: str = ""

    def to(self, unit: str) -> float:
        """Return the bare number in `unit`."""
        return self.quantity.to(unit)

    def __str__(self) -> str:
        key = self.source.key if self.source else "assumption"
        return f"{self.quantity} [{key}, {self.at}]"


def cite(text: str, source: Source, *, at: str, status: Status = Status.READ) -> Cited:
    """Declare a number taken from `source`, at a table, page or section."""
    if not at:
        raise ValueError(f"Say where in {source.key} the number {text!r} stands.")
    return Cited(Quantity.parse(text), source, at, status)


def derived(text: str, source: Source, *, by: str) -> Cited:
    """Declare a number that we computed from figures of `source`, and say how."""
    return cite(text, source, at=by, status=Status.DERIVED)


def assumed(text: str, *, why: str) -> Cited:
    """Declare a number that no source gives: it is listed as a gap, never hidden."""
    if not why:
        raise ValueError(f"Say why {text!r} was assumed.")
    return Cited(Quantity.parse(text), None, why, Status.ASSUMED)


class Facts:
    """A table of cited numbers. Subclass it; each attribute is one row."""

    def __init_subclass__(cls) -> None:
        for name, value in list(vars(cls).items()):
            if isinstance(value, Cited):
                setattr(cls, name, replace(value, name=f"{cls.__module__}.{cls.__name__}.{name}"))

    @classmethod
    def rows(cls) -> Iterator[Cited]:
        """Yield the table's numbers in the order in which they were written."""
        return (value for value in vars(cls).values() if isinstance(value, Cited))
