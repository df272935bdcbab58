"""Alarms: a million simulated minutes with known truth, and real series without, by plain thresholds and by ours."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final

import numpy as np

from benchmarks.alarm_follow import beyond, reading_of, sounding
from benchmarks.alarm_series import T0, real_series
from benchmarks.alarm_work import CUFF_EVERY_S, MINUTES, SECONDS, SEED, Mask, Sessions, sessions
from benchmarks.measure import THREADS, Claim, Contestant, interleaved
from leeward.infusion.alarms import watch
from leeward.infusion.following import Following
from leeward.infusion.sustained import held
from leeward.infusion.vitals import Reading, VitalKind
from leeward.protocol.alarm_limit import AlarmLimit, Priority
from leeward.protocol.alarms import LIMITS

MINUTES_SIMULATED: Final = 1_000_000
AT_ONCE: Final = 50
KINDS: Final = {kind.value: kind for kind in VitalKind}
CUFF: Final = frozenset({"systolic", "diastolic"})
# How long the truth must lie beyond the high limit to be an event, and how near the next limit it counts as close.
LASTS_S: Final = {"spo2": 15, "heart_rate": 10, "respiratory_rate": 15, "systolic": 300, "diastolic": 300}
NEAR: Final = {"spo2": 1.0, "heart_rate": 4.0, "respiratory_rate": 1.5, "systolic": 10.0, "diastolic": 10.0}
AROUND_S: Final = 60
LEAD_S: Final = 12


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
    (
        "Ours runs through the product's own steps, reading by reading, with the limits that sound as shipped; a law "
        "test holds that equal to `watch`. It begins 12 s before a value that is not on the calm side of every limit, "
        "and ends when no limit has anything to remember; in between no limit can stand."
    ),
    "Plain is a threshold without delay, median or distance to re-arm, at the same limits, on every value.",
    (
        "An event is a truth beyond a high-priority limit for 15 s (heart rate 10 s, pressure 5 min). It is found when "
        "a high-priority alarm of that vital sign and side stands between its begin and a minute after its end "
        "(pressure: a cuff interval after); the delay counts from the crossing of the truth. An alarm is false when "
        "the truth of that vital sign comes nowhere near the limit (SpO2 1 %, heart rate 4/min, breaths 1.5/min, "
        "pressure 10 mmHg) in the minute before it begins."
    ),
    (
        "What this shows: how the same limits behave with and without the filters on a body and artefacts of our own "
        "making. What it does not: sensitivity or false alarms in any clinic. Real artefacts are not independent, and "
        "the figures move with the artefact rates (`benchmarks/alarm_work.py`)."
    ),
)


def simulated(part: int) -> tuple[Tally, Tally]:
    """Return what plain thresholds and ours did with one part of the sessions."""
    made = sessions(np.random.default_rng((SEED, part)), AT_ONCE)
    plain, ours = Tally(), Tally()
    for name in made.shown:
        for side in (True, False):
            limits = sounding(name, is_low=side)
            if limits:
                _count(made, name, limits, plain, ours)
    return plain, ours


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
        is_event = beyond(truth, red, baseline)
        near = beyond(truth, limits, baseline, nearer=NEAR[name])
        spans = [span for span in _runs(is_event) if span[1] - span[0] >= LASTS_S[name]]
        theirs = [_seconds(run, every, first) for run in _runs(beyond(shown, limits, baseline))]
        theirs_red = [_seconds(run, every, first) for run in _runs(beyond(shown, red, baseline))]
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


def _calm(values: np.ndarray, limits: Iterable[AlarmLimit], baseline: Mapping[VitalKind, float]) -> Mask:
    """Where does no limit have anything to remember: neither beyond it nor short of where it re-arms?"""
    found = ~beyond(values, limits, baseline)
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
    done = 0
    for start, end in _runs(stirred):
        if start < done:
            continue
        following = Following(limits, baseline, running=True)
        for at in range(max(done, start - LEAD_S), shown.size):
            now = T0 + timedelta(seconds=first + at * every)
            if usable[at]:
                following.take(reading_of(KINDS[name], float(shown[at]), now, number=at))
            for condition in following.physiological(now):
                stood[at] = True
                urgent[at] |= condition.priority is Priority.HIGH
            done = at + 1
            if at >= end and following.is_quiet:
                break
    ours = [_seconds(run, every, first) for run in _runs(stood)]
    return ours, [_seconds(run, every, first) for run in _runs(urgent)]


def _table(plain: Tally, ours: Tally, *, hours: float) -> str:
    """Return the counts as a table of Markdown."""
    lines = [
        (
            "| vital sign, side | events | found, plain | found, ours | delay, plain | delay, ours | false/h, plain "
            "| false/h, ours |"
        ),
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


def _a_window() -> list[Reading]:
    made = sessions(np.random.default_rng(SEED), 1)
    start = SECONDS // 2
    names = ("spo2", "heart_rate", "respiratory_rate")
    found = [
        reading_of(KINDS[name], float(made.shown[name][0, at]), T0 + timedelta(seconds=at), number=place * SECONDS + at)
        for place, name in enumerate(names)
        for at in range(start, start + 600)
    ]
    pulse = (
        reading_of(VitalKind.PULSE_RATE, r.value, r.at, number=r.reading_id.int + 9 * SECONDS) for r in found[600:1200]
    )
    return [*found, *pulse]


def _look(window: Sequence[Reading]) -> None:
    baseline = {VitalKind.SYSTOLIC: 120.0, VitalKind.DIASTOLIC: 75.0}
    watch(window, baseline, LIMITS, now=window[-1].at, running=True)
