"""Does this process live, is it ready; and the page of what runs, for who keeps it running."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leeward.clinic.upkeep import checks, queries

READINESS: Final = checks.Readiness()


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """What must be well is: 200; else 503 with what is not."""
    status, told = checks.in_json(READINESS.look(now=timezone.now()))
    return HttpResponse(told, status=status, content_type="application/json")


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """What runs, since when, and what to do where it does not."""
    page = queries.status_page(now=timezone.now(), readiness=READINESS)
    return render(request, "upkeep/status.html", {"page": page})


@require_safe
def status_now(request: HttpRequest) -> HttpResponse:
    """The lines alone, asked for every few seconds."""
    page = queries.status_page(now=timezone.now(), readiness=READINESS)
    return render(request, "upkeep/_status.html", {"page": page})
