"""The hub: a small ASGI application that tells open pages which infusion changed; Django is asked once for each page.

It sends ids and numbers, never what changed. It must run as one process: one reader serves all who watch.
"""

import asyncio
import logging
import os
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final, TypeVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeward.clinic.settings")
django.setup()

from django.db import close_old_connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from leeward.clinic.infusions import stream_door, watchdog  # noqa: E402
from leeward.clinic.infusions.changes import Changes  # noqa: E402
from leeward.clinic.infusions.clock import clock  # noqa: E402
from leeward.clinic.upkeep.checks import Check, Readiness, in_json  # noqa: E402
from leeward.clinic.web import metrics  # noqa: E402
from leeward.clinic.web.events import PATH  # noqa: E402
from leeward.clinic.web.fanout import CannotWatch, Fanout, Watcher  # noqa: E402
from leeward.clinic.web.roll_call import SAYS_EVERY_S, present  # noqa: E402
from leeward.clinic.web.stream import (  # noqa: E402
    NOTHING,
    STREAM,
    Asked,
    Headers,
    Receive,
    Scope,
    Send,
    about,
    gone,
    say,
    send_all,
)

T = TypeVar("T")

logger = logging.getLogger(__name__)
LOOK_EVERY_S: Final = 0.25
BEAT_EVERY_S: Final = 2.0
ASK_AGAIN_EVERY_S: Final = 30.0  # a session that ended is noticed within twice this
AGAIN_AFTER_S: Final = 1.0
LOOKED_WITHIN_S: Final = 5.0


