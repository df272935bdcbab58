"""What two persons set aside, as stored: proposed, confirmed, withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils import timezone

from leeward.assessment.override import Office, Override, Signatory
from leeward.clinic.assessments.models import ExclusionOverride
from leeward.clinic.people.roles import Role
from leeward.protocol.overriding import Overriding

PROPOSED, CONFIRMED, WITHDRAWN = "proposed", "confirmed", "withdrawn"
OFFICES: Final[Mapping[Role, Office]] = {
    Role.PRESCRIBER: Office.PRESCRIBER,
    Role.MEDICAL_DIRECTOR: Office.MEDICAL_DIRECTOR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One override from its proposal on: who did which step."""

    proposed: ExclusionOverride
    confirmed: ExclusionOverride | None = None
    withdrawn: ExclusionOverride | None = None

    @property
    def is_open(self) -> bool:
        """Does it stand or wait?"""
        return self.withdrawn is None


def overrides_of(person_id: UUID, *, on: date) -> tuple[Override, ...]:
    """Return what two persons have signed and nobody has withdrawn, as of that day."""
    return tuple(
        Override(
            rule_key=one.proposed.rule_key,
            first=signatory(one.proposed),
            second=signatory(one.confirmed),
            on=timezone.localdate(one.confirmed.at),
        )
        for one in courses(person_id)
        if one.confirmed is not None and one.is_open and timezone.localdate(one.confirmed.at) <= on
    )


def courses(person_id: UUID, rule_key: str = "") -> tuple[Course, ...]:
    """Return every override of a person, or of one of the exclusions, in the order in which they were proposed."""
    rows = ExclusionOverride.objects.filter(person_id=person_id).select_related("by")
    told: dict[UUID, dict[str, ExclusionOverride]] = {}
    for row in rows:
        if not rule_key or row.rule_key == rule_key:
            told.setdefault(row.override_id, {})[row.step] = row
    return tuple(Course(**steps) for steps in told.values())


def waiting(person_id: UUID) -> dict[str, str]:
    """Return the exclusions whose override waits for a second person, and who proposed each."""
    return {
        one.proposed.rule_key: str(signatory(one.proposed))
        for one in courses(person_id)
        if one.is_open and one.confirmed is None
    }


def open_course(person_id: UUID, rule_key: str, *, on: date) -> Course | None:
    """Return the override that waits or stands for an exclusion; one that has run out is over."""
    return next((one for one in reversed(courses(person_id, rule_key)) if one.is_open and _runs(one, on)), None)


def signatory(row: ExclusionOverride) -> Signatory:
    """Return who signed a step."""
    return Signatory(name=row.name, office=Office(row.office), reason=row.reason)


def _runs(course: Course, on: date) -> bool:
    """Does it wait, or was it confirmed for this course of treatment?"""
    if course.confirmed is None:
        return True
    return (on - timezone.localdate(course.confirmed.at)).days <= Overriding.stands_for.to("d")
