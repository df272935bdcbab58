"""Pages of consent: where it stands, the page that a patient signs, giving the device back, copies, the text."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeward.clinic.consents import actions, forms, kiosk, queries
from leeward.clinic.people.signed_in import staff_of
from leeward.clinic.people.views import banner_or_404

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def consent(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Where the consent stands, and what happened."""
    banner = banner_or_404(person_id)
    page = queries.consent_page(person_id, role=staff_of(request).works_as, now=timezone.now())
    return render(request, "consents/consent.html", {"banner": banner, "page": page, "form": forms.Withdraw()})


@require_POST
def withdraw(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Record that the consent was taken back."""
    banner, reader, now = banner_or_404(person_id), staff_of(request), timezone.now()
    form = forms.Withdraw(request.POST)
    if form.is_valid():
        try:
            actions.withdraw(person_id=person_id, says=form.cleaned_data["says"], by=reader, at=now)
            messages.success(request, "The withdrawal was recorded: it counts at once.")
            return redirect("consents:consent", person_id)
        except actions.CannotWithdraw as why:
            form.add_error("says", str(why))
    page = queries.consent_page(person_id, role=reader.works_as, now=now)
    return render(request, "consents/consent.html", {"banner": banner, "page": page, "form": form}, status=422)


@require_POST
def start(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Hand the device to the patient: from now on it shows the consent and nothing else."""
    banner_or_404(person_id)
    kiosk.hand_over(request, person_id)
    return redirect("consents:sign", person_id)


@require_http_methods(FORM_METHODS)
def sign(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The text, its points and the signature, on a device that was handed over."""
    if kiosk.held_by(request) != person_id:
        return redirect("consents:consent", person_id)
    page = queries.sign_page(person_id, now=timezone.now())
    form = forms.Sign(request.POST if request.method == "POST" else None, page=page)
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign(person_id=person_id, signed=form.signed, witness=staff_of(request), at=timezone.now())
            return redirect("consents:hand_back", person_id)
        except actions.CannotSign as why:
            form.add_error(None, str(why))
            form.read_again()
    context = {"page": page, "form": form, "witness": staff_of(request)}
    return render(request, "consents/sign.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@require_http_methods(FORM_METHODS)
def hand_back(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask whoever holds the device to give it back; the password of who is signed in opens it again."""
    if kiosk.held_by(request) != person_id:
        return redirect("consents:consent", person_id)
    form, staff = forms.TakeBack(request.POST if request.method == "POST" else None), staff_of(request)
    if request.method == "POST" and form.is_valid():
        if staff.check_password(form.cleaned_data["password"]):
            kiosk.take_back(request)
            return redirect("consents:consent", person_id)
        if kiosk.too_many_wrong(request):
            logout(request)
            return redirect("account_login")
        form.add_error("password", f"This is not the password of {staff.name}. Try again, or sign out.")
    is_signed = queries.is_signed(person_id, now=timezone.now())
    context = {"form": form, "staff": staff, "is_signed": is_signed, "person_id": person_id}
    return render(request, "consents/hand_back.html", context, status=422 if form.errors else 200)


@require_safe
def copy(request: HttpRequest, person_id: UUID, signature_id: UUID) -> HttpResponse:
    """A signed consent, word for word, to print."""
    banner = banner_or_404(person_id)
    try:
        page = queries.copy_page(person_id, signature_id)
    except queries.NoSuchCopy as why:
        raise Http404 from why
    return render(request, "consents/copy.html", {"banner": banner, "page": page})


@require_safe
def text(request: HttpRequest) -> HttpResponse:
    """The current text and its versions."""
    page = queries.text_page(role=staff_of(request).works_as, now=timezone.now())
    return render(request, "consents/text.html", {"page": page})


@require_http_methods(FORM_METHODS)
def change(request: HttpRequest) -> HttpResponse:
    """Put a version with another paragraph of the clinic in force."""
    now, reader = timezone.now(), staff_of(request)
    page = queries.text_page(role=reader.works_as, now=now)
    form = forms.Change(request.POST if request.method == "POST" else None, initial={"own": page.own})
    if request.method == "POST" and form.is_valid():
        try:
            number = actions.publish(**form.cleaned_data, by=reader, at=now)
            messages.success(request, f"Version {number} is in force: whoever signed an earlier one is asked again.")
            return redirect("consents:text")
        except actions.CannotPublish as why:
            form.add_error(None, str(why))
    return render(request, "consents/change.html", {"page": page, "form": form}, status=422 if form.errors else 200)


@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version, word for word."""
    try:
        page = queries.version_page(number)
    except queries.NoSuchCopy as why:
        raise Http404 from why
    return render(request, "consents/text.html", {"page": page})
