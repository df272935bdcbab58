"""One device's connection: read as fast as its messages can be kept, answered in their order and only when kept."""

import asyncio
import logging
from datetime import datetime
from typing import Final, cast

from leeward.devices.port import CannotTake, DeviceMessage
from leeward.devices.wire import Caller, HangUp, Refused, Speech, unkeepable
from leeward.devices.wire_answers import Answers, Waiting
from leeward.devices.wire_host import Host, Rate

logger = logging.getLogger(__name__)
OUR_FAULT: Final = "Leeward failed over this message; whoever keeps Leeward finds why in its log."


class Line(asyncio.Protocol):
    """The protocol of one connection; everything it may take of us is bounded."""

    def __init__(self, listener: Host) -> None:
        self._listener, self._bounds, self.counts = listener, listener.bounds, listener.counts
        self._loop = asyncio.get_running_loop()
        self._rate = Rate(self._bounds.rate_per_s, self._bounds.burst)
        self._heard_s = self._stuck_s = 0.0
        self._is_open = self._is_reading_paused = self._is_stuck = False
        self._has_ended = self._is_over = self._is_admitted = False
        self._turn: asyncio.Handle | None = None
        self.set_aside_s = float("-inf")
        self.names: set[str] = set()
        self.caller = Caller("")
        self._speech: Speech
        self._answers: Answers
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
        self._answers = Answers(
            self._speech,
            self.counts,
            write=self._transport.write,
            sent=self._has_answered,
            tell_soon=self._listener.answer_soon,
            hang_up=self.hang_up,
        )
        self._heard_s, self._is_admitted = self._loop.time(), True

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
        return not self._is_over and bool(len(self._answers) or self._turn)

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
        if self._turn is not None:
            self._turn.cancel()
        if self._is_admitted:
            self._answers.end()
            self.counts.garbage_bytes += self._speech.garbage_bytes
            self.counts.truncated += self._speech.truncated + self._speech.is_open
        self._listener.dismiss(self)

    def hang_up(self) -> None:
        """Close at once; what was not answered will be sent again."""
        if not self._is_over:
            self._is_over = True
            self._answers.abandon()
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
        now_s, at = self._loop.time(), self._listener.now()
        is_on = self._read_some(now_s, at)
        if self._is_over:
            return
        self._answers.send(at)  # what needed no keeping
        if is_on:
            self._pause()
            self._take_turn_soon()

    def _read_some(self, now_s: float, at: datetime) -> bool:
        """Read as much as is one line's turn; return whether there may be more to read at once."""
        for _ in range(self._bounds.at_once):
            if self._is_full(now_s):
                return False
            try:
                raw = self._speech.pull()
                if raw is None:
                    self._read_on(now_s)
                    return False
                self._hear(raw, now_s, at)
            except HangUp as why:
                self._give_up(why, at)
                return False
        return True

    def _is_full(self, now_s: float) -> bool:
        """Is there no room for another message of this line? Then it is not read until there is."""
        if len(self._answers) >= self._bounds.waiting or self._is_stuck:
            self._pause()  # whoever lands, or reads, makes room
            return True
        if (early_s := self._rate.early_s(now_s)) > 0:
            self.counts.held_back += 1
            self._pause()
            self._take_turn_soon(early_s)
            return True
        return False

    def _pause(self) -> None:
        if not self._is_reading_paused:
            self._is_reading_paused = True
            self._transport.pause_reading()

    def _read_on(self, now_s: float) -> None:
        if self._speech.is_open != self._is_open:
            self._is_open, self._heard_s = self._speech.is_open, now_s
        if self._has_ended:
            self._end_if_answered()
        elif self._is_reading_paused:
            self._is_reading_paused = False
            self._transport.resume_reading()

    def _hear(self, raw: bytes, now_s: float, at: datetime) -> None:
        """Read one message, hand it on, and keep its place in the order of answers. Raises `HangUp`."""
        self._heard_s, self._is_open = now_s, False
        self._rate.pay(now_s)
        waiting = self._answers.add(raw, now_s)
        try:
            said = self._speech.read(raw, at)
        except Refused as why:
            self._refuse(waiting, str(why), why.device_id, at)
        except HangUp:
            self._answers.take_back()
            raise
        except Exception:
            # A message that our own reader fails on must not end the line of a vendor's server with its other beds.
            logger.exception("A message of %s could not be read", self.caller.address)
            self._refuse(waiting, OUR_FAULT, "", at)
        else:
            if isinstance(said, bytes):
                waiting.settle(said)
            elif why_not := unkeepable(said):
                self._refuse(waiting, why_not, said.device_id.replace("\x00", "?"), at)
            else:
                self._keep(waiting, said)

    def _refuse(self, waiting: Waiting, why: str, device_id: str, at: datetime) -> None:
        self.counts.rejected += 1
        self._listener.set_aside(self, why, device_id, waiting.raw, at)
        waiting.settle(self._speech.refused(waiting.raw, why, at))

    def _keep(self, waiting: Waiting, message: DeviceMessage) -> None:
        mistaken = self._listener.mistaken(self, message)
        if mistaken:
            waiting.told(CannotTake(mistaken))
        else:
            self._listener.keep(message, waiting)

    # --- answering -----------------------------------------------------------------------------------------------

    def _has_answered(self) -> None:
        """Somebody of this line heard an answer: there is room."""
        if self._is_reading_paused or self._has_ended:
            self._take_turn_soon()

    def _end_if_answered(self) -> None:
        self._answers.send(self._listener.now())
        if not self._answers and not self._is_over:
            self._is_over = True
            self._transport.close()

    def _give_up(self, why: HangUp, at: datetime) -> None:
        self.counts.too_long += bool(why.head)
        self._listener.set_aside(self, str(why), "", why.head if why.is_shown else b"", at)
        self._answers.send(at)
        if why.head:
            self._transport.write(self._speech.refused(why.head, str(why), at))
        self._answers.end()
        self._is_over = True
        self._transport.close()

    def look_at_times(self, now_s: float) -> None:
        """Hang up on who says nothing, or never ends, or does not read; answer for what takes too long to keep."""
        if self._is_over:
            return
        silent_s = now_s - self._heard_s
        allowed_s = self._bounds.frame_s if self._is_open else self._bounds.idle_s
        # A line that we do not read is not silent.
        if (silent_s >= allowed_s and not self._answers and not self._is_reading_paused) or (
            self._is_stuck and now_s - self._stuck_s >= self._bounds.frame_s
        ):
            self.counts.timed_out += 1
            self.hang_up()
        else:
            self._answers.give_up_late(now_s, self._bounds.sink_s)
