"""Hand a message over, once: claimed in one transaction, carried outside of it, and written down in another.

A process that dies between carrying and writing leaves an attempt without an end. It is tried once more, with the same
key: a carrier that knows keys takes it once, any other at most twice. Then it is given up.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from leeward.clinic.crises.crisis_text import crisis_text
from leeward.clinic.messaging import due, links
from leeward.clinic.messaging.carriers import carrier
from leeward.clinic.messaging.clinical_words import clinical_words_in
from leeward.clinic.messaging.counts import SENT
from leeward.clinic.messaging.envelopes import Answer, Envelope, Verdict
from leeward.clinic.messaging.models import Channel, Delivery, Kind, Message
from leeward.clinic.messaging.sms import CannotSend
from leeward.clinic.messaging.standing import Standing, agreed, standing
from leeward.clinic.messaging.wording import About, words

logger = logging.getLogger(__name__)
K = Delivery.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message that this process, and no other, tries now."""

    message: Message
    address: str
    attempt: int


class NothingToSay(Exception):
    """The message cannot be put into words that may leave the house."""


class NothingThere(Exception):
    """What the message leads to is not there any more: a visit was moved, questions were answered."""


def hand_over(message_id: UUID, *, now: datetime) -> datetime | None:
    """Hand a message over if it is its time; return when to come back, None when nobody need."""
    claimed = _claim(message_id, now)
    if not isinstance(claimed, Claimed):
        return claimed
    try:
        answer = carrier(Channel(claimed.message.channel)).hand_over(_envelope(claimed, now))
    except NothingThere:
        return _settled(claimed.message, K.CALLED_OFF, now, why="What it leads to is not there any more.")
    except NothingToSay as why:
        answer = Answer(verdict=Verdict.NEVER, why=str(why))
    except (ImproperlyConfigured, CannotSend) as why:
        answer = Answer(verdict=Verdict.LATER, why=str(why))
    except Exception as why:  # of ours, not of a carrier: the others must go on
        logger.exception("A message could not be handed over")
        answer = Answer(verdict=Verdict.LATER, why=f"A fault of Leeward: {type(why).__name__}. See the log.")
    return _write_down(claimed, answer, now)


def _claim(message_id: UUID, now: datetime) -> Claimed | datetime | None:
    try:
        with transaction.atomic():
            return _claimed(message_id, now)
    except IntegrityError:  # another worker was quicker
        return None


def _claimed(message_id: UUID, now: datetime) -> Claimed | datetime | None:
    message = Message.objects.select_for_update(of=("self",)).select_related("person").filter(pk=message_id).first()
    if message is None:
        return None
    so_far = standing(message)
    if so_far.is_settled:
        return None
    if now >= message.expires_at:
        return _settled(message, K.EXPIRED, now, why="It waited until it was of no use any more.")
    agreement = agreed(message.person_id, Channel(message.channel))
    if agreement is None:
        return _settled(message, K.NOT_WANTED, now)
    if (later := _not_before(message, so_far, now)) > now:
        return later
    if so_far.unanswered >= due.MOST_UNANSWERED or so_far.attempts >= due.MOST_TRIES:
        return _settled(message, K.GIVEN_UP, now, why=_why_given_up(so_far))
    attempt = so_far.attempts + 1
    Delivery.objects.create(message=message, kind=K.TRYING, attempt=attempt, until=now + due.LEASE, at=now)
    return Claimed(message=message, address=agreement.address, attempt=attempt)


def _not_before(message: Message, so_far: Standing, now: datetime) -> datetime:
    at = max(now, message.due_at, so_far.waits_until() or now)
    return due.when(at, due.zone_of(message.person))


def _why_given_up(so_far: Standing) -> str:
    if so_far.unanswered >= due.MOST_UNANSWERED:
        return "Twice it was begun, and nobody wrote down what came of it. It may have arrived."
    last = next((each.why for each in reversed(so_far.deliveries) if each.why), "")
    return f"Tried {so_far.attempts} times. {last}"[:300]


def _settled(message: Message, kind: Delivery.Kind, now: datetime, *, why: str = "") -> datetime | None:
    Delivery.objects.create(message=message, kind=kind, why=why, at=now)
    SENT.labels(message.channel, kind.value).inc()
    return None


def _envelope(claimed: Claimed, now: datetime) -> Envelope:
    message, channel, kind = claimed.message, Channel(claimed.message.channel), Kind(claimed.message.kind)
    stop = links.stop_url(message.pk)
    about = About(
        clinic=settings.MESSAGE_NAME, link=links.public(_path(message, now)), stop=stop, phone=settings.CLINIC_PHONE,
        zone=ZoneInfo(settings.TIME_ZONE), lives=due.zone_of(message.person),
        visit_at=message.visit_at, emergency=crisis_text().emergency,
        is_answered=bool(settings.SMS_HOOK["secret"]),
    )  # fmt: skip
    told = words(kind, channel, about, language=message.language)
    if clinical_words_in(f"{told.subject} {told.text}"):
        raise NothingToSay(
            "Its words, or the address of its page, would tell what the clinic treats. Nothing was sent."
        )
    return Envelope(
        key=str(message.pk), channel=channel, to=claimed.address, subject=told.subject, text=told.text, stop_url=stop
    )


def _path(message: Message, now: datetime) -> str:
    """Return where it leads: the path it was planned with, or a link made now, whose secret is kept nowhere."""
    make = settings.MESSAGE_LINKS.get(message.kind)
    if message.opens or make is None:
        return message.opens or "/"
    path = import_string(make)(message_id=message.pk, person_id=message.person_id, about=message.about, at=now)
    if not path:
        raise NothingThere
    return str(path)


def _write_down(claimed: Claimed, answer: Answer, now: datetime) -> datetime | None:
    last = claimed.attempt >= due.MOST_TRIES
    again = due.again_at(claimed.attempt, after_s=answer.after_s, now=now) if answer.verdict is Verdict.LATER else None
    kind = {Verdict.TAKEN: K.HANDED_OVER, Verdict.NEVER: K.FAILED, Verdict.LATER: K.PUT_OFF}[answer.verdict]
    if last and again:
        kind, again = K.GIVEN_UP, None
    with transaction.atomic():
        Delivery.objects.create(
            message=claimed.message, kind=kind, attempt=claimed.attempt, until=again, reference=answer.reference,
            why=answer.why[:300], at=now,
        )  # fmt: skip
    SENT.labels(claimed.message.channel, kind.value).inc()
    return again
