"""The wire side of the hub: what somebody who wants to listen says, and server-sent events, as plain ASGI."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import parse_cookie

from leeward.clinic.web.events import PATH, ROOM
from leeward.clinic.web.fanout import RETRY_MS, Watcher

Message = MutableMapping[str, Any]
Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]
NOTHING: Final = "Nothing is here."
STREAM: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, private"),
    (b"x-accel-buffering", b"no"),  # nginx: hand it on at once
    (b"x-content-type-options", b"nosniff"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody who wants to listen says of themselves."""

    path: str
    session_key: str
    origin: str
    host: str
    fetched_from: str
    last_event_id: str

    @classmethod
    def of(cls, scope: Scope) -> "Asked":
        """Read the request."""
        told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        return cls(
            path=scope["path"],
            session_key=parse_cookie(told.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, ""),
            origin=told.get("origin", ""),
            host=told.get("host", ""),
            fetched_from=told.get("sec-fetch-site", ""),
            last_event_id=told.get("last-event-id", ""),
        )

    @property
    def allowed(self) -> Headers:
        """The page that may read the answer: only one that was found to be ours gets as far as a stream."""
        allowed = ((b"access-control-allow-origin", self.origin.encode()),) if self.origin else ()
        return (*allowed, (b"access-control-allow-credentials", b"true"), (b"vary", b"origin, cookie"))


async def send_all(watcher: Watcher, headers: Headers, send: Send) -> None:
    """Send what the watcher is told until it is dropped or may no longer listen."""
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": f"retry: {RETRY_MS}\n\n".encode(), "more_body": True})
    while (frame := await watcher.queue.get()) is not None:
        await send({"type": "http.response.body", "body": frame, "more_body": True})
    await send({"type": "http.response.body", "body": b"event: end\ndata: over\n\n", "more_body": False})


async def gone(receive: Receive) -> None:
    """Return when the other side went away."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def say(send: Send, status: int, words: str, *, headers: Headers = (), kind: str = "text/plain") -> None:
    """Answer with a line of text."""
    told = ((b"content-type", f"{kind}; charset=utf-8".encode()), *headers)
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": words.encode(), "more_body": False})


def about(path: str) -> UUID | None:
    """Return the infusion that a path is about, None for the room; ValueError for a path that is none of ours."""
    parts = path.removeprefix(PATH).strip("/").split("/")
    if parts == [ROOM]:
        return None
    if parts[0] == "infusion" and parts[1:] and not parts[2:]:
        return UUID(parts[1])
    raise ValueError(path)
