"""Alarms: a million simulated minutes with known truth, and real series without, by plain thresholds and by ours."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

import numpy as np

from benchmarks.alarm_follow import Follower
from benchmarks.alarm_work import CUFF_EVERY_S, HOURS, MINUTES, SECONDS, SEED, Mask, Sessions, sessions
from benchmarks.measure import THREADS, Claim, Contestant, interleaved
from leeward.infusion.alarms import watch
from leeward.infusion.sustained import held, is_beyond
from leeward.infusion.vitals import GenerationMode, Reading, Validity, VitalKind
from leeward.protocol.alarm_limit import AlarmLimit, Priority
from leeward.protocol.alarms import LIMITS

MINUTES_SIMULATED: Final = 1_000_000
AT_ONCE: Final = 50
T0: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
VITALS: Final = Path(__file__).parents[2] / "shared" / "data" / "vitals"
KINDS: Final = {kind.value: kind for kind in VitalKind}
CUFF: Final = frozenset({"systolic", "diastolic"})
SOUNDING: Final = tuple(limit for limit in LIMITS if limit.priority is not Priority.LOW)
# How long the truth must lie beyond the high limit to be an event, and how far from the next limit it may be to be none.
LASTS_S: Final = {"spo2": 15, "heart_rate": 10, "respiratory_rate": 15, "systolic": 300, "diastolic": 300}
NEAR: Final = {"spo2": 1.0, "heart_rate": 4.0, "respiratory_rate": 1.5, "systolic": 10.0, "diastolic": 10.0}
AROUND_S: Final = 60
LEAD_S: Final = 12
CALM_S: Final = 40


@dataclass(slots=True)
class Tally:
    """What one way of alarming did: alarms, false ones, and events found with their delay."""

    alarms: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    delays_s: dict[str, list[float]] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Add what another part of the work found."""
        for mine, theirs in (
            (self.alarms, other.alarms), (self.false, other.false), (self.events, other.events),
            (self.found, other.found),
        ):  # fmt: skip
            mine.update(theirs)
        for group, delays in other.delays_s.items():
            self.delays_s.setdefault(group, []).extend(delays)


