"""Read allergies: none listed is not the same as none known."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from leeward.fhir.dates import day, day_of
from leeward.fhir.imported import Left, Stated
from leeward.fhir.tree import LONGEST, Node, code, codings, identity, inner, left, name, several, statuses, text

# SNOMED CT: no known allergy (now and formerly); no known drug allergy; the same of the International Patient Summary.
NONE_KNOWN: Final = frozenset(
    {"716186003", "160244002", "409137002", "no-known-allergies", "no-known-medication-allergies"}
)
NONE_SAID: Final = re.compile(
    r"(?:nka|nkda|nkma|no (?:known |current )?(?:drug |medication |medicine )?allerg(?:y|ies))\b[ .]*(?:\([a-z]+\))?$",
    re.IGNORECASE,
)
# That one kind of allergy is not known, or that nobody asked, is neither an allergy nor the absence of all.
NO_ALLERGY: Final = re.compile(
    r"(?:no|not|none|unknown|denies|negative)\b|no-|.*\b(?:not asked|unable to assess|not on file|status unknown)\b",
    re.IGNORECASE,
)
NOT_TRUE: Final = frozenset({"refuted", "entered-in-error", "410516002", "723511001", "723510000"})
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
        called, why = _called(resource), _why_not(resource)
        if _none_known(concept) and not why:
            none_known = True
        elif why:
            notes.append(f"Not used: {identity(resource)} ({called or 'unnamed'}): {why}.")
            unused.append(left(resource, why))
        else:
            found.setdefault(called, Stated(resource=identity(resource), on=_day(resource), detail=_did(resource)))
    if found and none_known:
        notes.append("The record says both that no allergy is known and that there are allergies; the allergies stand.")
    return Allergies(
        names=tuple(found) if found or none_known else None, stated=found, notes=tuple(notes), left=tuple(unused)
    )


def _why_not(resource: Node) -> str:
    concept = inner(resource, "code")
    if statuses(inner(resource, "verificationStatus")) & NOT_TRUE or _no_risk(resource):
        return "it was refuted or entered in error"
    if statuses(inner(resource, "clinicalStatus")) & OVER:
        return "it is listed as no longer active; ask"
    if not _called(resource):
        return "it does not say what the allergy is to; ask"
    said = (_called(resource), *(value for _, value in codings(concept)))
    if not _none_known(concept) and any(NO_ALLERGY.match(one) for one in said):
        return "it names no allergy, and does not say that none is known; ask"
    return ""


def _none_known(concept: Node) -> bool:
    return any(value in NONE_KNOWN for _, value in codings(concept)) or bool(NONE_SAID.match(name(concept)))


def _called(resource: Node) -> str:
    return name(inner(resource, "code")) or name(inner(resource, "reaction", "substance"))


def _no_risk(resource: Node) -> bool:
    """Does an extension say that the substance brings no known risk?"""
    parts = (part for each in several(resource, "extension") for part in (each, *several(each, "extension")))
    return any(code(inner(part, "valueCodeableConcept")) == "no-known-reaction-risk" for part in parts)


def _did(resource: Node) -> str:
    """Say what the allergy did and how grave that was, as far as the record says."""
    told = []
    for reaction in several(resource, "reaction"):
        signs = ", ".join(filter(None, (_sign(one) for one in several(reaction, "manifestation"))))
        said = signs or text(reaction, "description")
        told.append(" ".join(filter(None, (said, f"({grave})" if (grave := text(reaction, "severity")) else ""))))
    high = "high risk" if text(resource, "criticality").lower() == "high" else ""
    return "; ".join(filter(None, (*told, high)))[:LONGEST]


def _sign(manifestation: Node) -> str:
    return name(manifestation) or name(inner(manifestation, "concept"))


def _day(resource: Node) -> date | None:
    return day(text(resource, "recordedDate")) or day_of(resource, "onset") or day(text(resource, "assertedDate"))
