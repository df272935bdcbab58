"""Pages of the stock: balances, receipt, counts, one vial, disposal, corrections, discrepancies, the printed log."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leeward.clinic.audit.actions import record_read
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.pharmacy import actions, counting, forms, queries, resolving
from leeward.clinic.pharmacy.log_page import log_page
from leeward.clinic.pharmacy.vial_page import DiscrepancyPage, discrepancy_page, movement_page, vial_page
from leeward.clinic.pharmacy.witnessed import REFUSALS, done_before_witness
from leeward.dosing.drug_amounts import microlitres
from leeward.dosing.ledger import Kind

FORM_METHODS: Final = ["GET", "HEAD", "POST"]


@require_safe
def stock(request: HttpRequest) -> HttpResponse:
    """What the clinic holds now, and what is to account for."""
    return render(request, "pharmacy/stock.html", {"page": queries.stock(now=timezone.now())})


@require_http_methods(FORM_METHODS)
def receive(request: HttpRequest) -> HttpResponse:
    """Vials that came in."""
    form = forms.Receive(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.receive(**form.cleaned_data, by=staff_of(request), at=timezone.now())
        except REFUSALS as why:
            form.add_error(None, str(why))
        else:
            numbers = queries.numbers_of(made)
            messages.success(request, f"Received. Write the numbers on the vials: {numbers}.")
            return redirect("pharmacy:stock")
    return render(request, "pharmacy/receive.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def count(request: HttpRequest) -> HttpResponse:
    """Count what is there; what should be there is said afterwards."""
    form = forms.Count(request.POST or None, asked=counting.lines_to_count())
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = counting.record_count(
                count_id=told["count_id"],
                occasion=told["occasion"],
                counted=form.counted,
                also_found=told["also_found"],
                by=staff_of(request),
                at=timezone.now(),
            )
        except counting.CannotCount as why:
            form.add_error(None, str(why))
        else:
            return redirect("pharmacy:counted", made)
    return render(request, "pharmacy/count.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def counted(request: HttpRequest, count_id: UUID) -> HttpResponse:
    """What was counted, beside what the ledger says."""
    return render(request, "pharmacy/counted.html", {"page": _or_404(counting.count_page, count_id)})


@require_safe
def vial(request: HttpRequest, vial_id: UUID) -> HttpResponse:
    """One vial's own ledger."""
    page = _or_404(vial_page, vial_id, role=staff_of(request).works_as)
    _keep_reads(request, page.people, page="pharmacy:vial")
    return render(request, "pharmacy/vial.html", {"page": page})


@require_http_methods(FORM_METHODS)
def dispose(request: HttpRequest, vial_id: UUID) -> HttpResponse:
    """All that is in a vial leaves the stock, before a witness."""
    page = _or_404(vial_page, vial_id, role=staff_of(request).works_as)
    form = forms.Dispose(request.POST or None, is_sealed=page.is_sealed, alike=page.alike)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        all_alike = bool(told.get("all_alike"))
        act = partial(
            actions.dispose, vial_id=vial_id, how=Kind(told["how"]), reason=told["reason"], all_alike=all_alike
        )
        if done_before_witness(request, form, act):
            what = f"{page.alike} vials of lot {page.batch.lot}" if all_alike else f"{page.label}, {page.left}"
            messages.success(request, f"{what}: {told['how']}, before a witness.")
            return redirect("pharmacy:vial", vial_id)
    _keep_reads(request, page.people, page="pharmacy:dispose")
    return render(request, "pharmacy/dispose.html", {"page": page, "form": form}, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def correct(request: HttpRequest, movement_id: UUID) -> HttpResponse:
    """Take a movement back, whole, before a witness."""
    page = _or_404(movement_page, movement_id)
    form = forms.Correct(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(actions.correct, movement_id=movement_id, reason=form.cleaned_data["reason"])
        if done_before_witness(request, form, act):
            messages.success(request, "The movement was taken back. Enter what is right.")
            return redirect("pharmacy:vial", page.vial_id)
    _keep_reads(request, page.people, page="pharmacy:correct")
    return render(request, "pharmacy/correct.html", {"page": page, "form": form}, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def resolve(request: HttpRequest, discrepancy_id: UUID) -> HttpResponse:
    """What two persons make of a difference."""
    page = _or_404(discrepancy_page, discrepancy_id)
    form = forms.Resolve(request.POST or None, unit=page.unit)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        act = partial(
            resolving.resolve,
            discrepancy_id=discrepancy_id,
            recounted=_recounted(told.get("recounted"), page),
            is_lost=told["is_lost"],
            explanation=told["explanation"],
        )
        if done_before_witness(request, form, act):
            messages.success(request, "The discrepancy is resolved, before a witness.")
            return redirect("pharmacy:resolve", discrepancy_id)
    return render(request, "pharmacy/resolve.html", {"page": page, "form": form}, status=422 if form.errors else 200)


def _recounted(told: float | None, page: DiscrepancyPage) -> int | None:
    if told is None:
        return None
    return microlitres(told) if page.unit == "mL" else int(told)  # whole already: the form takes no part of a vial


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The controlled-drug log of some days, to print."""
    form = forms.Range(request.GET or None)
    page = log_page(*form.days())
    _keep_reads(request, page.people, page="pharmacy:log")
    return render(request, "pharmacy/log.html", {"page": page, "form": form}, status=422 if form.errors else 200)


def _keep_reads(request: HttpRequest, people: Iterable[UUID], *, page: str) -> None:
    """These pages name patients and lie below none of them: who read whose name is kept here."""
    for person_id in people:
        record_read(
            actor=staff_of(request).key,
            person_id=person_id,
            page=page,
            method=request.method or "",
            status=200,
            at=timezone.now(),
        )


def _or_404(ask: Callable[..., Any], *which: object, **named: object) -> Any:
    try:
        return ask(*which, **named)
    except ObjectDoesNotExist as why:
        raise Http404 from why
