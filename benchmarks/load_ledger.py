"""The beds' own book: what was sent and what was answered, one place for each bed and second."""

from array import array
from dataclasses import dataclass, field
from typing import Final

from benchmarks.load_work import Work, of_message

UNANSWERED, YES, NO = 0, 1, 2
NEVER_MS: Final = -1.0


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The book of one round; times in ms are from the instant at which the message was due."""

    work: Work
    phases_ms: list[int]
    start_ms: int = 0
    start_s: float = 0.0
    lag_ms: "array[float]" = field(init=False)
    answer_ms: "array[float]" = field(init=False)
    answers: bytearray = field(init=False)
    strange: int = 0

    def __post_init__(self) -> None:
        places = self.work.beds * self.work.seconds
        self.lag_ms, self.answer_ms = array("d", [NEVER_MS]) * places, array("d", [NEVER_MS]) * places
        self.answers = bytearray(places)

    def due_s(self, bed: int, second: int) -> float:
        """Return when a message is due, by the monotonic clock."""
        return self.start_s + second + self.phases_ms[bed] / 1000

    def note(self, message_id: bytes, is_kept: bool, now_s: float) -> None:
        """Write down an answer; one that nothing was sent for, or a second one, is strange."""
        bed, second = of_message(message_id)
        place = bed * self.work.seconds + second
        if self.answers[place] or self.lag_ms[place] < 0:
            self.strange += 1
            return
        self.answers[place] = YES if is_kept else NO
        self.answer_ms[place] = (now_s - self.due_s(bed, second)) * 1000

    def told(self) -> dict[str, object]:
        """Return the book as JSON values."""
        return {
            "beds": self.work.beds,
            "seconds": self.work.seconds,
            "warm_up_s": self.work.warm_up_s,
            "start_ms": self.start_ms,
            "start_s": self.start_s,
            "strange": self.strange,
            "phases_ms": self.phases_ms,
            "lag_ms": [round(one, 3) for one in self.lag_ms],
            "answer_ms": [round(one, 3) for one in self.answer_ms],
            "answers": list(self.answers),
        }
