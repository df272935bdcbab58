"""Pages of a course's plan."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from leeward.clinic.courses import forms, plan_actions, plan_page
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404
from leeward.course.series import NAMED, CannotPlan, Schedule, custom


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The plan of the course; where none stands, a rhythm is looked at and then planned."""
    if request.method != "POST":
        return _page(request, person_id, _rhythm(request))
    form = forms.Rhythm(request.POST)
    banner_or_404(person_id)
    if form.is_valid():
        try:
            plan_actions.plan_course(
                plan_id=_plan_id(request), person_id=person_id, schedule=_schedule(form.cleaned_data),
                first=form.cleaned_data["first"], clock=form.cleaned_data["clock"],
                reason=form.cleaned_data["reason"], by=staff_of(request), at=timezone.now(),
            )  # fmt: skip
        except (plan_actions.CannotCourse, CannotPlan) as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The course is planned, and its sessions stand in the calendar.")
            return redirect("courses:plan", person_id)
    return _page(request, person_id, form)


@require_POST
def rearrange(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take the days that the rest of the course is laid on now."""
    form = forms.Reason(request.POST)
    return _do(request, person_id, form, plan_actions.rearrange, "reason", said="The rest stands on its new days.")


@require_POST
def end(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """End the course."""
    form = forms.Reason(request.POST)
    return _do(request, person_id, form, plan_actions.end_course, "says", said="The course was ended.")


def _do(
    request: HttpRequest, person_id: UUID, form: forms.Reason, act: Any, name: str, *, said: str
) -> HttpResponse:  # fmt: skip
    banner_or_404(person_id)
    if form.is_valid():
        try:
            act(person_id=person_id, by=staff_of(request), at=timezone.now(), **{name: form.cleaned_data["reason"]})
        except plan_actions.CannotCourse as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, said)
            return redirect("courses:plan", person_id)
    return _page(request, person_id, _rhythm(request), wrong=form)


def _page(
    request: HttpRequest, person_id: UUID, form: forms.Rhythm, *, wrong: Form | None = None
) -> HttpResponse:  # fmt: skip
    banner, now = banner_or_404(person_id), timezone.now()
    page = plan_page.course_page(person_id, role=staff_of(request).works_as, now=now)
    looked = None
    if form.is_bound and form.is_valid() and page.plan is None:
        try:
            looked = plan_page.look(person_id, _schedule(form.cleaned_data), form.cleaned_data, now=now)
        except CannotPlan as why:
            form.add_error(None, str(why))
    context = {
        "banner": banner, "page": page, "form": form, "looked": looked, "wrong": wrong,
        "once": forms.OnceForm(),
        "kept": forms.Rhythm(form.data, auto_id=False) if looked else None,
    }  # fmt: skip
    is_wrong = bool(form.errors or (wrong and wrong.errors)) and request.method == "POST"
    return render(request, "courses/plan.html", context, status=422 if is_wrong else 200)


def _rhythm(request: HttpRequest) -> forms.Rhythm:
    usual = {"first": f"{timezone.localdate():%Y-%m-%d}", "clock": "09:00"}
    return forms.Rhythm(request.GET) if "schedule" in request.GET else forms.Rhythm(initial=usual)


def _schedule(told: dict[str, Any]) -> Schedule:
    """Return the rhythm that was chosen; raises CannotPlan where an own one is none."""
    named = next((each for each in NAMED if each.key == told["schedule"]), None)
    return named or custom(
        sessions=told["sessions"] or 0, weekdays=told["weekdays"], every_days=told["every_days"] or 0
    )  # fmt: skip


def _plan_id(request: HttpRequest) -> UUID:
    once = forms.OnceForm(request.POST)
    if not once.is_valid():
        raise plan_actions.CannotCourse("The form was not sent whole. Load the page again.")
    found: UUID = once.cleaned_data["form_id"]
    return found
