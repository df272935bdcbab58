"""The alarms of all beds each second: what a calm message costs, and what the tick costs that time alone asks for.

Every bed sends six values a second, calm as most are. Beside it, in the same run, the least that anybody could do: one
comparison of one array that holds when each value of each bed was last seen, and six comparisons of plain numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf
from statistics import median
from time import process_time
from typing import Final, NamedTuple

import numpy as np

from benchmarks.measure import Claim, Comparison, Disagrees, Sense
from leeward.devices.port import DeviceMessage, Row
from leeward.devices.screen import Screen
from leeward.infusion.bed import Bed
from leeward.infusion.following import Following
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind
from leeward.protocol.alarms import LIMITS

SIZES: Final = (10, 100, 1_000, 5_000, 10_000)
BAR_MS: Final = 5.0
T0: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND: Final = timedelta(seconds=1)
WARM_S: Final = 24  # past the first deadlines
SILENT_S: Final = 11  # past the ten seconds after which silence is told
SPANS: Final = {
    VitalKind.SPO2: (96, 99), VitalKind.HEART_RATE: (66, 74), VitalKind.RESPIRATORY_RATE: (13, 16),
    VitalKind.ETCO2: (35, 41), VitalKind.SYSTOLIC: (116, 126), VitalKind.DIASTOLIC: (72, 80),
}  # fmt: skip
BASELINE: Final = {VitalKind.SYSTOLIC: 121.0, VitalKind.DIASTOLIC: 76.0, VitalKind.HEART_RATE: 70.0}


class Cost(NamedTuple):
    """CPU of one size: ms for each tick, us for each calm message, and the least that either could cost."""

    beds: int
    tick_ms: tuple[float, ...]
    bare_tick_ms: tuple[float, ...]
    message_us: tuple[float, ...]
    bare_message_us: tuple[float, ...]
    named: float
    stirred: float


class Ward:
    """Beds, each with a monitor that sends six calm values a second at its own moment of the second."""

    def __init__(self, beds: int, *, seed: int = 6) -> None:
        self.rng = np.random.default_rng(seed)
        self.offsets = [timedelta(seconds=part) for part in self.rng.random(beds).tolist()]
        self.screen = Screen()
        self.beds = [Bed(Following(LIMITS, BASELINE, running=True)) for _ in range(beds)]
        self.numbers = [self.screen.add() for _ in range(beds)]
        self.last_seen_s = np.zeros((beds, len(SPANS)))
        self.patience_s = np.full(len(SPANS), 10.0)
        self.second = 0

    @property
    def now(self) -> datetime:
        """The end of the second that was played."""
        return T0 + SECOND * self.second

    def messages(self) -> list[DeviceMessage]:
        """Return the next second's messages, one for each bed, in the order of the beds."""
        begun = self.now
        self.second += 1
        columns = [self.rng.integers(low, high + 1, len(self.beds)).tolist() for low, high in SPANS.values()]
        found = []
        for bed, (offset, *values) in enumerate(zip(self.offsets, *columns, strict=True)):
            at, device = begun + offset, f"bed-{bed}"
            rows = tuple(
                Row(kind, float(value), at, "hl7", device, Validity.VALID, GenerationMode.REAL, f"{device} {at} {kind}")
                for kind, value in zip(SPANS, values, strict=True)
            )
            found.append(
                DeviceMessage(
                    message_id=f"{self.second}", device_id=device, mode=GenerationMode.REAL, rows=rows, problems=(),
                    sent_at=at, received_at=at,
                )
            )  # fmt: skip
        return found

    def take(self, messages: Sequence[DeviceMessage]) -> int:
        """Let each bed take its message, and look where something stirred; return at how many."""
        stirred = 0
        for number, bed, message in zip(self.numbers, self.beds, messages, strict=False):
            if bed.take(message):
                bed.conditions(message.received_at)
                self.screen.put(number, _seconds(bed.due))
                stirred += 1
            elif bed.has_later_due:
                self.screen.put(number, _seconds(bed.due))
        self.last_seen_s[: len(messages)] = self.now.timestamp()
        return stirred

    def tick(self) -> list[int]:
        """Do what the gateway does at each tick: look where time alone may have brought something."""
        now, called = self.now, []
        for number in self.screen.tick(now.timestamp()):
            bed = self.beds[number]
            due = bed.due
            if due is None or due <= now:
                called.append(number)
                bed.conditions(now)
                due = bed.due
            self.screen.put(number, _seconds(due))
        return called

    def bare_tick(self) -> int:
        """Compare when each value of each bed was last seen with how old it may be."""
        return int(np.count_nonzero((self.now.timestamp() - self.last_seen_s > self.patience_s).any(axis=1)))


def _seconds(due: datetime | None) -> float:
    return due.timestamp() if due is not None else -inf


