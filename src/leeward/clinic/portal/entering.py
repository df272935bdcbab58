"""Who gets in to the patient's pages: the device that opened a link which still holds; every access is recorded."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from leeward.clinic.audit.actions import record_read
from leeward.clinic.audit.actor import acting
from leeward.clinic.people.speaking import speak_as
from leeward.clinic.portal import device
from leeward.clinic.portal.device import Device
from leeward.clinic.portal.doors import INTAKE, Door
from leeward.clinic.portal.links import Known, Standing, by_id

View = Callable[..., HttpResponseBase]
Entered = Callable[Concatenate[HttpRequest, Known, ...], HttpResponse]
HEADERS: Final = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "same-origin",  # nothing leaves; “no-referrer” would also hide our own forms from ourselves
    "X-Robots-Tag": "noindex, nofollow",
}


def sealed(view: View) -> View:
    """Keep a page out of every cache, every index and every other site's log."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *args, **named)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return kept


def with_link(view: Entered, door: Door = INTAKE) -> View:
    """Let in the device that opened a link which still holds, and record the access under the link's id."""

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        shown = device.read(request, door=door)
        known = known_of(shown, door)
        if shown is None or known is None:
            response = render(request, "portal/closed.html", status=404)
            device.forget(response, door=door)
            return response
        if shown.is_rested:
            return redirect(door.again)
        speak_as(request, known.link.person)
        with acting(actor_of(known)):
            response = view(request, known, *args, **named)
        record(request, known, status=response.status_code)
        if door.cookie not in response.cookies:
            device.write(response, link_id=known.link.pk, secret=shown.secret, door=door)
        return response

    return sealed(entered)


def actor_of(known: Known) -> str:
    """Return the name under which what a link does is recorded."""
    return f"{known.link.writes_as} {known.link.pk}"


def known_of(shown: Device | None, door: Door = INTAKE) -> Known | None:
    """Return the link that this device opened, while it takes answers."""
    known = by_id(shown.link_id, door.links) if shown else None
    if shown is None or known is None or not known.is_device(shown.secret):
        return None
    return known if known.standing(timezone.now()) is Standing.OPENED else None


def record(request: HttpRequest, known: Known, *, status: int) -> None:
    """Record an access under the link's id."""
    match = request.resolver_match
    record_read(
        actor=actor_of(known),
        person_id=known.link.person_id,
        page=match.view_name if match else "",
        method=request.method or "",
        status=status,
        at=timezone.now(),
    )
