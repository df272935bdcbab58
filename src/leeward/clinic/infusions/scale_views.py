"""The panel of scales of one tap, and the page on which a therapist asks for a pause."""

from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from leeward.clinic.infusions import asking, queries, scales
from leeward.clinic.infusions.event_forms import AskForPause
from leeward.clinic.infusions.forms import EventForm
from leeward.clinic.infusions.views import done, or_404
from leeward.clinic.people.views import banner_or_404


class Tap(EventForm):
    """One number of one scale."""

    scale_key = forms.CharField(max_length=20)
    total = forms.IntegerField()


@require_http_methods(["GET", "POST"])
def panel(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """The scales of one tap: a tap records, and the panel stays for the next scale."""
    form = Tap(request.POST or None)
    is_done = request.method == "POST" and done(request, form, person_id, infusion_id, scales.tap)
    found = or_404(scales.rows, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    here = request.headers.get("HX-Request")
    if is_done and not here:
        return redirect("infusions:scales", person_id, infusion_id)
    context = {
        "banner": banner_or_404(person_id),
        "infusion_id": infusion_id,
        "rows": [(row, uuid4()) for row in found],
        "form": form,
        "just": form.cleaned_data["scale_key"] if is_done else "",
    }
    if here and is_done:
        context |= {"oob": True, "live": queries.live_now(
            person_id=person_id, infusion_id=infusion_id, now=timezone.now()
        )}  # fmt: skip
    template = "infusions/_scales.html" if here else "infusions/scales.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def ask_pause(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """Ask that the pump be paused."""
    form = AskForPause(request.POST or None)
    if request.method == "POST" and done(request, form, person_id, infusion_id, asking.ask_for_pause):
        return redirect("infusions:ask_pause", person_id, infusion_id)
    page = or_404(asking.asked, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    context = {"banner": banner_or_404(person_id), "page": page, "form": form}
    return render(request, "infusions/ask_pause.html", context, status=422 if form.errors else 200)


@require_GET
def asked(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """How the request stands, asked for every few seconds."""
    page = or_404(asking.asked, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    return render(request, "infusions/_asked.html", {"page": page})
