"""The clinic's pages: giving a link, what is out, what came back, and taking a report."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeward.clinic.patient import actions, reports, staff_pages
from leeward.clinic.patient.answering import CannotAnswer
from leeward.clinic.patient.forms import Give, GivePages, TakeReport
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404
from leeward.clinic.portal.opening import CannotInvite
from leeward.clinic.portal.picture import as_picture


@require_safe
def given(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Which links are out, and what came back."""
    return _page(request, person_id, form=Give(initial=staff_pages.proposed(person_id, now=timezone.now())))


@require_POST
def give(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Make a link to questionnaires; it is shown once, in the answer to the form that made it."""
    form = Give(request.POST)
    if not form.is_valid():
        return _page(request, person_id, form=form)
    told = form.cleaned_data
    try:
        token = actions.give_questions(
            person_id=person_id, link_id=told["link_id"], time_point=told["time_point"], scale_keys=told["scales"],
            by=staff_of(request), at=timezone.now(),
        )  # fmt: skip
    except (CannotInvite, CannotAnswer) as why:
        form.add_error(None, str(why))
        return _page(request, person_id, form=form)
    return _page(request, person_id, form=Give(), link=reverse("patient:questions_door", args=[token]))


@require_POST
def give_pages(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Make a link to the patient's own pages."""
    form = GivePages(request.POST)
    if not form.is_valid():
        return redirect("patient:given", person_id)
    try:
        token = actions.give_pages(
            person_id=person_id, link_id=form.cleaned_data["link_id"], by=staff_of(request), at=timezone.now()
        )
    except CannotInvite as why:
        messages.error(request, str(why))
        return redirect("patient:given", person_id)
    return _page(request, person_id, form=Give(), link=reverse("patient:door", args=[token]))


@require_POST
def revoke(request: HttpRequest, person_id: UUID, link_id: UUID) -> HttpResponse:
    """Take a link back."""
    try:
        actions.revoke(person_id=person_id, link_id=link_id, by=staff_of(request), at=timezone.now())
    except ObjectDoesNotExist as why:
        raise Http404 from why
    messages.success(request, "The link was taken back. It opens nothing any more.")
    return redirect("patient:given", person_id)


@require_POST
def close(request: HttpRequest, person_id: UUID, passkey_id: UUID) -> HttpResponse:
    """Close a passkey, such as one on a telephone that was lost."""
    try:
        actions.remove_passkey(
            person_id=person_id, passkey_id=passkey_id, by=staff_of(request), at=timezone.now()
        )  # fmt: skip
    except ObjectDoesNotExist as why:
        raise Http404 from why
    messages.success(request, "The passkey was closed. Whoever was signed in with it is out.")
    return redirect("patient:given", person_id)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, person_id: UUID, report_id: UUID) -> HttpResponse:
    """Read what a patient reported, and say what was done."""
    banner = banner_or_404(person_id)
    try:
        page = reports.staff_report(person_id, report_id)
    except ObjectDoesNotExist as why:
        raise Http404 from why
    form = TakeReport(request.POST if request.method == "POST" else None, infusions=page.infusions)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_report(
                person_id=person_id, report_id=report_id, by=staff_of(request), at=timezone.now(), **form.cleaned_data
            )
        except actions.CannotTake as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "What was done was recorded.")
            return redirect("patient:given", person_id)
    context = {"banner": banner, "page": page, "form": form}
    return render(request, "patient/report.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, person_id: UUID, *, form: Give, link: str = "") -> HttpResponse:
    by, whole = staff_of(request), request.build_absolute_uri(link) if link else ""
    context = {
        "banner": banner_or_404(person_id),
        "page": staff_pages.staff_page(person_id, role=by.works_as, now=timezone.now()),
        "form": form,
        "pages_form": GivePages(),
        "link": whole,
        "picture": as_picture(whole) if whole else "",
    }
    return render(request, "patient/given.html", context, status=422 if form.errors else 200)
