"""The patient's pages: the instructions, and the questions of the day after; the door is the portal's."""

import logging
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leeward.clinic.aftercare import actions, queries
from leeward.clinic.aftercare.doors import AFTER
from leeward.clinic.aftercare.forms import Questions
from leeward.clinic.audit.actor import acting
from leeward.clinic.crises import for_person
from leeward.clinic.portal import device
from leeward.clinic.portal.entering import actor_of, known_of, record, sealed, with_link
from leeward.clinic.portal.entrance import enter_again, enter_by_token
from leeward.clinic.portal.links import Known

logger = logging.getLogger(__name__)


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link with the date of birth."""
    return enter_by_token(request, token, door=AFTER)


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Ask for the date of birth again after a rest."""
    return enter_again(request, door=AFTER)


@require_safe
def leaflet(request: HttpRequest) -> HttpResponse:
    """The instructions in plain words."""
    return _leaflet(request)


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest) -> HttpResponse:
    """The questions; who answers yes to self-harm reads whom to call, whatever fails meanwhile."""
    form = Questions(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid() and form.told.get("harm") == "yes":
        told, form_id = form.told, form.cleaned_data["form_id"]
        return for_person.answer(
            lambda: _keep_positive(request, form_id, told), now=timezone.now(), next_url=reverse("aftercare:leaflet")
        )
    return _check_in(request)


def _with_link(view: Any) -> Any:
    return with_link(view, AFTER)


@_with_link
def _leaflet(request: HttpRequest, known: Known) -> HttpResponse:
    page = queries.at_home(known.link, now=timezone.now())
    return render(request, "aftercare/leaflet.html", {"page": page})


@_with_link
def _check_in(request: HttpRequest, known: Known) -> HttpResponse:
    now = timezone.now()
    page = queries.at_home(known.link, now=now)
    if not page.may_answer:
        return redirect("aftercare:leaflet")
    form = Questions(
        request.POST if request.method == "POST" else None, asks_harm=queries.asks_harm(now), at_home=True
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        _keep(known, form.cleaned_data["form_id"], form.told)
        return render(request, "aftercare/answered.html", {"asks_harm": form.asks_harm})
    return render(request, "aftercare/questions.html", {"form": form}, status=422 if form.errors else 200)


def _keep(known: Known, form_id: UUID, told: dict[str, str]) -> None:
    actions.record_answers(
        check_in_id=form_id, person_id=known.link.person_id, infusion_id=known.link.infusion_id, told=told, by=None,
        at=timezone.now(),
    )  # fmt: skip


def _keep_positive(request: HttpRequest, form_id: UUID, told: dict[str, str]) -> None:
    """Keep an answer that opens a crisis; raises whatever stands against it.

    Also from a device that rested, and before the questions open: this answer cannot wait.
    """
    known = known_of(device.read(request, door=AFTER), AFTER)
    if known is None:
        raise actions.CannotCheckIn("The device shows no link that takes answers.")
    with acting(actor_of(known)):
        _keep(known, form_id, told)
        try:
            record(request, known, status=200)
        except DatabaseError:  # the answer is kept: nobody may read that it is not
            logger.exception("The access that kept a positive answer could not be recorded")
