"""Writing messages: agreeing and ending it, planning, calling off, sending again, and what a provider tells us."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from leeward.clinic.messaging import due, standing
from leeward.clinic.messaging.addresses import NoAddress, address_of, phone_of
from leeward.clinic.messaging.models import Agreement, Channel, Delivery, Kind, Message
from leeward.clinic.messaging.tasks import put_in_queue
from leeward.clinic.people.models import Person, Staff

K = Delivery.Kind
RECEIPTS: Final = frozenset({K.DELIVERED, K.FAILED})


class CannotPlan(Exception):
    """The message cannot be planned as asked."""


class CannotAgree(Exception):
    """The agreement cannot be kept as told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What came of planning: no message where nobody agreed to any."""

    message_id: UUID | None
    is_new: bool = False


@transaction.atomic
def agree(*, person_id: UUID, channel: Channel, address: str, at: datetime, by: Staff | None = None) -> None:
    """Keep that somebody agreed to be written to at an address; `by` None: they said so themselves."""
    try:
        written = address_of(channel, address)
    except NoAddress as why:
        raise CannotAgree(str(why)) from None
    held = standing.agreed(person_id, channel)
    if held is None or held.address != written:
        _keep(person_id, channel, written, is_given=True, told=_told(by), by=by, at=at)


@transaction.atomic
def end(*, person_id: UUID, channel: Channel, at: datetime, by: Staff | None = None) -> None:
    """Keep that somebody does not want to be written to any more: what is planned will not be sent."""
    _end(person_id, channel, told=_told(by), by=by, at=at)


@transaction.atomic
def end_by_link(*, message_id: UUID, at: datetime) -> None:
    """End what a message came by: whoever holds the message may."""
    message = Message.objects.get(pk=message_id)
    _end(message.person_id, Channel(message.channel), told=Agreement.Told.LINK, by=None, at=at)


@transaction.atomic
def end_by_word(*, number: str, at: datetime) -> int:
    """End text messages to a number, whoever's it is; return for how many people."""
    try:
        written = phone_of(number if number.strip().startswith("+") else f"+{number.strip()}")
    except NoAddress:
        return 0
    told = Agreement.objects.filter(channel=Channel.SMS, address=written).values_list("person_id", flat=True)
    ended = 0
    for person_id in set(told):
        held = standing.agreed(person_id, Channel.SMS)
        if held is not None and held.address == written:
            _end(person_id, Channel.SMS, told=Agreement.Told.WORD, by=None, at=at)
            ended += 1
    return ended


@transaction.atomic
def plan(
    *,
    person_id: UUID,
    kind: Kind,
    about: str,
    due_at: datetime,
    expires_at: datetime,
    at: datetime,
    opens: str = "",
    visit_at: datetime | None = None,
    channel: Channel | None = None,
    by: Staff | None = None,
) -> Planned:
    """Plan a message, once for the same `about`; raises CannotPlan.

    `opens` is a path without a secret; where it is empty, `settings.MESSAGE_LINKS` makes one when the message is sent.
    """
    by_channel = channel or standing.preferred(person_id)
    if by_channel is None or standing.agreed(person_id, by_channel) is None:
        return Planned(message_id=None)
    earlier = Message.objects.filter(person_id=person_id, kind=kind, about=about)
    same = earlier.filter(channel=channel) if channel else earlier
    if (found := same.first()) is not None:
        return Planned(message_id=found.pk)
    _refuse(kind, due_at=due_at, expires_at=expires_at, visit_at=visit_at, opens=opens, at=at)
    person = Person.objects.get(pk=person_id)
    message = Message.objects.create(
        person=person, kind=kind, channel=by_channel, language=person.language, about=about, opens=opens,
        visit_at=visit_at, due_at=due_at, expires_at=expires_at, by=by, at=at,
    )  # fmt: skip
    put_in_queue(message.pk, at=due.when(max(due_at, at), due.zone_of(person)))
    return Planned(message_id=message.pk, is_new=True)


@transaction.atomic
def call_off(*, person_id: UUID, about: str, at: datetime, kind: Kind | None = None, by: Staff | None = None) -> int:
    """Call off what is planned about something and has not gone; return how many."""
    planned = standing.unsettled().filter(person_id=person_id, about=about)
    found = list(planned.filter(kind=kind) if kind else planned)
    for message in found:
        Delivery.objects.create(message=message, kind=K.CALLED_OFF, by=by, at=at)
    return len(found)


@transaction.atomic
def send_again(*, person_id: UUID, message_id: UUID, by: Staff, at: datetime) -> Planned:
    """Plan a message once more, from now on and by what the person agreed to now; raises CannotPlan."""
    old = Message.objects.get(pk=message_id, person_id=person_id)
    if not standing.standing(old).is_settled:
        raise CannotPlan("It is still to be sent: there is nothing to send again yet.")
    if old.visit_at is not None and old.visit_at <= at:
        raise CannotPlan("The visit is over: it would count down to nothing.")
    again = plan(
        person_id=person_id, kind=Kind(old.kind), about=f"{old.about.partition('|')[0]}|{uuid4()}"[:120], due_at=at,
        expires_at=old.visit_at or at + (old.expires_at - old.due_at), opens=old.opens, visit_at=old.visit_at, by=by,
        at=at,
    )  # fmt: skip
    if again.message_id is None:
        raise CannotPlan("Nobody agreed to be written to: keep the agreement first.")
    return again


@transaction.atomic
def receive_receipt(*, reference: str, kind: Delivery.Kind, at: datetime, why: str = "") -> bool:
    """Keep what a provider says became of a message; the same said twice is kept once. False: no message of ours."""
    handed = Delivery.objects.filter(kind=K.HANDED_OVER, reference=reference).exclude(reference="").first()
    if handed is None or kind not in RECEIPTS:
        return False
    Delivery.objects.get_or_create(
        message_id=handed.message_id, kind=kind, attempt=handed.attempt, defaults={"at": at, "why": why[:300]}
    )
    return True


def _refuse(
    kind: Kind, *, due_at: datetime, expires_at: datetime, visit_at: datetime | None, opens: str, at: datetime
) -> None:  # fmt: skip
    if expires_at <= max(due_at, at):
        raise CannotPlan("It would expire before it can be sent: plan it earlier, or let it hold for longer.")
    if kind is Kind.VISIT and visit_at is None:
        raise CannotPlan("A message before a visit needs the time of the visit.")
    if opens and not opens.startswith("/"):
        raise CannotPlan(f"{opens} is no path of this clinic: begin with /.")
    if not opens and kind not in settings.MESSAGE_LINKS:
        raise CannotPlan(f"Nobody makes a link for {kind.label.lower()}: name a path, or a maker in MESSAGE_LINKS.")


def _told(by: Staff | None) -> Agreement.Told:
    return Agreement.Told.STAFF if by else Agreement.Told.PATIENT


def _end(
    person_id: UUID, channel: Channel, *, told: Agreement.Told, by: Staff | None, at: datetime
) -> None:  # fmt: skip
    held = standing.agreed(person_id, channel)
    if held is not None:
        _keep(person_id, channel, held.address, is_given=False, told=told, by=by, at=at)


def _keep(
    person_id: UUID, channel: Channel, address: str, *, is_given: bool, told: Agreement.Told, by: Staff | None,
    at: datetime,
) -> None:  # fmt: skip
    Agreement.objects.create(
        person_id=person_id, channel=channel, address=address, is_given=is_given, told=told, by=by, at=at
    )
