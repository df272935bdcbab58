"""Pages of the passkey: made behind a link, and used to sign in."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leeward.clinic.audit.actor import acting
from leeward.clinic.patient import account, actions, passkeys, sessions, visiting
from leeward.clinic.patient.doors import PAGES
from leeward.clinic.patient.passkeys import CannotSignIn
from leeward.clinic.patient.visiting import Visit, with_pages
from leeward.clinic.portal.entering import sealed
from leeward.clinic.portal.limits import too_many


@sealed
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey."""
    if visiting.visit_of(request) is not None:
        return redirect("patient:home")
    return render(request, "patient/sign_in.html")


@sealed
@require_POST
def sign_in_begin(request: HttpRequest) -> HttpResponse:
    """Ask the browser for a passkey of ours."""
    return _begun(lambda: passkeys.begin_using(request))


@sealed
@require_POST
def sign_in_done(request: HttpRequest) -> HttpResponse:
    """Take the browser's answer, and begin a session."""
    now = timezone.now()
    if too_many(get_adapter().get_client_ip(request)):
        return _refused(_("Too many tries came from your network this hour. Try again later."), status=429)
    try:
        with acting("visitor"):
            token, who = passkeys.use(request, _sent(request), at=now)
    except CannotSignIn as why:
        return _refused(str(why))
    visiting.record(request, Visit(person_id=who.person_id, actor=f"patient {who.pk}"), status=200)
    response = JsonResponse({"to": reverse("patient:home")})
    sessions.write(response, token)
    return response


@with_pages
@require_safe
def passkey(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The passkeys that there are, and making one."""
    page = account.account_page(visit.person_id, may_make=_may_make(visit))
    return render(request, "patient/passkey.html", {"page": page})


@with_pages
@require_POST
def passkey_begin(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask the browser to make a passkey."""
    return _begun(lambda: passkeys.begin_making(request, person_id=visit.person_id))


@with_pages
@require_POST
def passkey_done(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep the passkey that the browser made."""
    link = visit.known.link.pk if visit.known and visit.door is PAGES else None
    now = timezone.now()
    try:
        passkeys.make(
            request, _sent(request), person_id=visit.person_id, link_id=link, at=now,
            name=account.name_of(request.headers.get("User-Agent", "")),
        )  # fmt: skip
    except CannotSignIn as why:
        return _refused(str(why))
    return JsonResponse({"to": reverse("patient:passkey")})


@with_pages
@require_http_methods(["POST"])
def passkey_remove(_request: HttpRequest, visit: Visit, passkey_id: UUID) -> HttpResponse:
    """Remove one of one's own passkeys."""
    try:
        actions.remove_passkey(person_id=visit.person_id, passkey_id=passkey_id, by=None, at=timezone.now())
    except account.NotFound as why:
        raise Http404 from why
    return redirect("patient:passkey")


def _may_make(visit: Visit) -> bool:
    return visit.session_id is not None or visit.known is not None


def _sent(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body)
    except ValueError as why:
        raise CannotSignIn("The browser's answer cannot be read. Try again.") from why
    if not isinstance(sent, dict):
        raise CannotSignIn("The browser's answer cannot be read. Try again.")
    return sent


def _begun(act: Callable[[], passkeys.Begun]) -> HttpResponse:
    try:
        begun = act()
    except CannotSignIn as why:
        return _refused(str(why))
    response = JsonResponse(passkeys.as_json(begun.options))
    passkeys.remember(response, begun.state)
    return response


def _refused(says: str, *, status: int = 422) -> HttpResponse:
    return JsonResponse({"says": says}, status=status)