def bare(messages: Sequence[DeviceMessage]) -> int:
    """Hold each value of each message against two numbers, and nothing else."""
    inside = 0
    for message in messages:
        for row in message.rows:
            if row.value is not None and 0.0 <= row.value <= 300.0:
                inside += 1
    return inside


def measure(rounds: int) -> Claim:
    """Measure each size; raise Disagrees where a bed that fell silent is not named, or a calm one is called."""
    _check()
    costs = [_cost(beds, rounds) for beds in SIZES]
    largest = costs[-1]
    return Claim(
        name="alarm-tick",
        title="The alarms of all beds each second",
        comparisons=(
            Comparison(
                what=f"CPU ms of a tick over {largest.beds:,} beds", ratios=largest.tick_ms, bar=BAR_MS,
                sense=Sense.AT_MOST,
            ),
            Comparison(
                what="the same tick to one bare comparison of as many times",
                ratios=tuple(a / b for a, b in zip(largest.tick_ms, largest.bare_tick_ms, strict=True)),
            ),
            Comparison(
                what="a calm message of six values to six bare comparisons in Python",
                ratios=tuple(a / b for a, b in zip(largest.message_us, largest.bare_message_us, strict=True)),
            ),
        ),
        notes=(*NOTES, _said_of_a_look(), "\n".join(_table(costs))),
    )  # fmt: skip


NOTES: Final = (
    (
        "Law tests (`tests/laws/test_bed.py`) hold what a bed says equal to `watch` at every message and every tick. "
        "The times are CPU times of this process."
    ),
    (
        "The deadline of a calm bed is moved with every fourth or fifth message, while the bed is in the processor's "
        "cache: that is in the price of a message. The tick then names only beds at which something may have changed."
    ),
)


def _cost(beds: int, rounds: int) -> Cost:
    """Play some seconds, then time every second's messages and tick."""
    ward = Ward(beds)
    for _ in range(WARM_S):
        ward.take(ward.messages())
        ward.tick()
    repeats = max(1, 1_000 // beds)
    ticks, bare_ticks, messages, bare_messages = list[float](), list[float](), list[float](), list[float]()
    named, stirred = 0, 0
    for _ in range(rounds):
        spent = np.zeros(4)
        for _ in range(repeats):
            coming = ward.messages()
            before = process_time()
            stirred += ward.take(coming)
            taken = process_time()
            named += len(ward.screen.tick(ward.now.timestamp()))
            counted = process_time()
            ward.tick()
            ticked = process_time()
            ward.bare_tick()
            compared = process_time()
            bare(coming)
            spent += (taken - before, ticked - counted, compared - ticked, process_time() - compared)
        spent /= repeats
        messages.append(spent[0] / beds * 1e6)
        ticks.append(spent[1] * 1e3)
        bare_ticks.append(spent[2] * 1e3)
        bare_messages.append(spent[3] / beds * 1e6)
    n = rounds * repeats * beds
    return Cost(beds, tuple(ticks), tuple(bare_ticks), tuple(messages), tuple(bare_messages), named / n, stirred / n)


def _said_of_a_look() -> str:
    """Measure a look at a bed whose saturation has been low for half a minute: each of its messages asks for one."""
    ward, looks = Ward(1), 200
    for _ in range(WARM_S):
        (message,) = ward.messages()
        low = tuple(row._replace(value=88.0) if row.kind is VitalKind.SPO2 else row for row in message.rows)
        ward.take([replace(message, rows=low)])
    (bed,) = ward.beds
    begun = process_time()
    for _ in range(looks):
        bed.conditions(ward.now)
    spent_us = (process_time() - begun) / looks * 1e6
    return f"A look at a bed where an alarm stands costs {spent_us:.0f} us, with each of its messages and at each tick."


def _check() -> None:
    """Let one bed of many fall silent: it alone is called, at the tick at which its silence is told."""
    ward = Ward(50)
    for _ in range(WARM_S):
        ward.take(ward.messages())
        ward.tick()
    silent, called = ward.numbers[-1], list[int]()
    for _ in range(SILENT_S + 1):
        ward.take(ward.messages()[:-1])
        called += ward.tick()
    if silent not in called or set(called) != {silent}:
        raise Disagrees(f"Bed {silent} fell silent, and the ticks called {sorted(set(called))}.")


def _table(costs: Sequence[Cost]) -> Iterator[str]:
    yield "| beds | tick (longest) | bare comparison | each calm message | bare | named each tick | stirred |"
    yield "|---|---|---|---|---|---|---|"
    for one in costs:
        yield (
            f"| {one.beds:,} | {median(one.tick_ms):.3f} ms ({max(one.tick_ms):.3f}) "
            f"| {median(one.bare_tick_ms):.3f} ms | {median(one.message_us):.1f} us "
            f"| {median(one.bare_message_us):.2f} us | {one.named:.1%} | {one.stirred:.2%} |"
        )
