"""FHIR R4 Observations that a device posts: one, or a bundle of them."""

from datetime import datetime
from typing import Any, Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from leeward.clinic.monitors.device_door import FHIR_JSON, Caller, as_json, for_device, json_of, told
from leeward.clinic.monitors.observing import message_of
from leeward.clinic.monitors.taking import Became, Taken, take
from leeward.devices.port import DeviceMessage
from leeward.fhir.device_observation import observed
from leeward.fhir.outcome import Issue, Severity
from leeward.fhir.posted import CannotTakeIn, Entry, Posted, identifier_in, posted, resource_of

STATUS: Final = {Became.KEPT: 201, Became.REPEATED: 200, Became.ASIDE: 202}
IN_WORDS: Final = {200: "200 OK", 201: "201 Created", 202: "202 Accepted", 422: "422 Unprocessable Entity"}
NOT_KEPT: Final = Issue(says="It could not be written down. Send it again.", code="transient")
TYPES: Final = (FHIR_JSON, "application/json")
Read = tuple[DeviceMessage, tuple[Issue, ...]]


@for_device(*TYPES)
def observation(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Take one Observation: 201 kept, 200 known already, 202 set aside with the reason, 422 not usable."""
    now = timezone.now()
    try:
        once = identifier_in(request.headers.get("If-None-Exist", ""), "If-None-Exist")
        entry = Entry(resource=resource_of(request.body), path="Observation", once=once)
    except CannotTakeIn as why:
        return told(400, [why.issue])
    try:
        message, issues = _read(entry, caller, now)
        (came_of,) = take([message], now=now)
    except CannotTakeIn as why:
        return told(422, [why.issue])
    except DatabaseError:
        return told(503, [NOT_KEPT])
    return _answer(message, issues, came_of)


@for_device(*TYPES)
def bundle(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Take a batch, each entry by itself, or a transaction, all of it or nothing."""
    now = timezone.now()
    try:
        asked = posted(resource_of(request.body))
        answers = _transaction(asked, caller, now) if asked.is_transaction else _batch(asked, caller, now)
    except CannotTakeIn as why:
        return told(400, [why.issue])
    except DatabaseError:
        return told(503, [NOT_KEPT])
    kind = "transaction-response" if asked.is_transaction else "batch-response"
    entries = [_response(answer) for answer in answers]
    return as_json({"resourceType": "Bundle", "type": kind, "entry": entries}, status=200)


def _transaction(asked: Posted, caller: Caller, now: datetime) -> list[HttpResponse]:
    """Read every entry before one is kept; raises CannotTakeIn for the first that cannot be used."""
    read = [_read(entry, caller, now) for entry in asked.entries]
    came_of = take([message for message, _ in read], now=now)
    return [_answer(message, issues, taken) for (message, issues), taken in zip(read, came_of, strict=True)]


def _batch(asked: Posted, caller: Caller, now: datetime) -> list[HttpResponse]:
    """Keep what can be used, and say of each entry what came of it."""
    read: list[Read | HttpResponse] = []
    for entry in asked.entries:
        try:
            read.append(_read(entry, caller, now))
        except CannotTakeIn as why:
            read.append(told(422, [why.issue]))
    came_of = iter(take([one[0] for one in read if isinstance(one, tuple)], now=now))
    return [_answer(*one, next(came_of)) if isinstance(one, tuple) else one for one in read]


def _read(entry: Entry, caller: Caller, now: datetime) -> Read:
    one = observed(entry.resource, path=entry.path)
    return message_of(one, known=caller.known, once=entry.once, peer=caller.peer, now=now)


def _answer(message: DeviceMessage, issues: tuple[Issue, ...], came_of: Taken) -> HttpResponse:
    says = {
        Became.KEPT: f"Kept: {came_of.new} reading{'' if came_of.new == 1 else 's'}.",
        Became.REPEATED: "Known already: nothing was added.",
        Became.ASIDE: f"Set aside, and in nobody's record: {came_of.why}",
    }[came_of.became]
    severity = Severity.WARNING if came_of.became is Became.ASIDE else Severity.INFORMATION
    first = Issue(says=says, code="informational", severity=severity)
    answer = told(STATUS[came_of.became], [first, *issues])
    if came_of.became is not Became.ASIDE:
        answer["Location"] = f"Observation/{message.readings[0].reading_id}"
    return answer


def _response(answer: HttpResponse) -> dict[str, Any]:
    response = {"status": IN_WORDS[answer.status_code], "outcome": json_of(answer)}
    return {"response": response | ({"location": answer["Location"]} if answer.has_header("Location") else {})}
