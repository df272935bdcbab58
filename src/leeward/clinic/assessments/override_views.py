"""The page on which two persons set an exclusion aside."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leeward.assessment.override import CannotOverride
from leeward.clinic.assessments import override_actions as actions
from leeward.clinic.assessments.override_forms import Reason
from leeward.clinic.assessments.override_page import NoSuchExclusion, override_page
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404

STEPS: Final[Mapping[str, tuple[Callable[..., object], str]]] = {
    "propose": (actions.propose_override, "The override was proposed. A different person has to confirm it."),
    "confirm": (actions.confirm_override, "The override was confirmed. Both names stand on the assessment."),
    "withdraw": (actions.withdraw_override, "The override was withdrawn: the exclusion stands again."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def override(request: HttpRequest, person_id: UUID, rule_key: str) -> HttpResponse:
    """One exclusion: propose to set it aside, confirm it as the other person, or take it back."""
    banner, now, reader = banner_or_404(person_id), timezone.now(), staff_of(request)
    form = Reason(request.POST if request.method == "POST" else None)
    try:
        if request.method == "POST" and form.is_valid() and _stepped(request, person_id, rule_key, form):
            return redirect("assessments:review", person_id)
        page = override_page(person_id, rule_key, reader=reader, now=now)
    except NoSuchExclusion as why:
        raise Http404(str(why)) from why
    context = {"banner": banner, "page": page, "form": form}
    return render(request, "assessments/override.html", context, status=422 if form.errors else 200)


def _stepped(request: HttpRequest, person_id: UUID, rule_key: str, form: Reason) -> bool:
    act, says = STEPS[form.cleaned_data["step"]]
    try:
        act(
            person_id=person_id,
            rule_key=rule_key,
            reason=form.cleaned_data["reason"],
            by=staff_of(request),
            at=timezone.now(),
        )
    except CannotOverride as why:
        form.add_error(None, str(why))
        return False
    messages.success(request, says)
    return True