class Hub:
    """The application: streams, and the one reader that feeds them."""

    def __init__(self) -> None:
        self.fanout = Fanout(epoch=secrets.token_hex(4))
        self.looked_at_s = self._beaten_at_s = float("-inf")
        self._trouble = ""
        self._counted_events = self._counted_drops = 0
        self._reading = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")
        self._asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="door")
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self._ready = Readiness()
        self._since = timezone.now()
        self._said_at_s = float("-inf")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            self._start()
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] != "lifespan.shutdown":
            if message["type"] == "lifespan.startup":
                self._start()
                await send({"type": "lifespan.startup.complete"})
        for task in self._tasks:
            task.cancel()
        self.fanout.end(self.fanout.sessions)
        await send({"type": "lifespan.shutdown.complete"})

    def _start(self) -> None:
        if not self._tasks:
            self._tasks = (asyncio.create_task(self._read()), asyncio.create_task(self._ask_again()))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if scope["method"] != "GET":
            await say(send, 405, "Only GET.")
        elif path == "/healthz":
            await say(send, 200, "ok")
        elif path == "/readyz":
            status, told = await self._in(self._asking, self._readyz)
            await say(send, status, told.decode(), kind="application/json")
        elif path == "/metrics":
            await say(send, 200, (await self._in(self._asking, self._counted)).decode(), kind=metrics.CONTENT_TYPE)
        elif path.startswith(PATH):
            await self._listen(Asked.of(scope), receive, send)
        else:
            await say(send, 404, NOTHING)

    async def _listen(self, asked: Asked, receive: Receive, send: Send) -> None:
        """Let somebody listen, or say why not."""
        try:
            infusion_id = about(asked.path)
        except ValueError:
            return await say(send, 404, NOTHING)
        page = stream_door.OF_ROOM if infusion_id is None else stream_door.OF_INFUSION
        refused = stream_door.refusal_of_origin(origin=asked.origin, host=asked.host, fetched_from=asked.fetched_from)
        if refused is not None:
            return await say(send, refused.status, refused.says)
        refused = await self._in(
            self._asking, lambda: stream_door.refusal(session_key=asked.session_key, page=page, now=timezone.now())
        )
        if refused is not None:
            return await say(send, refused.status, refused.says, headers=asked.allowed)
        try:
            watcher = self.fanout.join(infusion_id, session_key=asked.session_key, last_event_id=asked.last_event_id)
        except CannotWatch as why:
            return await say(send, 503, str(why), headers=asked.allowed)
        return await self._stream(watcher, (*STREAM, *asked.allowed), receive, send)

    async def _stream(self, watcher: Watcher, headers: Headers, receive: Receive, send: Send) -> None:
        """Send what the watcher is told until it goes, falls behind, or may no longer listen."""
        sending = asyncio.create_task(send_all(watcher, headers, send))
        going = asyncio.create_task(gone(receive))
        try:
            await asyncio.wait((sending, going), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.fanout.leave(watcher)
            for task in (sending, going):
                task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await sending

    async def _read(self) -> None:
        """Wait for changes again and again, and tell who watches; what could not be looked at is not called well."""
        while True:
            try:
                changes = await self._in(self._reading, Changes)
                self.fanout.look_again()
                while True:
                    found = await self._in(self._reading, lambda: changes.wait(LOOK_EVERY_S))  # noqa: B023
                    if found is None:
                        self.fanout.look_again()
                    self.fanout.tell(found or {}, now_s=time.monotonic())
                    if changes.hears:
                        await self._beat()
            except Exception:  # whatever it was, pages ask by themselves meanwhile, and it is tried again
                logger.exception("The records could not be looked at; nobody is told that all is well")
                await asyncio.sleep(AGAIN_AFTER_S)

    async def _beat(self) -> None:
        """Say that the records were looked at; and look whether alarms are still decided, which no row tells."""
        now, now_s = timezone.now(), time.monotonic()
        self.looked_at_s = now_s
        if now_s - self._beaten_at_s < BEAT_EVERY_S:
            return
        trouble = await self._in(self._reading, lambda: watchdog.trouble(now=now))
        if trouble != self._trouble:
            self._trouble = trouble
            self.fanout.look_again()
        self.fanout.beat(clock(now))
        self._beaten_at_s = now_s
        self._count()
        if now_s - self._said_at_s >= SAYS_EVERY_S:
            self._said_at_s = now_s
            facts = {"watchers": float(len(self.fanout))}
            await self._in(self._reading, lambda: present("hub", since=self._since, now=now, facts=facts))

    def _count(self) -> None:
        """Bring the counts for Prometheus up to what the fan-out has told."""
        metrics.WATCHERS.set(len(self.fanout))
        metrics.EVENTS.inc(self.fanout.events - self._counted_events)
        metrics.DROPPED.inc(self.fanout.dropped - self._counted_drops)
        self._counted_events, self._counted_drops = self.fanout.events, self.fanout.dropped

    def _readyz(self) -> tuple[int, bytes]:
        looked_ago_s = time.monotonic() - self.looked_at_s
        is_well = looked_ago_s <= LOOKED_WITHIN_S
        says = "Changes are heard." if is_well else "Changes are not heard: pages ask by themselves."
        reader = Check(key="changes", is_well=is_well, says=says)
        return in_json((*self._ready.look(now=timezone.now()), reader))

    @staticmethod
    def _counted() -> bytes:
        return metrics.written(decided_ago_s=watchdog.decided_ago_s(now=timezone.now()))

    async def _ask_again(self) -> None:
        """End the streams of those whose session ended, whose account was closed, or whose role changed."""
        while True:
            await asyncio.sleep(ASK_AGAIN_EVERY_S)
            try:
                keys = self.fanout.sessions
                over = await self._in(
                    self._asking,
                    lambda: stream_door.over(keys, page=stream_door.OF_INFUSION, now=timezone.now()),  # noqa: B023
                )
                self.fanout.end(over)
            except Exception:
                logger.exception("Sessions could not be looked at")

    async def _in(self, pool: ThreadPoolExecutor, act: Callable[[], T]) -> T:
        def fresh() -> T:
            close_old_connections()
            return act()

        return await asyncio.get_running_loop().run_in_executor(pool, fresh)


application = Hub()
