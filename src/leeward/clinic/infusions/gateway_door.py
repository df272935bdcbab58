"""The gateway's door: messages come in on the loop, are kept in groups by one thread, and are answered after."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, Protocol, TypeVar

from leeward.clinic.infusions.gateway_keeper import CannotKeep
from leeward.clinic.web import metrics
from leeward.devices.intake import Answer, Batch, Bounds, Intake
from leeward.devices.port import CannotTake, DeviceMessage, Receipt, Unreadable

T = TypeVar("T")
Told = Callable[[Receipt | CannotTake], None]
logger = logging.getLogger(__name__)
KEPT, AGAIN, UNREAD = (metrics.MESSAGES.labels(answer) for answer in ("kept", "again", "unreadable"))
STOPPING: Final = "The gateway stops. Send it again."


class Keeper(Protocol):
    """Whoever writes; called in the writer's thread."""

    def keep(self, messages: Sequence[DeviceMessage]) -> list[Receipt | str]:
        """Keep the messages, or raise CannotKeep."""
        ...

    def set_aside(self, what: Unreadable) -> None:
        """Keep what could not be read."""
        ...


class Door:
    """A `devices.port.Sink`: what is taken is decided upon first, kept second and answered last."""

    def __init__(
        self,
        keeper: Keeper,
        *,
        decide: Callable[[DeviceMessage], object] = lambda _: None,
        bounds: Bounds | None = None,
    ) -> None:
        self.intake: Intake[Told] = Intake(bounds)
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._keeper, self._decide = keeper, decide
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records")
        self._alarm_clock: asyncio.TimerHandle | None = None
        self.why_failing = ""
        self._is_closing = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def take(self, message: DeviceMessage) -> Receipt:
        """Keep the message durably and only then return; else `CannotTake`, and the monitor sends again."""
        ticket: asyncio.Future[Receipt] = self._loop.create_future()
        self.offer(message, partial(_fulfil, ticket))
        return await ticket

    def offer(self, message: DeviceMessage, told: Told) -> None:
        """Keep the message durably and then call `told`; at once, where it is not to be kept."""
        if self._is_closing:
            told(CannotTake(STOPPING))
            return
        refused = self.intake.offer(message, told, now_s=self._loop.time())
        if refused is not None:
            AGAIN.inc()
            told(CannotTake(refused.why_again))
            return
        self._decided(message)
        if self._alarm_clock is None:
            self._set_clock()

    def _decided(self, message: DeviceMessage) -> None:
        try:
            self._decide(message)
        except Exception:
            # A message that cannot be decided upon is kept all the same: the pages read it from the records.
            logger.exception("Message %s of %s was not decided upon", message.message_id, message.device_id)

    async def set_aside(self, what: Unreadable) -> None:
        """Keep what could not be read, for a person to see."""
        UNREAD.inc()
        await self.in_thread(lambda: self._keeper.set_aside(what))

    async def in_thread(self, act: Callable[[], T]) -> T:
        """Do something with the records, after what is being written."""
        return await self._loop.run_in_executor(self._thread, act)

    def now_s(self) -> float:
        """Return the loop's monotonic time, which the intake counts by."""
        return self._loop.time()

    def _set_clock(self) -> None:
        due_in_s = self.intake.due_in_s(now_s=self._loop.time())
        if due_in_s is not None:
            self._alarm_clock = self._loop.call_later(max(due_in_s, 0.0), self._write)

    def _write(self) -> None:
        self._alarm_clock = None
        batch = self.intake.due(now_s=self._loop.time())
        if batch is None:
            self._set_clock()
            return
        self._idle.clear()
        messages, begun_s = batch.messages, self._loop.time()
        writing = self._loop.run_in_executor(self._thread, lambda: self._keeper.keep(messages))
        writing.add_done_callback(lambda done: self._landed(batch, done, took_s=self._loop.time() - begun_s))

    def _landed(self, batch: Batch, done: "asyncio.Future[list[Receipt | str]]", *, took_s: float) -> None:
        """Answer everybody of the batch; what no retry can heal ends the gateway."""
        self._idle.set()
        metrics.COMMIT_SECONDS.observe(took_s)
        metrics.QUEUE.set(self.intake.waiting)
        why = None if done.cancelled() else done.exception()
        if why is None and not done.cancelled():
            _answer(self.intake.kept(batch, done.result()))
        else:
            says = str(why) if isinstance(why, CannotKeep) else "The readings could not be kept. Send them again."
            self.why_failing = why.why if isinstance(why, CannotKeep) else type(why).__name__
            _answer(self.intake.failed(batch, says, now_s=self._loop.time()))
            self._tell(why)
        if self._alarm_clock is None:
            self._set_clock()

    def _tell(self, why: BaseException | None) -> None:
        logger.error("A batch was not kept: %s", why)
        if why is not None and not isinstance(why, CannotKeep) and not self.failed.done():
            self.failed.set_exception(why)

    async def close(self) -> None:
        """Keep what has come, answer whoever waits, and let the thread end."""
        self._is_closing = True
        await self._idle.wait()
        if self._alarm_clock is not None:
            self._alarm_clock.cancel()
            self._alarm_clock = None
        _answer(self.intake.close(STOPPING))
        await self._loop.run_in_executor(None, lambda: self._thread.shutdown(wait=True))
        if not self.failed.cancel() and not self.failed.cancelled():
            self.failed.exception()  # it was told; nobody need fetch it


def _answer(answers: Sequence[Answer]) -> None:
    kept = sum(receipt is not None for _, receipt, _ in answers)
    KEPT.inc(kept)
    AGAIN.inc(len(answers) - kept)
    for told, receipt, why_again in answers:
        try:
            told(CannotTake(why_again) if receipt is None else receipt)  # type: ignore[operator]
        except Exception:
            # One sender's line must not keep the others from their answers.
            logger.exception("A sender was not answered")


def _fulfil(ticket: "asyncio.Future[Receipt]", told: Receipt | CannotTake) -> None:
    if ticket.done():  # whoever offered it no longer waits
        return
    if isinstance(told, Receipt):
        ticket.set_result(told)
    else:
        ticket.set_exception(told)
