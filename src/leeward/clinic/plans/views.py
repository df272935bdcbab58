"""Pages of the plan: options, an option to prescribe, an order to prepare and check."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeward.clinic.people.roles import CHAIRSIDE
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404
from leeward.clinic.pharmacy.actions import CannotSettle
from leeward.clinic.plans import actions, forms, lessons, queries
from leeward.clinic.plans.computing import CannotAgree, CannotReplay
from leeward.clinic.plans.mapping import CannotDescribe
from leeward.clinic.plans.standing import CannotPlan
from leeward.dosing import CannotApprove, CannotPrepare, CannotPropose
from leeward.dosing.shelf import CannotDraw

REFUSALS = (
    CannotPlan, CannotAgree, CannotReplay, CannotDescribe, CannotApprove, CannotPrepare, CannotPropose, CannotDraw,
    CannotSettle,
)  # fmt: skip


@require_safe
def plan(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The options side by side."""
    banner = banner_or_404(person_id)
    page = queries.plan_page(person_id, role=staff_of(request).works_as, now=timezone.now())
    return render(request, "plans/plan.html", {"banner": banner, "page": page})


@require_POST
def propose(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Compute the options from the chart of today, with what the person's infusions taught."""
    banner_or_404(person_id)
    for untaught in lessons.bring_up_to_date(person_id, by=staff_of(request), at=timezone.now()):
        messages.warning(request, untaught)
    try:
        actions.propose_options(person_id=person_id, by=staff_of(request), at=timezone.now())
    except REFUSALS as why:
        messages.error(request, str(why))
    else:
        messages.success(request, "Options were computed from the chart of today.")
    return redirect("plans:plan", person_id)


@require_http_methods(["GET", "HEAD", "POST"])
def option(request: HttpRequest, person_id: UUID, proposal_id: UUID, key: str) -> HttpResponse:
    """One option, to be prescribed."""
    banner = banner_or_404(person_id)
    try:
        page = queries.option_page(person_id, proposal_id, key, now=timezone.now())
    except queries.NotFound as why:
        raise Http404 from why
    form = forms.Approve(
        request.POST if request.method == "POST" else None,
        needs_reason=page.option.needs_reason,
        needs_second=page.option.needs_second_person,
    )
    if request.method == "POST" and form.is_valid():
        order_id = _approved(request, form, person_id=person_id, proposal_id=proposal_id, option_key=key)
        if order_id is not None:
            return redirect("plans:order", person_id, order_id)
    context = {"banner": banner, "page": page, "form": form}
    return render(request, "plans/option.html", context, status=422 if form.errors else 200)


def _approved(request: HttpRequest, form: forms.Approve, **which: Any) -> UUID | None:
    """Approve; past a hard limit the second person proves who they are first. A refusal is a sentence of the form."""
    by = staff_of(request)
    second = form.seen_by(besides=by, roles=CHAIRSIDE, now=timezone.now()) if form.needs_second else None
    if form.errors:
        return None
    try:
        return actions.approve_option(
            **which, reason=form.cleaned_data["reason"], second=second, by=by, at=timezone.now()
        )
    except REFUSALS as why:
        form.add_error(None, str(why))
        return None


@require_safe
def order(request: HttpRequest, person_id: UUID, order_id: UUID) -> HttpResponse:
    """One order: how it is drawn up, and who checked it."""
    return _order(request, person_id, order_id)


@require_POST
def prepare(request: HttpRequest, person_id: UUID, order_id: UUID) -> HttpResponse:
    """Compute how the order is drawn up from the vial at hand."""
    form = forms.Prepare(request.POST, vials=queries.vials_to_draw(order_id, now=timezone.now()))

    def act(**who: Any) -> None:
        actions.prepare_order(person_id=person_id, order_id=order_id, **form.cleaned_data, **who)

    return _act(request, person_id, order_id, form, act, name="prepare_form")


@require_POST
def check(request: HttpRequest, person_id: UUID, order_id: UUID, preparation_id: UUID) -> HttpResponse:
    """The second person's figures."""
    form = forms.Check(request.POST)

    def act(**who: Any) -> None:
        actions.check_preparation(person_id=person_id, preparation_id=preparation_id, **form.cleaned_data, **who)
        messages.success(request, "Both found the same. The order is ready for the chair.")

    return _act(request, person_id, order_id, form, act, name="check_form")


@require_POST
def withdraw(request: HttpRequest, person_id: UUID, order_id: UUID) -> HttpResponse:
    """Take the order back."""
    form = forms.Withdraw(request.POST)

    def act(**who: Any) -> None:
        actions.withdraw_order(person_id=person_id, order_id=order_id, reason=form.cleaned_data["why"], **who)

    return _act(request, person_id, order_id, form, act, name="withdraw_form")


def _act(
    request: HttpRequest, person_id: UUID, order_id: UUID, form: Form, act: Callable[..., None], *, name: str
) -> HttpResponse:
    """Do it and show the order again, or show the form with what is wrong."""
    if form.is_valid():
        try:
            act(by=staff_of(request), at=timezone.now())
            return redirect("plans:order", person_id, order_id)
        except REFUSALS as why:
            form.add_error(None, str(why))
        except ObjectDoesNotExist as why:
            raise Http404 from why
    return _order(request, person_id, order_id, wrong=form, **{name: form})


def _order(
    request: HttpRequest, person_id: UUID, order_id: UUID, wrong: Form | None = None, **filled: Form
) -> HttpResponse:
    banner = banner_or_404(person_id)
    try:
        page = queries.order_page(person_id, order_id, reader=staff_of(request), now=timezone.now())
    except queries.NotFound as why:
        raise Http404 from why
    vials = queries.vials_to_draw(order_id, now=timezone.now()) if page.may_prepare else ()
    empty = {
        "prepare_form": forms.Prepare(vials=vials), "check_form": forms.Check(), "withdraw_form": forms.Withdraw(),
    }  # fmt: skip
    context = {"banner": banner, "page": page, "wrong": wrong, **empty, **filled}
    return render(request, "plans/order.html", context, status=422 if wrong else 200)
