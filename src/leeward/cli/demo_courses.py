"""Made-up courses in each state: planned, under way with a missed session and a choice, ended; and psychotherapy."""

from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.utils import timezone

from leeward.cli.seeding import Team
from leeward.clinic.courses import adapt_actions, adapting, plan_actions, safety_actions, so_far_records
from leeward.clinic.people.models import Staff
from leeward.clinic.protocols.queries import in_force
from leeward.clinic.scheduling import actions as scheduling
from leeward.clinic.scheduling import finding, standing, told_actions
from leeward.clinic.therapy import actions as therapy
from leeward.clinic.therapy import planning
from leeward.clinic.therapy.models import TherapySession
from leeward.course.series import SIX_IN_TWO_WEEKS, custom
from leeward.course.watched import Domain
from leeward.truth import NO, Truth

CHAIRS: Final = ("1", "2", "3")
EVERY_DAY: Final = {str(day): ["08:00", "18:00"] for day in range(7)}  # a demonstration is opened on any day
NINE: Final = time(9)
DAY: Final = timedelta(days=1)
PREFERRED: Final = ("therapy", "pause")  # offered after nearly every session
NOTE: Final = "A made-up note: read by nobody but its therapist, and whom the patient names."


def room(team: Team, director: Staff, *, at: datetime) -> None:
    """Add the chairs, say who works when, and close a day."""
    for name in CHAIRS:
        told_actions.add_chair(name=name, hours=EVERY_DAY, by=director, at=at)
    for one in (team.nurse, team.second_nurse, team.therapist, team.prescriber, director):
        told_actions.set_staff_hours(staff_id=one.pk, hours=EVERY_DAY, by=one, at=at)
    told_actions.set_day(
        day=timezone.localdate(at + 40 * DAY), is_closed=True, says="Painters", by=director, at=at
    )  # fmt: skip


def planned(person_id: UUID, team: Team, *, now: datetime) -> None:
    """Six in two weeks from next week on, with psychotherapy placed after them."""
    first = timezone.localdate(now + 7 * DAY)
    plan_actions.plan_course(
        plan_id=uuid4(), person_id=person_id, schedule=SIX_IN_TWO_WEEKS, first=first, clock=NINE,
        reason="Comes from far: the shorter of the studied courses.", by=team.prescriber,
        at=now - timedelta(minutes=50),
    )  # fmt: skip
    _therapy(person_id, "exposure", team, at=now)


def under_way(person_id: UUID, team: Team, *, infusions_at: tuple[datetime, ...], now: datetime) -> None:
    """A course whose third session was late and whose fourth was missed; a choice after it; a screen that is due."""
    began = infusions_at[0]
    plan_actions.plan_course(
        plan_id=uuid4(), person_id=person_id, schedule=custom(sessions=6, every_days=3),
        first=timezone.localdate(began), clock=NINE, reason="Works in shifts: every third day suits.",
        by=team.prescriber, at=began - 2 * DAY,
    )  # fmt: skip
    _therapy(person_id, "integration", team, at=began - DAY)
    booked = [each for each in standing.of_person(person_id) if each.booking.kind == "infusion"]
    _become(person_id, [each.booking.pk for each in booked], infusions_at, team)
    _hold_first(person_id, team, now=now)
    _watch(person_id, team, at=began - DAY)
    _choose(person_id, team, at=now - DAY)


def ended(person_id: UUID, team: Team, *, now: datetime) -> None:
    """A course that was ended before it began."""
    plan_actions.plan_course(
        plan_id=uuid4(), person_id=person_id, schedule=custom(sessions=4, every_days=7),
        first=timezone.localdate(now + 3 * DAY), clock=NINE, reason="", by=team.prescriber, at=now - 2 * DAY,
    )  # fmt: skip
    plan_actions.end_course(
        person_id=person_id, says="Moves to another town; a letter went to the clinic there.", by=team.prescriber,
        at=now - DAY,
    )  # fmt: skip


def _become(person_id: UUID, booked: list[UUID], given: tuple[datetime, ...], team: Team) -> None:
    """The first two were held, the third a day late, the fourth missed."""
    told: dict[str, Any] = {"person_id": person_id, "by": team.nurse}
    for booking_id, at in zip(booked[:2], given[:2], strict=True):
        scheduling.hold(**told, booking_id=booking_id, at=at + timedelta(hours=9))
    late = timezone.localdate(given[2])
    (slot,) = finding.free_times(
        person_id=person_id, kind="infusion", first=late, last=late, now=given[1] + DAY, most=1, besides=booked[2]
    )
    scheduling.move(**told, booking_id=booked[2], slot=slot, says="Had a cold.", at=given[1] + DAY)
    scheduling.hold(**told, booking_id=booked[2], at=slot.ends_at)
    missed = standing.one(booked[3], person_id=person_id)
    scheduling.miss(**told, booking_id=booked[3], says="Did not come, called twice.", at=missed.event.ends_at)


def _therapy(person_id: UUID, kind: str, team: Team, *, at: datetime) -> None:
    therapy.make_plan(
        plan_id=uuid4(), person_id=person_id, therapist=team.therapist, reason="", by=team.therapist, at=at,
        wanted=planning.wanted(person_id, kind, sessions=3, minutes=60),
    )  # fmt: skip


def _hold_first(person_id: UUID, team: Team, *, now: datetime) -> None:
    """The first therapy session was held, with homework and a sealed note."""
    session = TherapySession.objects.filter(plan__person_id=person_id).first()
    if session is None:
        return
    ends_at = standing.one(session.booking_id, person_id=person_id).event.ends_at
    told: dict[str, Any] = {"person_id": person_id, "session_id": session.pk, "by": team.therapist}
    if ends_at < now:
        therapy.hold_session(**told, minutes=55, homework="Write down one good moment each day.", at=ends_at)
        therapy.write_note(**told, note_id=uuid4(), text=NOTE, at=ends_at)


def _watch(person_id: UUID, team: Team, *, at: datetime) -> None:
    """Bladder and cognition were looked at before the course; the liver was not."""
    results: tuple[tuple[Domain, dict[str, float | Truth]], ...] = (
        (Domain.BLADDER, {"bpic_ss": 5.0, "blood_in_urine": NO, "up_twice_at_night": NO}),
        (Domain.COGNITION, {"moca": 28.0}),
    )
    for domain, values in results:
        safety_actions.enter(
            result_id=uuid4(), person_id=person_id, domain=domain, values=values, source="asked here",
            taken_on=timezone.localdate(at), by=team.nurse, at=at,
        )  # fmt: skip


def _choose(person_id: UUID, team: Team, *, at: datetime) -> None:
    offered = adapting.offered(so_far_records.gathered(person_id, now=at), in_force(at))
    keys = [each.key for each in offered.choices]
    adapt_actions.choose_option(
        adaptation_id=uuid4(), person_id=person_id, chosen=next((key for key in PREFERRED if key in keys), keys[0]),
        reason="Talked over with the patient: the liver values come first.", by=team.prescriber, at=at,
    )  # fmt: skip