def measure(rounds: int) -> Claim:
    """Simulate, count, and time one look of the product."""
    parts = -(-MINUTES_SIMULATED // (MINUTES * AT_ONCE))
    plain, ours = Tally(), Tally()
    with ProcessPoolExecutor(max_workers=THREADS) as pool:
        for one, other in pool.map(simulated, range(parts), chunksize=4):
            plain.add(one)
            ours.add(other)
    window = _a_window()
    timed = interleaved(
        [Contestant(name="one look at a chair: ten minutes of four values a second", call=partial(_look, window))],
        rounds=rounds,
    )
    minutes = parts * AT_ONCE * MINUTES
    return Claim(
        name="alarms",
        title=f"{minutes:,} simulated alarm-minutes with known truth, and real series without",
        timed=tuple(timed.values()),
        notes=(*NOTES, _table(plain, ours, hours=minutes / 60), *real_series()),
    )


NOTES: Final = (
    "Ours runs through the product's own steps, reading by reading, with the limits that sound as shipped; a law test "
    "holds that equal to `watch`. It is run wherever a value is not on the calm side of every limit, from 12 s before "
    "until 40 s of calm after; elsewhere no limit can stand, and the run fails if one does.",
    "Plain is a threshold without delay, median or distance to re-arm, at the same limits, on every value that arrives.",
    "An event is a truth beyond a high-priority limit for 15 s (heart rate 10 s, pressure 5 min). It is found when a "
    "high-priority alarm of that vital sign and side stands between its begin and a minute after its end (pressure: "
    "until a cuff interval after); the delay counts from the crossing of the truth. An alarm is false when the truth of "
    "that vital sign comes nowhere near the limit (SpO2 1 %, heart rate 4/min, breaths 1.5/min, pressure 10 mmHg) from "
    "a minute before it begins until its begin.",
    "What this shows: how the same limits behave with and without the filters on a body and artefacts of our own "
    "making. What it does not: sensitivity or false alarms in any clinic; real artefacts are not independent, and the "
    "figures move with the artefact rates (`benchmarks/alarm_work.py`).",
)


def simulated(part: int) -> tuple[Tally, Tally]:
    """Return what plain thresholds and ours did with one part of the sessions."""
    made = sessions(np.random.default_rng((SEED, part)), AT_ONCE)
    plain, ours = Tally(), Tally()
    for name in made.shown:
        for side in (True, False):
            limits = _of(name, is_low=side)
            if limits:
                _count(made, name, limits, plain, ours)
    return plain, ours


def _of(name: str, *, is_low: bool) -> tuple[AlarmLimit, ...]:
    return tuple(limit for limit in SOUNDING if limit.vital.value == name and limit.beyond.is_low is is_low)


def _count(made: Sessions, name: str, limits: Sequence[AlarmLimit], plain: Tally, ours: Tally) -> None:
    """Count one vital sign on one side, session by session."""
    every = CUFF_EVERY_S if name in CUFF else 1
    first = 30 if name in CUFF else 0
    group = f"{limits[0].vital.label}, {'low' if limits[0].beyond.is_low else 'high'}"
    grace = CUFF_EVERY_S if name in CUFF else AROUND_S
    red = [limit for limit in limits if limit.priority is Priority.HIGH]
    for i in range(made.shown[name].shape[0]):
        baseline = {KINDS[key]: float(value[i, 0]) for key, value in made.baseline.items()}
        truth, shown = made.truth[name][i], made.shown[name][i]
        is_event = _beyond(truth, red, baseline)
        near = _beyond(truth, limits, baseline, nearer=NEAR[name])
        spans = [span for span in _runs(is_event) if span[1] - span[0] >= LASTS_S[name]]
        theirs = [_seconds(run, every, first) for run in _runs(_beyond(shown, limits, baseline))]
        theirs_red = [_seconds(run, every, first) for run in _runs(_beyond(shown, red, baseline))]
        mine, mine_red = _follow(made, name, i, limits, baseline, every=every, first=first)
        for tally, runs, high in ((plain, theirs, theirs_red), (ours, mine, mine_red)):
            tally.alarms[group] += len(runs)
            tally.false[group] += sum(not near[max(0, start - AROUND_S) : start + 1].any() for start, _ in runs)
            tally.events[group] += len(spans)
            for begins, ends in spans:
                hit = next((run for run in high if run[0] <= ends + grace and run[1] >= begins), None)
                if hit is not None:
                    tally.found[group] += 1
                    tally.delays_s.setdefault(group, []).append(max(hit[0] - begins, 0))


def _beyond(
    values: np.ndarray, limits: Iterable[AlarmLimit], baseline: Mapping[VitalKind, float], *, nearer: float = 0.0
) -> Mask:
    """Where is a value beyond any of the limits, or within `nearer` of it?"""
    found = np.zeros(values.shape, dtype=bool)
    for limit in limits:
        holds = held(limit, baseline)
        if holds is not None:
            shift = -nearer if holds.is_low else nearer
            found |= np.asarray(is_beyond(limit.beyond, values - holds.own + shift, holds.bound))  # type: ignore[arg-type]
    return found


def _calm(values: np.ndarray, limits: Iterable[AlarmLimit], baseline: Mapping[VitalKind, float]) -> Mask:
    """Where does no limit have anything to remember: neither beyond it nor short of where it re-arms?"""
    found = ~_beyond(values, limits, baseline)
    for limit in limits:
        holds = held(limit, baseline)
        if holds is not None:
            seen = values - holds.own
            found &= seen >= holds.rearms_at if holds.is_low else seen <= holds.rearms_at
    return found


def _runs(mask: Mask) -> list[tuple[int, int]]:
    """Return the stretches where it is true, (first, one after last)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _seconds(run: tuple[int, int], every: int, first: int) -> tuple[int, int]:
    return first + run[0] * every, first + run[1] * every


def _follow(
    made: Sessions,
    name: str,
    i: int,
    limits: Sequence[AlarmLimit],
    baseline: Mapping[VitalKind, float],
    *,
    every: int,
    first: int,
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return when an alarm of ours stood, and when one of high priority did, in seconds."""
    shown, usable = made.shown[name][i], ~made.flagged[name][i]
    stirred = ~_calm(shown, limits, baseline) & usable
    stood = np.zeros(shown.shape, dtype=bool)
    urgent = np.zeros(shown.shape, dtype=bool)
    lead, calm = (1, 2) if every > 1 else (LEAD_S, CALM_S)
    for start, end in _runs(_widened(stirred, lead, calm)):
        follower = Follower(limits, baseline)
        for at in range(start, end):
            now = T0 + timedelta(seconds=first + at * every)
            if usable[at]:
                follower.take(_reading(KINDS[name], float(shown[at]), now, number=at))
            for condition in follower.conditions(now=now):
                stood[at] = True
                urgent[at] |= condition.priority is Priority.HIGH
        if not follower.is_quiet and end < shown.size and usable[start:end][-5:].all():
            raise AssertionError(f"{name}: a limit still stands after calm; the skipping is wrong.")
    ours = [_seconds(run, every, first) for run in _runs(stood)]
    return ours, [_seconds(run, every, first) for run in _runs(urgent)]


def _widened(mask: Mask, lead: int, tail: int) -> Mask:
    """Return the mask with each stretch begun earlier and ended later."""
    found = np.zeros(mask.shape, dtype=bool)
    for start, end in _runs(mask):
        found[max(0, start - lead) : end + tail] = True
    return found


def _reading(kind: VitalKind, value: float | None, at: datetime, *, number: int) -> Reading:
    return Reading(
        reading_id=UUID(int=number),
        kind=kind,
        value=value,
        unit=kind.unit,
        at=at,
        received_at=at,
        source="simulated",
        device="simulated",
        validity=Validity.VALID if value is not None else Validity.INVALID,
        mode=GenerationMode.REAL,
    )


def _table(plain: Tally, ours: Tally, *, hours: float) -> str:
    """Return the counts as a table of Markdown."""
    lines = [
        "| vital sign, side | events | found, plain | found, ours | delay, plain | delay, ours | false/h, plain "
        "| false/h, ours |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for group in plain.alarms | plain.events:
        n = plain.events[group]
        found = [f"{t.found[group]:,} ({t.found[group] / n:.2%})" if n else "-" for t in (plain, ours)]
        delays = [_delay(t.delays_s.get(group, [])) for t in (plain, ours)]
        false = [f"{t.false[group] / hours:.3f}" for t in (plain, ours)]
        lines.append(f"| {group} | {n:,} | {' | '.join((*found, *delays, *false))} |")
    totals = [(sum(t.found.values()), sum(t.false.values()) / hours) for t in (plain, ours)]
    n = sum(plain.events.values())
    lines.append(
        f"| all | {n:,} | {totals[0][0]:,} ({totals[0][0] / n:.2%}) | {totals[1][0]:,} ({totals[1][0] / n:.2%}) | | "
        f"| {totals[0][1]:.2f} | {totals[1][1]:.2f} |"
    )
    return "\n".join(lines)


def _delay(delays_s: Sequence[float]) -> str:
    if not delays_s:
        return "-"
    median, late = np.percentile(delays_s, [50, 95])
    return f"{median:.0f} s, 95 % within {late:.0f} s"


def real_series(folder: Path = VITALS) -> Iterator[str]:
    """Yield what both ways do with the real series; there is no truth, so alarms an hour and nothing more."""
    if not folder.is_dir():
        yield f"The real series were not there ({folder.name}): nothing is said of them."
        return
    lines = [
        "| real series | length | alarms/h, plain | alarms/h, ours | of high priority, plain | ours |",
        "|---|---|---|---|---|---|",
    ]
    for path in sorted(folder.glob("*.csv")):
        readings, length = _read(path)
        plain, ours = _plain_runs(readings), _our_runs(readings)
        hours = length / timedelta(hours=1)
        rates = [f"{count / hours:.1f}" for count in (plain[0], ours[0], plain[1], ours[1])]
        lines.append(f"| {path.stem} | {length / timedelta(minutes=1):.0f} min | {' | '.join(rates)} |")
    yield "\n".join(lines)
    yield (
        "The real series are three intensive-care patients, none on ketamine and none labelled: it cannot be said which "
        "of these alarms were right, nor what was missed. In the series of one value a minute a delay of 15 s only asks "
        "for a second value, and a zero is no signal. The own baseline is taken from the first values."
    )


COLUMNS: Final = {
    "hr": VitalKind.HEART_RATE, "hr[bpm]": VitalKind.HEART_RATE, "resp": VitalKind.RESPIRATORY_RATE,
    "resp[pm]": VitalKind.RESPIRATORY_RATE, "spo2": VitalKind.SPO2, "spo2[%]": VitalKind.SPO2,
    "nbpsys[mmhg]": VitalKind.SYSTOLIC, "nbpdias[mmhg]": VitalKind.DIASTOLIC,
    "nbpmean[mmhg]": VitalKind.MEAN_ARTERIAL_PRESSURE,
}  # fmt: skip


def _read(path: Path) -> tuple[list[Reading], timedelta]:
    """Return the readings of one file, and how long it lasts."""
    readings: list[Reading] = []
    now = T0
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        head = [name.strip().lower() for name in next(rows)]
        step = timedelta(minutes=1) if head[0] == "minute" else timedelta(seconds=1)
        for row in rows:
            now = T0 + float(row[0]) * step
            for name, text in zip(head, row, strict=False):
                if name in COLUMNS and text.strip() not in {"", "NaN", "-"}:
                    value = float(text)
                    if value:
                        readings.append(_reading(COLUMNS[name], value, now, number=len(readings)))
    return readings, now - T0 + step


def _baseline(readings: Iterable[Reading]) -> dict[VitalKind, float]:
    found: dict[VitalKind, float] = {}
    for reading in readings:
        if reading.value is not None:
            found.setdefault(reading.kind, reading.value)
    return found


def _plain_runs(readings: Sequence[Reading]) -> tuple[int, int]:
    """Return how often a plain threshold began to alarm: at all, and with high priority."""
    baseline, before = _baseline(readings), dict[tuple[str, bool], bool]()
    counts = {True: 0, False: 0}
    for reading in readings:
        for high in (False, True):
            for low in (False, True):
                limits = [
                    limit
                    for limit in _of(reading.kind.value, is_low=low)
                    if not high or limit.priority is Priority.HIGH
                ]
                if limits:
                    place = (f"{reading.kind.value} {low}", high)
                    is_now = bool(_beyond(np.array([reading.value]), limits, baseline)[0])
                    counts[high] += is_now and not before.get(place, False)
                    before[place] = is_now
    return counts[False], counts[True]


def _our_runs(readings: Sequence[Reading]) -> tuple[int, int]:
    """Return how often an alarm of ours began: at all, and with high priority."""
    follower = Follower(SOUNDING, _baseline(readings))
    groups = {limit.key: limit.group for limit in SOUNDING}
    before: dict[bool, set[str]] = {True: set(), False: set()}
    counts = {True: 0, False: 0}
    for reading in readings:
        follower.take(reading)
        now = list(follower.conditions(now=reading.at))
        for high in (False, True):
            standing = {groups[one.key] for one in now if not high or one.priority is Priority.HIGH}
            counts[high] += len(standing - before[high])
            before[high] = standing
    return counts[False], counts[True]


def _a_window() -> list[Reading]:
    made = sessions(np.random.default_rng(SEED), 1)
    start = SECONDS // 2
    names = ("spo2", "heart_rate", "respiratory_rate")
    found = [
        _reading(KINDS[name], float(made.shown[name][0, at]), T0 + timedelta(seconds=at), number=place * SECONDS + at)
        for place, name in enumerate(names)
        for at in range(start, start + 600)
    ]
    pulse = (_reading(VitalKind.PULSE_RATE, r.value, r.at, number=r.reading_id.int + 9 * SECONDS) for r in found[600:1200])
    return [*found, *pulse]


def _look(window: Sequence[Reading]) -> None:
    baseline = {VitalKind.SYSTOLIC: 120.0, VitalKind.DIASTOLIC: 75.0}
    watch(window, baseline, LIMITS, now=window[-1].at, running=True)


assert HOURS  # the unit of the counts
