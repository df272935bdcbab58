"""The patient's own pages: today, safety, side effects, progress, the summary and the whole record."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeward.clinic.aftercare.forms import Questions
from leeward.clinic.aftercare.queries import asks_harm
from leeward.clinic.audit.actor import acting
from leeward.clinic.crises import for_person
from leeward.clinic.patient import (
    answering,
    course_summary,
    day_after,
    dues,
    export,
    home_page,
    limits,
    progress,
    reports,
    safety,
    sessions,
    side_effects,
    summary_pdf,
    visiting,
)
from leeward.clinic.patient.doors import PAGES
from leeward.clinic.patient.forms import SideEffects
from leeward.clinic.patient.visiting import Visit, with_pages
from leeward.clinic.portal import device
from leeward.clinic.portal.entering import sealed
from leeward.clinic.portal.entrance import enter_again, enter_by_token


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link with the date of birth."""
    return enter_by_token(request, token, door=PAGES)


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Ask for the date of birth again after a rest."""
    return enter_again(request, door=PAGES)


@with_pages
@require_safe
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is to be done today, and the next visit."""
    page = home_page.home_page(visit.person_id, now=timezone.now())
    return render(request, "patient/home.html", {"page": page, "visit": visit})


@with_pages
@require_POST
def answer(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Begin the questionnaires that are due for a time, or go on with those that were begun."""
    now, time_point = timezone.now(), request.POST.get("time_point", "")
    keys = [each.scale_key for each in dues.of_person(visit.person_id, now=now) if each.time_point == time_point]
    try:
        made = answering.go_on(
            person_id=visit.person_id, time_point=time_point, scale_keys=keys, by=visiting.given_by(visit), at=now
        )
    except answering.CannotAnswer:
        return redirect("patient:home")
    return redirect("patient:sitting", made.pk)


@with_pages
@require_safe
def safety_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """When to call, and what was told after the last infusion."""
    page = safety.safety_page(visit.person_id, now=timezone.now())
    return render(request, "patient/safety.html", {"page": page})


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def side_effects_page(request: HttpRequest) -> HttpResponseBase:
    """Report side effects; words or a yes that mean self-harm show whom to call, whatever fails meanwhile."""
    form = SideEffects(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid() and _means_harm(form):
        return for_person.answer(
            lambda: _keep_harm(request, form), now=timezone.now(), next_url=reverse("patient:home")
        )  # fmt: skip
    return _side_effects(request)


@with_pages
def _side_effects(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = SideEffects(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _keep_report(visit, form)
        found = side_effects.serious(form.cleaned_data["effects"])
        return render(request, "patient/reported.html", {"serious": found})
    return render(request, "patient/side_effects.html", {"form": form}, status=422 if form.errors else 200)


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def day_after_page(request: HttpRequest) -> HttpResponseBase:
    """The questions of the day after; a yes to self-harm shows whom to call, whatever fails meanwhile."""
    form = Questions(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid() and form.told.get("harm") == "yes":
        return for_person.answer(
            lambda: _keep_day_after(request, form), now=timezone.now(), next_url=reverse("patient:home")
        )  # fmt: skip
    return _day_after(request)


@with_pages
def _day_after(request: HttpRequest, visit: Visit) -> HttpResponse:
    now = timezone.now()
    if day_after.open_call(visit.person_id, now=now) is None:
        return redirect("patient:home")
    form = Questions(
        request.POST if request.method == "POST" else None, asks_harm=asks_harm(now), at_home=True
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        day_after.keep(person_id=visit.person_id, form_id=form.cleaned_data["form_id"], told=form.told, at=now)
        return redirect("patient:thanks")
    return render(request, "patient/day_after.html", {"form": form}, status=422 if form.errors else 200)


@with_pages
@require_safe
def progress_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The own scores, in plain words and drawn."""
    return render(request, "patient/progress.html", {"page": progress.progress_page(visit.person_id)})


@with_pages
@require_safe
def summary_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The summary, to be read and printed."""
    page = course_summary.course_summary(visit.person_id, now=timezone.now())
    return render(request, "patient/summary.html", {"page": page})


@with_pages
@require_safe
def summary_file(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same summary as a PDF."""
    page = course_summary.course_summary(visit.person_id, now=timezone.now())
    made = summary_pdf.as_pdf(page, language=get_language() or "en")
    return _file(made, "ketamine-summary.pdf", "application/pdf")


@with_pages
@require_safe
def export_page(request: HttpRequest, _visit: Visit) -> HttpResponse:
    """What the whole record holds, and what is left out of it."""
    return render(request, "patient/export.html", {"left_out": export.left_out()})


@with_pages
@require_safe
def export_file(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The whole own record as one file; so many in an hour."""
    if limits.too_many_records(visit.person_id):
        return render(request, "patient/export.html", {"left_out": export.left_out(), "is_over": True}, status=429)
    made = export.whole_record(visit.person_id, now=timezone.now())
    return FileResponse(made, as_attachment=True, filename="my-record.zip", content_type="application/zip")


@sealed
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Leave: a passkey's session ends, and a link asks for the date of birth before it shows anything again."""
    now, visit = timezone.now(), visiting.visit_of(request)
    response = render(request, "patient/left.html")
    if visit is not None and visit.session_id is not None:
        with acting(visit.actor):
            sessions.end(session_id=visit.session_id, at=now)
        sessions.forget(response)
    shown = device.read(request, door=PAGES)
    if shown is not None:
        device.write(response, link_id=shown.link_id, secret=shown.secret, is_rested=True, door=PAGES)
    return response


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _means_harm(form: SideEffects) -> bool:
    told = form.cleaned_data
    return told["harm"] == "yes" or side_effects.may_mean_harm(told["words"])


def _keep_harm(request: HttpRequest, form: SideEffects) -> None:
    """Keep a report that opens a crisis, also from a device that rested; raises whatever stands against it."""
    visit = visiting.visit_of(request)
    if visit is None:
        raise reports.CannotReport("Nobody is at the pages on this device.")
    with acting(visit.actor):
        _keep_report(visit, form)
    visiting.record(request, visit, status=200)


def _keep_day_after(request: HttpRequest, form: Questions) -> None:
    """Keep answers of which one opens a crisis, also from a device that rested."""
    visit, now = visiting.visit_of(request), timezone.now()
    if visit is None:
        raise day_after.CannotCheckIn("Nobody is at the pages on this device.")
    with acting(visit.actor):
        day_after.keep(person_id=visit.person_id, form_id=form.cleaned_data["form_id"], told=form.told, at=now)
    visiting.record(request, visit, status=200)


def _keep_report(visit: Visit, form: SideEffects) -> None:
    told = form.cleaned_data
    reports.keep(
        report_id=UUID(str(told["report_id"])), person_id=visit.person_id, effects=told["effects"],
        words=told["words"], since=told["since"], harm=told["harm"], at=timezone.now(),
    )  # fmt: skip
