"""Walk a FHIR resource in which anything may be missing, or be of another kind than it should be."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from leeward.fhir.imported import Left

Node: TypeAlias = Mapping[str, object]
NOTHING: Final[Node] = {}
# Some senders name a code system by its object identifier.
SYSTEMS: Final = {
    "urn:oid:2.16.840.1.113883.6.96": "http://snomed.info/sct",
    "urn:oid:2.16.840.1.113883.6.90": "http://hl7.org/fhir/sid/icd-10-cm",
    "urn:oid:2.16.840.1.113883.6.3": "http://hl7.org/fhir/sid/icd-10",
    "urn:oid:2.16.840.1.113883.6.1": "http://loinc.org",
}
LONGEST: Final = 200  # characters of a name that is told
# Control characters move a terminal's cursor; half of a surrogate pair can neither be stored nor printed.
UNWRITABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def node(value: object) -> Node:
    """Return the object itself, or an empty one."""
    return value if isinstance(value, Mapping) else NOTHING


def inner(parent: Node, *path: str) -> Node:
    """Return the object at the end of the path; of a list on the way the first one counts."""
    found: object = parent
    for step in path:
        found = node(found).get(step)
        if isinstance(found, list):
            found = found[0] if found else None
    return node(found)


def several(parent: Node, key: str) -> tuple[Node, ...]:
    """Return the objects of a list; one object by itself counts as a list of one."""
    value = parent.get(key)
    if isinstance(value, Mapping):
        return (value,)
    return tuple(one for one in value if isinstance(one, Mapping)) if isinstance(value, list) else ()


def text(parent: Node, key: str) -> str:
    """Return a piece of text, stripped; empty for anything else."""
    return writable(parent.get(key))


def writable(value: object) -> str:
    """Return a text, stripped, with a mark in place of what cannot be written; empty for anything else."""
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", " ".join(value.split())) if isinstance(value, str) else ""


def number(parent: Node, key: str) -> float | None:
    """Return a finite number; None for anything else, yes and no included."""
    value = parent.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def codings(concept: Node) -> Iterator[tuple[str, str]]:
    """Yield the (system, code) pairs of a coded concept."""
    for coding in several(concept, "coding"):
        system = text(coding, "system")
        yield SYSTEMS.get(system, system), text(coding, "code")


def code(concept: Node) -> str:
    """Return the first code of a coded concept, in small letters; empty when there is none."""
    return next((value.lower() for _, value in codings(concept) if value), "")


def statuses(concept: Node) -> frozenset[str]:
    """Return every code of a status in small letters, and its words in the shape of a code (entered-in-error)."""
    words = (text(one, key) for one in (concept, *several(concept, "coding")) for key in ("text", "display"))
    coded = (value for _, value in codings(concept))
    return frozenset("-".join(one.lower().split()) for one in (*coded, *words) if one)


def name(concept: Node) -> str:
    """Return what a coded concept is called: its own text, else its first display, else its code."""
    displays = (text(coding, "display") for coding in several(concept, "coding"))
    own = text(concept, "text") or next((display for display in displays if display), "")
    return own or next((f"code {value}" for _, value in codings(concept) if value), "")


def left(resource: Node, why: str) -> Left:
    """Return the line that says that nothing was taken from a resource, and why."""
    concept = inner(resource, "code") or inner(resource, "medicationCodeableConcept") or inner(resource, "type")
    kind, key = text(resource, "resourceType")[:LONGEST] or "unnamed resource", text(resource, "id")
    return Left(kind=kind, key=key[:LONGEST], called=name(concept)[:LONGEST], why=why)


def identity(resource: Node) -> str:
    """Return the resource's type and id, as in `Condition/17`."""
    return f"{text(resource, 'resourceType') or 'resource'}/{text(resource, 'id') or 'without id'}"
