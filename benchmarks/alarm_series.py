"""The real series of ../shared/data/vitals by plain thresholds and by ours: no truth, so alarms an hour and no more."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.alarm_follow import SOUNDING, beyond, reading_of, sounding
from leeward.infusion.following import Following
from leeward.infusion.vitals import Reading, VitalKind
from leeward.protocol.alarm_limit import Priority

VITALS: Final = Path(__file__).parents[2] / "shared" / "data" / "vitals"
T0: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


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
        "The real series are three intensive-care patients, none on ketamine and none labelled: it cannot be said "
        "which of these alarms were right, nor what was missed. In the series of one value a minute a delay of 15 s "
        "only asks for a second value, and a zero is no signal. The own baseline is taken from the first values."
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
                        readings.append(reading_of(COLUMNS[name], value, now, number=len(readings)))
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
                    for limit in sounding(reading.kind.value, is_low=low)
                    if not high or limit.priority is Priority.HIGH
                ]
                if limits:
                    place = (f"{reading.kind.value} {low}", high)
                    is_now = bool(beyond(np.array([reading.value]), limits, baseline)[0])
                    counts[high] += is_now and not before.get(place, False)
                    before[place] = is_now
    return counts[False], counts[True]


def _our_runs(readings: Sequence[Reading]) -> tuple[int, int]:
    """Return how often an alarm of ours began: at all, and with high priority."""
    following = Following(SOUNDING, _baseline(readings), running=True)
    groups = {limit.key: limit.group for limit in SOUNDING}
    before: dict[bool, set[str]] = {True: set(), False: set()}
    counts = {True: 0, False: 0}
    for reading in readings:
        following.take(reading)
        now = list(following.physiological(reading.at))
        for high in (False, True):
            standing = {groups[one.key] for one in now if not high or one.priority is Priority.HIGH}
            counts[high] += len(standing - before[high])
            before[high] = standing
    return counts[False], counts[True]
