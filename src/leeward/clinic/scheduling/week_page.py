"""The week as a page: what is booked on each day, what is closed, and how much room is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.scheduling import calendar, hours, standing
from leeward.clinic.scheduling.calendar import Calendar, midnight
from leeward.clinic.scheduling.models import Booking, BookingEvent
from leeward.clinic.scheduling.standing import Stands

DAY: Final = timedelta(days=1)
DAYS: Final = 7
KINDS: Final = {
    BookingEvent.Kind.BOOKED: ("quiet", "booked"),
    BookingEvent.Kind.MOVED: ("quiet", "moved"),
    BookingEvent.Kind.CANCELLED: ("warn", "cancelled"),
    BookingEvent.Kind.MISSED: ("high", "missed"),
    BookingEvent.Kind.HELD: ("ok", "held"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingLine:
    """One booking as it stands."""

    name: str
    kind: str
    kind_key: str
    when: str
    day: str
    where: str
    tag: str
    tag_kind: str
    url: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayColumn:
    """One day of the week."""

    name: str
    day: date
    is_today: bool
    closed: str
    room: str
    bookings: tuple[BookingLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPage:
    """A week of the clinic."""

    title: str
    days: tuple[DayColumn, ...]
    before: str
    after: str
    is_told: bool


def week_page(*, on: date, now: datetime) -> WeekPage:
    """Return the week that holds a day; what was cancelled is left out, what was missed stays."""
    monday = on - on.weekday() * DAY
    sunday, today = monday + (DAYS - 1) * DAY, timezone.localdate(now)
    found = calendar.read(monday, sunday)
    rows = standing.between(midnight(monday), midnight(sunday + DAY))
    shown = [row for row in rows if row.event.kind != BookingEvent.Kind.CANCELLED]
    return WeekPage(
        title=f"{monday:%d-%b} to {sunday:%d-%b-%Y}",
        days=tuple(_day(monday + number * DAY, found, shown, today=today) for number in range(DAYS)),
        before=f"{monday - DAYS * DAY:%Y-%m-%d}",
        after=f"{monday + DAYS * DAY:%Y-%m-%d}",
        is_told=bool(found.chairs),
    )


def line(row: Stands) -> BookingLine:
    """Return a booking in words."""
    event, kind = row.event, row.booking.kind
    begins, ends = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    tag_kind, tag = KINDS[BookingEvent.Kind(event.kind)]
    where = f"chair {event.chair.name}" if event.chair else event.staff.name if event.staff else "not here"
    return BookingLine(
        name=str(row.booking.person),
        kind=Booking.Kind(kind).label,
        kind_key=kind,
        when=f"{begins:%H:%M} to {ends:%H:%M}",
        day=f"{begins:%a %d-%b-%Y}",
        where=where,
        tag=tag,
        tag_kind=tag_kind,
        url=address("booking", row.booking.person_id, row.booking.pk),
        is_open=row.is_open,
    )


def address(name: str, *which: UUID) -> str:
    """Return the address of a page of this app."""
    return reverse(f"scheduling:{name}", args=which)


def _day(day: date, found: Calendar, rows: Iterable[Stands], *, today: date) -> DayColumn:
    mine = [row for row in rows if timezone.localdate(row.starts_at) == day]
    closed = found.closed.get(day, "")
    return DayColumn(
        name=f"{day:%A}",
        day=day,
        is_today=day == today,
        closed=closed,
        room="" if closed else _room(day, found),
        bookings=tuple(map(line, mine)),
    )


def _room(day: date, found: Calendar) -> str:
    """Say how many chairs are used on a day, and how many nurses work."""
    chairs = [name for name, told in found.chairs.values() if hours.span(told, day.weekday())]
    if not chairs:
        return "No chair is used."
    here = [
        each for each in found.staff.values()
        if each.role == "nurse" and day not in each.away and hours.span(each.hours, day.weekday())
    ]  # fmt: skip
    return f"Chairs {', '.join(chairs)}; nurses: {len(here) or 'none'}"
