"""The staff's pages of messages: a person's, and what failed in the clinic."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from leeward.clinic.messaging import actions, forms, queries
from leeward.clinic.people.access import may
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404


@require_safe
def failed(request: HttpRequest) -> HttpResponse:
    """What did not arrive in the last week."""
    return render(request, "messaging/failed.html", {"lines": queries.failures(now=timezone.now())})


@require_safe
def of_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A person's agreement and messages."""
    return _page(request, person_id, forms.Agreement(), 200)


@require_POST
def agreement(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Keep an agreement, or its end."""
    banner_or_404(person_id)
    form = forms.Agreement(request.POST)
    if not form.is_valid():
        return _page(request, person_id, form, 422)
    told, by, at = form.cleaned_data, staff_of(request), timezone.now()
    channel = forms.Channel(told["channel"])
    if told["do"] == "end":
        actions.end(person_id=person_id, channel=channel, by=by, at=at)
        messages.success(request, "Kept: nothing more is sent this way, also what was planned.")
        return redirect("messaging:of_person", person_id)
    try:
        actions.agree(person_id=person_id, channel=channel, address=told["address"], by=by, at=at)
    except actions.CannotAgree as why:
        form.add_error("address", str(why))
        return _page(request, person_id, form, 422)
    messages.success(request, "The agreement was kept.")
    return redirect("messaging:of_person", person_id)


@require_POST
def again(request: HttpRequest, person_id: UUID, message_id: UUID) -> HttpResponse:
    """Send a message once more."""
    banner_or_404(person_id)
    try:
        actions.send_again(person_id=person_id, message_id=message_id, by=staff_of(request), at=timezone.now())
    except queries.NotFound as why:
        raise Http404 from why
    except actions.CannotPlan as why:
        messages.error(request, str(why))
    else:
        messages.success(request, "It is sent again, within a minute; at night, in the morning.")
    return redirect("messaging:of_person", person_id)


def _page(request: HttpRequest, person_id: UUID, form: forms.Agreement, status: int) -> HttpResponse:
    banner = banner_or_404(person_id)
    context = {
        "banner": banner,
        "page": queries.person_messages(person_id, now=timezone.now()),
        "form": form,
        "may_edit": may(staff_of(request).works_as, "messaging:agreement", "POST"),
        "may_identify": may(staff_of(request).works_as, "people:identity", "GET"),
    }
    return render(request, "messaging/of_person.html", context, status=status)
