"""Pages of the choice after a session."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leeward.clinic.courses import adapt_actions, adapt_page, forms
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def adapt(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What may come next, and the clinician's choice."""
    banner, by = banner_or_404(person_id), staff_of(request)
    form = forms.Choice(request.POST if request.method == "POST" else None, initial={"form_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            chosen_id = adapt_actions.choose_option(
                adaptation_id=told["form_id"], person_id=person_id, chosen=told["chosen"], reason=told["reason"],
                by=by, at=timezone.now(),
            )  # fmt: skip
        except adapt_actions.CannotAdaptHere as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The choice was recorded, with what it was made from.")
            return redirect("courses:adaptation", person_id, chosen_id)
    page = adapt_page.adapt_page(person_id, role=by.works_as, now=timezone.now())
    context = {"banner": banner, "page": page, "form": form}
    return render(request, "courses/adapt.html", context, status=422 if form.errors else 200)


@require_safe
def adaptation(request: HttpRequest, person_id: UUID, adaptation_id: UUID) -> HttpResponse:
    """A choice that was made."""
    banner = banner_or_404(person_id)
    try:
        page = adapt_page.chosen_page(person_id, adaptation_id, now=timezone.now())
    except ObjectDoesNotExist as why:
        raise Http404 from why
    return render(request, "courses/adaptation.html", {"banner": banner, "page": page})
