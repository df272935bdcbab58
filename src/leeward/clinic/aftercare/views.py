"""The clinic's pages of aftercare: handing out the instructions, the calls, and one call."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeward.clinic.aftercare import actions, forms, queries
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404
from leeward.clinic.portal.opening import CannotInvite
from leeward.clinic.portal.picture import as_picture

T = TypeVar("T")
REFUSALS = (actions.CannotHandOut, actions.CannotCheckIn, CannotInvite)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_out(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """Hand out the instructions: the link is shown once, in the answer to the form that made it, with the sheet."""
    banner, by, now = banner_or_404(person_id), staff_of(request), timezone.now()
    page = _page(queries.hand_out_page, person_id=person_id, infusion_id=infusion_id, role=by.works_as, now=now)
    form = forms.HandOut(request.POST if request.method == "POST" else None, initial=page.starts_from)
    link = ""
    if (
        request.method == "POST"
        and form.is_valid()
        and _tried(form, lambda: _make(request, person_id, infusion_id, form))
    ):
        link = request.build_absolute_uri(reverse("aftercare:door", args=[form.cleaned_data["token"]]))
        page = queries.hand_out_page(person_id=person_id, infusion_id=infusion_id, role=by.works_as, now=now)
    context = {"banner": banner, "page": page, "form": form, "link": link, "picture": as_picture(link) if link else ""}
    context["name"], context["clinic_phone"] = banner.name, settings.CLINIC_PHONE
    return render(request, "aftercare/hand_out.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, person_id: UUID, infusion_id: UUID, link_id: UUID) -> HttpResponse:
    """Take a link back."""
    try:
        actions.revoke(person_id=person_id, link_id=link_id, by=staff_of(request), at=timezone.now())
    except ObjectDoesNotExist as why:
        raise Http404 from why
    messages.success(request, "The link was taken back. It opens nothing any more.")
    return redirect("aftercare:hand_out", person_id, infusion_id)


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Who is called today, who is overdue, and whose answers wait."""
    groups = queries.call_groups(role=staff_of(request).works_as, now=timezone.now())
    return render(request, "aftercare/list.html", {"groups": groups})


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """The call: the questions to read out, and what was answered."""
    form = forms.Questions(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _keep(request, person_id, infusion_id, form)
        return redirect("aftercare:check_in", person_id, infusion_id)
    return _call(request, person_id, infusion_id, form=form)


@require_POST
def attempt(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """Nobody answered."""
    form = forms.Attempt(request.POST)
    return _do(request, person_id, infusion_id, form, "attempt", lambda: actions.record_attempt(
        check_in_id=form.cleaned_data["form_id"], person_id=person_id, infusion_id=infusion_id,
        says=form.cleaned_data["says"], by=staff_of(request), at=timezone.now(),
    ), said="The try was recorded. The call stays due.")  # fmt: skip


@require_POST
def close(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """Nobody calls any more."""
    form = forms.Close(request.POST)
    return _do(request, person_id, infusion_id, form, "closing", lambda: actions.close(
        check_in_id=form.cleaned_data["form_id"], person_id=person_id, infusion_id=infusion_id,
        says=form.cleaned_data["says"], by=staff_of(request), at=timezone.now(),
    ), said="The call was closed, with your reason.")  # fmt: skip


@require_POST
def follow_up(request: HttpRequest, person_id: UUID, infusion_id: UUID, check_in_id: UUID) -> HttpResponse:
    """What was done about the answers."""
    form = forms.FollowUp(request.POST)
    return _do(request, person_id, infusion_id, form, "followed", lambda: actions.follow_up(
        person_id=person_id, check_in_id=check_in_id, did=form.cleaned_data["did"], by=staff_of(request),
        at=timezone.now(),
    ), said="What was done was recorded.")  # fmt: skip


def _make(request: HttpRequest, person_id: UUID, infusion_id: UUID, form: forms.HandOut) -> None:
    deed = Deed(
        person_id=person_id, infusion_id=infusion_id, event_id=form.cleaned_data["form_id"], by=staff_of(request),
        at=timezone.now(),
    )  # fmt: skip
    due, told = form.due_at(), form.cleaned_data
    told["token"] = actions.hand_out(
        deed, due_at=due, phone=told["phone"], next_visit=told["next_visit"],
        says=f"{timezone.localtime(due):%d-%b-%Y %H:%M}",
    )  # fmt: skip


def _keep(request: HttpRequest, person_id: UUID, infusion_id: UUID, form: forms.Questions) -> None:
    try:
        actions.record_answers(
            check_in_id=form.cleaned_data["form_id"], person_id=person_id, infusion_id=infusion_id, told=form.told,
            by=staff_of(request), at=timezone.now(),
        )  # fmt: skip
    except ObjectDoesNotExist as why:
        raise Http404 from why
    messages.success(request, "The answers were recorded.")


def _call(
    request: HttpRequest, person_id: UUID, infusion_id: UUID, **shown: Form
) -> HttpResponse:  # fmt: skip
    banner, now = banner_or_404(person_id), timezone.now()
    role = staff_of(request).works_as
    page = _page(queries.check_in_page, person_id=person_id, infusion_id=infusion_id, role=role, now=now)
    context = {
        "banner": banner, "page": page, "form": forms.Questions(), "attempt": forms.Attempt(),
        "closing": forms.Close(), "followed": forms.FollowUp(), **shown,
    }  # fmt: skip
    wrong = any(form.errors for form in shown.values())
    return render(request, "aftercare/check_in.html", context, status=422 if wrong else 200)


def _do(
    request: HttpRequest, person_id: UUID, infusion_id: UUID, form: Form, name: str, act: Callable[[], object], *,
    said: str,
) -> HttpResponse:  # fmt: skip
    if form.is_valid() and _tried(form, act):
        messages.success(request, said)
        return redirect("aftercare:check_in", person_id, infusion_id)
    return _call(request, person_id, infusion_id, **{name: form})


def _tried(form: Form, act: Callable[[], object]) -> bool:
    """Do it; a refusal becomes a sentence of the form."""
    try:
        act()
    except ObjectDoesNotExist as why:
        raise Http404 from why
    except REFUSALS as why:
        form.add_error(None, str(why))
    return not form.errors


def _page(ask: Callable[..., T], **which: object) -> T:
    try:
        return ask(**which)
    except ObjectDoesNotExist as why:
        raise Http404 from why
