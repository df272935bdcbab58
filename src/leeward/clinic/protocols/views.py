"""The protocol: in force, drafted, weighed, signed, kept."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.protocols import actions, forms, queries
from leeward.clinic.protocols.pages import group_of
from leeward.clinic.protocols.signing import asks_for_password, second_factor_missing, signed_in_with_second_factor
from leeward.protocol.adjustable import CannotAdjust


@require_safe
def in_force(request: HttpRequest) -> HttpResponse:
    """The protocol in force."""
    page = queries.in_force_page(reader=staff_of(request), now=timezone.now())
    return render(request, "protocols/in_force.html", {"page": page})


@require_safe
def part(request: HttpRequest, part: str) -> HttpResponse:
    """One part of the protocol in force."""
    try:
        page = queries.part_page(part, reader=staff_of(request), now=timezone.now())
    except KeyError as why:
        raise Http404 from why
    return render(request, "protocols/part.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, part: str) -> HttpResponse:
    """Draft other numbers for one part."""
    now = timezone.now()
    try:
        group = group_of(part)
    except KeyError as why:
        raise Http404 from why
    form = forms.Limits(request.POST if request.method == "POST" else None, group=group, draft=queries.draft_of(now))
    if request.method == "POST" and form.is_valid() and _drafted(request, form):
        return redirect("protocols:draft")
    context = {"form": form, "title": group.value, "part": part}
    return render(request, "protocols/edit.html", context, status=422 if form.errors else 200)


def _drafted(request: HttpRequest, form: forms.Limits) -> bool:
    """Draft what was told; say what speaks against it."""
    try:
        actions.draft_changes(told=form.told, by=staff_of(request), at=timezone.now())
    except CannotAdjust as why:
        form.add_error(None, str(why))
        return False
    count = len(form.told)
    messages.success(request, f"{count} {'number was' if count == 1 else 'numbers were'} drafted.")
    return True


@require_safe
def draft(request: HttpRequest) -> HttpResponse:
    """What the draft would change."""
    page = queries.draft_page(reader=staff_of(request), now=timezone.now())
    return render(request, "protocols/draft.html", {"page": page})


@require_POST
def anew(request: HttpRequest) -> HttpResponse:
    """Take back everything that was drafted."""
    actions.draft_anew(by=staff_of(request), at=timezone.now())
    messages.success(request, "Everything that was drafted was taken back. It stays readable in the record.")
    return redirect("protocols:draft")


@require_safe
def impact(request: HttpRequest) -> HttpResponse:
    """Which stored charts would get another answer under the draft."""
    page = queries.impact_page(reader=staff_of(request), now=timezone.now())
    return render(request, "protocols/impact.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@asks_for_password
def sign(request: HttpRequest) -> HttpResponse:
    """Sign the draft; it is in force at once."""
    reader, now = staff_of(request), timezone.now()
    page = queries.draft_page(reader=reader, now=now)
    form = forms.Sign(request.POST if request.method == "POST" else None, initial={"seen": page.digest})
    if request.method == "POST" and form.is_valid() and (number := _signed(request, form)):
        messages.success(request, f"Version {number} is signed and in force.")
        return redirect("protocols:version", number)
    missing = second_factor_missing(request)
    context = {"page": page, "form": form, "missing": missing, "reader": reader.name}
    return render(request, "protocols/sign.html", context, status=422 if form.errors else 200)


def _signed(request: HttpRequest, form: forms.Sign) -> int:
    """Sign, and return the version's number; 0 where something speaks against it."""
    if missing := second_factor_missing(request):
        form.add_error(None, missing)
        return 0
    told = form.cleaned_data
    try:
        return actions.sign(
            seen=told["seen"],
            typed_name=told["typed_name"],
            second_factor=signed_in_with_second_factor(request),
            by=staff_of(request),
            at=timezone.now(),
        )
    except actions.CannotSign as why:
        form.add_error(None, str(why))
        return 0


@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """Every version, for ever."""
    return render(request, "protocols/versions.html", {"versions": queries.versions()})


@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version, whole."""
    try:
        page = queries.version_page(number)
    except queries.NoSuchVersion as why:
        raise Http404 from why
    return render(request, "protocols/version.html", {"page": page})
