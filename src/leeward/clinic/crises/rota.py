"""Writing who is on call: put on, and taken back with a reason."""

from datetime import datetime
from typing import Final

from django.db import transaction

from leeward.clinic.crises.models import OnCall, OnCallTakenBack
from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import Role
from leeward.outcomes.on_call import CannotCover, Duty

SETTERS: Final = (Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR)


@transaction.atomic
def put_on_call(
    *, username: str, name: str, phone: str, rank: int, start: datetime, end: datetime, by: Staff, at: datetime
) -> int:
    """Put an account, or somebody named, on call; raises CannotCover. Returns the duty's number."""
    _only_setters(by)
    staff = Staff.objects.filter(username=username, is_active=True).first() if username else None
    if username and staff is None:
        raise CannotCover(f"There is no open account {username}. Choose another, or write a name.")
    duty = Duty(name=staff.name if staff else name.strip(), phone=phone.strip(), rank=rank, start=start, end=end)
    if end <= at:
        raise CannotCover("The duty lies in the past. Check the days and the times.")
    row = OnCall.objects.create(
        staff=staff, name=duty.name, phone=duty.phone, rank=duty.rank, start=start, end=end, at=at, by=by
    )
    return row.pk


@transaction.atomic
def take_back(*, on_call_id: int, reason: str, by: Staff, at: datetime) -> None:
    """Say that a duty does not hold, and why; what was entered stays. Raises CannotCover."""
    _only_setters(by)
    row = OnCall.objects.filter(pk=on_call_id, taken_back=None).first()
    if row is None:
        raise CannotCover("This duty is not there any more: somebody took it back before.")
    if not reason.strip():
        raise CannotCover("Say in a few words why it does not hold.")
    OnCallTakenBack.objects.create(on_call=row, reason=reason.strip(), by=by, at=at)


def _only_setters(by: Staff) -> None:
    if by.works_as not in SETTERS:
        raise CannotCover("The medical director or the administrator sets who is on call.")
