"""One line of the status page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that must be well: what was found, how old that is, and what to do where it is not."""

    title: str
    says: str
    kind: str
    age: str = ""
    do: str = ""
