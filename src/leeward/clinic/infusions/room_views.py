"""The room board as a page, and the line on every page of the staff when a chair calls for somebody."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leeward.clinic.infusions import room, watchdog
from leeward.clinic.infusions.clock import clock
from leeward.clinic.people.access import CHAIRSIDE
from leeward.clinic.people.signed_in import role_of, staff_of
from leeward.clinic.web.events import address
from leeward.protocol.alarm_sound import bursts

CALLS_NAMED: Final = 3  # the bar lies over the foot of every page: it stays small, and never has to be scrolled


@require_GET
def chairs(request: HttpRequest) -> HttpResponse:
    """Every occupied chair, the worst first; the page that may sound."""
    return _board(request, "infusions/chairs.html")


@require_GET
def chairs_live(request: HttpRequest) -> HttpResponse:
    """The board alone, asked for when the hub tells that a chair changed, else every two seconds."""
    return _board(request, "infusions/_chairs.html")


def _board(request: HttpRequest, template: str) -> HttpResponse:
    now = timezone.now()
    board = room.chairs_for(staff_of(request), now=now)
    told = {"chairs": board, "seen": clock(now), "bursts": bursts()}
    return render(request, template, {**told, "events": address(request, None)})


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Which chairs call beyond the bedside: the chairside team after a minute, everybody after two."""
    is_near = role_of(request) in CHAIRSIDE
    found = sorted((one for one in watchdog.calls() if is_near or one.reaches_everyone), key=lambda one: one.since)
    told = {"calls": found[:CALLS_NAMED], "others": len(found[CALLS_NAMED:]), "may_open": is_near}
    return render(request, "infusions/_calls.html", told)
