"""Counting requests by the name of their address: an address itself may hold the id of a patient."""

import logging
import time
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from leeward.clinic.web import metrics

Answer = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("leeward.requests")
NO_ROUTE: Final = "none"
METHODS: Final = frozenset({"GET", "POST", "HEAD", "OPTIONS"})


def measure(get_response: Answer) -> Answer:
    """Count the request and the time that it took, and log it by its route."""

    def middleware(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = get_response(request)
        took_s = time.perf_counter() - begun
        route, method = route_of(request), request.method if request.method in METHODS else "other"
        metrics.REQUESTS.labels(route, method, str(response.status_code)).inc()
        metrics.REQUEST_SECONDS.observe(took_s)
        logger.info(
            "Request answered",
            extra={
                "route": route,
                "method": method,
                "status": response.status_code,
                "took_ms": round(took_s * 1000, 1),
            },
        )
        return response

    return middleware


def route_of(request: object) -> str:
    """Return the name of the address that a request was for; a static file or an unknown address has none."""
    match = getattr(request, "resolver_match", None)
    return match.view_name or NO_ROUTE if match is not None else NO_ROUTE
