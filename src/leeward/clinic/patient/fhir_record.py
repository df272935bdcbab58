"""The main facts of a person's record as one FHIR R4 bundle, which our own import reads again."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from leeward.clinic.assessments.models import MedicationList
from leeward.clinic.infusions import bedside
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.outcomes.models import ScoreEntry
from leeward.clinic.people.queries import allergies, get_person
from leeward.infusion.adverse import adverse_events
from leeward.infusion.events import Stopped
from leeward.instruments import by_key

LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
KETAMINE: Final = {"text": "ketamine"}

Resource = dict[str, Any]


def bundle_of(person_id: UUID, *, now: datetime) -> Resource:
    """Return the bundle; what is not known is left out of it and never made up."""
    made = (_patient(person_id), *_allergies(person_id), *_medicines(person_id), *_scores(person_id),
            *_infusions(person_id, now))  # fmt: skip
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": now.isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in made],
    }


def _patient(person_id: UUID) -> Resource:
    person = get_person(person_id)
    told: Resource = {
        "resourceType": "Patient", "id": str(person_id),
        "name": [{"family": person.family_name, "given": [person.given_names]}],
        "gender": person.sex,
    }  # fmt: skip
    if person.born:
        told["birthDate"] = person.born.isoformat()
    telecom = [{"system": kind, "value": value} for kind, value in (("phone", person.phone), ("email", person.email))]
    told["telecom"] = [each for each in telecom if each["value"]]
    return {key: value for key, value in told.items() if value}


def _subject(person_id: UUID) -> Resource:
    return {"reference": f"urn:uuid:{person_id}"}


def _allergies(person_id: UUID) -> Iterator[Resource]:
    for name in allergies(person_id) or ():
        yield {
            "resourceType": "AllergyIntolerance", "id": str(uuid5(person_id, f"allergy {name}")),
            "clinicalStatus": _coded("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active"),
            "code": {"text": name}, "patient": _subject(person_id),
        }  # fmt: skip


def _medicines(person_id: UUID) -> Iterator[Resource]:
    latest = MedicationList.objects.filter(person_id=person_id).last()
    for name in latest.names if latest else ():
        yield {
            "resourceType": "MedicationStatement", "id": str(uuid5(person_id, f"medicine {name}")), "status": "active",
            "medicationCodeableConcept": {"text": name}, "subject": _subject(person_id),
            "dateAsserted": latest.at.isoformat() if latest else "",
        }  # fmt: skip


def _scores(person_id: UUID) -> Iterator[Resource]:
    rows = ScoreEntry.objects.filter(person_id=person_id).exclude(remarks__kind="mistake")
    for row in rows:
        scale = by_key(row.scale_key)
        code: Resource = {"text": f"{scale.name}, total"}
        if scale.loinc_total:
            code["coding"] = [{"system": LOINC, "code": scale.loinc_total}]
        told: Resource = {
            "resourceType": "Observation", "id": str(row.pk), "status": "final", "category": [SURVEY], "code": code,
            "subject": _subject(person_id), "effectiveDateTime": row.taken_at.isoformat(),
        }  # fmt: skip
        if row.total is None:
            told["dataAbsentReason"] = _coded(
                "http://terminology.hl7.org/CodeSystem/data-absent-reason", "asked-declined"
            )
        else:
            told["valueInteger"] = row.total
        yield told


def _infusions(person_id: UUID, now: datetime) -> Iterator[Resource]:
    rows = Infusion.objects.filter(person_id=person_id).select_related("person").order_by("number")
    for found in (bedside.load(each, now=now) for each in rows):
        if found.given is None:
            continue
        period = {"start": found.given.started_at.isoformat()}
        if found.given.ended_at:
            period["end"] = found.given.ended_at.isoformat()
        is_stopped = any(isinstance(each, Stopped) for each in found.events)
        yield {
            "resourceType": "MedicationAdministration", "id": str(found.infusion.pk),
            "status": "in-progress" if found.given.ended_at is None else "stopped" if is_stopped else "completed",
            "medicationCodeableConcept": KETAMINE, "subject": _subject(person_id), "effectivePeriod": period,
            "dosage": {"route": {"text": "intravenous"}, "dose": {
                "value": round(found.given.mg, 1), "unit": "mg", "system": UCUM, "code": "mg",
            }},
        }  # fmt: skip
        for each in adverse_events(found.events):
            yield {
                "resourceType": "AdverseEvent", "id": str(each.noted.event_id), "actuality": "actual",
                "event": {"text": each.noted.term}, "subject": _subject(person_id), "date": each.noted.at.isoformat(),
            }  # fmt: skip


def _coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


SURVEY: Final = _coded("http://terminology.hl7.org/CodeSystem/observation-category", "survey")
