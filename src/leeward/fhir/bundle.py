"""Import one patient's FHIR R4 bundle: what it says becomes answers, what it does not say stays unknown."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from leeward.evidence import Cited
from leeward.fhir.allergy import allergies
from leeward.fhir.condition import Doubts
from leeward.fhir.findings import findings
from leeward.fhir.imported import CannotImport, Imported, ImportedAnswer, Left
from leeward.fhir.measurement import measurements
from leeward.fhir.medication import Orders, links_of, medicines
from leeward.fhir.patient import person, person_notes, the_patient
from leeward.fhir.procedure import procedures
from leeward.fhir.tree import Node, inner, left, node, several, text
from leeward.protocol.assessing import Windows

WANTED: Final = "Send one patient's FHIR R4 bundle as JSON."
KINDS: Final = frozenset({"collection", "searchset", "transaction", "batch", "document", ""})
MEDICINES: Final = ("MedicationRequest", "MedicationStatement")
USED: Final = frozenset(
    {"Patient", "Condition", "Procedure", "Observation", "AllergyIntolerance", "Medication", *MEDICINES}
)
CITES: Final[tuple[Cited, ...]] = (*Orders.rows(), *Doubts.rows(), *Windows.rows())


def import_bundle(raw: bytes | Mapping[str, object], *, on: date) -> Imported:
    """Read a bundle as it stands on the day we look; raises CannotImport with a sentence for anything else."""
    bundle = _bundle(raw)
    entries = tuple(entry for entry in several(bundle, "entry") if node(entry.get("resource")))
    resources = tuple(node(entry.get("resource")) for entry in entries)
    patient = the_patient(_of(resources, "Patient"))
    _refuse_other_editions(resources)
    mine, foreign = _of_the_patient(resources, patient, entries)
    known = {target: one for entry, one in zip(entries, resources, strict=True) for target in _addresses(entry, one)}
    who = person(patient)
    found = findings(_of(mine, "Condition"), on=on)
    done = procedures(_of(mine, "Procedure"), on=on)
    taken = medicines(_of(mine, *MEDICINES), known, on=on)
    allergic = allergies(_of(mine, "AllergyIntolerance"))
    measured, measured_notes, unmeasured = measurements(_of(mine, "Observation"), on=on)
    questions = (*found.questions, *done.questions)
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
            *found.notes,
            *taken.notes,
            *allergic.notes,
            *measured_notes,
            *foreign,
            *_unread(bundle, resources),
        ),
        left=(
            *(*found.left, *done.left, *taken.left, *allergic.left, *unmeasured),
            *_of_no_use(
                resources, mine, {id(known[link]) for link in links_of(_of(mine, *MEDICINES)) if link in known}
            ),
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


def _of_no_use(resources: tuple[Node, ...], mine: tuple[Node, ...], ordered: set[int]) -> Iterator[Left]:
    """Yield what is about somebody else, of a kind that nothing reads, or a medicine that no order names."""
    own = {id(one) for one in mine}
    for resource in resources:
        kind = text(resource, "resourceType")
        if kind in USED and kind != "Patient" and id(resource) not in own:
            yield left(resource, "it is about somebody else")
        elif kind not in USED:
            yield left(resource, f"nothing here is read from a {kind}" if kind else "it has no type")
        elif kind == "Medication" and id(resource) not in ordered:
            yield left(resource, "no order names it")


def _bundle(raw: bytes | Mapping[str, object]) -> Node:
    bundle = raw if isinstance(raw, Mapping) else _json(raw)
    kind = text(node(bundle), "resourceType")
    if kind != "Bundle":
        what = f"a single {kind}" if kind else "JSON that is no FHIR resource"
        raise CannotImport(f"This is {what}, not a bundle. {WANTED}")
    if text(node(bundle), "type") not in KINDS:
        raise CannotImport(f"A bundle of type {text(node(bundle), 'type')} cannot be read as a record. {WANTED}")
    return node(bundle)


def _json(raw: bytes) -> object:
    try:
        written = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise CannotImport(f"The file is not text in UTF-8. {WANTED}") from None
    if not written:
        raise CannotImport(f"The file is empty. {WANTED}")
    if written.startswith("<"):
        raise CannotImport(f"This is XML. {WANTED}")
    try:
        return json.loads(written, parse_constant=_no_number)
    except RecursionError:
        raise CannotImport(f"The JSON is nested too deeply to be a record. {WANTED}") from None
    except json.JSONDecodeError as why:
        if _is_lines(written):
            raise CannotImport(f"This is NDJSON, one resource a line (a bulk export). {WANTED}") from None
        raise CannotImport(f"The JSON breaks off or is wrong at line {why.lineno}: {why.msg}. {WANTED}") from None
    except ValueError:
        raise CannotImport(f"The JSON holds something that is no number. {WANTED}") from None


def _no_number(constant: str) -> float:
    raise ValueError(constant)


def _is_lines(written: str) -> bool:
    try:
        return isinstance(json.loads(written.splitlines()[0]), dict)
    except (ValueError, RecursionError):
        return False


def _refuse_other_editions(resources: tuple[Node, ...]) -> None:
    if _of(resources, "MedicationOrder"):
        raise CannotImport(f"This bundle is FHIR DSTU2 (it holds MedicationOrder). {WANTED}")
    for resource in _of(resources, "Condition", "AllergyIntolerance"):
        if isinstance(resource.get("clinicalStatus"), str) or isinstance(resource.get("verificationStatus"), str):
            raise CannotImport(f"This bundle is FHIR DSTU2 or STU3 (a status is plain text there). {WANTED}")


def _of_the_patient(
    resources: tuple[Node, ...], patient: Node, entries: tuple[Node, ...]
) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    """Leave out what is about somebody else; what names nobody is taken to be about the one patient."""
    own: set[str] = set()
    for entry, resource in zip(entries, resources, strict=True):
        if resource is patient:
            own |= set(_addresses(entry, resource))
    mine = []
    others: Counter[str] = Counter()
    for resource in resources:
        about = text(inner(resource, "subject"), "reference") or text(inner(resource, "patient"), "reference")
        about = about.split("/_history/")[0]
        if not about or not own or about in own or any(about.endswith(f"/{one}") for one in own):
            mine.append(resource)
        else:
            others[text(resource, "resourceType")] += 1
    used = {kind: count for kind, count in others.items() if kind in USED}
    told = (f"Not used, since they are about somebody else: {_counts(used)}.",) if used else ()
    return tuple(mine), told


def _addresses(entry: Node, resource: Node) -> tuple[str, ...]:
    """Return the references under which other resources may name this one."""
    key, kind, full = text(resource, "id"), text(resource, "resourceType"), text(entry, "fullUrl")
    return tuple(one for one in (full, *((f"{kind}/{key}", f"urn:uuid:{key}") if key else ())) if one)


def _of(resources: tuple[Node, ...], *kinds: str) -> tuple[Node, ...]:
    return tuple(resource for resource in resources if text(resource, "resourceType") in kinds)


def _unread(bundle: Node, resources: tuple[Node, ...]) -> tuple[str, ...]:
    counted = Counter(text(resource, "resourceType") or "unnamed resource" for resource in resources)
    other = {kind: count for kind, count in counted.items() if kind not in USED}
    told = [f"Seen and not used: {_counts(other)}."] if other else []
    empty = len(several(bundle, "entry")) - len(resources)
    if empty:
        told.append(f"Entries that hold no resource: {empty}.")
    if any(text(link, "relation") == "next" for link in several(bundle, "link")):
        told.append("This is one page of several: the rest of the record is missing.")
    return tuple(told)


def _counts(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in sorted(counted.items(), key=lambda one: (-one[1], one[0])))
