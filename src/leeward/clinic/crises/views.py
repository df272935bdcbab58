"""Pages of crises: one crisis and its steps, the lists, the rota, and the part of every page that asks by itself."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeward.clinic.crises import actions, crisis_page, forms, queries, rota, rota_page
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404
from leeward.outcomes.crisis import CannotStep
from leeward.outcomes.crisis_triggers import by_hand
from leeward.outcomes.on_call import CannotCover

FORM_METHODS: Final = ["GET", "HEAD", "POST"]
DONE: Final[Mapping[str, tuple[Callable[..., None], str]]] = {
    "acknowledge": (actions.acknowledge, "Acknowledged."),
    "tell": (actions.tell, "Recorded whom you told."),
    "contact": (actions.record_contact, "The attempt was recorded."),
    "assess": (actions.assess, "The assessment was recorded."),
    "plan": (actions.plan_safety, "The safety plan was recorded."),
    "hand_over": (actions.hand_over, "The hand-over was recorded."),
    "escalate": (actions.escalate, "The next people are named now. Phone them."),
    "note": (actions.note, "The note was recorded."),
    "close": (actions.close, "The crisis is closed."),
}


@require_http_methods(FORM_METHODS)
def crisis(request: HttpRequest, person_id: UUID, crisis_id: UUID) -> HttpResponse:
    """One crisis; posting records a step other than closing."""
    sent = request.POST.get("step", "")
    return _crisis(request, person_id, crisis_id, sent="" if sent == "close" else sent)


@require_POST
def close(request: HttpRequest, person_id: UUID, crisis_id: UUID) -> HttpResponse:
    """Close it."""
    return _crisis(request, person_id, crisis_id, sent="close")


def _crisis(request: HttpRequest, person_id: UUID, crisis_id: UUID, *, sent: str) -> HttpResponse:
    banner, now = banner_or_404(person_id), timezone.now()
    steps = forms.step_forms(sent=sent, data=request.POST)
    form = steps.get(sent)
    try:
        if form is not None and form.is_valid() and _recorded(request, person_id, crisis_id, sent, form):
            return redirect("crises:crisis", person_id, crisis_id)
        page = crisis_page.crisis_page(person_id=person_id, crisis_id=crisis_id, by=staff_of(request), now=now)
    except queries.NotFound as why:
        raise Http404 from why
    context = {"banner": banner, "page": page, "forms": steps, "sent": form or forms.Note()}
    return render(request, "crises/crisis.html", context, status=422 if request.method == "POST" else 200)


def _recorded(request: HttpRequest, person_id: UUID, crisis_id: UUID, sent: str, form: Form) -> bool:
    """Record the step that was sent; a step that has no place is said on its form."""
    act, says = DONE[sent]
    try:
        act(person_id=person_id, crisis_id=crisis_id, **form.cleaned_data, by=staff_of(request), at=timezone.now())
    except CannotStep as why:
        form.add_error(None, str(why))
        return False
    messages.success(request, says)
    return True


@require_safe
def standing(request: HttpRequest, person_id: UUID, crisis_id: UUID) -> HttpResponse:
    """The part of the crisis's page that asks for itself; nothing where nothing changed."""
    now = timezone.now()
    try:
        actions.advance(now=now)
        part = crisis_page.standing_part(person_id=person_id, crisis_id=crisis_id, now=now)
    except queries.NotFound as why:
        raise Http404 from why
    if request.GET.get("seen") == part.seen:
        return HttpResponse(status=204)
    ids = {"person_id": person_id, "crisis_id": crisis_id}
    return render(request, "crises/_standing.html", {"standing": part, **ids})


@require_http_methods(FORM_METHODS)
def of_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The crises of one person; posting opens one by hand."""
    banner, now = banner_or_404(person_id), timezone.now()
    form = forms.Open(request.POST or None)
    if request.method == "POST" and form.is_valid():
        trigger = by_hand(**form.cleaned_data, source=f"hand:{uuid4()}")
        crisis_id = actions.open_crisis(person_id=person_id, trigger=trigger, by=staff_of(request), at=now)
        return redirect("crises:crisis", person_id, crisis_id)
    context = {"banner": banner, "form": form, "crises": queries.of_person(person_id, now=now)}
    return render(request, "crises/of_person.html", context, status=422 if form.errors else 200)


@require_safe
def open_list(request: HttpRequest) -> HttpResponse:
    """Every crisis that nobody has closed."""
    now = timezone.now()
    actions.advance(now=now)
    context = {"crises": queries.open_lines(now=now), "is_covered": queries.covered(now)}
    return render(request, "crises/list.html", context)


@require_safe
def now_part(request: HttpRequest) -> HttpResponse:
    """The banner of every page, which asks for itself; nothing where nothing changed."""
    now = timezone.now()
    actions.advance(now=now)
    banner = queries.now_banner(role=staff_of(request).works_as, now=now)
    if request.GET.get("seen", "") == (banner.seen if banner else ""):
        return HttpResponse(status=204)
    return render(request, "crises/_now.html", {"now": banner})


@require_http_methods(FORM_METHODS)
def on_call(request: HttpRequest) -> HttpResponse:
    """Who is on call; posting puts somebody on call."""
    staff, now = staff_of(request), timezone.now()
    form = forms.Duty(request.POST or None, accounts=rota_page.accounts())
    if request.method == "POST" and form.is_valid():
        try:
            rota.put_on_call(**form.cleaned_data, by=staff, at=now)
            messages.success(request, "The duty was entered.")
            return redirect("crises:rota")
        except CannotCover as why:
            form.add_error(None, str(why))
    context = {"form": form, "page": rota_page.rota_page(role=staff.works_as, now=now)}
    return render(request, "crises/rota.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def take_back(request: HttpRequest, on_call_id: int) -> HttpResponse:
    """Take a duty back."""
    staff, now = staff_of(request), timezone.now()
    duty = rota_page.duty_line(on_call_id, now=now)
    if duty is None:
        raise Http404
    form = forms.TakeBack(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rota.take_back(on_call_id=on_call_id, **form.cleaned_data, by=staff, at=now)
            messages.success(request, "The duty was taken back.")
            return redirect("crises:rota")
        except CannotCover as why:
            form.add_error(None, str(why))
    return render(request, "crises/take_back.html", {"form": form, "duty": duty}, status=422 if form.errors else 200)
