"""Read allergies: none listed is not the same as none known."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from leeward.fhir.dates import day, day_of
from leeward.fhir.imported import Left, Stated
from leeward.fhir.tree import Node, code, codings, identity, inner, left, name, text

# SNOMED CT: no known allergy; no known drug allergy.
NONE_KNOWN: Final = frozenset({"716186003", "409137002"})
NOT_TRUE: Final = frozenset({"refuted", "entered-in-error"})
OVER: Final = frozenset({"inactive", "resolved"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Allergies:
    """The active allergies: None when the record says nothing, () when it says that none is known."""

    names: tuple[str, ...] | None
    stated: dict[str, Stated]
    notes: tuple[str, ...]
    left: tuple[Left, ...]


def allergies(resources: tuple[Node, ...]) -> Allergies:
    """Sort the allergies of a record."""
    found: dict[str, Stated] = {}
    notes: list[str] = []
    unused: list[Left] = []
    none_known = False
    for resource in resources:
        concept = inner(resource, "code")
        called, why = name(concept), _why_not(resource)
        if any(value in NONE_KNOWN for _, value in codings(concept)) and not why:
            none_known = True
        elif why:
            notes.append(f"Not used: {identity(resource)} ({called or 'unnamed'}): {why}.")
            unused.append(left(resource, why))
        else:
            found.setdefault(called, Stated(resource=identity(resource), on=_day(resource)))
    if found and none_known:
        notes.append("The record says both that no allergy is known and that there are allergies; the allergies stand.")
    return Allergies(
        names=tuple(found) if found or none_known else None, stated=found, notes=tuple(notes), left=tuple(unused)
    )


def _why_not(resource: Node) -> str:
    if code(inner(resource, "verificationStatus")) in NOT_TRUE:
        return "it was refuted or entered in error"
    if code(inner(resource, "clinicalStatus")) in OVER:
        return "it is listed as no longer active; ask"
    if not name(inner(resource, "code")):
        return "it does not say what the allergy is to; ask"
    return ""


def _day(resource: Node) -> date | None:
    return day(text(resource, "recordedDate")) or day_of(resource, "onset") or day(text(resource, "assertedDate"))
