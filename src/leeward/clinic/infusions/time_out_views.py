"""The time-out as a page: what is told is kept as it comes, and it is passed when nothing is open."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leeward.clinic.infusions import time_out_actions
from leeward.clinic.infusions.forms import EventForm
from leeward.clinic.infusions.time_out_forms import Accept, TimeOutForm
from leeward.clinic.infusions.time_out_page import TimeOutPage, time_out_page
from leeward.clinic.infusions.verbs import REFUSALS
from leeward.clinic.infusions.views import deed_of, or_404
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def time_out(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """The check before the start: unknown blocks, and nobody ticks what the record knows."""
    page = _page(request, person_id, infusion_id)
    is_accepting = "accept" in request.POST
    form = TimeOutForm(None if is_accepting else request.POST or None, items=page.asks)
    accept = Accept(request.POST if is_accepting else None)
    chosen = accept if is_accepting else form
    if request.method == "POST" and chosen.is_valid() and _done(request, person_id, infusion_id, chosen):
        if "pass" not in request.POST:
            messages.success(request, "Accepted." if is_accepting else "The answers were recorded.")
            return redirect("infusions:time_out", person_id, infusion_id)
        if _passed(request, person_id, infusion_id, form):
            messages.success(request, "Time-out passed: ready to start.")
            return redirect("infusions:chairside", person_id, infusion_id)
        page = _page(request, person_id, infusion_id)
        # What was told is on record: sent again it would be measured anew, at a time when nobody measured.
        form = TimeOutForm(items=page.asks)
    context = {
        "banner": banner_or_404(person_id), "page": page, "form": form,
        "accept": accept, "wrong": chosen if chosen.errors else None, "infusion_id": infusion_id,
    }  # fmt: skip
    return render(request, "infusions/time_out.html", context, status=422 if chosen.errors else 200)


def _page(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> TimeOutPage:
    found: TimeOutPage = or_404(
        time_out_page, person_id=person_id, infusion_id=infusion_id, reader=staff_of(request), now=timezone.now()
    )
    return found


def _done(request: HttpRequest, person_id: UUID, infusion_id: UUID, form: EventForm) -> bool:
    """Write down what a valid form tells; a refusal becomes a sentence of the form."""
    deed = deed_of(request, person_id, infusion_id, event_id=form.cleaned_data["event_id"])
    try:
        if isinstance(form, TimeOutForm):
            time_out_actions.tell(deed, form.told())
        else:
            time_out_actions.accept(deed, item=form.cleaned_data["item"], reason=form.cleaned_data["reason"])
    except REFUSALS as why:
        form.add_error(None, str(why))
    return not form.errors


def _passed(request: HttpRequest, person_id: UUID, infusion_id: UUID, form: TimeOutForm) -> bool:
    deed = deed_of(request, person_id, infusion_id, event_id=form.cleaned_data["event_id"])
    try:
        time_out_actions.pass_time_out(deed)
    except REFUSALS as why:
        form.add_error(None, str(why))
    return not form.errors
