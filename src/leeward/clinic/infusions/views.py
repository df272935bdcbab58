"""Pages about infusions: the chair, the room, the journal."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leeward.clinic.infusions import doubting, forms, planning, queries
from leeward.clinic.infusions.about import about_alarm, about_reading
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.queue_page import queue_page
from leeward.clinic.infusions.verbs import REFUSALS, VERBS, Verb
from leeward.clinic.infusions.what_if import what_if as weighed
from leeward.clinic.people.access import may
from leeward.clinic.people.signed_in import role_of, staff_of
from leeward.clinic.people.views import banner_or_404
from leeward.clinic.web import charts, events

DOUBTED: Final = doubting.Doubted.__name__
LINKED: Final = ("alarm_key", "reading_id", "adverse_event")


@require_GET
def infusions(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The infusions of one person."""
    context = {
        "banner": banner_or_404(person_id),
        "infusions": queries.infusions(person_id),
        "may_open": may(role_of(request), "infusions:chairside"),
        "orders": planning.open_orders(person_id=person_id, now=timezone.now())
        if may(role_of(request), "infusions:plan")
        else (),
    }
    return render(request, "infusions/list.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, person_id: UUID, order_id: UUID) -> HttpResponse:
    """Plan the infusion of an approved order that was drawn up and checked by another person."""
    order = or_404(planning.order_line, person_id=person_id, order_id=order_id, now=timezone.now())
    form = forms.PlanInfusion(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chair, by = form.cleaned_data["chair"], staff_of(request)
        try:
            made = planning.plan_from_order(
                person_id=person_id, order_id=order_id, chair=chair, by=by, at=timezone.now()
            )
            return redirect("infusions:chairside", person_id, made)
        except planning.CannotPlan as why:
            form.add_error(None, str(why))
    context = {"banner": banner_or_404(person_id), "form": form, "order": order}
    return render(request, "infusions/plan.html", context, status=422 if form.errors else 200)


@require_GET
def chairside(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """The page beside the patient."""
    page = or_404(queries.chairside_page, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    context = {"banner": banner_or_404(person_id), "page": page, "live": page.live, "row": forms.ChartRow()}
    context["events"] = events.address(request, infusion_id)
    context["queue"] = queue_page(page, person_id=person_id, by=staff_of(request))
    return render(request, "infusions/chairside.html", context)


@require_GET
def live(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """What changes while one watches: asked for when the hub tells of it, else every two seconds."""
    found = or_404(queries.live_now, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    return render(request, "infusions/_live.html", {"live": found, "oob": True})


@require_GET
def chart(_request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """The flowsheet alone."""
    drawn = or_404(queries.chart, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    return HttpResponse(charts.flowsheet(drawn))


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, person_id: UUID, infusion_id: UUID, verb: str) -> HttpResponse:
    """One thing to do: the form that asks again, and then the deed."""
    chosen = VERBS[verb]
    form = chosen.form(request.POST or None, initial=_initial(request, verb, person_id, infusion_id))
    if request.method == "POST" and done(request, form, person_id, infusion_id, chosen.act):
        return _after(request, person_id, infusion_id, chosen=chosen)
    page = or_404(queries.chairside_page, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    template = "infusions/_act.html" if request.headers.get("HX-Request") else "infusions/act.html"
    context = {"banner": banner_or_404(person_id), "page": page, "verb": chosen, "form": form}
    context["about"] = _about(form, page, person_id)
    return render(request, template, context, status=422 if form.errors else 200)


@require_POST
def chart_row(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """Chart one line."""
    form = forms.ChartRow(request.POST)
    if done(request, form, person_id, infusion_id, doubting.chart_row):
        if not request.headers.get("HX-Request"):
            return redirect("infusions:chairside", person_id, infusion_id)
        form = forms.ChartRow()
    elif form.has_error(NON_FIELD_ERRORS, DOUBTED):  # the same line sent again says that it is meant
        form.data = {**request.POST.dict(), "sure": form.cleaned_data["readings"]}
    page = or_404(queries.chairside_page, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    context = {"banner": banner_or_404(person_id), "page": page, "live": page.live, "row": form, "oob": True}
    context["events"] = events.address(request, infusion_id)
    if not request.headers.get("HX-Request"):
        context["queue"] = queue_page(page, person_id=person_id, by=staff_of(request))
    template = "infusions/_row_done.html" if request.headers.get("HX-Request") else "infusions/chairside.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_GET
def what_if(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """What would follow from pausing, halving or stopping now; nothing is recorded."""
    page = or_404(weighed, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    template = "infusions/_what_if.html" if request.headers.get("HX-Request") else "infusions/what_if.html"
    return render(request, template, {"banner": banner_or_404(person_id), "page": page})


@require_GET
def journal(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """What happened, entry by entry, and whether the chain is whole."""
    page = or_404(queries.journal_page, person_id=person_id, infusion_id=infusion_id)
    context = {"banner": banner_or_404(person_id), "page": page, "infusion_id": infusion_id}
    return render(request, "infusions/journal.html", context)


@require_GET
def flowsheet(request: HttpRequest, person_id: UUID, infusion_id: UUID) -> HttpResponse:
    """The flowsheet as a table."""
    page = or_404(queries.flowsheet_page, person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    context = {"banner": banner_or_404(person_id), "page": page, "infusion_id": infusion_id}
    return render(request, "infusions/flowsheet.html", context)


def or_404(ask: Callable[..., Any], **which: object) -> Any:
    try:
        return ask(**which)
    except ObjectDoesNotExist as why:
        raise Http404 from why


def _initial(request: HttpRequest, verb: str, person_id: UUID, infusion_id: UUID) -> dict[str, object]:
    """Return what the form starts from: the alarm or reading of the link, the ordered rate."""
    initial: dict[str, object] = {key: request.GET[key] for key in LINKED if key in request.GET}
    if verb in ("resume", "rate"):
        initial["rate_ml_per_h"] = or_404(queries.current_rate, person_id=person_id, infusion_id=infusion_id)
    return initial


def _about(form: forms.EventForm, page: queries.ChairsidePage, person_id: UUID) -> str:
    """Say which alarm or which reading the form is about."""
    if "adverse_event" in form.fields and (noted := form["adverse_event"].value()):
        return next((line.says for line in page.live.adverse if str(line.event_id) == str(noted)), "")
    if "reading_id" in form.fields and (reading := form["reading_id"].value()):
        now = timezone.now()
        return about_reading(person_id=person_id, infusion_id=page.infusion_id, reading_id=str(reading), now=now)
    if "alarm_key" in form.fields and (key := form["alarm_key"].value()):
        return about_alarm(page.live, str(key))
    return ""


def done(
    request: HttpRequest, form: forms.EventForm, person_id: UUID, infusion_id: UUID, act: Callable[..., object]
) -> bool:
    """Do what a valid form says; a refusal becomes a sentence of the form."""
    if not form.is_valid():
        return False
    fields = dict(form.cleaned_data)
    deed = deed_of(request, person_id, infusion_id, event_id=fields.pop("event_id"))
    try:
        act(deed, **fields)
    except queries.NotFound as why:
        raise Http404 from why
    except REFUSALS as why:
        form.add_error(None, ValidationError(str(why), code=type(why).__name__))
    return not form.errors


def deed_of(request: HttpRequest, person_id: UUID, infusion_id: UUID, *, event_id: UUID) -> Deed:
    """Return who does something, now; the table of access lets nobody but staff come here."""
    by = staff_of(request)
    return Deed(person_id=person_id, infusion_id=infusion_id, event_id=event_id, by=by, at=timezone.now())


def _after(request: HttpRequest, person_id: UUID, infusion_id: UUID, *, chosen: Verb) -> HttpResponse:
    said = f"{chosen.title}: recorded."
    if not request.headers.get("HX-Request"):
        messages.success(request, said)
        return redirect("infusions:chairside", person_id, infusion_id)
    found = queries.live_now(person_id=person_id, infusion_id=infusion_id, now=timezone.now())
    context = {"live": found, "oob": True, "shows_amount": chosen.shows_amount}
    return render(request, "infusions/_done.html", {**context, "said": said})
