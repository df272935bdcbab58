"""A citation as one line of a page: the number, the source by its name, the place in it, and how surely."""

from collections.abc import Iterable
from typing import Final

from leeward.evidence import Cited, Reference, Status

OWN: Final = "no source, this clinic’s own"


def cited_says(cites: Iterable[Cited | Reference]) -> tuple[str, ...]:
    """Return each citation as a sentence that a page can print, the same one never twice."""
    return tuple(dict.fromkeys(_line(each) for each in cites))


def _line(cite: Cited | Reference) -> str:
    number = f"{cite.quantity}: " if isinstance(cite, Cited) else ""
    at = cite.at.rstrip(".")
    if cite.source is None:
        return f"{number}{OWN}. {at}."
    surely = "" if cite.status is Status.READ else f" ({cite.status.value})"
    return f"{number}{cite.source}: {at}{surely}."
