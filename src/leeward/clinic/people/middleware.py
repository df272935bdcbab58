"""The table of access, applied; and every request about a patient, recorded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from leeward.clinic.audit.actions import record_read, was_just_read
from leeward.clinic.audit.middleware import name_of
from leeward.clinic.people.access import ACCESS, POLLED
from leeward.clinic.people.signed_in import role_of

SEEN: str = "seen_at_s"
SEEN_EVERY_S: int = 60
POLLED_EVERY = timedelta(minutes=1)  # a page that asks by itself every two seconds is one row a minute


class AccessMiddleware:
    """Refuse what the table does not allow, and record what was asked about a patient, refused or not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        end_idle_session(request)
        actor = name_of(request)  # before the view: signing out forgets it
        response = self.get_response(request)
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
            return None
        if rule is not None and role is None:
            return redirect_to_login(request.get_full_path())
        allowed = rule.roles_for(method) if rule else ()
        return render(request, "403.html", {"roles": [each.label for each in allowed], "role": role}, status=403)


def end_idle_session(request: HttpRequest) -> None:
    """Sign out whoever has not asked for anything for too long; remember the time of asking once a minute."""
    if not request.user.is_authenticated:
        return
    now_s = int(timezone.now().timestamp())
    seen_s = request.session.get(SEEN, now_s)
    if now_s - seen_s > settings.SESSION_IDLE_S:
        logout(request)
    elif now_s - seen_s >= SEEN_EVERY_S or SEEN not in request.session:
        request.session[SEEN] = now_s
