"""What else happened on the time axis of the scores: infusions, therapy sessions, changes of medicines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final


class MarkKind(Enum):
    """What a mark stands for."""

    INFUSION = "infusion"
    THERAPY = "therapy session"
    MEDICINE = "change of a medicine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that may have moved the scores, with a time zone; `says` names it in a few words."""

    at: datetime
    kind: MarkKind
    says: str


ALSO: Final = "Beside the infusions, {what} may have moved the scores: what did cannot be told apart in one person."


def marks(infusions: Iterable[datetime], others: Iterable[Mark] = ()) -> tuple[Mark, ...]:
    """Return all marks in order, each infusion with its number."""
    numbered = (
        Mark(at=at, kind=MarkKind.INFUSION, says=f"Infusion {number}") for number, at in enumerate(sorted(infusions), 1)
    )
    return tuple(sorted((*numbered, *others), key=lambda mark: (mark.at, mark.kind.value, mark.says)))


def also(found: Iterable[Mark], *, since: datetime, until: datetime) -> str:
    """Say what else happened between two scores; empty where nothing did."""
    between = [mark for mark in found if since < mark.at <= until and mark.kind is not MarkKind.INFUSION]
    counted = [
        f"{count} {kind.value}{'s' if count > 1 and kind is MarkKind.THERAPY else ''}"
        for kind in (MarkKind.THERAPY, MarkKind.MEDICINE)
        if (count := sum(mark.kind is kind for mark in between))
    ]
    return ALSO.format(what=" and ".join(counted)) if counted else ""
