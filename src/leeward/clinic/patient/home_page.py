"""The patient's first page: what is to be done today, the next visit, and how to get there safely."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leeward.clinic.aftercare.models import AgreedCall
from leeward.clinic.aftercare.standing import Stage
from leeward.clinic.assessments.queries import day_sheet
from leeward.clinic.patient import day_after, dues, sittings, time_points
from leeward.clinic.patient.models import Sitting
from leeward.clinic.people.queries import get_person
from leeward.clinic.scheduling import standing as bookings
from leeward.clinic.scheduling.models import Booking
from leeward.clinic.web.templatetags.leeward import clinic_date
from leeward.medicines import DayAction

ASK_WITHIN: Final = timedelta(days=14)  # a sitting that nobody sent is offered this long


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do today; `url` leads there, or `time_point` is begun by a button."""

    title: str
    says: str
    url: str = ""
    time_point: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The next visit: when, how long until then, and what to do before."""

    title: str
    when: str
    until: str
    before: tuple[str, ...]
    medicines: tuple[tuple[str, tuple[str, ...]], ...]
    gaps: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The first page."""

    name: str
    tasks: tuple[Task, ...]
    visit: Visit | None
    visit_says: str
    day: str


def home_page(person_id: UUID, *, now: datetime) -> HomePage:
    """Return the page as of now."""
    call = AgreedCall.objects.filter(person_id=person_id).last()
    return HomePage(
        name=get_person(person_id).given_names,
        tasks=tuple(_tasks(person_id, now)),
        visit=next_visit(person_id, now=now),
        visit_says=call.next_visit if call else "",
        day=_day(timezone.localtime(now)),
    )


def next_visit(person_id: UUID, *, now: datetime) -> Visit | None:
    """Return the next booking; before an infusion with what to eat, to drink, to take and to bring."""
    coming = (each for each in bookings.of_person(person_id) if each.is_open and each.starts_at > now)
    found = next(coming, None)
    if found is None:
        return None
    starts = timezone.localtime(found.starts_at)
    is_infusion = found.booking.kind == Booking.Kind.INFUSION
    sheet = day_sheet(person_id, infusion_at=starts) if is_infusion else None
    titles = {Booking.Kind.INFUSION: _("Infusion"), Booking.Kind.THERAPY: _("Psychotherapy")}
    return Visit(
        title=titles.get(Booking.Kind(found.booking.kind), _("Talk with the team")),
        when=f"{_day(starts)}, {starts:%H:%M}",
        until=countdown(starts, now=timezone.localtime(now)),
        before=tuple(line.says for line in sheet.before) if sheet else (),
        medicines=tuple(
            (_(group.says), tuple(line.says for line in group.medicines)) for group in sheet.medicines
            if group.says != DayAction.TAKE.value
        ) if sheet else (),
        gaps=bool(sheet and sheet.gaps),
    )  # fmt: skip


def countdown(at: datetime, *, now: datetime) -> str:
    """Say how long until then, in days by the calendar, and in hours on the day itself; both in the clinic's zone."""
    days = (at.date() - now.date()).days
    if days > 1:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    if days == 1:
        return _("tomorrow")
    hours = int((at - now) / timedelta(hours=1))
    if hours < 1:
        return _("within the hour")
    return ngettext("today, in %(hours)d hour", "today, in %(hours)d hours", hours) % {"hours": hours}


def _tasks(person_id: UUID, now: datetime) -> Iterator[Task]:
    call = day_after.open_call(person_id, now=now)
    if call is not None:
        yield Task(
            title=_("How are you today?"), says=_("Seven short questions. Then we may not need to call."),
            url=reverse("patient:day_after"), is_late=call.stage(now) is Stage.OVERDUE,
        )  # fmt: skip
    rows = list(Sitting.objects.filter(person_id=person_id, at__gt=now - ASK_WITHIN))
    for row in (each for each in rows if not hasattr(each, "end")):
        standing = sittings.of(row.pk, now=now)
        if not standing.lines:
            continue
        says = _("%(answered)d of %(of)d questions are answered.") % {
            "answered": standing.answered, "of": len(standing.lines),
        }  # fmt: skip
        yield Task(title=time_points.told(row.time_point), says=says, url=reverse("patient:sitting", args=[row.pk]))
    asked = {row.time_point for row in rows}
    found: dict[str, bool] = {}
    for each in dues.of_person(person_id, now=now):
        if each.time_point not in asked:
            found[each.time_point] = found.get(each.time_point, False) or each.is_overdue
    for time_point, is_late in found.items():
        yield Task(
            title=time_points.told(time_point), says=_("Questions that are due."), time_point=time_point,
            is_late=is_late,
        )  # fmt: skip


def _day(at: datetime) -> str:
    """Write a day as a patient reads it."""
    return f"{_(WEEKDAYS[at.weekday()])}, {clinic_date(at)}"


WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")  # Django knows them
