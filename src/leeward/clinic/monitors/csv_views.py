"""A recording as CSV that a registered device posts: row by row, as if a monitor had sent it."""

from datetime import datetime
from typing import Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from leeward.clinic.monitors.device_door import Caller, for_device, told
from leeward.clinic.monitors.rest_views import NOT_KEPT
from leeward.clinic.monitors.taking import Became, Taken, take
from leeward.devices.port import BadReading
from leeward.devices.replay import replay
from leeward.fhir.outcome import Issue, Severity

ROWS_MOST: Final = 1_000
HOW: Final = "Say when its first second was: ?start=2026-11-23T09:00:00Z, with the zone."


@for_device("text/csv")
def csv(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Take the rows of one recording; its data are as real as the register says of the device, and no more."""
    now, start = timezone.now(), _start(request)
    if start is None:
        return told(400, [Issue(says=HOW, path="start", code="required")])
    try:
        text = request.body.decode("utf-8-sig")
        known = caller.known
        messages = list(replay(text, started_at=start, device_id=known.device_id, mode=known.mode))
    except UnicodeDecodeError:
        return told(400, [Issue(says="The body is not text in UTF-8.", code="structure")])
    except BadReading as why:
        return told(422, [Issue(says=str(why))])
    if not 0 < len(messages) <= ROWS_MOST:
        says = f"The recording has {len(messages)} rows; send 1 to {ROWS_MOST} at a time, each with the heading."
        return told(422, [Issue(says=says, code="too-long")])
    try:
        came_of = take(messages, now=now)
    except DatabaseError:
        return told(503, [NOT_KEPT])
    return _answer(came_of, messages[0].problems)


def _start(request: HttpRequest) -> datetime | None:
    try:
        at = parse_datetime(request.GET.get("start", ""))
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def _answer(came_of: tuple[Taken, ...], problems: tuple[str, ...]) -> HttpResponse:
    """Say how many rows were kept, known already, and set aside for which reasons."""
    many = {became: sum(one.became is became for one in came_of) for became in Became}
    new = sum(one.new for one in came_of)
    says = (
        f"{len(came_of)} rows: {many[Became.KEPT]} kept with {new} readings, {many[Became.REPEATED]} known already, "
        f"{many[Became.ASIDE]} set aside."
    )
    why = dict.fromkeys((*problems, *(one.why for one in came_of if one.why)))
    is_kept = bool(many[Became.KEPT] or many[Became.REPEATED])
    issues = [Issue(says=says, code="informational", severity=Severity.INFORMATION if is_kept else Severity.WARNING)]
    issues += [Issue(says=each, severity=Severity.WARNING) for each in why]
    return told(201 if new else 200 if is_kept else 202, issues)
