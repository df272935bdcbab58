"""Read allergies: none listed is not the same as none known."""

from typing import Final

from leeward.fhir.tree import Node, code, codings, identity, inner, name

# SNOMED CT: no known allergy; no known drug allergy.
NONE_KNOWN: Final = frozenset({"716186003", "409137002"})
NOT_TRUE: Final = frozenset({"refuted", "entered-in-error"})
OVER: Final = frozenset({"inactive", "resolved"})


def allergies(resources: tuple[Node, ...]) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Return the active allergies and notes; None when the record says nothing, () when it says that none is known."""
    found: dict[str, None] = {}
    notes: list[str] = []
    none_known = False
    for resource in resources:
        concept = inner(resource, "code")
        called = name(concept)
        if code(inner(resource, "verificationStatus")) in NOT_TRUE:
            notes.append(f"Not used: {identity(resource)} ({called or 'unnamed'}) was refuted or entered in error.")
        elif any(value in NONE_KNOWN for _, value in codings(concept)):
            none_known = True
        elif code(inner(resource, "clinicalStatus")) in OVER:
            notes.append(f"Allergy to {called or 'something unnamed'} is listed as no longer active; ask.")
        elif called:
            found[called] = None
        else:
            notes.append(f"Not used: {identity(resource)} does not say what the allergy is to; ask.")
    if found and none_known:
        notes.append("The record says both that no allergy is known and that there are allergies; the allergies stand.")
    return (tuple(found) if found or none_known else None), tuple(notes)
