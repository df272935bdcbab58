"""Simulated time: one queue of what happens next, a clock on the wall that may be set, and all chance from one seed."""

from collections import Counter
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from struct import Struct
from typing import Any, Protocol
from zlib import crc32

SECONDS = Struct("d").pack
START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


class Killed(BaseException):
    """The process is gone, between two effects."""

    def __init__(self, process: str) -> None:
        super().__init__(process)
        self.process = process


class Process(Protocol):
    def die(self) -> None: ...


class World:
    """`s` is monotonic time in seconds since the doors opened; `now` is what the clock on the wall shows."""

    def __init__(self, seed: int, *, is_told: bool = False) -> None:
        self.seed, self.s, self.is_told = seed, 0.0, is_told
        self.told: list[tuple[float, datetime, str, str]] = []
        self.happened: Counter[str] = Counter()
        self.processes: dict[str, Process] = {}
        self.steps = 0
        self.touched = 0  # how often anybody touched a pump
        self.trace = 0  # a checksum of when every step was taken
        self.is_over = False  # the last patient has left
        self.set_back_s: list[tuple[float, float]] = []  # (when, by how much) the wall's clock was set back
        self._queue: list[tuple[float, int, Callable[..., object], tuple[Any, ...]]] = []
        self._count = 0
        self._set_by_s = 0.0
        self._now, self._now_s = START, 0.0
        self._kills: dict[tuple[str, str], list[float]] = {}

    def chance(self, name: str) -> Random:
        """Return a stream of chance of its own: what one actor draws changes nothing of what another draws."""
        return Random(f"{self.seed} {name}")  # noqa: S311 - a simulation, no secrets

    # --- time ------------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        if self._now_s != self.s:
            self._now, self._now_s = START + timedelta(seconds=self.s + self._set_by_s), self.s
        return self._now

    def set_clock(self, by_s: float) -> None:
        """Put the clock on the wall forward, or back."""
        self._set_by_s += by_s
        self._now_s = -1.0
        if by_s < 0:
            self.set_back_s.append((self.s, -by_s))
        self.fault("clock set back" if by_s < 0 else "clock set forward", "the wall")

    def after(self, s: float, do: Callable[..., object], *args: Any) -> None:
        self._count += 1
        heappush(self._queue, (self.s + s, self._count, do, args))

    def run(self, until_s: float, after_each: Callable[[], None]) -> None:
        """Let everything happen until then; `after_each` looks whether all still holds."""
        queue, trace = self._queue, self.trace
        while queue and queue[0][0] <= until_s and not self.is_over:
            self.s, _, do, args = heappop(queue)
            try:
                do(*args)
            except Killed as killed:
                self.processes[killed.process].die()
            self.steps += 1
            trace = crc32(SECONDS(self.s), trace)
            after_each()
        self.trace = trace

    def live(self, person: Generator[Any, Any, None]) -> None:
        """Let a person act: yield seconds to wait, or something that calls back once."""

        def resume(value: Any = None) -> None:
            try:
                wanted = person.send(value)
            except StopIteration:
                return
            if isinstance(wanted, float | int):
                self.after(wanted, resume)
            else:
                wanted(resume)

        self.after(0.0, resume)

    # --- what goes wrong -------------------------------------------------------------------------------------

    def kill_at(self, process: str, place: str, s: float) -> None:
        """Plan to kill the process at the first time that it comes to this place after `s`."""
        self._kills.setdefault((process, place), []).append(s)

    def effect(self, process: str, place: str) -> None:
        """Stand between two effects: here the process may be killed."""
        planned = self._kills.get((process, place)) if self._kills else None
        if planned and planned[0] <= self.s:
            planned.pop(0)
            self._kills = {where: left for where, left in self._kills.items() if left}
            self.fault(f"killed: {process} {place}", process)
            raise Killed(process)

    def fault(self, what: str, who: str) -> None:
        """Count a fault, and tell it."""
        self.happened[what] += 1
        self.say(who, f"FAULT {what}")

    def say(self, who: str, what: str) -> None:
        if self.is_told:
            self.told.append((self.s, self.now, who, what))
