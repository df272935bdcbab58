"""Pages without a session: where somebody says that they want no more, and where a provider tells what became of it."""

from typing import Final

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from leeward.clinic.audit.actor import acting
from leeward.clinic.messaging import actions, limits, replies
from leeward.clinic.messaging.carriers import pairs
from leeward.clinic.messaging.links import message_of

PROVIDER: Final = "message provider"
READER: Final = "reader of a message"
MOST_AT_ONCE: Final = 200


@csrf_exempt  # a mail program presses the button by itself (RFC 8058); the token in the address is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Say that no more messages are wanted; whose it is, or whether there is such a message, is not told."""
    if limits.too_many_stops(get_adapter().get_client_ip(request)):
        return _sealed(render(request, "messaging/stop.html", {"is_too_often": True}, status=429))
    message_id = message_of(token)
    if request.method == "POST" and message_id is not None:
        try:
            with acting(READER):
                actions.end_by_link(message_id=message_id, at=timezone.now())
        except ObjectDoesNotExist:
            message_id = None
    context = {"is_ours": message_id is not None, "is_ended": request.method == "POST" and message_id is not None}
    return _sealed(render(request, "messaging/stop.html", context, status=200 if message_id else 404))


@csrf_exempt  # a provider has no session; its secret is the proof
@require_POST
def hook(request: HttpRequest) -> HttpResponse:
    """Take receipts and answers from the provider of text messages."""
    address, secret = get_adapter().get_client_ip(request), settings.SMS_HOOK["secret"]
    if not replies.shows_secret(request.headers.get("Authorization", ""), secret):
        is_often = limits.too_many_wrong(address)
        return _plain("Too many wrong secrets." if is_often else "Wrong secret.", 429 if is_often else 401)
    if limits.too_many_hooks(address):
        response = _plain("Slow down.", 429)
        response["Retry-After"] = str(limits.MINUTE_S)
        return response
    try:
        told = replies.entries(request.body, is_json="json" in (request.content_type or ""), form=request.POST)
    except ValueError:
        return _plain("This is no receipt: send JSON objects or a form.", 400)
    if len(told) > MOST_AT_ONCE:
        return _plain(f"At most {MOST_AT_ONCE} at once.", 413)
    names = pairs(settings.SMS_HOOK["fields"])
    with acting(PROVIDER):
        for each in told:
            _take(replies.read(each, names))
    return HttpResponse(status=204)


def _take(reply: replies.Reply) -> None:
    now = timezone.now()
    if reply.is_stop and reply.number:
        actions.end_by_word(number=reply.number, at=now)
    elif reply.status is not None and reply.reference:
        actions.receive_receipt(reference=reply.reference, kind=reply.status, at=now)


def _plain(says: str, status: int) -> HttpResponse:
    return HttpResponse(says, status=status, content_type="text/plain")


def _sealed(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
