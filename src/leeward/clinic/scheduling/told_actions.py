"""Telling the calendar who and what is there: chairs, hours, days away, closed days, and when a patient can come."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from leeward.clinic.people.models import Person, Staff
from leeward.clinic.scheduling.models import Chair, ChairHours, ClinicDay, PatientHours, StaffAway, StaffHours

HoursTold = dict[str, list[str]]


class CannotTell(Exception):
    """What was told contradicts what is there."""


@transaction.atomic
def add_chair(*, name: str, hours: HoursTold, by: Staff, at: datetime) -> int:
    """Add a chair with its hours; raises CannotTell where there is one of this name."""
    if Chair.objects.filter(name=name).exists():
        raise CannotTell(f"There is a chair {name} already. Change its hours, or choose another name.")
    chair = Chair.objects.create(name=name, by=by, at=at)
    ChairHours.objects.create(chair=chair, hours=hours, by=by, at=at)
    return chair.pk


@transaction.atomic
def set_chair_hours(*, chair_id: int, hours: HoursTold, by: Staff, at: datetime) -> None:
    """Say when a chair is used from now on; what is booked stays."""
    ChairHours.objects.create(chair=Chair.objects.get(pk=chair_id), hours=hours, by=by, at=at)


@transaction.atomic
def set_staff_hours(*, staff_id: int, hours: HoursTold, by: Staff, at: datetime) -> None:
    """Say when somebody works from now on; what is booked stays."""
    StaffHours.objects.create(staff=Staff.objects.get(pk=staff_id), hours=hours, by=by, at=at)


@transaction.atomic
def set_away(
    *, staff_id: int, first: date, last: date, says: str, by: Staff, at: datetime, is_away: bool = True
) -> None:
    """Say that somebody is away on these days, or is here after all; raises CannotTell for days in no order."""
    if last < first:
        raise CannotTell("The last day away comes before the first. Turn them round.")
    StaffAway.objects.create(
        staff=Staff.objects.get(pk=staff_id), first=first, last=last, is_away=is_away, says=says, by=by, at=at
    )


@transaction.atomic
def set_day(*, day: date, is_closed: bool, says: str, by: Staff, at: datetime) -> None:
    """Close a day, or open it again."""
    ClinicDay.objects.create(day=day, is_closed=is_closed, says=says, by=by, at=at)


@transaction.atomic
def set_patient_hours(*, person_id: UUID, hours: HoursTold, says: str, by: Staff, at: datetime) -> None:
    """Say when a patient can come."""
    person: Any = Person.objects.get(pk=person_id)
    PatientHours.objects.create(person=person, hours=hours, says=says, by=by, at=at)
