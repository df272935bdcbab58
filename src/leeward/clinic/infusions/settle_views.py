"""The page on which the drug of an infusion is accounted for after its end."""

from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leeward.clinic.infusions import settling
from leeward.clinic.infusions.views import or_404
from leeward.clinic.people.views import banner_or_404
from leeward.clinic.people.witness import WitnessFields
from leeward.clinic.pharmacy.witnessed import done_before_witness
from leeward.clinic.web.figure import Figure


class Settle(WitnessFields):
    """What both read from the bag."""

    left_ml = Figure(
        label="Left in the bag or syringe, mL",
        help_text="As both of you read it, before you waste it. None is 0.",
        min_value=0,
        error_messages={"required": "Read what is left in the bag, in mL. None is 0."},
    )
    reason = forms.CharField(label="Remark", required=False, max_length=400)
    field_order = ("left_ml", "reason", "witness_username", "witness_password")


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """Given as recorded; the rest of bag and vial is wasted before a witness."""
    banner = banner_or_404(person_id)
    page = or_404(settling.settle_page, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    form = Settle(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        act = partial(
            settling.settle,
            person_id=person_id,
            infusion_id=infusion_id,
            left_ml=told["left_ml"],
            reason=told["reason"],
        )
        if done_before_witness(request, form, act):
            messages.success(request, "The drug of this infusion is accounted for, before a witness.")
            return redirect("infusions:chairside", person_id, infusion_id)
    context = {"banner": banner, "page": page, "form": form, "infusion_id": infusion_id}
    return render(request, "infusions/settle.html", context, status=422 if form.errors else 200)
