"""An outside therapist: the link and the code, opening it, and telling that a session took place."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from leeward.clinic.people.models import Person, Staff
from leeward.clinic.portal import limits, links
from leeward.clinic.portal.links import Known, Standing, hash_of
from leeward.clinic.portal.models import EventKind
from leeward.clinic.portal.opening import Opening, happened
from leeward.clinic.scheduling import actions as scheduling
from leeward.clinic.scheduling.calendar import Slot
from leeward.clinic.therapy.models import OutsideLink, OutsideTherapist, SessionHeld, TherapyPlan, TherapySession
from leeward.clinic.therapy.outside_doors import OUTSIDE
from leeward.course.therapy import TherapyKind

# A quarter of a year of weekly sessions beyond the plan: courses run long, and a link that fell into other hands fills
# no record and no calendar. Chosen by us, without a source.
MOST_BEYOND: Final = 13
ENDED: Final = "This plan was ended."


class CannotInvite(Exception):
    """Why no link can be made, or nothing recorded by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """What is shown once: the link's secret, and the code that is told by telephone."""

    plan_id: UUID
    token: str
    code: str


@transaction.atomic
def invite(
    *, plan_id: UUID, person_id: UUID, kind: TherapyKind, sessions: int, name: str, phone: str, by: Staff, at: datetime
) -> Invited:
    """Plan sessions with an outside therapist, and make a link to their part; raises CannotInvite if made before."""
    if TherapyPlan.objects.filter(pk=plan_id).exists():
        raise CannotInvite("This link was made and shown before. Make another one if it was lost.")
    person = Person.objects.select_for_update().get(pk=person_id)
    outside = OutsideTherapist.objects.create(name=name, phone=phone, by=by, at=at)
    plan = TherapyPlan.objects.create(
        id=plan_id, person=person, kind=kind.key, sessions=sessions, outside=outside, by=by, at=at
    )  # fmt: skip
    return _link(plan, by=by, at=at)


@transaction.atomic
def invite_again(*, person_id: UUID, plan_id: UUID, by: Staff, at: datetime) -> Invited:
    """Make another link to the same part; earlier ones are taken back. Raises CannotInvite where the plan was ended."""
    plan = TherapyPlan.objects.select_for_update().get(pk=plan_id, person_id=person_id, outside__isnull=False)
    if hasattr(plan, "end"):
        raise CannotInvite(f"{ENDED} No link leads to it any more. Make another plan with this therapist.")
    revoke_all(plan, by=by, at=at, why="a newer link was made")
    return _link(plan, by=by, at=at)


@transaction.atomic
def revoke(*, person_id: UUID, plan_id: UUID, by: Staff, at: datetime) -> None:
    """Take every link to this part back."""
    plan = TherapyPlan.objects.get(pk=plan_id, person_id=person_id, outside__isnull=False)
    revoke_all(plan, by=by, at=at, why="taken back by hand")


def revoke_all(plan: TherapyPlan, *, by: Staff, at: datetime, why: str) -> None:
    """Take back every link to a plan that was not taken back before."""
    for row in OutsideLink.objects.filter(plan=plan):
        known = links.known(row)
        if known.event(EventKind.REVOKED) is None:
            happened(known, EventKind.REVOKED, by=by, at=at, why=why)


@transaction.atomic
def open_link(known: Known | None, *, token: str, code: str, device: str, at: datetime) -> Opening:
    """Try to open a link with its code: once, on one device; too many wrong codes lock it."""
    if known is None:
        return Opening(is_locked=limits.wrong_for_no_link(hash_of(token)) > limits.MOST_WRONG)
    if known.wrong >= limits.MOST_WRONG:
        return Opening(is_locked=True)
    if not check_password(code, known.link.code_hash):
        happened(known, EventKind.WRONG_BIRTH, at=at, what="another code")  # the portal's word for the wrong key
        return Opening()
    standing = Standing.REVOKED if hasattr(known.link.plan, "end") else known.standing(at)
    if standing is Standing.OPENED and known.is_device(device):
        happened(known, EventKind.AGAIN, at=at)
        return Opening(link_id=known.link.pk, device=device)
    if standing is not Standing.GIVEN:
        happened(known, EventKind.REFUSED, at=at, why=standing.value)
        return Opening(refused=standing)
    secret = secrets.token_urlsafe(32)
    happened(known, EventKind.OPENED, at=at, device=hash_of(secret))
    return Opening(link_id=known.link.pk, device=secret)


@transaction.atomic
def tell_held(link: Any, *, starts_at: datetime, minutes: int, homework: str, at: datetime) -> None:
    """Record that an outside session took place, with its homework and never its content; raises CannotInvite."""
    plan = TherapyPlan.objects.select_for_update().get(pk=link.plan_id)
    if hasattr(plan, "end"):
        raise CannotInvite(f"{ENDED} Nothing more is recorded by this link. Call the clinic.")
    if starts_at > at:
        raise CannotInvite("This session has not taken place yet. Enter the day on which it did.")
    if timezone.localdate(starts_at) < timezone.localdate(plan.at):
        raise CannotInvite("This day is before the plan began. Enter the day of a session since then.")
    if SessionHeld.objects.filter(session__plan=plan, session__booking__events__starts_at=starts_at).exists():
        return
    _refuse_too_many(plan)
    slot = Slot(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes))
    booking_id = scheduling.note_held(
        booking_id=uuid4(), person_id=plan.person_id, slot=slot, says=f"told by {plan.outside}", by=link.by, at=at
    )
    session = TherapySession.objects.create(plan=plan, number=plan.placed.count() + 1, booking_id=booking_id)
    SessionHeld.objects.create(
        session=session, kind=plan.kind, minutes=minutes, homework=homework, outside=plan.outside, at=at
    )  # fmt: skip


def _refuse_too_many(plan: TherapyPlan) -> None:
    told = plan.placed.count()
    if told >= plan.sessions + MOST_BEYOND:
        raise CannotInvite(
            f"This plan is of {plan.sessions} sessions, and {told} were told. Ask the clinic to plan more."
        )


def _link(plan: TherapyPlan, *, by: Staff, at: datetime) -> Invited:
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**8):08d}"
    OutsideLink.objects.create(
        person_id=plan.person_id, plan=plan, token_hash=hash_of(token), code_hash=make_password(code),
        expires_at=at + OUTSIDE.holds_for, at=at, by=by,
    )  # fmt: skip
    return Invited(plan_id=plan.pk, token=token, code=code)
