"""The page on which drug that was drawn and is not given is accounted for."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from leeward.clinic.people.views import banner_or_404
from leeward.clinic.pharmacy.witnessed import done_before_witness
from leeward.clinic.plans import accounting, forms
from leeward.clinic.plans.standing import CannotPlan


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, person_id: UUID, order_id: UUID, preparation_id: UUID) -> HttpResponse:
    """Waste it or return it, before a witness; what went into a patient is settled at its infusion."""
    banner = banner_or_404(person_id)
    try:
        page = accounting.account_page(person_id, order_id, preparation_id)
    except ObjectDoesNotExist as why:
        raise Http404 from why
    if page.settle_url:
        return redirect(page.settle_url)
    form = forms.Account(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        act = partial(
            accounting.account_for,
            person_id=person_id,
            order_id=order_id,
            preparation_id=preparation_id,
            is_wasted=told["how"] == form.WASTE,
            keeps_vial=told["keeps_vial"],
            reason=told["reason"],
        )
        try:
            if done_before_witness(request, form, act):
                messages.success(request, "Accounted for, before a witness.")
                return redirect("plans:order", person_id, order_id)
        except CannotPlan as why:
            form.add_error(None, str(why))
    context = {"banner": banner, "page": page, "form": form}
    return render(request, "plans/account.html", context, status=422 if form.errors else 200)
