"""Read who the patient is."""

from leeward.assessment import Sex
from leeward.fhir.dates import day
from leeward.fhir.imported import CannotImport, PersonFacts
from leeward.fhir.tree import Node, inner, several, text, writable


def the_patient(patients: tuple[Node, ...]) -> Node:
    """Return the one Patient; raises CannotImport for none or for several people."""
    if not patients:
        raise CannotImport("The bundle holds no Patient. Export it again with the Patient included.")
    if len(patients) > 1:
        raise CannotImport(f"The bundle holds {len(patients)} Patient resources. Import one person at a time.")
    return patients[0]


def person(patient: Node) -> PersonFacts:
    """Read name, birth date, recorded sex and identifiers; whatever is missing stays empty."""
    names = several(patient, "name")
    chosen = next((one for one in names if text(one, "use") == "official"), names[0] if names else {})
    sex = text(patient, "gender").lower()
    return PersonFacts(
        family=text(chosen, "family"),
        given=_given(chosen),
        born=day(text(patient, "birthDate")),
        sex=Sex(sex) if sex in {Sex.FEMALE.value, Sex.MALE.value} else Sex.UNKNOWN,
        identifiers=tuple(
            (text(inner(one, "type"), "text") or text(one, "system"), text(one, "value"))
            for one in several(patient, "identifier")
            if text(one, "value")
        ),
    )


def person_notes(patient: Node, facts: PersonFacts) -> tuple[str, ...]:
    """Say what is odd or missing about the person."""
    told = []
    if patient.get("deceasedBoolean") is True or text(patient, "deceasedDateTime"):
        told.append("The record says that this patient has died: check that it is the right one.")
    if facts.born is None:
        told.append("The record gives no birth date that can be read.")
    if facts.sex is Sex.UNKNOWN:
        told.append("The record gives the sex as neither female nor male, or not at all.")
    return tuple(told)


def _given(name: Node) -> str:
    given = name.get("given")
    parts = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    return " ".join(filter(None, map(writable, parts)))
