"""A device in a patient's hands shows the consent and nothing else, until somebody of the staff takes it back."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

HELD: Final = "device_handed_to"
WRONG: Final = "device_wrong_passwords"
MOST_WRONG: Final = 5
OPEN: Final = frozenset({"consents:sign", "consents:hand_back", "account_logout"})
REFUSED: Final = frozenset({400, 403})  # the pages that say so have the staff's frame, with who is in a crisis


class KioskMiddleware:
    """Send every other request of a device that was handed over to the page on which it is given back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person_id = held_by(request)
        response = self.get_response(request)
        if person_id is None:
            return response
        if request.resolver_match is None or (request.method == "POST" and response.status_code in REFUSED):
            return _led_back(request, person_id)  # even from the page that says that there is none, or that it is old
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Let the request through (None) where nobody holds the device, or where it belongs to the signing."""
        person_id, match = held_by(request), request.resolver_match
        if person_id is None or match is None:
            return None
        if match.view_name in OPEN and match.kwargs.get("person_id", person_id) == person_id:
            return None
        return _led_back(request, person_id)


def _led_back(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Lead to where the device is given back; a part of a page hears no, and its page is loaded anew and led there."""
    if request.headers.get("HX-Request"):
        return HttpResponse("This device is with a patient.", status=401, headers={"HX-Refresh": "true"})
    return redirect("consents:hand_back", person_id)


def held_by(request: HttpRequest) -> UUID | None:
    """Return whose consent is open on this device; None where staff have it."""
    if not request.user.is_authenticated:
        return None
    held = request.session.get(HELD)
    return UUID(held) if held else None


def hand_over(request: HttpRequest, person_id: UUID) -> None:
    """Give the device to a patient."""
    request.session[HELD] = str(person_id)
    request.session[WRONG] = 0


def take_back(request: HttpRequest) -> None:
    """Have the device again."""
    request.session.pop(HELD, None)
    request.session.pop(WRONG, None)


def too_many_wrong(request: HttpRequest) -> bool:
    """Count a wrong password; were there too many?"""
    request.session[WRONG] = request.session.get(WRONG, 0) + 1
    return request.session[WRONG] >= MOST_WRONG
