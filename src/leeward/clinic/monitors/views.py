"""Pages of the register: the devices, one device and its checklist, and what was set aside."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeward.clinic.monitors import actions, asides, code_table, device_pages, forms, looking
from leeward.clinic.monitors.pages import DevicePage
from leeward.clinic.people.signed_in import staff_of
from leeward.devices.register import CannotRead
from leeward.infusion.vitals import GenerationMode

FORM_METHODS: Final = ["GET", "HEAD", "POST"]
REFUSALS: Final = (actions.CannotRegister, code_table.CannotUseTable, looking.CannotLook, CannotRead)


@require_safe
def device_list(request: HttpRequest) -> HttpResponse:
    """Every device, and how it is now."""
    page = device_pages.device_list(role=staff_of(request).works_as, now=timezone.now())
    return render(request, "monitors/list.html", {"page": page})


@require_http_methods(FORM_METHODS)
def register(request: HttpRequest) -> HttpResponse:
    """Put a device on the register."""
    form = forms.Register(request.POST or None, initial={"name": request.GET.get("name", "")})
    made: list[UUID] = []

    def act() -> None:
        made.append(actions.register_device(**form.cleaned_data, by=staff_of(request), at=timezone.now()))

    if request.method == "POST" and _done(form, act):
        messages.success(request, "Registered, on trial. Go through its checklist before it serves a patient.")
        return redirect("monitors:device", made[0])
    return render(request, "monitors/register.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def device(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """One device."""
    return _device(request, device_id)


@require_http_methods(FORM_METHODS)
def edit(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Change what is known of a device."""
    page = _page(request, device_id)
    form = forms.Edit(request.POST or None, initial=device_pages.as_edited(device_id))

    def act() -> None:
        actions.change_device(device_id=device_id, **form.cleaned_data, by=staff_of(request))

    if request.method == "POST" and _done(form, act):
        messages.success(request, "Changed.")
        return redirect("monitors:device", device_id)
    return render(request, "monitors/edit.html", {"form": form, "page": page}, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def table(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """The device's own codes and units, beside what is shipped."""
    page = _page(request, device_id)
    codes, units = device_pages.as_typed(device_id)
    form = forms.Table(request.POST or None, initial={"codes": codes, "units": units})

    def act() -> None:
        actions.set_table(device_id=device_id, **form.cleaned_data, by=staff_of(request))

    if request.method == "POST" and _done(form, act):
        messages.success(request, "The table was kept. Try it: compare every number with the monitor’s screen.")
        return redirect("monitors:device", device_id)
    context = {"form": form, "page": page, "shipped": device_pages.shipped(), "spellings": code_table.spellings()}
    return render(request, "monitors/table.html", context, status=422 if form.errors else 200)


@require_POST
def secret(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Draw a secret and show it, this once."""
    page = _page(request, device_id)
    try:
        drawn = actions.draw_secret(device_id=device_id, by=staff_of(request), at=timezone.now())
    except actions.CannotRegister as why:
        messages.error(request, str(why))
        return redirect("monitors:device", device_id)
    return render(request, "monitors/secret.html", {"page": page, "secret": drawn})


@require_POST
def mode(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Say how real its data may be."""
    form = forms.Mode(request.POST)

    def act() -> None:
        chosen = GenerationMode(form.cleaned_data["mode"])
        actions.set_mode(device_id=device_id, mode=chosen, by=staff_of(request))

    if _done(form, act):
        messages.success(request, "Set.")
        return redirect("monitors:device", device_id)
    return _device(request, device_id, mode_form=form)


@require_http_methods(FORM_METHODS)
def check(request: HttpRequest, device_id: UUID, line: str) -> HttpResponse:
    """Sign one line of the checklist."""
    page = _page(request, device_id)
    row = next((each for each in page.checklist if each.key == line), None)
    if row is None:
        raise Http404
    form = forms.Check(request.POST or None)

    def act() -> None:
        actions.sign_line(device_id=device_id, line=line, **form.cleaned_data, by=staff_of(request), at=timezone.now())

    if request.method == "POST" and _done(form, act):
        messages.success(request, f"Line {row.number} was signed.")
        return redirect("monitors:device", device_id)
    context = {"form": form, "page": page, "row": row}
    return render(request, "monitors/check.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def retire(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Take a device out of service."""
    page = _page(request, device_id)
    form = forms.Retire(request.POST or None)

    def act() -> None:
        actions.retire(device_id=device_id, **form.cleaned_data, by=staff_of(request), at=timezone.now())

    if request.method == "POST" and _done(form, act):
        messages.success(request, f"{page.line.name} is out of service. What it sends is set aside.")
        return redirect("monitors:list")
    return render(request, "monitors/retire.html", {"form": form, "page": page}, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def set_aside(request: HttpRequest) -> HttpResponse:
    """What was set aside; posting says what one reason was."""
    form = forms.Look(request.POST or None, auto_id=False)

    def act() -> None:
        looking.look(**form.cleaned_data, by=staff_of(request), at=timezone.now())

    if request.method == "POST" and _done(form, act):
        messages.success(request, "Noted. If it comes again, it waits here again.")
        return redirect(request.get_full_path())
    page = asides.aside_page(
        role=staff_of(request).works_as,
        sender=request.GET.get("sender", ""),
        only_new=request.GET.get("shown") != "all",
        now=timezone.now(),
    )
    chosen = forms.Filter(initial=request.GET.dict(), senders=page.senders)
    context = {"page": page, "form": form, "filter": chosen, "sent": request.POST}
    return render(request, "monitors/set_aside.html", context, status=422 if form.errors else 200)


@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """The shipped table of codes and units."""
    context = {"shipped": device_pages.shipped(), "spellings": code_table.spellings()}
    return render(request, "monitors/codes.html", context)


def _device(request: HttpRequest, device_id: UUID, *, mode_form: django_forms.Form | None = None) -> HttpResponse:
    page = _page(request, device_id)
    form = mode_form or forms.Mode(initial={"mode": page.mode_key})
    status = 422 if form.errors else 200
    return render(request, "monitors/device.html", {"page": page, "mode_form": form}, status=status)


def _page(request: HttpRequest, device_id: UUID) -> DevicePage:
    try:
        return device_pages.device_page(device_id, role=staff_of(request).works_as, now=timezone.now())
    except device_pages.NoSuchDevice as why:
        raise Http404 from why


def _done(form: django_forms.Form, act: Callable[[], None]) -> bool:
    """Do what a valid form says; a refusal becomes a sentence of the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except REFUSALS as why:
        form.add_error(None, str(why))
    return not form.errors
