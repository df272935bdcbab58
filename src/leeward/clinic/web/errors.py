"""The pages for what went wrong: each says what happened and what to do."""

import sys
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from leeward.clinic.web.records_away import why_away

AGAIN_S: Final = 5  # seconds after which a page may be asked for again


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """The request could not be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """The signed-in person may not do this."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """There is nothing at this address."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's
    """Something failed on our side; rendered without the request, which may be what failed.

    Where it is the database, the page says so with 503: who polls goes on asking, and finds it when it is back.
    """
    away = why_away(sys.exc_info()[1])
    if away is None:
        return HttpResponse(render_to_string("500.html"), status=500)
    page = HttpResponse(render_to_string("503.html", {"away": away}), status=503)
    page["Retry-After"] = str(AGAIN_S)
    return page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was not sent from one of our pages, or the page is too old."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
