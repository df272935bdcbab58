"""What holds the infusion of today: long-term safety, and what is serious; and what a medical director let pass."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from leeward.clinic.courses import reviewing
from leeward.clinic.courses.models import SafetyOverride
from leeward.clinic.courses.watching import record_of, standing_plan
from leeward.clinic.protocols.queries import in_force
from leeward.course.safety import Standing, look
from leeward.course.watch_rules import Record
from leeward.course.watched import Domain
from leeward.protocol.coursing import BladderWatch


def holds(person_id: UUID, *, now: datetime) -> tuple[str, ...]:
    """Say what holds the infusion of today; nothing where each domain is in order or was let pass for this day.

    What is serious holds whether a course is planned here or not, until a prescriber has reviewed it; so does a domain
    of which a symptom was told.
    """
    today, record = timezone.localdate(now), record_of(person_id, now=now)
    serious = reviewing.holds(person_id, now=now)
    looked = frozenset(Domain) if concerns(person_id, record, now=now) else frozenset(of for of, _ in record.reported)
    if not looked:
        return serious
    passed = let_pass(person_id, now=now)
    found = look(record, today=today, infusion_on=today, limits=in_force(now).thresholds)
    held = (each for each in found if each.domain in looked and each.blocks and not is_let_pass(each, passed))
    return (*serious, *(each.says for each in held))


def concerns(person_id: UUID, record: Record, *, now: datetime) -> bool:
    """Does the schedule hold infusions of this person?

    Once a course is planned here; and without one from as many infusions on as the bladder is asked about.
    """
    least = in_force(now).thresholds.of(BladderWatch.every).quantity.number
    return standing_plan(person_id) is not None or len(record.infusions) >= least


def let_pass(person_id: UUID, *, now: datetime) -> frozenset[str]:
    """Return the domains that a medical director let pass today."""
    rows = SafetyOverride.objects.filter(person_id=person_id, on=timezone.localdate(now), at__lte=now)
    return frozenset(rows.values_list("domain", flat=True))


def is_let_pass(standing: Standing, passed: frozenset[str]) -> bool:
    """Was this one let pass, and may it be?"""
    return standing.may_be_let_pass and standing.domain.name in passed
