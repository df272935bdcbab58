"""Pages of the calendar: the week, a person's sessions, booking, moving, and what became of a session."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404
from leeward.clinic.scheduling import actions, forms, lengths, queries, told_actions
from leeward.clinic.scheduling.calendar import Slot


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """The week of the clinic."""
    now = timezone.now()
    page = queries.week_page(on=_day(request.GET.get("on", ""), now), now=now)
    return render(request, "scheduling/week.html", {"page": page})


@require_safe
def of_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Every session of a person."""
    banner = banner_or_404(person_id)
    page = queries.sessions_of(person_id)
    return render(request, "scheduling/of_person.html", {"banner": banner, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Find a free time and book it."""
    form = forms.Choose(request.POST if request.method == "POST" else None)
    now = timezone.now()

    def act(slot: Slot, kind: str) -> None:
        actions.book(
            booking_id=form.cleaned_data["form_id"], person_id=person_id, kind=kind, slot=slot, by=staff_of(request),
            at=now, says=form.cleaned_data["says"],
        )  # fmt: skip

    return _find(request, person_id, form, act, kind="", staff_id=None, title="Book a session", said="It is booked.")


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, person_id: UUID, booking_id: UUID) -> HttpResponse:
    """Find another time for a session."""
    form = forms.Choose(request.POST if request.method == "POST" else None)
    try:
        kind, staff_id = queries.kind_of(person_id, booking_id)
    except ObjectDoesNotExist as why:
        raise Http404 from why

    def act(slot: Slot, kind: str) -> None:  # noqa: ARG001 - what it is stays as it is
        actions.move(
            person_id=person_id, booking_id=booking_id, slot=slot, says=form.cleaned_data["says"],
            by=staff_of(request), at=timezone.now(),
        )  # fmt: skip

    return _find(
        request, person_id, form, act, kind=kind, staff_id=staff_id, title="Move a session", said="It was moved.",
        besides=booking_id,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def times(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """When the patient can come."""
    banner = banner_or_404(person_id)
    form = forms.PatientTimes(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told_actions.set_patient_hours(
            person_id=person_id, hours=form.hours, says=form.cleaned_data["says"], by=staff_of(request),
            at=timezone.now(),
        )  # fmt: skip
        messages.success(request, "The patient’s own times were recorded.")
        return redirect("scheduling:of_person", person_id)
    context = {"banner": banner, "form": form, "says": queries.patient_hours(person_id)}
    return render(request, "scheduling/times.html", context, status=422 if form.errors else 200)


@require_safe
def booking(request: HttpRequest, person_id: UUID, booking_id: UUID) -> HttpResponse:
    """One session."""
    return _booking(request, person_id, booking_id)


@require_POST
def cancel(request: HttpRequest, person_id: UUID, booking_id: UUID) -> HttpResponse:
    """Take a session out of the calendar."""
    form = forms.Why(request.POST)
    return _do(request, person_id, booking_id, form, "cancelling", lambda: actions.cancel(
        person_id=person_id, booking_id=booking_id, says=form.cleaned_data["says"], by=staff_of(request),
        at=timezone.now(),
    ), said="It was cancelled; the time is free.")  # fmt: skip


@require_POST
def missed(request: HttpRequest, person_id: UUID, booking_id: UUID) -> HttpResponse:
    """The patient did not come."""
    form = forms.Why(request.POST)
    return _do(request, person_id, booking_id, form, "missing", lambda: actions.miss(
        person_id=person_id, booking_id=booking_id, says=form.cleaned_data["says"], by=staff_of(request),
        at=timezone.now(),
    ), said="It was recorded as missed. The course plan says what may come in its place.")  # fmt: skip


@require_POST
def held(request: HttpRequest, person_id: UUID, booking_id: UUID) -> HttpResponse:
    """The session took place."""
    return _do(request, person_id, booking_id, Form(request.POST), "holding", lambda: actions.hold(
        person_id=person_id, booking_id=booking_id, by=staff_of(request), at=timezone.now(),
    ), said="It was recorded as held.")  # fmt: skip


def _find(
    request: HttpRequest, person_id: UUID, form: forms.Choose, act: Callable[[Slot, str], None], *, kind: str,
    staff_id: int | None, title: str, said: str, besides: UUID | None = None,
) -> HttpResponse:  # fmt: skip
    banner, now = banner_or_404(person_id), timezone.now()
    look = _look(request, kind=kind, staff_id=staff_id, now=now)
    asked_kind = kind or look.cleaned_data["kind"]
    length = lengths.length(asked_kind, at=now)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.slot(length), asked_kind)
        except actions.CannotBook as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, said)
            return redirect("scheduling:of_person", person_id)
    page = queries.find_page(
        person_id=person_id, kind=asked_kind, first=look.cleaned_data["first"], now=now, besides=besides,
        staff_id=look.cleaned_data["with_whom"] or staff_id, asked=_asked(look, length, staff_id),
    )  # fmt: skip
    context = {"banner": banner, "page": page, "form": form, "look": look, "title": title, "is_move": bool(besides)}
    return render(request, "scheduling/find.html", context, status=422 if form.errors else 200)


def _look(request: HttpRequest, *, kind: str, staff_id: int | None, now: datetime) -> forms.Look:
    """Return what is looked for; what cannot be read is looked for from today on."""
    usual = {"kind": kind or "infusion", "first": f"{timezone.localdate(now):%Y-%m-%d}", "with_whom": staff_id or ""}
    told = {name: request.GET[name] for name in forms.Look.base_fields if request.GET.get(name)}
    lists = {"staff": queries.colleagues(), "chairs": queries.chairs()}
    look = forms.Look({**usual, **told}, **lists)
    if not look.is_valid():
        look = forms.Look(usual, **lists)
        look.full_clean()
    return look


def _asked(look: forms.Look, length: object, staff_id: int | None) -> Slot | None:
    told = look.cleaned_data
    if not told.get("clock"):
        return None
    starts_at = timezone.make_aware(datetime.combine(told["first"], told["clock"]))
    return Slot(
        starts_at=starts_at, ends_at=starts_at + length,  # type: ignore[operator]
        chair_id=told["chair"], staff_id=told["with_whom"] or staff_id,
    )  # fmt: skip


def _booking(
    request: HttpRequest, person_id: UUID, booking_id: UUID, **shown: Form
) -> HttpResponse:  # fmt: skip
    banner = banner_or_404(person_id)
    try:
        page = queries.booking_page(person_id, booking_id, now=timezone.now())
    except ObjectDoesNotExist as why:
        raise Http404 from why
    context = {
        "banner": banner, "page": page, "booking_id": booking_id, "cancelling": forms.Why(prefix=None),
        "missing": forms.Why(auto_id="missed_%s"), "holding": Form(), **shown,
    }  # fmt: skip
    wrong = any(form.errors for form in shown.values())
    return render(request, "scheduling/booking.html", context, status=422 if wrong else 200)


def _do(
    request: HttpRequest, person_id: UUID, booking_id: UUID, form: Form, name: str, act: Callable[[], object], *,
    said: str,
) -> HttpResponse:  # fmt: skip
    if form.is_valid():
        try:
            act()
        except ObjectDoesNotExist as why:
            raise Http404 from why
        except actions.CannotBook as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, said)
            return redirect("scheduling:booking", person_id, booking_id)
    return _booking(request, person_id, booking_id, **{name: form})


def _day(told: str, now: datetime) -> date:
    """Return the day that an address names, today where it names none."""
    try:
        return date.fromisoformat(told)
    except ValueError:
        return timezone.localdate(now)
