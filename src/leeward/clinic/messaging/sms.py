"""Text messages by any provider that takes one HTTP request for each: its address, token and fields are settings."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.utils import timezone

from leeward.clinic.messaging.envelopes import Answer, Envelope, Verdict

ANSWERS_WITHIN_S: Final = 15
MOST_READ: Final = 65_536  # bytes of an answer: a reference is some dozens
OF_US: Final = frozenset({401, 402, 403, 404})  # our token, account or address: no fault of this message
SLOW_DOWN: Final = frozenset({408, 409, 425, 429})
SERVER: Final = 500
NEAR: Final = frozenset({"127.0.0.1", "localhost", "::1"})
FIELDS: Final = {"to": "to", "text": "text", "from": "from"}  # ours -> the provider's
LONGEST_WAIT_S: Final = 24 * 60 * 60.0


class CannotSend(ValueError):
    """The settings of the provider cannot be used."""


class _Stay(HTTPRedirectHandler):
    """Follow nobody elsewhere: the token is the provider's."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """A provider of text messages; `form` sends fields as a form, else as JSON."""

    url: str
    token: str
    sender: str = ""
    is_form: bool = False
    fields: Mapping[str, str] = field(default_factory=lambda: FIELDS)
    fixed: Mapping[str, str] = field(default_factory=dict)  # sent with each message as they stand
    reference: str = "id"  # where in its answer it names the message: "id", or "message.id"

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in NEAR):
            raise CannotSend("LEEWARD_SMS_URL must begin with https://: a text message would travel open.")

    def hand_over(self, envelope: Envelope) -> Answer:
        """Hand a message to the provider."""
        try:
            with build_opener(_Stay).open(self._request(envelope), timeout=ANSWERS_WITHIN_S) as response:
                return Answer(verdict=Verdict.TAKEN, reference=self._reference(response.read(MOST_READ)))
        except HTTPError as why:
            return _refused(why)
        except (TimeoutError, URLError, OSError, http.client.HTTPException) as why:
            name = type(getattr(why, "reason", why)).__name__
            return Answer(verdict=Verdict.LATER, why=f"The provider does not answer ({name}).")

    def _request(self, envelope: Envelope) -> Request:
        told = {"to": envelope.to, "text": envelope.text, "from": self.sender, "key": envelope.key}
        named = {name: told[ours] for ours, name in self.fields.items() if told.get(ours)}
        sent = {**self.fixed, **named}
        body = urlencode(sent) if self.is_form else json.dumps(sent)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded" if self.is_form else "application/json",
            "Authorization": self.token if " " in self.token else f"Bearer {self.token}",
            "Idempotency-Key": envelope.key,
        }
        return Request(self.url, data=body.encode(), headers=headers, method="POST")  # noqa: S310 - https, see above

    def _reference(self, body: bytes) -> str:
        try:
            told: Any = json.loads(body)
            for name in self.reference.split("."):
                told = told[int(name)] if isinstance(told, list) else told[name]
        except (ValueError, KeyError, IndexError, TypeError):
            return ""  # taken all the same: there will be no receipt for it
        return str(told)[:200]


def _refused(why: HTTPError) -> Answer:
    with why:
        after_s = retry_after_s(why.headers.get("Retry-After", ""), now=timezone.now())
    says = f"The provider answered {why.code}."
    if why.code in SLOW_DOWN or why.code >= SERVER or why.code < 400:
        return Answer(verdict=Verdict.LATER, why=says, after_s=after_s)
    if why.code in OF_US:
        says = f"The provider does not let us send ({why.code}). See LEEWARD_SMS_URL and LEEWARD_SMS_TOKEN."
        return Answer(verdict=Verdict.LATER, why=says, after_s=after_s)
    return Answer(verdict=Verdict.NEVER, why=says)


def retry_after_s(told: str, *, now: datetime) -> float | None:
    """Return the seconds that `Retry-After` asks for, as a number or as a date, a day at most; None for none."""
    if told.strip().isdecimal():
        return min(float(told), LONGEST_WAIT_S)
    try:
        until = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT_S)
