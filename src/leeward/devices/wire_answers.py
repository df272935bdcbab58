"""The answers of one line: given in the order of its messages, each when its message was kept, many in one write."""

from collections import deque
from collections.abc import Callable
from datetime import datetime

from leeward.devices.port import CannotTake, Receipt
from leeward.devices.wire import Counts, Speech


class Waiting:
    """A message that is being kept, or whose answer waits for those before it: `told` goes with it to a `QuickSink`."""

    __slots__ = ("_answers", "answer", "drop", "is_settled", "raw", "since_s", "why")

    def __init__(self, answers: "Answers", raw: bytes, since_s: float) -> None:
        self._answers, self.raw, self.since_s = answers, raw, since_s
        self.is_settled, self.answer, self.why = False, b"", ""
        self.drop: Callable[[], object] | None = None

    def told(self, said: Receipt | CannotTake) -> None:
        """Answer in its turn, yes or that it is to be sent again; nothing where it was answered before."""
        if not self.is_settled:
            self.is_settled = True
            if not isinstance(said, Receipt):
                self.why = str(said)
            self._answers.tell()

    def lost(self) -> None:
        """Nobody knows whether it was kept: no answer is true, and the sender will call again."""
        if not self.is_settled:
            self._answers.hang_up()

    def settle(self, answer: bytes) -> None:
        """Give it an answer that needs no keeping; it goes out with the others of its turn."""
        self.is_settled, self.answer = True, answer


class Answers:
    """What waits on one line to be answered."""

    __slots__ = ("_counts", "_is_over", "_is_told", "_sent", "_speech", "_tell_soon", "_waiting", "_write", "hang_up")

    def __init__(
        self,
        speech: Speech,
        counts: Counts,
        *,
        write: Callable[[bytes], object],
        sent: Callable[[], object],
        tell_soon: Callable[["Answers"], object],
        hang_up: Callable[[], object],
    ) -> None:
        self._speech, self._counts, self._write, self._sent = speech, counts, write, sent
        self._tell_soon, self.hang_up = tell_soon, hang_up
        self._waiting: deque[Waiting] = deque()
        self._is_told = self._is_over = False

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, raw: bytes, since_s: float) -> Waiting:
        """Give a message its place."""
        waiting = Waiting(self, raw, since_s)
        self._waiting.append(waiting)
        return waiting

    def take_back(self) -> None:
        """Forget the last place: its message ends the line."""
        self._waiting.pop()

    def tell(self) -> None:
        """Have `send` called soon, once for however many were settled."""
        if not self._is_told:
            self._is_told = True
            self._tell_soon(self)

    def send(self, at: datetime) -> None:
        """Send every answer whose turn has come, in one write."""
        self._is_told = False
        if self._is_over:
            return
        waiting, told = self._waiting, []
        while waiting and waiting[0].is_settled:
            told.append(self._answer(waiting.popleft(), at))
        if told:
            self._write(told[0] if len(told) == 1 else b"".join(told))
            self._sent()

    def _answer(self, one: Waiting, at: datetime) -> bytes:
        if one.answer:
            return one.answer
        if one.why:
            self._counts.not_kept += 1
            return self._speech.again(one.raw, one.why, at)
        self._counts.taken += 1
        self._counts.last_taken_at = at
        return self._speech.kept(one.raw, at)

    def give_up_late(self, now_s: float, sink_s: float) -> None:
        """Answer for what takes too long to keep: it is sent again, and kept once all the same."""
        for one in self._waiting:
            if now_s - one.since_s < sink_s:
                break
            if not one.is_settled:
                one.told(CannotTake(f"The reading was not kept within {sink_s:g} s; send it again."))
                _drop(one)

    def end(self) -> None:
        """Nobody hears an answer any more; what is being kept is kept all the same."""
        self._is_over = True

    def abandon(self) -> None:
        """Nobody hears an answer any more, and nobody waits for what is being kept."""
        self.end()
        for one in self._waiting:
            if not one.is_settled:
                one.is_settled = True
                _drop(one)
        self._waiting.clear()


def _drop(one: Waiting) -> None:
    if one.drop is not None:
        one.drop()
