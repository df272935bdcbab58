"""The door for devices that speak HTTP: a secret in place of a session, a limit to how often, and plain answers."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from leeward.clinic.audit.actor import acting
from leeward.clinic.monitors.queries import by_secret
from leeward.clinic.web.tries import count_try
from leeward.devices.port import Known
from leeward.fhir.outcome import Issue, outcome

MINUTE_S: Final = 60
REQUESTS_A_MINUTE: Final = 600  # ten a second: what comes faster belongs to HL7 or JSON lines, which are made for it
WRONG_A_MINUTE: Final = 20  # a device whose secret was just changed tries some times; a guesser tries on
FHIR_JSON: Final = "application/fhir+json"
BEARER: Final = "bearer "


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The device that asks, and where from."""

    known: Known
    peer: str


Answer = Callable[[HttpRequest, Caller], HttpResponse]


def for_device(*content_types: str) -> Callable[[Answer], Callable[[HttpRequest], HttpResponse]]:
    """Let a registered device in by its secret, and nobody else; what it sends must be of one of these types.

    A session plays no part here, so that no page that a browser is led to can post in somebody's name.
    """

    def decorate(view: Answer) -> Callable[[HttpRequest], HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponse:
            if request.method != "POST":
                refused = told(405, [Issue(says="Only POST is understood here.", code="not-supported")])
                refused["Allow"] = "POST"
                return refused
            caller = _caller(request)
            if isinstance(caller, HttpResponse):
                return caller
            if request.content_type not in content_types:
                says = f"The body is {request.content_type or 'of no type'}; send {' or '.join(content_types)}."
                return told(415, [Issue(says=says, code="not-supported")])
            with acting(f"device {caller.known.device_id}"):
                return view(request, caller)

        return answer

    return decorate


def told(status: int, issues: Iterable[Issue]) -> HttpResponse:
    """Answer with an OperationOutcome."""
    return as_json(outcome(issues), status=status)


def as_json(resource: dict[str, Any], *, status: int) -> HttpResponse:
    """Answer with a resource."""
    return JsonResponse(resource, status=status, content_type=FHIR_JSON, json_dumps_params={"ensure_ascii": False})


def json_of(response: HttpResponse) -> Any:
    """Return the resource of an answer, to be put into another."""
    return json.loads(response.content)


def _caller(request: HttpRequest) -> Caller | HttpResponse:
    peer = get_adapter().get_client_ip(request) or ""
    header = request.headers.get("Authorization", "")
    secret = header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else ""
    if not secret:
        return _unknown("Show the device's secret: Authorization: Bearer, and the secret from the device's page.")
    known = by_secret(secret, peer)
    if isinstance(known, str):
        if count_try(f"devices:wrong:{peer}", within_s=MINUTE_S) > WRONG_A_MINUTE:
            return _slower("Too many secrets that are none came from this address. Wait a minute.")
        return _unknown(known)
    if count_try(f"devices:asked:{known.device_id}", within_s=MINUTE_S) > REQUESTS_A_MINUTE:
        return _slower(
            f"{known.device_id} sends more than {REQUESTS_A_MINUTE} requests a minute. Send them as bundles."
        )
    return Caller(known=known, peer=peer)


def _unknown(says: str) -> HttpResponse:
    answer = told(401, [Issue(says=says, code="login")])
    answer["WWW-Authenticate"] = 'Bearer realm="devices"'
    return answer


def _slower(says: str) -> HttpResponse:
    answer = told(429, [Issue(says=says, code="throttled")])
    answer["Retry-After"] = str(MINUTE_S)
    return answer
