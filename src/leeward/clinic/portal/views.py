"""The patient's pages. No account: a link that is used once, the date of birth, and the device that opened it."""

import logging
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leeward.clinic.audit.actor import acting
from leeward.clinic.crises import for_person
from leeward.clinic.portal import actions, device, patient_pages, told
from leeward.clinic.portal.doors import INTAKE
from leeward.clinic.portal.entering import actor_of, known_of, record, sealed, with_link
from leeward.clinic.portal.entrance import enter_again, enter_by_token
from leeward.clinic.portal.forms import StepForm, form_for
from leeward.clinic.portal.links import Known
from leeward.clinic.portal.patient_pages import FROM_CHECK, Way
from leeward.clinic.portal.steps import YES, Step

logger = logging.getLogger(__name__)


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link with the date of birth."""
    return enter_by_token(request, token, door=INTAKE)


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Ask for the date of birth again after a rest."""
    return enter_again(request, door=INTAKE)


@with_link
@require_safe
def start(request: HttpRequest, known: Known) -> HttpResponse:
    """Before the first question, or coming back."""
    page = patient_pages.start_page(_way(known))
    return render(request, "portal/start.html", {"page": page, "expires_at": known.link.expires_at})


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, key: str) -> HttpResponseBase:
    """One question; who answers that they think of suicide reads whom to call, whatever fails meanwhile."""
    asked = patient_pages.late_step(key) if request.method == "POST" else None
    form = form_for(asked, {}, request.POST) if asked else None
    if asked is None or form is None or not form.is_valid() or not told.opens_crisis(asked, form.value):
        return _step(request, key)
    value, leads_to = form.value, "check" if request.POST.get("from") == FROM_CHECK else "start"
    return for_person.answer(
        lambda: _keep_positive(request, asked, value), now=timezone.now(), next_url=reverse(f"portal:{leads_to}")
    )


@with_link
def _step(request: HttpRequest, known: Known, key: str) -> HttpResponse:
    """Ask one question; what is answered is kept at once."""
    way, from_check = _way(known), FROM_CHECK in {request.GET.get("from"), request.POST.get("from")}
    asked = way.step(key) or (patient_pages.late_step(key) if request.method == "POST" else None)
    if asked is None:  # another answer took the question away
        return redirect("portal:start")
    form = form_for(asked, way.answers, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _save(request, known, asked, form, from_check=from_check)
    page = patient_pages.step_page(way, asked, from_check=from_check)
    context = {"page": page, "form": form, "from_check": from_check}
    return render(request, "portal/step.html", context, status=422 if form.errors else 200)


@with_link
@require_safe
def help_now(request: HttpRequest, known: Known) -> HttpResponse:
    """Say what to do at once after an answer that cannot wait for us."""
    from_check = request.GET.get("from") == FROM_CHECK
    page = patient_pages.help_page(_way(known), request.GET.get("after", ""), from_check=from_check)
    return redirect("portal:start") if page is None else render(request, "portal/help.html", {"page": page})


@with_link
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, known: Known) -> HttpResponse:
    """Check the answers, change them, and send them once."""
    now = timezone.now()
    if request.method == "POST":
        try:
            way, left_out = _way(known), patient_pages.left_out(now)
            actions.submit(
                link_id=known.link.pk, left_out=left_out, answered=way.answered, of=len(way.steps), at=now
            )  # fmt: skip
        except actions.CannotAnswer:
            return _gone(request)
        response = redirect("portal:sent")
        device.forget(response)
        return response
    return render(request, "portal/check.html", {"page": patient_pages.check_page(_way(known))})


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Leave for now: what was answered is kept, and the date of birth is asked before it is shown again."""
    response, shown = render(request, "portal/leave.html"), device.read(request)
    if request.method == "POST" and shown is not None:
        device.write(response, link_id=shown.link_id, secret=shown.secret, is_rested=True)
    return response


@sealed
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The answers arrived."""
    return render(request, "portal/sent.html")


def _save(request: HttpRequest, known: Known, asked: Step, form: StepForm, *, from_check: bool) -> HttpResponse:
    now = timezone.now()
    try:
        actions.save_answer(link_id=known.link.pk, step=asked, value=form.value, at=now)
    except actions.CannotAnswer:
        return _gone(request)
    if asked.question and asked.question.urgent and form.value["answer"] == YES:
        response = redirect("portal:help")
        response["Location"] += f"?after={asked.key}" + (f"&from={FROM_CHECK}" if from_check else "")
        return response
    return redirect(patient_pages.next_url(_way(known), asked, from_check=from_check))


def _keep_positive(request: HttpRequest, asked: Step, value: dict[str, Any]) -> None:
    """Keep an answer that opens a crisis; raises whatever stands against it.

    Also from a device that rested: it is asked for the date of birth before it shows anything, but this answer cannot
    wait for that.
    """
    known = known_of(device.read(request))
    if known is None:
        raise actions.CannotAnswer("The device shows no link that takes answers.")
    with acting(actor_of(known)):
        actions.save_answer(link_id=known.link.pk, step=asked, value=value, at=timezone.now())
        try:
            record(request, known, status=200)
        except DatabaseError:  # the answer is kept: nobody may read that it is not
            logger.exception("The access that kept a positive answer could not be recorded")


def _gone(request: HttpRequest) -> HttpResponse:
    response = render(request, "portal/closed.html", status=410)
    device.forget(response)
    return response


def _way(known: Known) -> Way:
    return patient_pages.way_of(known.link.pk, now=timezone.now())
