"""Entering results of the long-term safety schedule, deciding on them, and letting one day pass."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from leeward.clinic.courses.models import SafetyDecision, SafetyOverride, SafetyResult
from leeward.clinic.courses.watching import record_of
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.people.roles import Role
from leeward.clinic.protocols.queries import in_force
from leeward.course.safety import look
from leeward.course.watch_rules import UNPASSABLE
from leeward.course.watched import CannotRecord, Domain, Taken, Value
from leeward.truth import Truth


class CannotWatch(Exception):
    """Why this cannot be recorded, and what to do."""


@transaction.atomic
def enter(
    *, result_id: UUID, person_id: UUID, domain: Domain, values: Mapping[str, Value], source: str, taken_on: date,
    by: Staff, at: datetime,
) -> None:  # fmt: skip
    """Keep a result; sent twice it is kept once. Raises CannotWatch where a value is not plausible."""
    if SafetyResult.objects.filter(pk=result_id).exists():
        return
    if taken_on > timezone.localdate(at):
        raise CannotWatch("The result is of a day that has not come yet. Check the date.")
    try:
        Taken(domain=domain, on=taken_on, values=values)
    except CannotRecord as why:
        raise CannotWatch(str(why)) from why
    SafetyResult.objects.create(
        id=result_id, person=Person.objects.get(pk=person_id), domain=domain.name, source=source, taken_on=taken_on,
        values={key: value.value if isinstance(value, Truth) else value for key, value in values.items()}, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def decide(*, person_id: UUID, result_id: UUID, kind: str, reason: str, by: Staff, at: datetime) -> None:
    """Say what a result beyond a limit means for the next infusion; raises CannotWatch, SafetyResult.DoesNotExist."""
    row = SafetyResult.objects.get(pk=result_id, person_id=person_id)
    if kind == SafetyDecision.Kind.GO_ON and Domain[row.domain] in UNPASSABLE:
        raise CannotWatch("This one cannot be decided away: only another result lets the course go on.")
    SafetyDecision.objects.create(result=row, kind=kind, reason=reason, by=by, at=at)


@transaction.atomic
def let_pass(*, person_id: UUID, domain: Domain, reason: str, by: Staff, at: datetime) -> None:
    """Let the infusion of today be given though a domain is overdue; a medical director's alone. Raises CannotWatch."""
    if by.works_as is not Role.MEDICAL_DIRECTOR:
        raise CannotWatch("Only a medical director lets an overdue check pass.")
    today, protocol = timezone.localdate(at), in_force(at)
    found = look(record_of(person_id, now=at), today=today, infusion_on=today, limits=protocol.thresholds)
    standing = next(each for each in found if each.domain is domain)
    if not standing.may_be_let_pass:
        raise CannotWatch(f"{standing.says} The protocol lets nobody pass this.")
    SafetyOverride.objects.create(
        person_id=person_id, domain=domain.name, on=today, reason=reason, protocol_version=protocol.version, by=by,
        at=at,
    )  # fmt: skip
