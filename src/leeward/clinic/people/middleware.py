"""The table of access, applied; and every request about a patient, recorded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone

from leeward.clinic.audit.actions import record_read, was_just_read
from leeward.clinic.audit.actor import VISITOR
from leeward.clinic.audit.middleware import name_of
from leeward.clinic.people.access import ACCESS, POLLED, UNCOUNTED, Role
from leeward.clinic.people.signed_in import role_of, staff_of
from leeward.clinic.people.standing import SEEN, SINCE, is_over

MOST_SENT: int = 24 * 1024 * 1024  # a record to take over has at most 20 MB
MOST_SENT_BY_VISITORS: int = 256 * 1024
SEEN_EVERY_S: int = 60
OF_THE_ACCOUNT = ("account_", "mfa_")
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
POLLED_EVERY = timedelta(minutes=1)  # a page that asks by itself every two seconds is one row a minute


class AccessMiddleware:
    """Refuse what the table does not allow, and record what was asked about a patient, refused or not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.second_factor_for = roles_that_need_a_second_factor(settings.REQUIRE_MFA)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        end_idle_session(request)
        if is_too_long(request):  # before anybody reads it: the check of forms would take it all in
            return HttpResponse("What was sent is too long.", status=413, content_type="text/plain")
        actor = name_of(request)  # before the view: signing out forgets it
        response = self.get_response(request)
        if actor != VISITOR:
            # A shared machine: nothing of a record stays in the browser for the button "back" after signing out.
            response.headers.setdefault("Cache-Control", "no-store, private")
        match = request.resolver_match
        if match is not None and "person_id" in match.kwargs:
            self._record(request, response, actor=actor, page=match.view_name, person_id=match.kwargs["person_id"])
        return response

    def _record(self, request: HttpRequest, response: HttpResponse, *, actor: str, page: str, person_id: UUID) -> None:
        at = timezone.now()
        if page in POLLED and was_just_read(actor=actor, person_id=person_id, page=page, at=at, within=POLLED_EVERY):
            return
        method = request.method or ""
        record_read(actor=actor, person_id=person_id, page=page, method=method, status=response.status_code, at=at)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Let the request through (None), ask to sign in, or refuse with the roles that may."""
        match, method = request.resolver_match, request.method or ""
        rule = ACCESS.get(match.view_name) if match else None
        role = role_of(request)
        if rule is not None and rule.may(role, method):
            return self._ask_for_second_factor(request, role, page=match.view_name if match else "")
        if rule is not None and role is None:
            return _elsewhere(request, redirect_to_login(request.get_full_path()))
        allowed = rule.roles_for(method) if rule else ()
        return render(request, "403.html", {"roles": [each.label for each in allowed], "role": role}, status=403)

    def _ask_for_second_factor(self, request: HttpRequest, role: Role | None, *, page: str) -> HttpResponse | None:
        """Let nobody of a role that needs a second factor go anywhere but to where one is added."""
        if role not in self.second_factor_for or page.startswith(OF_THE_ACCOUNT):
            return None
        if is_mfa_enabled(staff_of(request), types=SECOND_FACTORS):
            return None
        messages.warning(
            request, "Your role signs in with a second factor. Add an authenticator app or a key to go on."
        )
        return _elsewhere(request, redirect("mfa_index"))


def roles_that_need_a_second_factor(told: str) -> frozenset[Role]:
    """Read the setting: roles with commas, or "everyone"; raises ImproperlyConfigured for a word that is no role."""
    if told.strip() == "everyone":
        return frozenset(Role)
    try:
        return frozenset(Role(word.strip()) for word in told.split(",") if word.strip())
    except ValueError as why:
        raise ImproperlyConfigured(f"LEEWARD_REQUIRE_MFA: {why}. Use everyone, or: {', '.join(Role.values)}.") from why


def _elsewhere(request: HttpRequest, there: HttpResponse) -> HttpResponse:
    """Send a page there. A part of a page that asks by itself hears no instead, and its page is loaded anew.

    Followed silently, the sign-in page would count as an answer, and values on the chairside page would stay young.
    """
    if not request.headers.get("HX-Request"):
        return there
    return HttpResponse("Sign in again.", status=401, headers={"HX-Refresh": "true"})


def is_too_long(request: HttpRequest) -> bool:
    """Does somebody send more than any form of theirs can hold? Files are taken from those who are signed in."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return True
    return length > (MOST_SENT if request.user.is_authenticated else MOST_SENT_BY_VISITORS)


def end_idle_session(request: HttpRequest) -> None:
    """Sign out whoever has not asked for anything for too long, and everyone after a shift.

    The time of asking is remembered once a minute.
    """
    if not request.user.is_authenticated:
        return
    now_s = int(timezone.now().timestamp())
    seen_s = request.session.get(SEEN, now_s)
    request.session.setdefault(SINCE, now_s)
    # A page that asks by itself counts as asking: a chair that is watched is not signed out under the nurse's eyes.
    if is_over(request.session, now_s=now_s):
        logout(request)
    elif SEEN not in request.session or (now_s - seen_s >= SEEN_EVERY_S and not _asks_by_itself(request)):
        request.session[SEEN] = now_s


def _asks_by_itself(request: HttpRequest) -> bool:
    """Is it the part of every page that asks on and on? Then nobody need sit in front of it."""
    try:
        return resolve(request.path_info).view_name in UNCOUNTED
    except Resolver404:
        return False
