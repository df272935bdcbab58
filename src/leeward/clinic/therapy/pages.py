"""Pages of psychotherapy for the care team: that sessions take place, their kind and homework, never their content."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse

from leeward.clinic.assessments.citing import cited_says
from leeward.clinic.people.access import may
from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import Role
from leeward.clinic.people.summary import Summary
from leeward.clinic.portal import links
from leeward.clinic.scheduling import standing
from leeward.clinic.scheduling.models import BookingEvent
from leeward.clinic.scheduling.standing import Stands
from leeward.clinic.scheduling.week_page import BookingLine, line
from leeward.clinic.therapy import placing, reading
from leeward.clinic.therapy.models import SessionHeld, TherapyPlan, TherapySession
from leeward.course.therapy import COMBINATION, TherapyKind

OVER: Final = frozenset({BookingEvent.Kind.CANCELLED, BookingEvent.Kind.MISSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session of a plan."""

    number: int
    booking: BookingLine
    homework: str
    minutes: int | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart:
    """One plan with its sessions."""

    plan_id: UUID
    kind: str
    therapist: str
    is_outside: bool
    sessions: tuple[SessionLine, ...]
    wanted: int
    reason: str
    ended: str
    link: str
    may_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TherapyPage:
    """Psychotherapy of one person."""

    plans: tuple[PlanPart, ...]
    conflicts: tuple[str, ...]
    known: str
    certainty: str
    sources: tuple[str, ...]
    readers: tuple[tuple[int, str, str], ...]
    is_therapist: bool
    may_plan: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    """One session: what everybody of the care team sees."""

    session_id: UUID
    title: str
    booking: BookingLine
    therapist: str
    held: str
    homework: str
    is_own: bool
    may_tell: bool
    may_read: bool


def therapy_page(person_id: UUID, *, by: Staff, now: datetime) -> TherapyPage:
    """Return the plans of a person; whoever is a therapist also sees whom the patient named to read their notes."""
    plans = TherapyPlan.objects.filter(person_id=person_id).select_related("therapist", "outside", "end")
    plans = plans.prefetch_related("placed__held", "links__events")
    bookings = {each.booking.pk: each for each in standing.of_person(person_id)}
    named = reading.readers(person_id, author_id=by.pk)
    with_whom = sorted({row.therapist_id for row in plans if row.therapist_id is not None and not hasattr(row, "end")})
    return TherapyPage(
        conflicts=tuple(
            says for each in with_whom for says in placing.in_the_way(person_id=person_id, therapist_id=each, now=now)
        ),
        plans=tuple(_plan(row, bookings, by=by, now=now) for row in plans),
        known=COMBINATION.says,
        certainty=COMBINATION.certainty.value if COMBINATION.certainty else "",
        sources=cited_says(COMBINATION.cites),
        readers=tuple((row.reader_id, row.reader.name, row.says) for row in named),
        is_therapist=by.works_as is Role.THERAPIST,
        may_plan=may(by.works_as, "therapy:make", "POST"),
    )


def session_page(person_id: UUID, session_id: UUID, *, by: Staff, now: datetime) -> SessionPage:
    """Return one session; raises TherapySession.DoesNotExist."""
    session = session_of(person_id, session_id)
    known = standing.one(session.booking_id, person_id=person_id)
    held, plan = _held(session), session.plan
    is_own = plan.therapist_id == by.pk
    return SessionPage(
        session_id=session.pk,
        title=f"{kind_of(plan)}, session {session.number}",
        booking=line(known),
        therapist=_therapist(plan),
        held=f"Held, {held.minutes} min, told by {held.by or held.outside}." if held else "",
        homework=held.homework if held else "",
        is_own=is_own,
        may_tell=is_own and held is None and known.event.kind not in OVER and known.starts_at <= now,
        may_read=plan.therapist_id is not None
        and reading.may_read(by, person_id=person_id, author_id=plan.therapist_id),
    )


