"""Import one patient's FHIR R4 bundle: what it says becomes answers, what it does not say stays unknown."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from leeward.evidence import Cited
from leeward.fhir.about import addresses, counts, whose
from leeward.fhir.allergy import allergies
from leeward.fhir.condition import Doubts
from leeward.fhir.document import WANTED, bundle_of, entries_of
from leeward.fhir.findings import findings
from leeward.fhir.imported import CannotImport, Imported, ImportedAnswer, Left
from leeward.fhir.measurement import measurements
from leeward.fhir.medication import Orders, links_of, medicines
from leeward.fhir.patient import person, person_notes, the_patient
from leeward.fhir.procedure import procedures
from leeward.fhir.tree import Node, left, node, several, text
from leeward.protocol.assessing import Windows

MEDICINES: Final = ("MedicationRequest", "MedicationStatement", "MedicationUsage")
USED: Final = frozenset(
    {"Patient", "Condition", "Procedure", "Observation", "AllergyIntolerance", "Medication", *MEDICINES}
)
CITES: Final[tuple[Cited, ...]] = (*Orders.rows(), *Doubts.rows(), *Windows.rows())


def import_bundle(raw: bytes | Mapping[str, object], *, on: date) -> Imported:
    """Read a bundle as it stands on the day we look; raises CannotImport with a sentence for anything else."""
    bundle = bundle_of(raw)
    entries, empty = entries_of(bundle)
    resources = tuple(node(entry.get("resource")) for entry in entries)
    patient = the_patient(_of(resources, "Patient"))
    _refuse_other_editions(resources)
    mine, others, foreign = whose(resources, patient, entries, used=USED)
    known = {target: one for entry, one in zip(entries, resources, strict=True) for target in addresses(entry, one)}
    who = person(patient)
    found = findings(_of(mine, "Condition"), on=on)
    done = procedures(_of(mine, "Procedure"), on=on)
    taken = medicines(_of(mine, *MEDICINES), known, on=on)
    allergic = allergies(_of(mine, "AllergyIntolerance"))
    measured, measured_notes, unmeasured = measurements(_of(mine, "Observation"), on=on)
    questions = (*found.questions, *done.questions)
    ordered = {id(known[link]) for link in links_of(_of(mine, *MEDICINES)) if link in known}
    return Imported(
        person=who,
        answers=_together(found.answers, done.answers),
        questions=questions,
        measurements=measured,
        medicines=taken.names,
        allergies=allergic.names,
        notes=(
            *person_notes(patient, who),
            *(question.says for question in questions),
            *(*found.notes, *taken.notes, *allergic.notes, *measured_notes, *foreign),
            *_unread(bundle, resources, empty=empty),
        ),
        left=(
            *(*found.left, *done.left, *taken.left, *allergic.left, *unmeasured),
            *_of_no_use(resources, others, ordered),
        ),
        medicines_stated=taken.stated,
        allergies_stated=allergic.stated,
        cites=CITES,
    )


def _together(one: Mapping[str, ImportedAnswer], other: Mapping[str, ImportedAnswer]) -> dict[str, ImportedAnswer]:
    """Join two sets of answers, with every place where each was read."""
    joined = dict(one)
    for key, answer in other.items():
        before = joined[key].provenance if key in joined else ()
        joined[key] = ImportedAnswer(answer.truth, (*before, *answer.provenance))
    return joined


def _of_no_use(resources: tuple[Node, ...], others: Mapping[int, str], ordered: set[int]) -> Iterator[Left]:
    """Yield what is not said of the patient, of a kind that nothing reads, or a medicine that no order names."""
    for resource in resources:
        kind = text(resource, "resourceType")
        if kind in USED and kind != "Patient" and id(resource) in others:
            yield left(resource, others[id(resource)])
        elif kind not in USED:
            yield left(resource, f"nothing here is read from a {kind}" if kind else "it has no type")
        elif kind == "Medication" and id(resource) not in ordered:
            yield left(resource, "no order names it")


def _refuse_other_editions(resources: tuple[Node, ...]) -> None:
    if _of(resources, "MedicationOrder"):
        raise CannotImport(f"This bundle is FHIR DSTU2 (it holds MedicationOrder). {WANTED}")
    for resource in _of(resources, "Condition", "AllergyIntolerance"):
        if isinstance(resource.get("clinicalStatus"), str) or isinstance(resource.get("verificationStatus"), str):
            raise CannotImport(f"This bundle is FHIR DSTU2 or STU3 (a status is plain text there). {WANTED}")


def _of(resources: tuple[Node, ...], *kinds: str) -> tuple[Node, ...]:
    return tuple(resource for resource in resources if text(resource, "resourceType") in kinds)


def _unread(bundle: Node, resources: tuple[Node, ...], *, empty: int) -> tuple[str, ...]:
    counted = Counter(text(resource, "resourceType") or "unnamed resource" for resource in resources)
    other = {kind: count for kind, count in counted.items() if kind not in USED}
    told = [f"Seen and not used: {counts(other)}."] if other else []
    if empty:
        told.append(f"Entries that hold no resource: {empty}.")
    if any(text(link, "relation") == "next" for link in several(bundle, "link")):
        told.append("This is one page of several: the rest of the record is missing.")
    return tuple(told)
