"""Patients' pages speak the patient's language: what was chosen on the device, then the record's, then the browser's.

Which pages these are says the table of access (`is_read_by_patient`); every other page is English.
"""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from leeward.clinic.people.access import ACCESS
from leeward.clinic.people.models import Person

ASKED: Final = "language"  # in the address: what the switch leads to
CHOSEN: Final = "leeward_language"  # the cookie of a choice; both end with the browser, and below their own path
RECORDED: Final = "leeward_language_recorded"  # so that a page shown while nothing can be read keeps its language
KNOWN: Final = frozenset(code for code, _ in settings.LANGUAGES)


class SpeakingMiddleware:
    """Speak the patient's language on patients' pages, and English again after each."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
        finally:
            spoken = translation.get_language()
            translation.deactivate()
        if is_patients_page(request):
            response.headers.setdefault("Content-Language", spoken or settings.LANGUAGE_CODE)
            _remember(request, response)
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Choose before the page is made; it reads no table unless staff hand their own device over."""
        if not is_patients_page(request):
            return
        translation.activate(chosen(request) or _cookie(request, RECORDED) or _of_the_browser(request))
        match = request.resolver_match
        if match and "person_id" in match.kwargs:
            speak_as(request, Person.objects.filter(pk=match.kwargs["person_id"]).first())


def is_patients_page(request: HttpRequest) -> bool:
    """Is this a page that the patient reads?"""
    match = request.resolver_match
    rule = ACCESS.get(match.view_name) if match else None
    return rule is not None and rule.is_read_by_patient


def chosen(request: HttpRequest) -> str:
    """Return the language that somebody chose by the switch on this page or before; nothing where nobody did."""
    asked = request.GET.get(ASKED, "")
    return asked if asked in KNOWN else _cookie(request, CHOSEN)


def speak_as(request: HttpRequest, person: Person | None) -> None:
    """Go on in the language of a person's record, once a door knows who it is; a choice on the device goes before."""
    if person is None or person.language not in KNOWN:
        return
    request.META[RECORDED] = person.language
    if not chosen(request):
        translation.activate(person.language)


def _remember(request: HttpRequest, response: HttpResponse) -> None:
    asked, recorded = request.GET.get(ASKED, ""), request.META.get(RECORDED, "")
    if asked in KNOWN:
        _write(request, response, CHOSEN, asked)
    if recorded and recorded != _cookie(request, RECORDED):
        _write(request, response, RECORDED, recorded)


def _write(request: HttpRequest, response: HttpResponse, name: str, language: str) -> None:
    response.set_cookie(
        name, language, path=_path(request), secure=settings.HTTPS, httponly=True, samesite="Lax"
    )  # fmt: skip


def _path(request: HttpRequest) -> str:
    """Return below which address it holds: a door's own, or one person's on a device of the staff."""
    parts = request.path_info.split("/")
    match = request.resolver_match
    return "/".join(parts[:3] if match and "person_id" in match.kwargs else parts[:2]) + "/"


def _cookie(request: HttpRequest, name: str) -> str:
    told = request.COOKIES.get(name, "")
    return told if told in KNOWN else ""


def _of_the_browser(request: HttpRequest) -> str:
    return translation.get_language_from_request(request)