def colleagues(*, besides: Staff) -> tuple[tuple[int, str], ...]:
    """Return whom a patient may name to read a therapist's notes."""
    rows = Staff.objects.filter(is_active=True, role__in=reading.NAMEABLE).exclude(pk=besides.pk)
    return tuple((row.pk, str(row)) for row in rows)


def therapists() -> tuple[tuple[int, str], ...]:
    """Return the therapists of this clinic."""
    return tuple((row.pk, row.name) for row in Staff.objects.filter(is_active=True, role=Role.THERAPIST))


def staff_by_id(staff_id: int) -> Staff:
    """Return a member of staff; raises Staff.DoesNotExist."""
    return Staff.objects.get(pk=staff_id, is_active=True)


def summary(person_id: UUID) -> Summary:
    """Return the row of the patient's page."""
    held = SessionHeld.objects.filter(session__plan__person_id=person_id).count()
    planned = TherapySession.objects.filter(plan__person_id=person_id).count()
    says = f"{held} of {planned} sessions held." if planned else "No session is planned."
    url = reverse("therapy:of_person", args=[person_id])
    return Summary(title="Psychotherapy", says=says, url_name="therapy:of_person", url=url)


def held_sessions(person_id: UUID) -> Iterator[tuple[datetime, str, UUID]]:
    """Yield when each session was held, its kind and homework in words, and its id: for the shared timeline."""
    rows = SessionHeld.objects.filter(session__plan__person_id=person_id)
    starts = {each.booking.pk: each.starts_at for each in standing.of_person(person_id)}
    for row in rows.select_related("session__plan__therapist", "session__plan__outside"):
        homework = f" Homework: {row.homework}" if row.homework else ""
        says = f"{kind_of(row.session.plan)}, {row.minutes} min, {_therapist(row.session.plan)}.{homework}"
        yield starts[row.session.booking_id], says, row.session_id


def _plan(row: TherapyPlan, bookings: Mapping[UUID, Stands], *, by: Staff, now: datetime) -> PlanPart:
    ended = f"Ended: {row.end.says}" if hasattr(row, "end") else ""
    return PlanPart(
        plan_id=row.pk,
        kind=kind_of(row),
        therapist=_therapist(row),
        is_outside=row.outside_id is not None,
        sessions=tuple(_line(each, bookings[each.booking_id]) for each in row.placed.all()),
        wanted=row.sessions,
        reason=row.reason,
        ended=ended,
        link=_link(row, now=now),
        may_end=not ended and may(by.works_as, "therapy:end", "POST"),
    )


def _line(session: TherapySession, known: Stands) -> SessionLine:
    held = getattr(session, "held", None)
    return SessionLine(
        number=session.number,
        booking=line(known),
        homework=held.homework if held else "",
        minutes=held.minutes if held else None,
        url=reverse("therapy:session", args=[session.plan.person_id, session.pk]),
    )


def _link(row: TherapyPlan, *, now: datetime) -> str:
    newest = next(iter(row.links.all()), None)
    return links.known(newest).standing(now).value if newest else ""


def _held(session: TherapySession) -> SessionHeld | None:
    return SessionHeld.objects.filter(session=session).select_related("by", "outside").first()


def session_of(person_id: UUID, session_id: UUID) -> TherapySession:
    """Return one session with its plan; raises TherapySession.DoesNotExist."""
    return TherapySession.objects.select_related("plan__therapist", "plan__outside").get(
        pk=session_id, plan__person_id=person_id
    )  # fmt: skip


def kind_of(plan: TherapyPlan) -> str:
    """Return the kind of sessions, as a line begins with it."""
    says = TherapyKind[plan.kind.upper()].value
    return says[:1].upper() + says[1:]


def _therapist(plan: TherapyPlan) -> str:
    return f"{plan.outside} (from outside)" if plan.outside else str(plan.therapist.name if plan.therapist else "")
