"""Messaging for tests: somebody who agreed, carriers that remember, and a clock that is told."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from leeward.clinic.messaging import actions, sending
from leeward.clinic.messaging.envelopes import Answer, Envelope, Verdict
from leeward.clinic.messaging.models import Channel, Kind, Message

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADDRESSES = {Channel.EMAIL: "ada@example.org", Channel.SMS: "+13035550100"}


@dataclass
class Remembering:
    """A carrier that says what it is told to, and remembers what it carried; it takes a key once."""

    says: list[Answer] = field(default_factory=list)
    seen: list[Envelope] = field(default_factory=list)

    @property
    def carried(self) -> dict[str, Envelope]:
        return {each.key: each for each in self.seen}

    def hand_over(self, envelope: Envelope) -> Answer:
        self.seen.append(envelope)
        return self.says.pop(0) if self.says else Answer(verdict=Verdict.TAKEN, reference=f"ref {envelope.key}")


@pytest.fixture(autouse=True)
def counted_anew(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "messaging"}}
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def carrier(monkeypatch):
    """Whoever carries the messages in this test."""
    own = Remembering()
    monkeypatch.setattr(sending, "carrier", lambda _: own)
    return own


@pytest.fixture
def agreed(person):
    """A person who agreed to text messages and to e-mail."""
    for channel, address in ADDRESSES.items():
        actions.agree(person_id=person.pk, channel=channel, address=address, at=NOON - timedelta(days=1))
    return person


@pytest.fixture
def plan(agreed):
    """Plan a message; returns its row."""

    def planned(*, kind=Kind.QUESTIONNAIRE, about="test", due_at=NOON, lasts=timedelta(days=2), **more):
        told = {"opens": "/mine/", **more}
        found = actions.plan(
            person_id=agreed.pk, kind=kind, about=about, due_at=due_at, expires_at=due_at + lasts, at=NOON, **told
        )
        return Message.objects.get(pk=found.message_id)

    return planned


def happened(message):
    """Return the kinds of what happened to a message, in order."""
    return [str(each.kind) for each in message.deliveries.order_by("pk")]
