"""The discharge as a page."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leeward.clinic.infusions import home_page, passing
from leeward.clinic.infusions.checklist_forms import Discharge, TimeOut
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.verbs import REFUSALS
from leeward.clinic.infusions.views import deed_of, or_404
from leeward.clinic.people.views import banner_or_404


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
            _tried(checks, lambda: _keep(deed, checks))
        )  # fmt: skip
        if done:
            messages.success(request, "Discharged." if leaves else "The answers were recorded.")
            return redirect("infusions:chairside" if leaves else "infusions:discharge", person_id, infusion_id)
    context = {
        "banner": banner_or_404(person_id), "page": page, "checks": checks, "form": form, "infusion_id": infusion_id,
    }  # fmt: skip
    return render(request, "infusions/discharge.html", context, status=422 if chosen.errors else 200)


def _keep(deed: Deed, form: TimeOut) -> None:
    passing.check_items(deed, answers=form.answers(), readings=form.cleaned_data["readings"])


def _tried(form: TimeOut | Discharge, act: Callable[[], object]) -> bool:
    """Do it; a refusal becomes a sentence of the form."""
    try:
        act()
    except REFUSALS as why:
        form.add_error(None, str(why))
    return not form.errors
