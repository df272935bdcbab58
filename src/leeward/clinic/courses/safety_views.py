"""Pages of long-term safety."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeward.clinic.courses import forms, reviewing, safety_actions, safety_page
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404
from leeward.course.watched import Domain


@require_safe
def safety(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Where each domain stands."""
    return _safety(request, person_id)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, person_id: UUID, domain: str) -> HttpResponse:
    """Enter a result of one domain."""
    banner = banner_or_404(person_id)
    try:
        page = safety_page.enter_page(domain)
    except KeyError as why:
        raise Http404 from why
    now = timezone.now()
    form = forms.Result(
        request.POST if request.method == "POST" else None, entries=page.fields,
        initial={"taken_on": timezone.localdate(now)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            safety_actions.enter(
                result_id=form.cleaned_data["form_id"], person_id=person_id, domain=Domain[domain], values=form.values,
                source=form.cleaned_data["source"], taken_on=form.cleaned_data["taken_on"], by=staff_of(request),
                at=now,
            )  # fmt: skip
        except safety_actions.CannotWatch as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The result was recorded.")
            return redirect("courses:safety", person_id)
    context = {"banner": banner, "page": page, "form": form}
    return render(request, "courses/safety_enter.html", context, status=422 if form.errors else 200)


@require_POST
def decide(request: HttpRequest, person_id: UUID, result_id: UUID) -> HttpResponse:
    """Decide what a result beyond a limit means."""
    form = forms.Decide(request.POST)
    return _do(request, person_id, form, lambda: safety_actions.decide(
        person_id=person_id, result_id=result_id, kind=form.cleaned_data["kind"], reason=form.cleaned_data["reason"],
        by=staff_of(request), at=timezone.now(),
    ), said="The decision was recorded.")  # fmt: skip


@require_POST
def let_pass(request: HttpRequest, person_id: UUID, domain: str) -> HttpResponse:
    """Let today's infusion be given though a domain is overdue."""
    form = forms.Reason(request.POST)
    if domain not in Domain.__members__:
        raise Http404
    return _do(request, person_id, form, lambda: safety_actions.let_pass(
        person_id=person_id, domain=Domain[domain], reason=form.cleaned_data["reason"], by=staff_of(request),
        at=timezone.now(),
    ), said="It was let pass for today, with your reason.")  # fmt: skip


@require_POST
def review(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Review what is serious, so that infusions may go on."""
    form = forms.Review(request.POST)
    return _do(request, person_id, form, lambda: reviewing.review(
        review_id=form.cleaned_data["form_id"], person_id=person_id, says=form.cleaned_data["says"],
        by=staff_of(request), at=timezone.now(),
    ), said="The review was recorded: it answers what was told before it.")  # fmt: skip


def _safety(request: HttpRequest, person_id: UUID, *, wrong: Form | None = None) -> HttpResponse:
    banner = banner_or_404(person_id)
    page = safety_page.safety_page(person_id, role=staff_of(request).works_as, now=timezone.now())
    context = {"banner": banner, "page": page, "wrong": wrong, "deciding": forms.Decide(), "passing": forms.Reason()}
    context["reviewing"] = forms.Review()
    return render(request, "courses/safety.html", context, status=422 if wrong else 200)


def _do(
    request: HttpRequest, person_id: UUID, form: Form, act: Callable[[], object], *, said: str
) -> HttpResponse:  # fmt: skip
    banner_or_404(person_id)
    if form.is_valid():
        try:
            act()
        except ObjectDoesNotExist as why:
            raise Http404 from why
        except (safety_actions.CannotWatch, reviewing.CannotReview) as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, said)
            return redirect("courses:safety", person_id)
    return _safety(request, person_id, wrong=form)
