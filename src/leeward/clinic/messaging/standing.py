"""Where a message and an agreement stand, from what was recorded: read for actions and pages alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from leeward.clinic.messaging.models import TERMINAL, Agreement, Channel, Delivery, Message

K = Delivery.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What came of one message so far, in the order in which it did."""

    deliveries: tuple[Delivery, ...]

    @property
    def is_settled(self) -> bool:
        """Will nobody hand it over any more?"""
        return any(each.kind in TERMINAL for each in self.deliveries)

    @property
    def last(self) -> Delivery | None:
        """The last thing that happened; a receipt counts over the handing over that it answers."""
        return self.deliveries[-1] if self.deliveries else None

    @property
    def attempts(self) -> int:
        """How often it was tried."""
        return sum(each.kind == K.TRYING for each in self.deliveries)

    @property
    def unanswered(self) -> int:
        """How often it was tried without anybody writing down what came of it: the process died."""
        heard = {each.attempt for each in self.deliveries if each.kind != K.TRYING}
        return sum(each.kind == K.TRYING and each.attempt not in heard for each in self.deliveries)

    def waits_until(self) -> datetime | None:
        """Until when nobody may try: somebody does, or it was put off."""
        return self.last.until if self.last else None


def standing(message: Message) -> Standing:
    """Return where a message stands."""
    return Standing(deliveries=tuple(message.deliveries.order_by("pk")))


def agreed(person_id: UUID, channel: Channel) -> Agreement | None:
    """Return the agreement that holds for a channel; None where nobody agreed, or not any more."""
    last = Agreement.objects.filter(person_id=person_id, channel=channel).order_by("pk").last()
    return last if last and last.is_given else None


def preferred(person_id: UUID) -> Channel | None:
    """Return by what somebody is written to: a text message where they agreed to it, else e-mail, else nothing."""
    return next((channel for channel in (Channel.SMS, Channel.EMAIL) if agreed(person_id, channel)), None)


def unsettled() -> QuerySet[Message]:
    """Return the messages that somebody still has to hand over."""
    ended: Iterable[str] = TERMINAL
    return Message.objects.filter(~Exists(Delivery.objects.filter(message=OuterRef("pk"), kind__in=ended)))
