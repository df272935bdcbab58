"""Who is let in to the patient's pages: a device that opened a link, or a session that began with a passkey."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from leeward.clinic.audit.actions import record_read
from leeward.clinic.audit.actor import acting
from leeward.clinic.patient import sessions
from leeward.clinic.patient.doors import PAGES, QUESTIONS
from leeward.clinic.patient.models import PatientAccount
from leeward.clinic.patient.queries import person_of_sitting
from leeward.clinic.people.models import Staff
from leeward.clinic.people.queries import get_person
from leeward.clinic.people.speaking import speak_as
from leeward.clinic.portal import device
from leeward.clinic.portal.device import Device
from leeward.clinic.portal.doors import Door
from leeward.clinic.portal.entering import actor_of, known_of, sealed
from leeward.clinic.portal.links import Known

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One patient at their own pages: whose they are, under which name it is recorded, and by what they came in."""

    person_id: UUID
    actor: str
    door: Door = PAGES
    known: Known | None = None  # the link; None for a passkey
    shown: Device | None = None
    session_id: UUID | None = None

    @property
    def is_rested(self) -> bool:
        """Did the device rest so long that the date of birth is asked again before anything is shown?"""
        return self.shown is not None and self.shown.is_rested

    @property
    def sitting_id(self) -> UUID | None:
        """The sitting that a link to questionnaires leads to; None for the pages."""
        return self.known.link.sitting_id if self.known and self.door is QUESTIONS else None


Visited = Callable[Concatenate[HttpRequest, Visit, ...], HttpResponseBase]


def visit_of(request: HttpRequest) -> Visit | None:
    """Return who is at the pages: by passkey, or by the device of a link that holds; None for nobody."""
    session = sessions.of(request, now=timezone.now())
    if session is not None:
        return Visit(person_id=session.person_id, actor=session.actor, session_id=session.session_id)
    return _by_link(request, PAGES)


def at_sitting(request: HttpRequest, sitting_id: UUID) -> Visit | None:
    """Return who may answer this sitting: by its own link, or at the pages of the person whose it is."""
    by_link = _by_link(request, QUESTIONS)
    if by_link is not None and by_link.sitting_id == sitting_id:
        return by_link
    visit = visit_of(request)
    return visit if visit is not None and visit.person_id == person_of_sitting(sitting_id) else None


def with_pages(view: Visited) -> View:
    """Let in whoever is at the pages, and record the access."""

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        return _enter(request, visit_of(request), lambda visit: view(request, visit, *args, **named))

    return sealed(entered)


def with_sitting(view: Visited) -> View:
    """Let in whoever may answer this sitting, and record the access; `view` is given the sitting's id."""

    @wraps(view)
    def entered(request: HttpRequest, sitting_id: UUID, *args: Any, **named: Any) -> HttpResponseBase:
        visit = at_sitting(request, sitting_id)
        return _enter(request, visit, lambda known: view(request, known, sitting_id, *args, **named))

    return sealed(entered)


def with_link_to_questions(view: Visited) -> View:
    """Let in the device that opened a link to questionnaires."""

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        return _enter(request, _by_link(request, QUESTIONS), lambda visit: view(request, visit, *args, **named))

    return sealed(entered)


def closed(request: HttpRequest, *, status: int = 404) -> HttpResponse:
    """Say that the page is closed, and the ways on."""
    return render(request, "patient/closed.html", status=status)


def record(request: HttpRequest, visit: Visit, *, status: int) -> None:
    """Record an access by the patient."""
    match = request.resolver_match
    page, method = match.view_name if match else "", request.method or ""
    record_read(
        actor=visit.actor, person_id=visit.person_id, page=page, method=method, status=status, at=timezone.now()
    )


def keep_open(response: HttpResponseBase, visit: Visit) -> None:
    """Say on the device that it was used just now."""
    if visit.known is not None and visit.shown is not None and visit.door.cookie not in response.cookies:
        device.write(response, link_id=visit.known.link.pk, secret=visit.shown.secret, door=visit.door)


def _enter(request: HttpRequest, visit: Visit | None, view: Callable[[Visit], HttpResponseBase]) -> HttpResponseBase:
    if visit is None:
        return closed(request)
    if visit.is_rested:
        return redirect(visit.door.again)
    speak_as(request, get_person(visit.person_id))
    with acting(visit.actor):
        response = view(visit)
    record(request, visit, status=response.status_code)
    keep_open(response, visit)
    return response


def _by_link(request: HttpRequest, door: Door) -> Visit | None:
    shown = device.read(request, door=door)
    known = known_of(shown, door)
    if known is None:
        return None
    return Visit(person_id=known.link.person_id, actor=actor_of(known), door=door, known=known, shown=shown)


def given_by(visit: Visit) -> Staff:
    """Return the member of staff by whose link the patient came in, now or when the passkey was made."""
    if visit.known is not None:
        by: Staff = visit.known.link.by
        return by
    return PatientAccount.objects.select_related("link__by").get(person_id=visit.person_id).link.by
