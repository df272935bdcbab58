"""Pages of what the calendar counts with: chairs, hours, days away, and closed days."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.scheduling import forms, queries, told_actions

SAVED = "It was recorded. What is booked already stays."


@require_safe
def room(request: HttpRequest) -> HttpResponse:
    """Chairs, who works when, and when the clinic is closed."""
    return _room(request)


@require_http_methods(["GET", "HEAD", "POST"])
def chair(request: HttpRequest) -> HttpResponse:
    """Add a chair."""
    form = forms.ChairForm(request.POST if request.method == "POST" else None)
    return _hours(request, form, "Add a chair", lambda: told_actions.add_chair(
        name=form.cleaned_data["name"], hours=form.hours, by=staff_of(request), at=timezone.now()
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def chair_hours(request: HttpRequest, chair_id: int) -> HttpResponse:
    """Change when a chair is used."""
    form = forms.ByWeekday(
        request.POST if request.method == "POST" else None, initial=_found(queries.chair_initial, chair_id)
    )
    return _hours(request, form, "When the chair is used", lambda: told_actions.set_chair_hours(
        chair_id=chair_id, hours=form.hours, by=staff_of(request), at=timezone.now()
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def staff_hours(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Change when somebody works."""
    return _staff_hours(request, staff_id)


@require_http_methods(["GET", "HEAD", "POST"])
def own_hours(request: HttpRequest) -> HttpResponse:
    """Change when one works oneself."""
    return _staff_hours(request, staff_of(request).pk)


@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Say on which days somebody is not here."""
    return _away(request, staff_id)


@require_http_methods(["GET", "HEAD", "POST"])
def own_away(request: HttpRequest) -> HttpResponse:
    """Say on which days one is not here oneself."""
    return _away(request, staff_of(request).pk)


def _staff_hours(request: HttpRequest, staff_id: int) -> HttpResponse:
    form = forms.ByWeekday(
        request.POST if request.method == "POST" else None, initial=_found(queries.staff_initial, staff_id)
    )
    return _hours(request, form, "Hours at work", lambda: told_actions.set_staff_hours(
        staff_id=staff_id, hours=form.hours, by=staff_of(request), at=timezone.now()
    ))  # fmt: skip


def _away(request: HttpRequest, staff_id: int) -> HttpResponse:
    _found(queries.staff_initial, staff_id)
    form = forms.Away(request.POST if request.method == "POST" else None)
    return _hours(request, form, "Days away", lambda: told_actions.set_away(
        staff_id=staff_id, **form.cleaned_data, by=staff_of(request), at=timezone.now()
    ))  # fmt: skip


@require_POST
def day(request: HttpRequest) -> HttpResponse:
    """Close a day, or open it again."""
    form = forms.ClosedDay(request.POST)
    if form.is_valid():
        told_actions.set_day(**form.cleaned_data, by=staff_of(request), at=timezone.now())
        messages.success(request, SAVED)
        return redirect("scheduling:room")
    return _room(request, form=form)


def _room(request: HttpRequest, **shown: Form) -> HttpResponse:
    by = staff_of(request)
    page = queries.room_page(role=by.works_as, by=by, now=timezone.now())
    wrong = any(form.errors for form in shown.values())
    context = {"page": page, "form": forms.ClosedDay(), **shown}
    return render(request, "scheduling/room.html", context, status=422 if wrong else 200)


def _hours(request: HttpRequest, form: Form, title: str, act: Callable[[], object]) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except told_actions.CannotTell as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, SAVED)
            return redirect("scheduling:room")
    return render(request, "scheduling/hours.html", {"form": form, "title": title}, status=422 if form.errors else 200)


def _found(ask: Callable[[int], dict[str, object]], key: int) -> dict[str, object]:
    try:
        return ask(key)
    except ObjectDoesNotExist as why:
        raise Http404 from why
