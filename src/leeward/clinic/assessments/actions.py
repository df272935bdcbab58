"""Charting, and deciding from the chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from leeward import __version__
from leeward.assessment import CannotChart, SignOff, assess
from leeward.clinic.assessments import charts, mapping, weighing
from leeward.clinic.assessments.models import (
    Assessment,
    ChartEntry,
    MedicationList,
    SpecialistApproval,
)
from leeward.clinic.assessments.weighing import Again
from leeward.clinic.crises.actions import open_crisis
from leeward.clinic.people.models import Staff
from leeward.clinic.protocols.queries import in_force
from leeward.outcomes.crisis_triggers import on_chart
from leeward.truth import Truth
from leeward.units import Quantity

IMMINENT: Final = "suicide_risk_imminent"
MEASURED: Final = "measured in the clinic"
NOT_AGAIN: Final = Again()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one page of questions told: answers that changed, new measurements with their day, errors taken back."""

    answers: Mapping[str, Truth] = field(default_factory=dict)
    measured: Mapping[str, tuple[Quantity, date | None]] = field(default_factory=dict)
    taken_back: tuple[str, ...] = ()
    again: Again = NOT_AGAIN


@transaction.atomic
def answer(*, person_id: UUID, answers: Mapping[str, Truth], by: Staff, at: datetime, source: str = "asked") -> None:
    """Chart answers to items; an answer of unknown takes an earlier one back. Raises CannotChart for a strange key."""
    strange = answers.keys() - mapping.ITEM_BY_KEY.keys()
    if strange:
        raise CannotChart(f"{', '.join(sorted(strange))}: there is no such question. See the list of items.")
    ChartEntry.objects.bulk_create(
        ChartEntry(person_id=person_id, key=key, value=mapping.truth_value(truth), source=source, at=at, by=by)
        for key, truth in answers.items()
    )
    if answers.get(IMMINENT) is Truth.YES:  # in the same transaction: the answer is never kept without its path
        question, source = mapping.ITEM_BY_KEY[IMMINENT].question, f"chart:{person_id}:{IMMINENT}:{at.isoformat()}"
        open_crisis(person_id=person_id, trigger=on_chart(question=question, source=source), by=by, at=at)


@transaction.atomic
def measure(
    *,
    person_id: UUID,
    measured: Mapping[str, Quantity],
    taken_at: datetime,
    source: str,
    by: Staff,
    at: datetime,
    again: Again = NOT_AGAIN,
) -> None:
    """Chart measurements; raises CannotChart where a number or unit is not plausible, WeighAgain for an odd weight."""
    for key, quantity in measured.items():
        said = source + again.says if key == weighing.KEY else source
        entry = ChartEntry(
            person_id=person_id, key=key, value=mapping.measured_value(quantity, taken_at), source=said, at=at, by=by
        )
        charts.check(entry)
        if key == weighing.KEY:
            weighing.check(person_id, quantity, again, at=at)
        entry.save()


@transaction.atomic
def take_back(*, person_id: UUID, key: str, by: Staff, at: datetime) -> None:
    """Take the standing measurement back, because it was an error; what was charted stays readable."""
    entry = charts.standing(person_id).get(key)
    if entry is None or key not in mapping.MEASURE_BY_KEY:
        raise CannotChart(f"{key}: nothing is charted that could be taken back.")
    ChartEntry.objects.create(
        person_id=person_id, key=key, value=mapping.taken_back(entry), source="taken back as an error", at=at, by=by
    )


@transaction.atomic
def chart_part(*, person_id: UUID, told: Told, by: Staff, at: datetime) -> None:
    """Chart what one page of questions told, all of it or nothing; raises CannotChart or WeighAgain."""
    for key in told.taken_back:
        take_back(person_id=person_id, key=key, by=by, at=at)
    stands = charts.chart_of(person_id, on=timezone.localdate(at))
    new = {key: truth for key, truth in told.answers.items() if stands.truth(key) is not truth}
    answer(person_id=person_id, answers=new, by=by, at=at)
    for key, (quantity, taken_on) in told.measured.items():
        taken_at = at if taken_on in {None, timezone.localdate(at)} else charts.instant(taken_on)
        measure(
            person_id=person_id, measured={key: quantity}, taken_at=taken_at, source=MEASURED, by=by, at=at,
            again=told.again,
        )  # fmt: skip


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
    """Record that a named specialist approves treatment in spite of a finding; raises CannotChart."""
    if on > timezone.localdate(at):
        raise CannotChart("An approval cannot be of a later day than today. Check its date.")
    SignOff(rule_key=rule_key, by=specialist, on=on, reason=reason)
    SpecialistApproval.objects.create(
        person_id=person_id, rule_key=rule_key, specialist=specialist, on=on, reason=reason, by=by, at=at
    )


@transaction.atomic
def decide(*, person_id: UUID, by: Staff, at: datetime) -> UUID:
    """Assess the chart of today and keep the decision with what it was made from; return its id."""
    chart = charts.chart_of(person_id, on=timezone.localdate(at))
    protocol = in_force(at)
    eligibility = assess(chart, protocol)
    assessment = Assessment.objects.create(
        person_id=person_id,
        outcome=eligibility.outcome.value,
        inputs=mapping.chart_as_json(chart),
        result=mapping.eligibility_as_json(eligibility),
        protocol_version=protocol.version,
        engine_version=__version__,
        at=at,
        by=by,
    )
    return assessment.pk
