"""What is written to patients: the countdown to a visit, and a reminder of questions that were not sent; with links."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db.models import Exists, OuterRef
from django.urls import reverse

from leeward.clinic.messaging import actions as messages
from leeward.clinic.messaging import standing as sent
from leeward.clinic.messaging.models import Kind
from leeward.clinic.messaging.sources import Due
from leeward.clinic.patient import actions, answering
from leeward.clinic.patient.doors import PAGES
from leeward.clinic.patient.models import QuestionnaireLink, Sitting
from leeward.clinic.portal import links, opening
from leeward.clinic.portal.links import Standing
from leeward.clinic.scheduling import standing as calendar
from leeward.clinic.scheduling.models import Booking
from leeward.protocol.following_up import Reminding

# Chosen by us, without a source: three days are enough to find an escort, one day is where fasting and medicines count.
BEFORE_VISIT: Final = (timedelta(days=3), timedelta(days=1))
AHEAD: Final = max(BEFORE_VISIT) + timedelta(days=1)
OF_NO_USE: Final = timedelta(hours=2)  # before the visit: whoever fasts has begun by then
REMIND_AFTER: Final = timedelta(hours=Reminding.again_after.to("h"))
REMIND_FOR: Final = timedelta(days=3)
WAIT: Final = frozenset({Standing.GIVEN, Standing.OPENED})


def due(*, now: datetime) -> Iterator[Due]:
    """Say what is to be written, and call off what a moved or cancelled visit left behind."""
    visits = tuple(_visits(now))
    _call_off({each.about for each in visits}, now)
    yield from visits
    yield from _unsent(now)


def visit_link(*, person_id: UUID, about: str, at: datetime, **_: object) -> str:
    """Make a link to the patient's pages, where the visit stands; nothing where it does not stand any more."""
    try:
        visit = calendar.one(UUID(about.split(":")[1]), person_id=person_id)
    except Booking.DoesNotExist:
        return ""
    if not visit.is_open or about.partition("|")[0] not in {_about(visit, before) for before in BEFORE_VISIT}:
        return ""
    try:
        token = opening.make_link(
            person_id=person_id, link_id=uuid4(), by=visit.event.by, at=at, door=PAGES, keeps_opened=True
        )
    except opening.CannotInvite:
        return ""
    return reverse("patient:door", args=[token])


def reminder_link(*, person_id: UUID, about: str, at: datetime, **_: object) -> str:
    """Return where questions that wait are answered; nothing where they do not wait any more.

    Begun on a telephone, they go on there: the path has no secret, and no other device opens it. Never opened, they are
    put anew, by a link of their own.
    """
    row = _waiting(UUID(about.partition("|")[0].split(":")[1]), person_id, at)
    if row is None:
        return ""
    if links.known(row).standing(at) is Standing.OPENED:
        return reverse("patient:questions")
    try:
        token = actions.give_questions(
            person_id=person_id, link_id=uuid4(), time_point=row.sitting.time_point, scale_keys=row.sitting.scales,
            by=row.by, at=at, keeps_opened=True,
        )  # fmt: skip
    except (opening.CannotInvite, answering.CannotAnswer):
        return ""
    return reverse("patient:questions_door", args=[token])


def _visits(now: datetime) -> Iterator[Due]:
    for visit in calendar.between(now, now + AHEAD):
        for before in BEFORE_VISIT:
            at, expires_at = visit.starts_at - before, visit.starts_at - OF_NO_USE
            if visit.is_open and visit.event.at < at and now < expires_at:  # booked later than that: told at the desk
                yield Due(
                    person_id=visit.booking.person_id, kind=Kind.VISIT, about=_about(visit, before), due_at=at,
                    expires_at=expires_at, visit_at=visit.starts_at,
                )  # fmt: skip


def _about(visit: calendar.Stands, before: timedelta) -> str:
    return f"visit:{visit.booking.pk}:{visit.starts_at:%Y%m%d%H%M}:{before.days}"


def _call_off(standing: set[str], now: datetime) -> None:
    for message in sent.unsettled().filter(kind=Kind.VISIT, visit_at__gt=now + OF_NO_USE):
        if message.about.startswith("visit:") and message.about.partition("|")[0] not in standing:
            messages.call_off(person_id=message.person_id, about=message.about, kind=Kind.VISIT, at=now)


def _unsent(now: datetime) -> Iterator[Due]:
    """Yield the questions that were not sent, put for the first time: nobody is reminded of a reminder."""
    before = Sitting.objects.filter(
        person=OuterRef("person"), time_point=OuterRef("sitting__time_point"), at__lt=OuterRef("sitting__at")
    )
    rows = QuestionnaireLink.objects.filter(~Exists(before), sitting__end=None, at__gt=now - REMIND_FOR, at__lte=now)
    for row in rows.select_related("sitting"):
        if links.known(row).standing(now) in WAIT:
            yield Due(
                person_id=row.person_id, kind=Kind.REMINDER, about=f"sitting:{row.sitting_id}",
                due_at=row.at + REMIND_AFTER, expires_at=row.at + REMIND_FOR,
            )  # fmt: skip


def _waiting(sitting_id: UUID, person_id: UUID, at: datetime) -> QuestionnaireLink | None:
    rows = QuestionnaireLink.objects.filter(sitting_id=sitting_id, person_id=person_id, sitting__end=None)
    row = rows.select_related("by", "sitting").first()
    return row if row is not None and links.known(row).standing(at) in WAIT else None
