"""Who is signed in, as a member of staff."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import Role


def staff_of(request: HttpRequest) -> Staff:
    """Return who sent the request; the access table lets nobody else through to a view that asks."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def role_of(request: HttpRequest) -> Role | None:
    """The role of who is signed in, None for a visitor."""
    return Role(request.user.role) if request.user.is_authenticated else None
