"""Whose is a resource: the patient's, somebody else's, or said with a turn that nothing here understands."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

from leeward.fhir.tree import Node, inner, several, text

ELSE: Final = "it is about somebody else"
TURNED: Final = "it carries a modifier that can turn its meaning, and nothing here reads it; ask"
FOCUS: Final = "its focus is not the patient"


def whose(
    resources: tuple[Node, ...], patient: Node, entries: tuple[Node, ...], *, used: Collection[str]
) -> tuple[tuple[Node, ...], Mapping[int, str], tuple[str, ...]]:
    """Return what is said of the patient; why not, by `id`, for the rest; and notes. Who names nobody means them."""
    own = {
        address
        for entry, resource in zip(entries, resources, strict=True)
        if resource is patient
        for address in addresses(entry, resource)
    }
    marks = {(text(one, "system"), text(one, "value")) for one in several(patient, "identifier")}
    others: dict[int, str] = {}
    for resource in resources:
        why = _why_not(resource, own, marks)
        if why and resource is not patient:
            others[id(resource)] = why
    mine = tuple(one for one in resources if id(one) not in others)
    return mine, others, tuple(_told(resources, others, used))


def addresses(entry: Node, resource: Node) -> tuple[str, ...]:
    """Return the references under which other resources may name this one."""
    key, kind, full = text(resource, "id"), text(resource, "resourceType"), text(entry, "fullUrl")
    return tuple(one for one in (full, *((f"{kind}/{key}", f"urn:uuid:{key}") if key else ())) if one)


def counts(counted: Mapping[str, int]) -> str:
    """Say how many there are of each kind, the most first."""
    return ", ".join(f"{count} {kind}" for kind, count in sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _why_not(resource: Node, own: set[str], marks: set[tuple[str, str]]) -> str:
    subject = inner(resource, "subject") or inner(resource, "patient")
    about = text(subject, "reference").split("/_history/")[0]
    if about and own and about not in own and not any(about.endswith(f"/{one}") for one in own):
        return "" if _searched(about) & {value for _, value in marks} else ELSE
    mark = inner(subject, "identifier")
    named = (text(mark, "system"), text(mark, "value"))
    if not about and named[1] and marks and named not in marks:
        return ELSE
    if resource.get("modifierExtension"):
        return TURNED
    return FOCUS if several(resource, "focus") else ""


def _searched(about: str) -> set[str]:
    """Return the identifier by which a transaction looks for its patient: Patient?identifier=system|value."""
    _, found, query = about.partition("Patient?identifier=")
    return {query.partition("&")[0].rpartition("|")[2]} - {""} if found else set()


def _told(resources: tuple[Node, ...], others: Mapping[int, str], used: Collection[str]) -> list[str]:
    told = []
    for why, says in ((ELSE, "they are about somebody else"), (TURNED, "a modifier may turn their meaning: ask")):
        kinds = (text(one, "resourceType") for one in resources if others.get(id(one)) == why)
        counted = Counter(kind for kind in kinds if kind in used)
        if counted:
            told.append(f"Not used, since {says}: {counts(counted)}.")
    return told
