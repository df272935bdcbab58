"""Pages of the assessment: the review, the questions, medicines, sign-offs, imports, decisions."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leeward.assessment import CannotChart
from leeward.clinic.assessments import actions, forms, importing, queries
from leeward.clinic.assessments.weighing import WeighAgain
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404
from leeward.fhir import CannotImport

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
def review(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The assessment as it stands; posting records it as a decision."""
    banner, now = banner_or_404(person_id), timezone.now()
    if request.method == "POST":
        decision_id = actions.decide(person_id=person_id, by=staff_of(request), at=now)
        messages.success(request, "The assessment was recorded, with everything that it was made from.")
        return redirect("assessments:decision", person_id, decision_id)
    page = queries.review_page(person_id, role=staff_of(request).works_as, now=now)
    return render(request, "assessments/review.html", {"banner": banner, "page": page})


@require_safe
def chart(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The body systems, and how much of each is answered."""
    context = {"banner": banner_or_404(person_id), "page": queries.chart_page(person_id, now=timezone.now())}
    return render(request, "assessments/chart.html", context)


@require_http_methods(FORM_METHODS)
def system(request: HttpRequest, person_id: UUID, system: str) -> HttpResponse:
    """The questions of one body system."""
    banner = banner_or_404(person_id)
    try:
        page = queries.system_page(person_id, system, now=timezone.now())
    except KeyError as why:
        raise Http404 from why
    form = forms.SystemAnswers(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid() and _charted(request, person_id, form):
        messages.success(request, f"{page.title}: saved.")
        if page.next_system and "next" in request.POST:
            return redirect("assessments:system", person_id, page.next_system)
        return redirect("assessments:review" if "next" in request.POST else "assessments:chart", person_id)
    context = {"banner": banner, "page": page, "form": form}
    return render(request, "assessments/system.html", context, status=422 if form.errors else 200)


def _charted(request: HttpRequest, person_id: UUID, form: forms.SystemAnswers) -> bool:
    try:
        actions.chart_part(person_id=person_id, told=form.told, by=staff_of(request), at=timezone.now())
    except WeighAgain as why:
        form.ask_again(str(why), needs_reader=why.needs_reader)
    except CannotChart as why:
        form.add_error(None, str(why))
    return form.is_valid()


@require_http_methods(FORM_METHODS)
def medicines(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The medication list, and what each medicine does together with ketamine."""
    banner, now = banner_or_404(person_id), timezone.now()
    page = queries.medicines_page(person_id, now=now)
    initial = {"names": "\n".join(page.names), "takes_none": page.was_asked and not page.names}
    form = forms.Medicines(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.record_medicines(person_id=person_id, names=form.cleaned_data["names"], by=staff_of(request), at=now)
        messages.success(request, "The medication list was saved.")
        return redirect("assessments:medicines", person_id)
    context = {"banner": banner, "page": page, "form": form}
    return render(request, "assessments/medicines.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def sign_off(request: HttpRequest, person_id: UUID, rule_key: str) -> HttpResponse:
    """Record that a named person approves one finding."""
    banner, now = banner_or_404(person_id), timezone.now()
    try:
        page = queries.sign_off_page(person_id, rule_key, now=now)
    except queries.NotFound as why:
        raise Http404 from why
    form = forms.SignOff(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.approve_finding(
                person_id=person_id, rule_key=rule_key, **form.cleaned_data, by=staff_of(request), at=now
            )
            messages.success(request, "The approval was recorded.")
            return redirect("assessments:review", person_id)
        except CannotChart as why:
            form.add_error(None, str(why))
    context = {"banner": banner, "page": page, "form": form}
    return render(request, "assessments/sign_off.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def import_(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take over a record from another system."""
    banner = banner_or_404(person_id)
    form = forms.Import(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _imported(request, person_id, form):
        return redirect("assessments:import", person_id)
    context = {"banner": banner, "form": form, "imports": queries.imports(person_id)}
    return render(request, "assessments/import.html", context, status=422 if form.errors else 200)


def _imported(request: HttpRequest, person_id: UUID, form: forms.Import) -> bool:
    file = form.cleaned_data["bundle"]
    try:
        importing.import_record(
            person_id=person_id,
            raw=file.read(),
            file_name=file.name,
            same_person=form.cleaned_data["same_person"],
            by=staff_of(request),
            at=timezone.now(),
        )
    except importing.WrongPerson as why:
        form.ask_same_person(str(why))
    except CannotImport as why:
        form.add_error("bundle", str(why))
    else:
        messages.success(request, "The record was taken over. What was taken, and what was not, stands below.")
    return form.is_valid()


@require_safe
def decisions(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The recorded assessments."""
    context = {"banner": banner_or_404(person_id), "decisions": queries.decisions(person_id, now=timezone.now())}
    return render(request, "assessments/decisions.html", context)


@require_safe
def decision(request: HttpRequest, person_id: UUID, decision_id: UUID) -> HttpResponse:
    """One recorded assessment, with what it was made from."""
    banner = banner_or_404(person_id)
    try:
        page = queries.decision_page(person_id, decision_id, now=timezone.now())
    except queries.NotFound as why:
        raise Http404 from why
    return render(request, "assessments/decision.html", {"banner": banner, "page": page})
