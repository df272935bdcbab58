"""Charting, and deciding from the chart."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from leeward import __version__
from leeward.assessment import assess
from leeward.clinic.assessments import charts, mapping
from leeward.clinic.assessments.models import (
    Assessment,
    ChartEntry,
    MedicationList,
    RecordImport,
    SpecialistApproval,
)
from leeward.clinic.people import actions as people_actions
from leeward.clinic.people import queries as people
from leeward.clinic.people.models import Staff
from leeward.fhir import Imported, import_bundle
from leeward.protocol import STANDARD
from leeward.truth import Truth
from leeward.units import Quantity


@transaction.atomic
def answer(*, person_id: UUID, answers: Mapping[str, Truth], by: Staff, at: datetime, source: str = "asked") -> None:
    """Chart answers to items; an answer of unknown takes an earlier one back."""
    ChartEntry.objects.bulk_create(
        ChartEntry(person_id=person_id, key=key, value=mapping.truth_value(truth), source=source, at=at, by=by)
        for key, truth in answers.items()
    )


@transaction.atomic
def measure(
    *, person_id: UUID, measured: Mapping[str, Quantity], taken_at: datetime, source: str, by: Staff, at: datetime
) -> None:
    """Chart measurements; raises CannotChart where a number or unit is not plausible."""
    for key, quantity in measured.items():
        entry = ChartEntry(
            person_id=person_id, key=key, value=mapping.measured_value(quantity, taken_at), source=source, at=at, by=by
        )
        charts.check(entry)
        entry.save()


@transaction.atomic
def record_medicines(
    *, person_id: UUID, names: Sequence[str], by: Staff, at: datetime, source: str = "reconciled with the patient"
) -> None:
    """Record the whole medication list as it is today; an empty list says that none is taken."""
    told = [name.strip() for name in names if name.strip()]
    MedicationList.objects.create(person_id=person_id, names=told, source=source, at=at, by=by)


@transaction.atomic
def approve_finding(
    *, person_id: UUID, rule_key: str, specialist: str, on: date, reason: str, by: Staff, at: datetime
) -> None:
    """Record that a named specialist approves treatment in spite of a finding."""
    SpecialistApproval.objects.create(
        person_id=person_id, rule_key=rule_key, specialist=specialist, on=on, reason=reason, by=by, at=at
    )


@transaction.atomic
def decide(*, person_id: UUID, by: Staff, at: datetime) -> UUID:
    """Assess the chart of today and keep the decision with what it was made from; return its id."""
    chart = charts.chart_of(person_id, on=timezone.localdate(at))
    eligibility = assess(chart, STANDARD)
    assessment = Assessment.objects.create(
        person_id=person_id,
        outcome=eligibility.outcome.value,
        inputs=mapping.chart_as_json(chart),
        result=mapping.eligibility_as_json(eligibility),
        protocol_version=STANDARD.version,
        engine_version=__version__,
        at=at,
        by=by,
    )
    return assessment.pk


@transaction.atomic
def import_record(*, person_id: UUID, raw: bytes, file_name: str, by: Staff, at: datetime) -> Imported:
    """Chart what a FHIR bundle states about this person; raises CannotImport. Nothing absent becomes a no."""
    imported = import_bundle(raw, on=timezone.localdate(at))
    person = people.get_person(person_id)
    taken: list[str] = []
    for key, stated in imported.answers.items():
        answer(person_id=person_id, answers={key: stated.truth}, by=by, at=at, source=stated.provenance)
        taken.append(f"{key}: {stated.truth.value} ({stated.provenance})")
    for key, measured in imported.measurements.items():
        entry = ChartEntry(
            person=person,
            key=key,
            value=mapping.measured_value(measured.quantity, charts.instant(measured.at)),
            source=measured.source,
            at=at,
            by=by,
        )
        entry.save()
        taken.append(f"{key}: {measured.quantity} on {measured.day} ({measured.source})")
    if imported.medicines:
        record_medicines(
            person_id=person_id, names=imported.medicines, by=by, at=at, source=f"imported from {file_name}"
        )
        taken.extend(f"medicine: {name}" for name in imported.medicines)
    if imported.allergies is not None:
        people_actions.record_allergies(person_id=person_id, substances=imported.allergies, by=by, at=at)
        taken.append(f"allergies: {', '.join(imported.allergies) or 'none known'}")
    RecordImport.objects.create(
        person=person,
        file_name=file_name,
        digest=hashlib.sha256(raw).hexdigest(),
        taken=taken,
        notes=list(imported.notes),
        at=at,
        by=by,
    )
    return imported
