"""Reading the calendar: the week, the room, a person's sessions, free times, and what waits."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import CARE_TEAM
from leeward.clinic.people.summary import Summary, Waiting
from leeward.clinic.scheduling import calendar, finding, hours, lengths, standing
from leeward.clinic.scheduling.calendar import Slot
from leeward.clinic.scheduling.models import Booking, BookingEvent, Chair
from leeward.clinic.scheduling.room_page import chair_initial as chair_initial
from leeward.clinic.scheduling.room_page import room_page as room_page
from leeward.clinic.scheduling.room_page import staff_initial as staff_initial
from leeward.clinic.scheduling.spacing import Spaced
from leeward.clinic.scheduling.week_page import BookingLine, line
from leeward.clinic.scheduling.week_page import week_page as week_page
from leeward.clinic.scheduling.weighing import weighed

DAY: Final = timedelta(days=1)
LOOKS_AHEAD: Final = 10 * DAY
MOST: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeChoice:
    """A free time that can be chosen."""

    value: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPage:
    """Free times for a session, and what stands against a time that was asked about."""

    title: str
    kind: str
    length: str
    times: tuple[TimeChoice, ...]
    asked: str
    stops: tuple[str, ...]
    asks: tuple[str, ...]
    patient_hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSessions:
    """Every session of a person."""

    ahead: tuple[BookingLine, ...]
    before: tuple[BookingLine, ...]
    patient_hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One thing that happened to a booking."""

    what: str
    when: str
    says: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingPage:
    """One booking with what happened to it."""

    line: BookingLine
    events: tuple[EventLine, ...]
    has_begun: bool


def find_page(
    *, person_id: UUID, kind: str, first: date, staff_id: int | None, asked: Slot | None, now: datetime,
    besides: UUID | None = None,
) -> FindPage:  # fmt: skip
    """Return the first free times from a day on."""
    found = finding.free_times(
        person_id=person_id, kind=kind, first=first, last=first + LOOKS_AHEAD, now=now, most=MOST, staff_id=staff_id,
        besides=besides,
    )  # fmt: skip
    chairs = {row.pk: row.name for row in Chair.objects.all()}
    against = weighed(kind, asked, person_id=person_id, now=now, besides=besides) if asked else Spaced()
    slots = [*([asked] if asked and not against.stops else []), *found]
    return FindPage(
        title=Booking.Kind(kind).label,
        kind=kind,
        length=f"{lengths.length(kind, at=now) // timedelta(minutes=1)} min, recovery included",
        times=tuple(_choice(slot, chairs) for slot in slots),
        asked=finding.in_words(asked) if asked else "",
        stops=against.stops,
        asks=against.asks,
        patient_hours=patient_hours(person_id),
    )


def patient_hours(person_id: UUID) -> str:
    """Say when the patient can come."""
    told = calendar.hours_of_patient(person_id)
    if told is None:
        return "Nobody asked yet when the patient can come."
    return " ".join(part for part in (f"Can come {hours.in_words(told.hours) or 'at any time'}.", told.says) if part)


def sessions_of(person_id: UUID) -> PersonSessions:
    """Return every session of a person."""
    rows = standing.of_person(person_id)
    return PersonSessions(
        ahead=tuple(line(row) for row in rows if row.is_open),
        before=tuple(line(row) for row in reversed(rows) if not row.is_open),
        patient_hours=patient_hours(person_id),
    )


def booking_page(person_id: UUID, booking_id: UUID, *, now: datetime) -> BookingPage:
    """Return one booking; raises Booking.DoesNotExist."""
    row = standing.one(booking_id, person_id=person_id)
    rows = row.booking.events.select_related("by", "chair", "staff")
    return BookingPage(
        line=line(row),
        events=tuple(
            EventLine(
                what=f"{each.get_kind_display()}: {finding.in_words(_slot(each))}",
                when=f"{timezone.localtime(each.at):%d-%b-%Y %H:%M}",
                says=each.says,
                by=each.by.name,
            )
            for each in rows
        ),
        has_begun=row.starts_at <= now,
    )


def next_session(person_id: UUID, *, now: datetime) -> BookingLine | None:
    """Return the person's next session; None where none is booked."""
    return next((line(row) for row in standing.of_person(person_id) if row.is_open and row.event.ends_at > now), None)


def kind_of(person_id: UUID, booking_id: UUID) -> tuple[str, int | None]:
    """Return the kind of a booking and with whom it is; raises Booking.DoesNotExist."""
    row = standing.one(booking_id, person_id=person_id)
    return row.booking.kind, row.event.staff_id


def colleagues() -> tuple[tuple[int, str], ...]:
    """Return who may hold a therapy session or a review."""
    rows = Staff.objects.filter(is_active=True, role__in=[*CARE_TEAM])
    return tuple((row.pk, f"{row.name}, {row.get_role_display().lower()}") for row in rows)


def summary(person_id: UUID) -> Summary:
    """Return the row of the patient's page."""
    following = next_session(person_id, now=timezone.now())
    says = (
        f"{following.kind}, {following.day}, {following.when}, {following.where}." if following else "None is booked."
    )
    return Summary(
        title="Sessions in the calendar",
        says=says,
        url_name="scheduling:of_person",
        url=reverse("scheduling:of_person", args=[person_id]),
    )


def waiting(*, now: datetime) -> tuple[Waiting, ...]:
    """Return the sessions of today and of the days before of which nobody said what became of them."""
    rows = standing.between(now - LOOKS_AHEAD, now)
    past = [row for row in rows if row.is_open and row.event.ends_at < now]
    return tuple(
        Waiting(
            title=f"{line(row).kind} of {line(row).name}",
            says=f"{line(row).day}, {line(row).when}: say whether it was held or missed.",
            url_name="scheduling:booking",
            url=line(row).url,
            tag="no outcome",
            tag_kind="ask",
        )
        for row in past
    )


def _choice(slot: Slot, chairs: dict[int, str]) -> TimeChoice:
    value = f"{slot.starts_at.isoformat()}|{slot.chair_id or ''}|{slot.staff_id or ''}"
    where = f", chair {chairs[slot.chair_id]}" if slot.chair_id else ""
    return TimeChoice(value=value, says=f"{finding.in_words(slot)}{where}")


def _slot(event: BookingEvent) -> Slot:
    return Slot(starts_at=event.starts_at, ends_at=event.ends_at, chair_id=event.chair_id, staff_id=event.staff_id)


def chairs() -> tuple[tuple[int, str], ...]:
    """Return the chairs to choose from."""
    return tuple((row.pk, row.name) for row in Chair.objects.all())
