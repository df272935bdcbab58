"""The outside therapist's pages: the door with its code, their own sessions, and that one took place."""

from typing import Final

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leeward.clinic.audit.actor import acting
from leeward.clinic.portal import device
from leeward.clinic.portal.entering import actor_of, known_of, record, sealed, with_link
from leeward.clinic.portal.limits import too_many
from leeward.clinic.portal.links import Known, Standing, by_token
from leeward.clinic.therapy import forms, outside_actions, outside_page
from leeward.clinic.therapy.outside_doors import OUTSIDE

WRONG: Final = "This link and this code do not open anything. Ask the clinic for the code again."
LOCKED: Final = "This link is locked, because too many wrong codes were entered. Ask the clinic for a new one."
TOO_MANY: Final = "Too many tries came from your network this hour. Nothing was opened. Try again later."


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link with its code; a link that there is not shows the same page."""
    return _ask(request, by_token(token, OUTSIDE.links), token)


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Ask for the code again after a rest."""
    known = known_of(device.read(request, door=OUTSIDE), OUTSIDE)
    return redirect(OUTSIDE.start) if known is None else _ask(request, known, "")


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponseBase:
    """Their own part: dates of infusions, own sessions and homework; and telling that a session took place."""
    return _start(request)


def _with_link(request: HttpRequest, known: Known) -> HttpResponse:
    if hasattr(known.link.plan, "end"):
        return render(request, "portal/closed.html", {"says": OUTSIDE.refused[Standing.REVOKED]}, status=404)
    form = forms.OutsideHeld(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            outside_actions.tell_held(
                known.link, starts_at=form.starts_at(), minutes=told["minutes"], homework=told["homework"], at=now
            )
        except outside_actions.CannotInvite as why:
            form.add_error(None, str(why))
        else:
            return redirect(OUTSIDE.start)
    page = outside_page.outside_page(known.link, now=now)
    return render(request, "therapy/outside.html", {"page": page, "form": form}, status=422 if form.errors else 200)


_start = with_link(_with_link, OUTSIDE)


def _ask(request: HttpRequest, known: Known | None, token: str) -> HttpResponse:
    form = forms.Code(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, 422 if form.errors else 200)
    if too_many(get_adapter().get_client_ip(request)):
        form.add_error(None, TOO_MANY)
        return _page(request, form, 429)
    shown = device.read(request, door=OUTSIDE)
    with acting(actor_of(known) if known else "visitor"):
        opened = outside_actions.open_link(
            known, token=token, code=form.cleaned_data["code"].replace(" ", ""),
            device=shown.secret if shown else "", at=timezone.now(),
        )  # fmt: skip
    if opened.link_id is not None:
        response: HttpResponse = redirect(OUTSIDE.start)
        device.write(response, link_id=opened.link_id, secret=opened.device, door=OUTSIDE)
    elif opened.refused is not None:
        response = render(request, "portal/closed.html", {"says": OUTSIDE.refused[opened.refused]}, status=410)
    else:
        form.add_error(None, LOCKED if opened.is_locked else WRONG)
        response = _page(request, form, 422)
    if known is not None:
        record(request, known, status=response.status_code)
    return response


def _page(request: HttpRequest, form: forms.Code, status: int) -> HttpResponse:
    return render(request, "therapy/outside_door.html", {"form": form, "title": OUTSIDE.title}, status=status)
