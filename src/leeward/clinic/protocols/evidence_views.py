"""The numbers in force with their sources, and the list of those that have none."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leeward.clinic.protocols import evidence_page as pages


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """Every number in force, by room and by how it came to us."""
    room, status = request.GET.get("room", ""), request.GET.get("status", "")
    page = pages.evidence_page(room=room, status=status, now=timezone.now())
    return render(request, "protocols/evidence.html", {"page": page})


@require_safe
def assumptions(request: HttpRequest) -> HttpResponse:
    """Every number that no source gives."""
    page = pages.assumptions_page(now=timezone.now())
    return render(request, "protocols/assumptions.html", {"page": page})
