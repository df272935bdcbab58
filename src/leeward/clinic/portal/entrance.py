"""The page that asks for the date of birth, the same before every kind of link; it says nothing of whose it is."""

from collections.abc import Callable
from datetime import date
from typing import Final

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from leeward.clinic.audit.actor import acting
from leeward.clinic.portal import device, opening
from leeward.clinic.portal.doors import Door
from leeward.clinic.portal.entering import actor_of, known_of, record
from leeward.clinic.portal.limits import too_many
from leeward.clinic.portal.link_forms import Birth
from leeward.clinic.portal.links import Known, by_token
from leeward.clinic.portal.opening import Opening

WRONG: Final = gettext_lazy(
    "This link and this date of birth do not open anything. Check the date, or use the newest link."
)
LOCKED: Final = gettext_lazy("This link is locked, because too many wrong dates were entered.")
TOO_MANY: Final = gettext_lazy("Too many tries came from your network this hour. Nothing was opened. Try again later.")


def enter_by_token(request: HttpRequest, token: str, *, door: Door) -> HttpResponse:
    """Open a link with the date of birth; every link, also one that there is not, shows the same page."""
    shown, found = device.read(request, door=door), by_token(token, door.links)
    known = known_of(shown, door)
    if known is not None and found is not None and known.link == found.link and shown and not shown.is_rested:
        return redirect(door.start)
    return _ask_birth(request, found, door, lambda born: opening.open_by_token(
        token=token, born=born, device=shown.secret if shown else "", at=timezone.now(), door=door
    ))  # fmt: skip


def enter_again(request: HttpRequest, *, door: Door) -> HttpResponse:
    """Ask for the date of birth again after a rest: a telephone lies about."""
    shown = device.read(request, door=door)
    known = known_of(shown, door)
    if shown is None or known is None:
        return redirect(door.start)
    return _ask_birth(request, known, door, lambda born: opening.open_again(
        link_id=shown.link_id, born=born, device=shown.secret, at=timezone.now(), door=door
    ))  # fmt: skip


def _ask_birth(
    request: HttpRequest, known: Known | None, door: Door, act: Callable[[date], Opening]
) -> HttpResponse:  # fmt: skip
    form = Birth(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, door, 422 if form.errors else 200)
    if too_many(get_adapter().get_client_ip(request)):
        form.add_error(None, TOO_MANY)
        return _page(request, form, door, 429)
    with acting(actor_of(known) if known else "visitor"):
        opened = act(form.cleaned_data["born"])
    response = _answer(request, form, door, opened)
    if known is not None:
        record(request, known, status=response.status_code)
    return response


def _answer(request: HttpRequest, form: Birth, door: Door, opened: Opening) -> HttpResponse:
    if opened.link_id is not None:
        response: HttpResponse = redirect(door.start)
        device.write(response, link_id=opened.link_id, secret=opened.device, door=door)
        return response
    if opened.refused is not None:
        return render(request, "portal/closed.html", {"says": door.refused[opened.refused]}, status=410)
    form.add_error("born" if not opened.is_locked else None, LOCKED if opened.is_locked else WRONG)
    return _page(request, form, door, 422)


def _page(request: HttpRequest, form: Birth, door: Door, status: int) -> HttpResponse:
    return render(request, "portal/door.html", {"form": form, "title": door.title}, status=status)
