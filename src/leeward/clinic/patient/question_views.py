"""The patient's pages of one sitting: one question on each, kept as it is answered, also from afar and later."""

import json
import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeward.clinic.audit.actor import acting
from leeward.clinic.crises import for_person
from leeward.clinic.crises.crisis_text import crisis_text
from leeward.clinic.crises.queries import covered
from leeward.clinic.patient import answering, queries, sittings
from leeward.clinic.patient.answering import CannotAnswer, Told
from leeward.clinic.patient.asking import Asked
from leeward.clinic.patient.doors import QUESTIONS
from leeward.clinic.patient.forms import Line, read_queue
from leeward.clinic.patient.visiting import (
    Visit,
    at_sitting,
    keep_open,
    record,
    with_link_to_questions,
    with_sitting,
)
from leeward.clinic.portal import device
from leeward.clinic.portal.entering import sealed
from leeward.clinic.portal.entrance import enter_again, enter_by_token

logger = logging.getLogger(__name__)


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link with the date of birth."""
    return enter_by_token(request, token, door=QUESTIONS)


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Ask for the date of birth again after a rest."""
    return enter_again(request, door=QUESTIONS)


@with_link_to_questions
@require_safe
def start(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """Lead a link to its sitting."""
    return redirect("patient:sitting", visit.sitting_id)


@with_sitting
@require_safe
def sitting(request: HttpRequest, _visit: Visit, sitting_id: UUID) -> HttpResponse:
    """Before the first question, or coming back."""
    standing = sittings.of(sitting_id, now=timezone.now())
    if standing.is_sent:
        return redirect("patient:thanks")
    return render(request, "patient/begin.html", {"page": queries.begin_page(standing)})


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, sitting_id: UUID, key: str) -> HttpResponseBase:
    """One question; who answers that they think of suicide reads whom to call, whatever fails meanwhile."""
    told = _positive(request, sitting_id, key) if request.method == "POST" else None
    if told is None:
        return _line(request, sitting_id=sitting_id, key=key)
    return for_person.answer(
        lambda: _keep_positive(request, sitting_id, told), now=timezone.now(),
        next_url=reverse("patient:sitting", args=[sitting_id]),
    )  # fmt: skip


@with_sitting
def _line(request: HttpRequest, _visit: Visit, sitting_id: UUID, key: str) -> HttpResponse:
    """Ask one question; what is answered is kept at once."""
    now = timezone.now()
    standing = sittings.of(sitting_id, now=now)
    if standing.is_sent:
        return redirect("patient:thanks")
    asked = standing.line(key)
    if asked is None:  # another answer took the question away
        return redirect("patient:sitting", sitting_id)
    given = {"answer": standing.answers.get(key)}
    form = Line(request.POST if request.method == "POST" else None, line=asked, initial=given)
    if request.method == "POST" and form.is_valid():
        answering.keep(sitting_id=sitting_id, answers=[form.told(at=now)], at=now)
        standing = sittings.of(sitting_id, now=now)
        return redirect(queries.next_url(standing, standing.beside(key, 1)))
    context = {"page": queries.line_page(standing, asked), "form": form, "crisis": crisis_page()}
    return render(request, "patient/line.html", context, status=422 if form.errors else 200)


@sealed
@require_POST
def keep(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """Take what a telephone kept: each answer once, also after a rest, since nothing is shown in return."""
    now, visit = timezone.now(), at_sitting(request, sitting_id)
    if visit is None:
        return JsonResponse({"closed": True}, status=410)
    try:
        sent = json.loads(request.body)
        answers = read_queue(sent, at=now)
    except (ValueError, CannotAnswer):
        return JsonResponse({"refused": True}, status=422)
    response = _kept(request, visit, sitting_id, answers, sends=bool(sent.get("send")))
    if not visit.is_rested:
        keep_open(response, visit)
    return response


@with_sitting
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, visit: Visit, sitting_id: UUID) -> HttpResponse:
    """The end: how much is answered, and the button that sends it."""
    now = timezone.now()
    if request.method == "POST":
        answering.send(sitting_id=sitting_id, at=now)
    standing = sittings.of(sitting_id, now=now)
    if standing.is_sent:
        return _left(redirect("patient:thanks"), visit)
    return render(request, "patient/finish.html", {"page": queries.finish_page(standing)})


@sealed
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The answers arrived."""
    return render(request, "patient/thanks.html")


def crisis_page() -> for_person.ForPerson:
    """Return the help that the page carries with it, to be shown at once also without network."""
    return for_person.ForPerson(happens="", text=crisis_text(), next_url="")


def _kept(
    request: HttpRequest, visit: Visit, sitting_id: UUID, answers: Sequence[Told], *, sends: bool
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    opens = any(_opens(sitting_id, each) for each in answers)
    try:
        with acting(visit.actor):
            ids = answering.keep(sitting_id=sitting_id, answers=answers, at=now)
            if sends:
                answering.send(sitting_id=sitting_id, at=now)
            record(request, visit, status=200)
    except CannotAnswer:
        return JsonResponse({"closed": True}, status=410)
    happens = str(_happens(now)) if opens else ""
    response = JsonResponse({"kept": [str(each) for each in ids], "sent": sends, "happens": happens})
    return _left(response, visit) if sends else response


def _happens(now: datetime) -> str:
    return for_person.PASSED_ON if covered(now) else for_person.NOBODY_ON_CALL


def _opens(sitting_id: UUID, told: Told) -> bool:
    line = _asked(sitting_id, told.key)
    return line is not None and sittings.said(told.answer) in line.opens


def _asked(sitting_id: UUID, key: str) -> Asked | None:
    row = queries.sitting_of(sitting_id)
    return sittings.late_line(row, key) if row else None


def _positive(request: HttpRequest, sitting_id: UUID, key: str) -> Told | None:
    """Return the answer that was sent where it opens a crisis by itself."""
    asked = _asked(sitting_id, key)
    form = Line(request.POST, line=asked) if asked else None
    if asked is None or form is None or not form.is_valid() or form.cleaned_data["answer"] not in asked.opens:
        return None
    return form.told(at=timezone.now())


def _keep_positive(request: HttpRequest, sitting_id: UUID, told: Told) -> None:
    """Keep an answer that opens a crisis; raises whatever stands against it. Also from a device that rested."""
    visit = at_sitting(request, sitting_id)
    if visit is None:
        raise CannotAnswer("The device shows nothing that takes these answers.")
    with acting(visit.actor):
        answering.keep(sitting_id=sitting_id, answers=[told], at=timezone.now())
        try:
            record(request, visit, status=200)
        except DatabaseError:  # the answer is kept: nobody may read that it is not
            logger.exception("The access that kept a positive answer could not be recorded")


def _left(response: HttpResponse, visit: Visit) -> HttpResponse:
    """A link to questions is used up when they are sent; the pages stay open."""
    if visit.door is QUESTIONS:
        device.forget(response, door=QUESTIONS)
    return response
