"""Where a page hears that something changed: the address of its stream, empty where it only polls."""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

PATH: Final = "/events/"
ROOM: Final = "room"


def address(request: HttpRequest, infusion_id: UUID | None) -> str:
    """Return the address of the stream about one infusion, or (None) about all.

    Behind a proxy it is a path of the same origin. Without one the hub has a port of its own on the host that the page
    came from: a cookie does not ask for the port.
    """
    about = f"{ROOM}/" if infusion_id is None else f"infusion/{infusion_id}/"
    told = settings.EVENTS
    if told.isdigit():
        host = request.get_host().partition(":")[0]
        return f"http://{host}:{told}{PATH}{about}" if host and "[" not in host else ""
    return f"{told}{about}" if told else ""
