"""One device's connection: read as fast as its messages can be kept, answered in their order and only when kept."""

import asyncio
import logging
from collections import deque
from datetime import datetime
from typing import Final, cast

from leeward.devices.port import CannotTake, DeviceMessage, Receipt
from leeward.devices.wire import Caller, HangUp, Refused, Speech
from leeward.devices.wire_host import Host, Rate, Waiting

logger = logging.getLogger(__name__)
OUR_FAULT: Final = "Leeward failed over this message; whoever keeps Leeward finds why in its log."
LOOKS: Final = 4  # how often, within the shortest of its times, a line is looked at


class Line(asyncio.Protocol):
    """The protocol of one connection; everything it may take of us is bounded."""

    def __init__(self, listener: Host) -> None:
        self._listener, self._bounds, self.counts = listener, listener.bounds, listener.counts
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Waiting] = deque()
        self._rate = Rate(self._bounds.rate_per_s, self._bounds.burst)
        self._heard_s = self._stuck_s = 0.0
        self._is_open = self._is_reading_paused = self._is_stuck = False
        self._has_ended = self._is_over = self._is_admitted = False
        self._turn: asyncio.Handle | None = None
        self._look: asyncio.TimerHandle | None = None
        self.set_aside_s = float("-inf")
        self.names: set[str] = set()
        self.caller = Caller("")
        self._speech: Speech
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to listen, or hang up where there is no room."""
        self._transport = cast(asyncio.Transport, transport)
        caller = self._listener.admit(self, self._transport)
        if caller is None:
            self._is_over = True
            self._transport.abort()
            return
        self.caller, self._speech = caller, self._listener.speech(caller)
        self._heard_s, self._is_admitted = self._loop.time(), True
        self._look_later()

    def data_received(self, data: bytes) -> None:
        """Take in what came; it is read in turns, so that one line's flood is not everybody's wait."""
        if self._is_over:
            return
        self._speech.push(data)
        if self._turn is None:
            self._take_turn()

    def eof_received(self) -> bool:
        """The sender has said its last word, and may still hear our answers to it."""
        self._has_ended = True
        if self._turn is None:
            self._take_turn()
        return not self._is_over and bool(self._waiting or self._turn)

    def pause_writing(self) -> None:
        """The sender does not read our answers: then neither do we read it."""
        self._is_stuck, self._stuck_s = True, self._loop.time()

    def resume_writing(self) -> None:
        """It reads again."""
        self._is_stuck = False
        self._take_turn_soon()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the line; what it sent is kept all the same."""
        if exc is not None:
            logger.info("A device's connection ended: %s", exc)
        self._is_over = True
        for handle in (self._turn, self._look):
            if handle is not None:
                handle.cancel()
        if self._is_admitted:
            self.counts.garbage_bytes += self._speech.garbage_bytes
            self.counts.truncated += self._speech.truncated + self._speech.is_open
        self._listener.dismiss(self)

    def hang_up(self) -> None:
        """Close at once; what was not answered will be sent again."""
        self._is_over = True
        for waiting in self._waiting:
            if waiting.task is not None:
                waiting.task.cancel()
        self._transport.abort()

    # --- reading -------------------------------------------------------------------------------------------------

    def _take_turn_soon(self, in_s: float = 0.0) -> None:
        if self._turn is None and not self._is_over:
            self._turn = self._loop.call_later(in_s, self._turned) if in_s else self._loop.call_soon(self._turned)

    def _turned(self) -> None:
        self._turn = None
        if not self._is_over:
            self._take_turn()

    def _take_turn(self) -> None:
        """Read a few messages; then wait for room, for time, for the others' turn, or for more to come."""
        for _ in range(self._bounds.at_once):
            if self._is_full():
                return
            try:
                raw = self._speech.pull()
            except HangUp as why:
                self._give_up(why)
                return
            if raw is None:
                self._read_on()
                return
            self._hear(raw)
            if self._is_over:
                return
        self._pause()
        self._take_turn_soon()

    def _is_full(self) -> bool:
        """Is there no room for another message of this line? Then it is not read until there is."""
        if len(self._waiting) >= self._bounds.waiting or self._is_stuck:
            self._pause()  # whoever lands, or reads, makes room
            return True
        if (early_s := self._rate.early_s(self._loop.time())) > 0:
            self.counts.held_back += 1
            self._pause()
            self._take_turn_soon(early_s)
            return True
        return False

    def _pause(self) -> None:
        if not self._is_reading_paused:
            self._is_reading_paused = True
            self._transport.pause_reading()

    def _read_on(self) -> None:
        if self._speech.is_open != self._is_open:
            self._is_open, self._heard_s = self._speech.is_open, self._loop.time()
        if self._has_ended:
            self._end_if_answered()
        elif self._is_reading_paused:
            self._is_reading_paused = False
            self._transport.resume_reading()

    def _hear(self, raw: bytes) -> None:
        """Read one message, hand it on, and keep its place in the order of answers."""
        now_s = self._heard_s = self._loop.time()
        self._is_open = False
        self._rate.pay(now_s)
        waiting, at = Waiting(raw, now_s), self._listener.now()
        self._waiting.append(waiting)
        try:
            said = self._speech.read(raw, at)
        except Refused as why:
            self.counts.rejected += 1
            self._listener.set_aside(self, str(why), why.device_id, raw, at)
            waiting.answer = self._speech.refused(raw, str(why), at)
        except HangUp as why:
            self._waiting.pop()
            self._give_up(why)
            return
        except Exception:
            # A message that our own reader fails on must not end the line of a vendor's server with its other beds.
            logger.exception("A message of %s could not be read", self.caller.address)
            self.counts.rejected += 1
            self._listener.set_aside(self, OUR_FAULT, "", raw, at)
            waiting.answer = self._speech.refused(raw, OUR_FAULT, at)
        else:
            if isinstance(said, bytes):
                waiting.answer = said
            else:
                self._keep(waiting, said, at)
        if waiting.answer is not None:
            self._answer()

    def _keep(self, waiting: Waiting, message: DeviceMessage, at: datetime) -> None:
        mistaken = self._listener.mistaken(self, message)
        if mistaken:
            self.counts.not_kept += 1
            waiting.answer = self._speech.again(waiting.raw, mistaken, at)
            return
        waiting.task = self._listener.keep(message)
        waiting.task.add_done_callback(lambda done: self._landed(waiting, done))

    # --- answering -----------------------------------------------------------------------------------------------

    def _landed(self, waiting: Waiting, done: "asyncio.Task[Receipt]") -> None:
        """Answer what was kept, or was not."""
        trouble = None if done.cancelled() else done.exception()
        if self._is_over or waiting.answer is not None:
            return
        at = self._listener.now()
        if done.cancelled():
            self.hang_up()  # somebody else stopped it: nobody knows whether it was kept
        elif trouble is None:
            self.counts.taken += 1
            self.counts.last_taken_at = at
            waiting.answer = self._speech.kept(waiting.raw, at)
        else:
            waiting.answer = self._not_kept(waiting, trouble, at)
        self._answer()

    def _not_kept(self, waiting: Waiting, trouble: BaseException, at: datetime) -> bytes:
        self.counts.not_kept += 1
        if isinstance(trouble, CannotTake):
            return self._speech.again(waiting.raw, str(trouble), at)
        # Whatever is wrong with our storage, the device must hear no, and the other beds go on.
        logger.error("A message of %s was not kept", self.caller.address, exc_info=trouble)
        return self._speech.again(waiting.raw, "The reading could not be kept; send it again.", at)

    def _answer(self) -> None:
        """Send every answer whose turn has come."""
        if self._is_over:
            return
        answers = []
        while self._waiting and self._waiting[0].answer is not None:
            answers.append(self._waiting.popleft().answer or b"")
        if answers:
            self._transport.write(b"".join(answers))
            if self._is_reading_paused or self._has_ended:
                self._take_turn_soon()

    def _end_if_answered(self) -> None:
        if not self._waiting and not self._is_over:
            self._is_over = True
            self._transport.close()

    def _give_up(self, why: HangUp) -> None:
        at = self._listener.now()
        self.counts.too_long += bool(why.head)
        self._listener.set_aside(self, str(why), "", why.head if why.is_shown else b"", at)
        if why.head:
            self._transport.write(self._speech.refused(why.head, str(why), at))
        self._is_over = True
        self._transport.close()

    # --- time ----------------------------------------------------------------------------------------------------

    def _look_later(self) -> None:
        shortest_s = min(self._bounds.idle_s, self._bounds.frame_s, self._bounds.sink_s)
        self._look = self._loop.call_later(shortest_s / LOOKS, self._look_at_times)

    def _look_at_times(self) -> None:
        """Hang up on who says nothing, or never ends, or does not read; answer for what takes too long to keep."""
        if self._is_over:
            return
        now_s = self._loop.time()
        silent_s = now_s - self._heard_s
        allowed_s = self._bounds.frame_s if self._is_open else self._bounds.idle_s
        # A line that we do not read is not silent.
        if (silent_s >= allowed_s and not self._waiting and not self._is_reading_paused) or (
            self._is_stuck and now_s - self._stuck_s >= self._bounds.frame_s
        ):
            self.counts.timed_out += 1
            self.hang_up()
            return
        self._answer_late(now_s)
        self._look_later()

    def _answer_late(self, now_s: float) -> None:
        for waiting in self._waiting:
            if now_s - waiting.since_s < self._bounds.sink_s:
                break
            if waiting.answer is None:
                self.counts.not_kept += 1
                why = f"The reading was not kept within {self._bounds.sink_s:g} s; send it again."
                waiting.answer = self._speech.again(waiting.raw, why, self._listener.now())
                if waiting.task is not None:
                    waiting.task.cancel()
        self._answer()
