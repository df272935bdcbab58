"""The room board as a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leeward.clinic.infusions import room


@require_GET
def chairs(request: HttpRequest) -> HttpResponse:
    """Every occupied chair, the worst first."""
    return render(request, "infusions/chairs.html", {"chairs": room.chairs(now=timezone.now())})


@require_GET
def chairs_live(request: HttpRequest) -> HttpResponse:
    """The board alone, asked for every two seconds."""
    return render(request, "infusions/_chairs.html", {"chairs": room.chairs(now=timezone.now())})
