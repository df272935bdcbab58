"""The patient's pages. No account: a link that is used once, the date of birth, and the device that opened it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from leeward.clinic.audit.actions import record_read
from leeward.clinic.audit.actor import acting
from leeward.clinic.portal import actions, device, patient_pages
from leeward.clinic.portal.actions import Opening
from leeward.clinic.portal.device import Device
from leeward.clinic.portal.forms import Birth, StepForm, form_for
from leeward.clinic.portal.limits import too_many
from leeward.clinic.portal.links import Known, Standing, by_id, by_token
from leeward.clinic.portal.patient_pages import FROM_CHECK, Way
from leeward.clinic.portal.steps import YES, Step

View = Callable[..., HttpResponse]
HEADERS: Final = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "same-origin",  # nothing leaves; “no-referrer” would also hide our own forms from ourselves
    "X-Robots-Tag": "noindex, nofollow",
}
REFUSED: Final = {
    Standing.OPENED: "This link was opened on another device. It works only there.",
    Standing.SUBMITTED: "The answers of this link were sent already. Nothing more is needed from you here.",
    Standing.REVOKED: "This link does not hold any more: the clinic made a newer one, or took it back.",
    Standing.EXPIRED: "This link has expired.",
}
WRONG: Final = "This link and this date of birth do not open anything. Check the date, or use the newest link."
LOCKED: Final = "This link is locked, because too many wrong dates were entered."
TOO_MANY: Final = "Too many tries came from your network this hour. Nothing was opened. Try again later."


def sealed(view: View) -> View:
    """Keep a page out of every cache, every index and every other site's log."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        response = view(request, *args, **named)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return kept


def with_link(view: Callable[Concatenate[HttpRequest, Known, ...], HttpResponse]) -> View:
    """Let in the device that opened a link which still holds, and record the access under the link's id."""

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        shown = device.read(request)
        known = _known(shown)
        if shown is None or known is None:
            response = render(request, "portal/closed.html", status=404)
            device.forget(response)
            return response
        if shown.is_rested:
            return redirect("portal:again")
        with acting(actor_of(known)):
            response = view(request, known, *args, **named)
        _record(request, response, known)
        if device.NAME not in response.cookies:
            device.write(response, link_id=known.link.pk, secret=shown.secret)
        return response

    return sealed(entered)


def actor_of(known: Known) -> str:
    """Return the name under which what a link does is recorded."""
    return f"intake {known.link.pk}"


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link with the date of birth; every link, also one that there is not, shows the same page."""
    shown, found = device.read(request), by_token(token)
    known = _known(shown)
    if known is not None and found is not None and known.link == found.link and shown and not shown.is_rested:
        return redirect("portal:start")
    return _ask_birth(request, found, lambda born: actions.open_by_token(
        token=token, born=born, device=shown.secret if shown else "", at=timezone.now()
    ))  # fmt: skip


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Ask for the date of birth again after a rest: a telephone lies about."""
    shown = device.read(request)
    known = _known(shown)
    if shown is None or known is None:
        return redirect("portal:start")
    return _ask_birth(request, known, lambda born: actions.open_again(
        link_id=shown.link_id, born=born, device=shown.secret, at=timezone.now()
    ))  # fmt: skip


@with_link
@require_safe
def start(request: HttpRequest, known: Known) -> HttpResponse:
    """Before the first question, or coming back."""
    page = patient_pages.start_page(_way(known))
    return render(request, "portal/start.html", {"page": page, "expires_at": known.link.expires_at})


