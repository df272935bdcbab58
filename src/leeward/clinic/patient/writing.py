"""What is written to patients: the countdown to a visit, and a reminder of questions that were not sent; with links."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from leeward.clinic.messaging import actions as messages
from leeward.clinic.messaging import standing as sent
from leeward.clinic.messaging.models import Kind
from leeward.clinic.messaging.sources import Due
from leeward.clinic.patient import actions, answering
from leeward.clinic.patient.doors import PAGES, QUESTIONS
from leeward.clinic.patient.models import QuestionnaireLink, Sitting
from leeward.clinic.portal import carried, links, opening
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


def visit_link(*, message_id: UUID, person_id: UUID, about: str, at: datetime) -> str:
    """Return the message's link to the patient's pages, where the visit stands; nothing where it stands no more."""
    try:
        visit = calendar.one(UUID(about.split(":")[1]), person_id=person_id)
    except Booking.DoesNotExist:
        return ""
    if not visit.is_open or about.partition("|")[0] not in {_about(visit, before) for before in BEFORE_VISIT}:
        return ""
    try:
        token = carried.secret_of(message_id=message_id, person_id=person_id, by=visit.event.by, at=at, door=PAGES)
    except opening.CannotInvite:
        return ""
    return reverse("patient:door", args=[token])


@transaction.atomic
def reminder_link(*, message_id: UUID, person_id: UUID, about: str, at: datetime) -> str:
    """Return where questions that wait are answered; nothing where they do not wait any more.

    Begun on a telephone, they go on there: the path has no secret, and no other device opens it. Never opened, they are
    put anew, by a link of the message's own, which its next try finds.
    """
    if (own := carried.made(message_id, person_id=person_id, door=QUESTIONS)) is not None:
        return questions_path(message_id) if carried.stands(own, message_id, at=at) else ""
    row = _waiting(UUID(about.partition("|")[0].split(":")[1]), person_id, at)
    if row is None:
        return ""
    if links.known(row).standing(at) is Standing.OPENED:
        return reverse("patient:questions")
    try:
        actions.give_questions(
            person_id=person_id, link_id=carried.link_id(message_id), time_point=row.sitting.time_point,
            scale_keys=row.sitting.scales, by=row.by, at=at, keeps_opened=True, token=carried.token(message_id),
        )  # fmt: skip
    except (opening.CannotInvite, answering.CannotAnswer):
        return ""
    return questions_path(message_id)


def questions_path(message_id: UUID) -> str:
    """Return the path of the questionnaires that a message carries."""
    return reverse("patient:questions_door", args=[carried.token(message_id)])


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
