"""Who signs must be who signed in: the password again after a while, the second factor where the role has one."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from leeward.clinic.people.middleware import roles_that_need_a_second_factor
from leeward.clinic.people.signed_in import staff_of

View = Callable[[HttpRequest], HttpResponse]


def asks_for_password(view: View) -> View:
    """Ask for the password or the second factor again where the sign-in lies back: allauth's page, and back here."""
    asked: View = reauthentication_required(view)
    return asked


def signed_in_with_second_factor(request: HttpRequest) -> bool:
    """Was this session opened with a second factor, or with a key?"""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, staff_of(request)))


def second_factor_missing(request: HttpRequest) -> str:
    """Say what is missing where the role signs with a second factor; empty where nothing is."""
    needed = staff_of(request).works_as in roles_that_need_a_second_factor(settings.REQUIRE_MFA)
    if not needed or signed_in_with_second_factor(request):
        return ""
    return "Your role signs with a second factor. Sign out, sign in with it, then sign the protocol."
