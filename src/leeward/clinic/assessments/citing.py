"""A citation as one line of a page: the number, the source by its name, the place in it, and how surely."""

from collections.abc import Iterable
from typing import Final

from leeward.evidence import Cited, Reference, Status

TIMES: Final = frozenset({"week", "month", "year"})
OWN: Final = "no source, this clinic’s own"


def cited_says(cites: Iterable[Cited | Reference]) -> tuple[str, ...]:
    """Return each citation as a sentence that a page can print, the same one never twice."""
    return tuple(dict.fromkeys(_line(each) for each in cites))


def written(quantity: str) -> str:
    """Return a quantity as one writes it: a bare number without its unit, and a time of several months in the plural.

    >>> written("2 1"), written("3 month"), written("1 month"), written("0.5 mg/kg")
    ('2', '3 months', '1 month', '0.5 mg/kg')
    """
    number, _, unit = quantity.partition(" ")
    if unit == "1":
        return number
    return f"{quantity}s" if unit in TIMES and number != "1" else quantity


def _line(cite: Cited | Reference) -> str:
    number = f"{written(str(cite.quantity))}: " if isinstance(cite, Cited) else ""
    at = cite.at.rstrip(".")
    if cite.source is None:
        return f"{number}{OWN}. {at}."
    surely = "" if cite.status is Status.READ else f" ({cite.status.value})"
    return f"{number}{cite.source}: {at}{surely}."
