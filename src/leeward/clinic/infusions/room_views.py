"""The room board as a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leeward.clinic.infusions import room
from leeward.clinic.people.signed_in import staff_of


@require_GET
def chairs(request: HttpRequest) -> HttpResponse:
    """Every occupied chair, the worst first."""
    return _board(request, "infusions/chairs.html")


@require_GET
def chairs_live(request: HttpRequest) -> HttpResponse:
    """The board alone, asked for every two seconds."""
    return _board(request, "infusions/_chairs.html")


def _board(request: HttpRequest, template: str) -> HttpResponse:
    now = timezone.now()
    return render(request, template, {"chairs": room.chairs_for(staff_of(request), now=now)})