@with_link
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, known: Known, key: str) -> HttpResponse:
    """One question; what is answered is kept at once."""
    way, from_check = _way(known), FROM_CHECK in {request.GET.get("from"), request.POST.get("from")}
    asked = way.step(key) or (patient_pages.late_step(key) if request.method == "POST" else None)
    if asked is None:  # another answer took the question away
        return redirect("portal:start")
    form = form_for(asked, way.answers, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _save(request, known, asked, form, from_check=from_check)
    page = patient_pages.step_page(way, asked, from_check=from_check)
    context = {"page": page, "form": form, "from_check": from_check}
    return render(request, "portal/step.html", context, status=422 if form.errors else 200)


@with_link
@require_safe
def help_now(request: HttpRequest, known: Known) -> HttpResponse:
    """Show the calm text after an answer that somebody has to act upon."""
    from_check = request.GET.get("from") == FROM_CHECK
    page = patient_pages.help_page(_way(known), request.GET.get("after", ""), known.link, from_check=from_check)
    return render(request, "portal/help.html", {"page": page})


@with_link
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, known: Known) -> HttpResponse:
    """Check the answers, change them, and send them once."""
    now = timezone.now()
    if request.method == "POST":
        try:
            way, left_out = _way(known), patient_pages.left_out(now)
            actions.submit(
                link_id=known.link.pk, left_out=left_out, answered=way.answered, of=len(way.steps), at=now
            )  # fmt: skip
        except actions.CannotAnswer:
            return _gone(request)
        response = redirect("portal:sent")
        device.forget(response)
        return response
    return render(request, "portal/check.html", {"page": patient_pages.check_page(_way(known))})


@sealed
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Leave for now: what was answered is kept, and the date of birth is asked before it is shown again."""
    response, shown = render(request, "portal/leave.html"), device.read(request)
    if request.method == "POST" and shown is not None:
        device.write(response, link_id=shown.link_id, secret=shown.secret, is_rested=True)
    return response


@sealed
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The answers arrived."""
    return render(request, "portal/sent.html")


def _save(request: HttpRequest, known: Known, asked: Step, form: StepForm, *, from_check: bool) -> HttpResponse:
    now = timezone.now()
    try:
        opened = actions.save_answer(link_id=known.link.pk, step=asked, value=form.value, at=now)
    except actions.CannotAnswer:
        return _gone(request)
    is_urgent = bool(asked.question and asked.question.urgent and form.value["answer"] == YES)
    if opened or is_urgent:
        response = redirect("portal:help")
        response["Location"] += f"?after={asked.key}" + (f"&from={FROM_CHECK}" if from_check else "")
        return response
    return redirect(patient_pages.next_url(_way(known), asked, from_check=from_check))


def _ask_birth(request: HttpRequest, known: Known | None, act: Callable[[Any], Opening]) -> HttpResponse:
    form = Birth(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _door(request, form, 422 if form.errors else 200)
    if too_many(get_adapter().get_client_ip(request)):
        form.add_error(None, TOO_MANY)
        return _door(request, form, 429)
    with acting(actor_of(known) if known else "visitor"):
        opening = act(form.cleaned_data["born"])
    response = _answer(request, form, opening)
    if known is not None:
        _record(request, response, known)
    return response


def _answer(request: HttpRequest, form: Birth, opening: Opening) -> HttpResponse:
    if opening.link_id is not None:
        response: HttpResponse = redirect("portal:start")
        device.write(response, link_id=opening.link_id, secret=opening.device)
        return response
    if opening.refused is not None:
        return render(request, "portal/closed.html", {"says": REFUSED[opening.refused]}, status=410)
    form.add_error("born" if not opening.is_locked else None, LOCKED if opening.is_locked else WRONG)
    return _door(request, form, 422)


def _door(request: HttpRequest, form: Birth, status: int) -> HttpResponse:
    return render(request, "portal/door.html", {"form": form}, status=status)


def _gone(request: HttpRequest) -> HttpResponse:
    response = render(request, "portal/closed.html", status=410)
    device.forget(response)
    return response


def _known(shown: Device | None) -> Known | None:
    """Return the link that this device opened, while it takes answers."""
    known = by_id(shown.link_id) if shown else None
    if shown is None or known is None or not known.is_device(shown.secret):
        return None
    return known if known.standing(timezone.now()) is Standing.OPENED else None


def _way(known: Known) -> Way:
    return patient_pages.way_of(known.link.pk, now=timezone.now())


def _record(request: HttpRequest, response: HttpResponse, known: Known) -> None:
    match = request.resolver_match
    record_read(
        actor=actor_of(known),
        person_id=known.link.person_id,
        page=match.view_name if match else "",
        method=request.method or "",
        status=response.status_code,
        at=timezone.now(),
    )
