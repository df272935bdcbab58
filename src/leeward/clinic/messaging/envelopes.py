"""The port to whoever carries messages: what is handed over, and what they may answer."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from leeward.clinic.messaging.models import Channel


class Verdict(Enum):
    """What a carrier says."""

    TAKEN = "taken"
    LATER = "later"  # nothing is wrong with the message: the same again
    NEVER = "never"  # this message, to this address, will not be taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One message to one address; `key` is the same however often it is tried, so that a carrier takes it once."""

    key: str
    channel: Channel
    to: str
    subject: str
    text: str
    stop_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of handing over: `reference` knows the receipt again; `after_s` is when the carrier wants the next."""

    verdict: Verdict
    reference: str = ""
    why: str = ""
    after_s: float | None = None


class Carrier(Protocol):
    """Somebody who carries messages of one channel; it raises nothing, and answers within its own time limit."""

    def hand_over(self, envelope: Envelope) -> Answer:
        """Hand a message over."""
        ...
