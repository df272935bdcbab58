"""The public request page, and the desk where requests are decided."""

from typing import Final
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.referrals import actions, forms, queries
from leeward.clinic.referrals.limits import too_many

TOO_MANY: Final = (
    "Too many requests came from your network this hour. Nothing was sent. Please call us, or try again later."
)


@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest) -> HttpResponse:
    """Ask for a consultation; no account is needed."""
    form = forms.Request(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "referrals/request.html", {"form": form}, status=422 if form.errors else 200)
    if too_many(get_adapter().get_client_ip(request)):
        form.add_error(None, TOO_MANY)
        return render(request, "referrals/request.html", {"form": form}, status=429)
    if not form.is_machine:  # a machine is thanked and forgotten
        actions.request_consultation(**form.told, at=timezone.now())
    return redirect("referrals:thanks")


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The request arrived."""
    return render(request, "referrals/thanks.html")


@require_safe
def referral_list(request: HttpRequest) -> HttpResponse:
    """The requests that wait, and those that are decided."""
    return render(request, "referrals/list.html", {"page": queries.referrals_page()})


@require_http_methods(["GET", "HEAD", "POST"])
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """One request, and the decision about it."""
    try:
        likely = [str(each.person_id) for each in queries.referral_page(referral_id).likely]
    except ObjectDoesNotExist as why:
        raise Http404 from why
    form = forms.Decide(request.POST if request.method == "POST" else None, likely=likely)
    if request.method == "POST" and form.is_valid():
        try:
            return _decide(request, referral_id, form)
        except actions.CannotDecide as why:
            form.add_error(None, str(why))
    page = queries.referral_page(referral_id)
    return render(request, "referrals/referral.html", {"page": page, "form": form}, status=422 if form.errors else 200)


def _decide(request: HttpRequest, referral_id: UUID, form: forms.Decide) -> HttpResponse:
    """Carry the decision out and go where it leads."""
    told, by, at = form.cleaned_data, staff_of(request), timezone.now()
    if told["kind"] == "accepted":
        person_id = actions.accept(referral_id=referral_id, note=told["note"], same_as=told["same_as"], by=by, at=at)
        messages.success(request, "The request was accepted. The record is open.")
        return redirect("people:person", person_id)
    act = actions.decline if told["kind"] == "declined" else actions.ask_back
    act(referral_id=referral_id, note=told["note"], by=by, at=at)
    messages.success(request, "The decision was recorded.")
    return redirect("referrals:list")
