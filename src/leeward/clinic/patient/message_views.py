"""The patient's page of messages: by what they are written to, and the button that ends it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leeward.clinic.messaging import actions, standing
from leeward.clinic.messaging.models import Channel
from leeward.clinic.patient.visiting import Visit, with_pages


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLine:
    """One way to be written to; without an address nothing is sent that way."""

    key: str
    name: str
    address: str


@with_pages
@require_http_methods(["GET", "HEAD", "POST"])
def written(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show by what the patient is written to, and end it where they want no more."""
    if request.method == "POST":
        if request.POST.get("channel") in Channel.values:
            _end(visit.person_id, Channel(request.POST["channel"]), at=timezone.now())
        return redirect("patient:messages")
    lines = tuple(_line(visit.person_id, channel) for channel in Channel)
    return render(request, "patient/messages.html", {"lines": lines, "is_any": any(each.address for each in lines)})


def _end(person_id: UUID, channel: Channel, *, at: datetime) -> None:
    actions.end(person_id=person_id, channel=channel, at=at)


def _line(person_id: UUID, channel: Channel) -> ChannelLine:
    names = {Channel.EMAIL: _("E-mail"), Channel.SMS: _("Text message")}
    held = standing.agreed(person_id, channel)
    return ChannelLine(key=channel.value, name=names[channel], address=held.address if held else "")
