"""Reading messages: one person's page, what failed in the clinic, and what the status page counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from leeward.clinic.messaging import standing
from leeward.clinic.messaging.addresses import masked
from leeward.clinic.messaging.models import Agreement, Channel, Delivery, Message
from leeward.clinic.people.queries import get_person
from leeward.clinic.people.summary import Summary, Waiting
from leeward.clinic.web.moments import moment

K = Delivery.Kind
SHOWN: Final = 100
FAILED: Final = frozenset({K.FAILED, K.GIVEN_UP})
TAGS: Final = {
    K.HANDED_OVER: "ok", K.DELIVERED: "ok", K.FAILED: "warn", K.GIVEN_UP: "warn", K.PUT_OFF: "ask",
    K.EXPIRED: "quiet", K.NOT_WANTED: "quiet", K.CALLED_OFF: "quiet", K.TRYING: "ask",
}  # fmt: skip
RECENT: Final = timedelta(days=7)
NotFound = Message.DoesNotExist


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLine:
    """What holds for one channel."""

    channel: str
    says: str
    address: str
    is_given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    """One message and what came of it."""

    message_id: UUID
    person_id: UUID
    name: str
    kind: str
    channel: str
    language: str
    due: str
    state: str
    tag_kind: str
    why: str
    events: tuple[str, ...]
    may_send_again: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMessages:
    """One person's messages."""

    agreements: tuple[AgreementLine, ...]
    messages: tuple[MessageLine, ...]
    language: str
    zone: str


def person_messages(person_id: UUID, *, now: datetime) -> PersonMessages:
    """Return what a person agreed to and what was written to them, the newest first."""
    rows = Message.objects.filter(person_id=person_id).order_by("-due_at")[:SHOWN]
    lines = _lines(rows, now)
    person = get_person(person_id)
    return PersonMessages(
        agreements=tuple(_agreement(person_id, channel) for channel in Channel),
        messages=lines,
        language=person.get_language_display(),
        zone=person.zone or "the clinic’s",
    )


def failures(*, now: datetime) -> tuple[MessageLine, ...]:
    """Return what failed in the last week, for the whole clinic, the newest first."""
    failed = Delivery.objects.filter(kind__in=FAILED, at__gt=now - RECENT).values("message_id")
    return _lines(Message.objects.filter(pk__in=failed).order_by("-due_at")[:SHOWN], now)


def summary(person_id: UUID) -> Summary:
    """Say where messages stand, on the person's page."""
    held = [channel.label.lower() for channel in Channel if standing.agreed(person_id, channel)]
    says = f"Agreed to {' and '.join(held)}." if held else "Not asked, or not wanted: nothing is sent."
    url = reverse("messaging:of_person", args=[person_id])
    return Summary(title="Messages", says=says, url_name="messaging:of_person", url=url)


def waiting(*, now: datetime) -> tuple[Waiting, ...]:
    """Say on the first page that messages did not arrive."""
    failed = Delivery.objects.filter(kind__in=FAILED, at__gt=now - timedelta(days=1)).count()
    if not failed:
        return ()
    says = f"{failed} in the last day: the patient may wait for something that never came."
    return (
        Waiting(title="Messages that did not arrive", says=says, url_name="messaging:list",
                url=reverse("messaging:list"), tag=str(failed), tag_kind="warn"),
    )  # fmt: skip


def overdue(*, now: datetime) -> int:
    """Count the messages that should have gone a quarter of an hour ago and nobody tried."""
    late = standing.unsettled().filter(due_at__lte=now - timedelta(minutes=15), expires_at__gt=now)
    return late.filter(deliveries=None).count()


def _lines(rows: QuerySet[Message], now: datetime) -> tuple[MessageLine, ...]:
    return tuple(_line(row, now) for row in rows.select_related("person").prefetch_related("deliveries"))


def _line(row: Message, now: datetime) -> MessageLine:
    events = sorted(row.deliveries.all(), key=lambda each: each.pk)
    so_far = standing.Standing(deliveries=tuple(events))
    last = so_far.last
    over = row.visit_at is not None and row.visit_at <= now
    return MessageLine(
        message_id=row.pk,
        person_id=row.person_id,
        name=str(row.person),
        kind=row.get_kind_display(),
        channel=row.get_channel_display(),
        language=row.get_language_display(),
        due=moment(row.due_at),
        state=str(last) if last else "Planned",
        tag_kind=TAGS.get(K(last.kind), "quiet") if last else "quiet",
        why=last.why if last else "",
        events=tuple(_event(each) for each in events),
        may_send_again=so_far.is_settled and not over,
        url=reverse("messaging:of_person", args=[row.person_id]),
    )


def _event(each: Delivery) -> str:
    nth = f" ({each.attempt})" if each.attempt > 1 else ""
    return f"{moment(each.at)} {each.get_kind_display().lower()}{nth}{': ' + each.why if each.why else ''}"


def _agreement(person_id: UUID, channel: Channel) -> AgreementLine:
    last = Agreement.objects.filter(person_id=person_id, channel=channel).select_related("by").order_by("pk").last()
    if last is None:
        return AgreementLine(channel=channel.label, says="Not asked yet.", address="", is_given=False)
    who = f"{last.get_told_display().lower()}{f', {last.by.name}' if last.by else ''}, {moment(last.at)}"
    says = f"Agreed: {who}." if last.is_given else f"Wants no more: {who}."
    address = last.address if last.is_given else masked(last.address)
    return AgreementLine(channel=channel.label, says=says, address=address, is_given=last.is_given)
