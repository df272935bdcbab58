"""Every request writes under the name of who sent it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from leeward.clinic.audit.actor import VISITOR, acting


class ActorMiddleware:
    """Name the signed-in user, or a visitor, as the writer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(name_of(request)):
            return self.get_response(request)


def name_of(request: HttpRequest) -> str:
    """The name under which this request is recorded."""
    return request.user.get_username() if request.user.is_authenticated else VISITOR
