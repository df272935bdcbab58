"""What the calendar counts with, as a page: chairs, who works when, closed days and holidays that are proposed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from leeward.clinic.people.access import may
from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import CARE_TEAM, Role
from leeward.clinic.scheduling import calendar, hours, lengths
from leeward.clinic.scheduling.holiday_proposals import Proposed, of_where, proposed
from leeward.clinic.scheduling.models import Chair, ChairHours, StaffAway, StaffHours

YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursLine:
    """A chair or a colleague with the hours that hold."""

    key: int
    name: str
    says: str
    more: str = ""
    may_change: bool = False
    is_mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPage:
    """What the calendar counts with."""

    chairs: tuple[HoursLine, ...]
    staff: tuple[HoursLine, ...]
    closed: tuple[tuple[date, str], ...]
    proposed: tuple[Proposed, ...]
    where: str
    of_a_nurse: int
    may_change: bool
    may_see_week: bool


def room_page(*, role: Role, by: Staff, now: datetime) -> RoomPage:
    """Return what the calendar counts with."""
    today = timezone.localdate(now)
    found = calendar.read(today, today)
    may_change = may(role, "scheduling:chair", "POST")
    told = {row.chair_id: row.hours for row in ChairHours.objects.order_by("at", "pk")}
    return RoomPage(
        chairs=tuple(
            HoursLine(key=row.pk, name=f"Chair {row.name}", says=hours.in_words(told.get(row.pk, {})) or "not used")
            for row in Chair.objects.all()
        ),
        staff=tuple(
            HoursLine(
                key=each.staff_id, name=each.name, says=hours.in_words(each.hours) or "not told",
                more=_away(each.staff_id, today), may_change=may_change, is_mine=each.staff_id == by.pk,
            )
            for each in sorted(found.staff.values(), key=lambda each: each.name) if each.role in CARE_TEAM
        ),
        closed=tuple(calendar.closed(today, today + YEAR).items()),
        proposed=proposed(today),
        where=of_where(),
        of_a_nurse=lengths.chairs_of_a_nurse(),
        may_change=may_change,
        may_see_week=may(role, "scheduling:week"),
    )  # fmt: skip


def chair_initial(chair_id: int) -> dict[str, object]:
    """Return what the form of a chair starts from; raises Chair.DoesNotExist."""
    told = ChairHours.objects.filter(chair=Chair.objects.get(pk=chair_id)).first()
    return _initial(told.hours if told else {})


def staff_initial(staff_id: int) -> dict[str, object]:
    """Return what the form of a colleague starts from; raises Staff.DoesNotExist."""
    told = StaffHours.objects.filter(staff=Staff.objects.get(pk=staff_id)).first()
    return _initial(told.hours if told else {})


def _initial(told: dict[str, list[str]]) -> dict[str, object]:
    return {f"{end}_{day}": at for day, ends in told.items() for end, at in zip(("from", "to"), ends, strict=True)}


def _away(staff_id: int, today: date) -> str:
    rows = StaffAway.objects.filter(staff_id=staff_id, last__gte=today, is_away=True)
    return "; ".join(f"away {row.first:%d-%b} to {row.last:%d-%b-%Y}" for row in rows)
