"""Pages of outcomes: the overview, entering a questionnaire, and one entry."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leeward.clinic.outcomes import actions, forms, queries, wordings
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404
from leeward.outcomes.crisis_triggers import can_open


@require_safe
def overview(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Did it help, and for how long."""
    banner = banner_or_404(person_id)
    page = queries.overview_page(person_id, name=banner.name)
    return render(request, "outcomes/overview.html", {"banner": banner, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, person_id: UUID, scale_key: str) -> HttpResponse:
    """Enter one questionnaire."""
    banner, scale = banner_or_404(person_id), queries.scale_by_key(scale_key)
    if scale is None:
        raise Http404
    form = forms.Answers(request.POST or None, scale=scale, now=timezone.now(), words=wordings.in_force(scale.key))
    if request.method == "POST" and form.is_valid():
        try:
            entry_id = _enter(request, person_id, form)
        except actions.CannotEnter as why:
            form.add_error(None, str(why))
        else:
            return redirect("outcomes:entry", person_id, entry_id)
    context = {"banner": banner, "form": form, "scale": scale, "asks_about_suicide": can_open(scale)}
    return render(request, "outcomes/enter.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, person_id: UUID, entry_id: UUID) -> HttpResponse:
    """One entry: its score, what it asks for, and what was remarked."""
    banner = banner_or_404(person_id)
    form = forms.SayRemark(request.POST or None)
    try:
        page = queries.entry_page(person_id=person_id, entry_id=entry_id)
        if request.method == "POST" and form.is_valid():
            actions.remark(
                person_id=person_id, entry_id=entry_id, **form.cleaned_data, by=staff_of(request), at=timezone.now()
            )
            messages.success(request, "The remark was recorded.")
            return redirect("outcomes:entry", person_id, entry_id)
    except queries.NotFound as why:
        raise Http404 from why
    except actions.CannotRemark as why:
        form.add_error(None, str(why))
    context = {"banner": banner, "form": form, "page": page}
    return render(request, "outcomes/entry.html", context, status=422 if request.method == "POST" else 200)


def _enter(request: HttpRequest, person_id: UUID, form: forms.Answers) -> UUID:
    told = form.cleaned_data
    return actions.enter_scores(
        entry_id=told["entry_id"],
        person_id=person_id,
        scale_key=form.scale.key,
        answers=form.answers,
        taken_at=told["taken_at"],
        source=told["source"],
        by=staff_of(request),
        at=timezone.now(),
        wording_id=form.words.wording_id if form.words else None,
    )
