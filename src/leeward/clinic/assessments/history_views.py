"""Pages of the treatment history: the lists, one treatment to add or correct, and taking one back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from leeward.assessment.treatment import CannotRecord
from leeward.clinic.assessments import history as tried
from leeward.clinic.assessments import history_actions as actions
from leeward.clinic.assessments import history_forms as forms
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404
from leeward.truth import Truth

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
def history(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What was tried; posting says whether a list is complete."""
    banner, now, reader = banner_or_404(person_id), timezone.now(), staff_of(request)
    form = forms.Complete(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        part, complete = form.cleaned_data["part"], Truth(form.cleaned_data["complete"])
        actions.say_complete(person_id=person_id, part=part, complete=complete, by=reader, at=now)
        messages.success(request, f"{tried.TITLES[part]}: saved.")
        return redirect("assessments:history", person_id)
    page = tried.standing(person_id, now=now, role=reader.works_as)
    asks = [(each, forms.Complete(initial={"part": each.part})) for each in page.parts]
    context = {"banner": banner, "page": page, "asks": asks, "form": form}
    return render(request, "assessments/treatment_history.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def add(request: HttpRequest, person_id: UUID, part: str) -> HttpResponse:
    """Add a treatment to a list."""
    if part not in forms.FORMS:
        raise Http404
    form = forms.FORMS[part](request.POST if request.method == "POST" else None)
    return _form_page(request, person_id, part, form, trial_id=None)


@require_http_methods(FORM_METHODS)
def edit(request: HttpRequest, person_id: UUID, trial_id: UUID) -> HttpResponse:
    """Correct what was told of a treatment."""
    part, told = _told_or_404(person_id, trial_id)
    initial = {**told, "trial_id": trial_id}
    form = forms.FORMS[part](request.POST if request.method == "POST" else None, initial=initial)
    return _form_page(request, person_id, part, form, trial_id=trial_id)


@require_POST
def take_back(request: HttpRequest, person_id: UUID, trial_id: UUID) -> HttpResponse:
    """Take a treatment back that was entered in error."""
    _told_or_404(person_id, trial_id)
    actions.take_back_trial(person_id=person_id, trial_id=trial_id, by=staff_of(request), at=timezone.now())
    messages.success(request, "The entry was taken back. It stays in the record, and counts for nothing any more.")
    return redirect("assessments:history", person_id)


def _form_page(
    request: HttpRequest, person_id: UUID, part: str, form: forms.Trial, *, trial_id: UUID | None
) -> HttpResponse:
    banner = banner_or_404(person_id)
    if request.method == "POST" and form.is_valid() and _recorded(request, person_id, part, form, trial_id):
        return redirect("assessments:history", person_id)
    context = {"banner": banner, "form": form, "part": part, "title": tried.TITLES[part], "trial_id": trial_id}
    return render(request, "assessments/treatment_trial.html", context, status=422 if form.errors else 200)


def _recorded(request: HttpRequest, person_id: UUID, part: str, form: forms.Trial, trial_id: UUID | None) -> bool:
    try:
        actions.record_trial(
            person_id=person_id,
            trial_id=trial_id or form.cleaned_data["trial_id"],
            part=part,
            told=form.told,
            by=staff_of(request),
            at=timezone.now(),
        )
    except CannotRecord as why:
        form.add_error(None, str(why))
        return False
    messages.success(request, "The treatment was saved.")
    if isinstance(form, forms.MedicineTaken) and not form.understood:
        messages.warning(request, "Which medicine this is was not understood, so it counts for nothing: correct it.")
    return True


def _told_or_404(person_id: UUID, trial_id: UUID) -> tuple[str, dict[str, object]]:
    try:
        return tried.told(person_id, trial_id)
    except tried.NoSuchTrial as why:
        raise Http404 from why
