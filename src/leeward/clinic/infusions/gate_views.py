"""The two gates as pages: the time-out before the start, and the discharge."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leeward.clinic.infusions import gate_pages, home_page, passing
from leeward.clinic.infusions.checklist_forms import Discharge, TimeOut
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.verbs import REFUSALS
from leeward.clinic.infusions.views import deed_of, or_404
from leeward.clinic.people.views import banner_or_404


@require_http_methods(["GET", "POST"])
def time_out(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """The check before the start: answers are kept as they are given; it is passed when nothing is open."""
    page = or_404(gate_pages.time_out_page, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    form = TimeOut(request.POST or None, items=page.asks)
    if request.method == "POST" and form.is_valid():
        deed = deed_of(request, person_id, infusion_id, event_id=form.cleaned_data["event_id"])
        if _tried(form, lambda: _pass(deed, form, go="pass" in request.POST)):
            passed = "pass" in request.POST
            messages.success(request, "Time-out passed: ready to start." if passed else "The answers were recorded.")
            return redirect("infusions:chairside" if passed else "infusions:time_out", person_id, infusion_id)
        page = or_404(gate_pages.time_out_page, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    context = {"banner": banner_or_404(person_id), "page": page, "form": form, "infusion_id": infusion_id}
    return render(request, "infusions/time_out.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def discharge(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """The gate before going home, item by item; unknown is not met."""
    page = or_404(home_page.home_page, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    leaves = "leave" in request.POST
    checks = TimeOut(request.POST if request.POST and not leaves else None, items=page.asks)
    form = Discharge(request.POST if leaves else None)
    chosen = form if leaves else checks
    if request.method == "POST" and chosen.is_valid():
        deed = deed_of(request, person_id, infusion_id, event_id=chosen.cleaned_data.pop("event_id"))
        done = _tried(form, lambda: passing.discharge(deed, **form.cleaned_data)) if leaves else (
            _tried(checks, lambda: _pass(deed, checks, go=False))
        )  # fmt: skip
        if done:
            messages.success(request, "Discharged." if leaves else "The answers were recorded.")
            return redirect("infusions:chairside" if leaves else "infusions:discharge", person_id, infusion_id)
    context = {
        "banner": banner_or_404(person_id), "page": page, "checks": checks, "form": form, "infusion_id": infusion_id,
    }  # fmt: skip
    return render(request, "infusions/discharge.html", context, status=422 if chosen.errors else 200)


def _pass(deed: Deed, form: TimeOut, *, go: bool) -> None:
    passing.check_items(deed, answers=form.answers(), readings=form.cleaned_data["readings"])
    if go:
        passing.pass_time_out(deed)


def _tried(form: TimeOut | Discharge, act: Callable[[], object]) -> bool:
    """Do it; a refusal becomes a sentence of the form."""
    try:
        act()
    except REFUSALS as why:
        form.add_error(None, str(why))
    return not form.errors
