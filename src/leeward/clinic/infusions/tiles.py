"""The tiles of the chairside page: a value, its unit, its age and where it came from, or words that there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from leeward.clinic.infusions.bedside import CLOSED, Bedside
from leeward.infusion.events import Cancelled, Discharged, Event, ScaleScored
from leeward.infusion.vitals import BY_HAND, Freshness, Latest, VitalKind, latest
from leeward.instruments import CADSS6, MOAAS
from leeward.protocol.monitoring import MONITORING, span


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One tile; `is_stale` changes its shape and its words, and `age_s` lets the page age it when nobody answers."""

    key: str
    title: str
    value: str
    unit: str = ""
    says: str = ""
    is_stale: bool = False
    age_s: float | None = None
    stale_after_s: float | None = None
    hidden_after_s: float | None = None
    """How old the number may grow before the page takes it off by itself (H17)."""


CONTINUOUS: Final = (
    ("heart-rate", "Heart rate", VitalKind.HEART_RATE, "/min"),
    ("spo2", "SpO₂", VitalKind.SPO2, "%"),
    ("breaths", "Breaths", VitalKind.RESPIRATORY_RATE, "/min"),
)


def vital_tiles(bedside: Bedside) -> tuple[Tile, ...]:
    """Return the tiles in the order in which a nurse looks, at the end of what is over: nobody measures after it."""
    over = next((event.at for event in reversed(bedside.events) if isinstance(event, Discharged | Cancelled)), None)
    if over is None:
        return _tiles(bedside)
    return tuple(_at_the_end(tile, over) for tile in _tiles(replace(bedside, now=over)))


def _at_the_end(tile: Tile, over: datetime) -> Tile:
    word = "the last" if not tile.is_stale else "none" if tile.value.startswith("◆") else "◆ old"
    says = f"{word}, at the end {timezone.localtime(over):%H:%M}"
    return replace(tile, says=says, age_s=None, stale_after_s=None, hidden_after_s=None)


def _tiles(bedside: Bedside) -> tuple[Tile, ...]:
    continuous = (_continuous(bedside, *row) for row in CONTINUOUS)
    return (_pressure(bedside), *continuous, _mind(bedside))


def ago(seconds: float) -> str:
    """Say how long ago: 4 s ago, 3 min ago, 2 h ago."""
    if seconds < 60:
        return f"{seconds:.0f} s ago"
    return f"{seconds // 60:.0f} min ago" if seconds < 3600 else f"{seconds // 3600:.0f} h ago"


def lasting(seconds: float) -> str:
    """Say how long: 4 s, 3 min."""
    return ago(seconds).removesuffix(" ago")


def _latest(bedside: Bedside, kind: VitalKind) -> Latest:
    return latest(
        bedside.readings,
        kind,
        bedside.now,
        mode=bedside.mode,
        infusing=bedside.infusing,
        since_end=bedside.since_end,
    )


def _pressure(bedside: Bedside) -> Tile:
    systolic, diastolic = _latest(bedside, VitalKind.SYSTOLIC), _latest(bedside, VitalKind.DIASTOLIC)
    pair = (
        systolic.reading is not None and diastolic.reading is not None and systolic.reading.at == diastolic.reading.at
    )
    value = f"{systolic.value:.0f}" if systolic.value is not None else ""
    if value:
        value += f"/{diastolic.value:.0f}" if pair and diastolic.value is not None else "/?"
    return _tile("pressure", "Blood pressure", value, "mmHg", systolic, bedside, VitalKind.SYSTOLIC, "cuff")


def _continuous(bedside: Bedside, key: str, title: str, kind: VitalKind, unit: str) -> Tile:
    found = _latest(bedside, kind)
    if kind is VitalKind.HEART_RATE and found.state is not Freshness.FRESH:
        pulse = _latest(bedside, VitalKind.PULSE_RATE)
        if pulse.state is Freshness.FRESH:
            title, found, kind = "Pulse", pulse, VitalKind.PULSE_RATE
    value = f"{found.value:.0f}" if found.value is not None else ""
    return _tile(key, title, value, unit, found, bedside, kind, "monitor")


def _tile(
    key: str, title: str, value: str, unit: str, found: Latest, bedside: Bedside, kind: VitalKind, source: str
) -> Tile:
    limit_s = MONITORING.stale_after(kind, infusing=bedside.infusing, since_end=bedside.since_end).total_seconds()
    if found.reading is None or found.age_s is None:
        return Tile(key=key, title=title, value="◆ no reading yet", says="attach, or chart by hand", is_stale=True)
    by_hand = found.reading.source == BY_HAND
    if by_hand and kind is VitalKind.RESPIRATORY_RATE:
        limit_s = max(limit_s, by_hand_for(bedside).total_seconds())
        value = f"{found.reading.value:.0f}" if not value and found.age_s <= limit_s else value
    where = f"{found.reading.device}, by hand" if by_hand else source
    if found.age_s <= limit_s:
        says, stale = f"{where}, {ago(found.age_s)}", False
    elif value:
        says, stale = f"◆ stale: {where}, {ago(found.age_s)}", True
    else:
        value, unit, stale = f"◆ no reading for {lasting(found.age_s)}", "", True
        says = "check the sensor, chart by hand"
    return Tile(
        key=key,
        title=title,
        value=value,
        unit=unit,
        says=says,
        is_stale=stale,
        age_s=found.age_s,
        stale_after_s=limit_s,
        hidden_after_s=limit_s + MONITORING.hidden_after.total_seconds(),
    )


def by_hand_for(bedside: Bedside, key: str = "respiratory_rate") -> timedelta:
    """Return for how long what a person counted or scored holds: until it is due again, and its grace."""
    task = next(task for task in MONITORING.tasks if task.key == key)
    every = task.infusing if bedside.infusing else task.recovery
    return span(task.grace) + (span(every) if every is not None else timedelta(0))


def _mind(bedside: Bedside) -> Tile:
    """Return sedation and dissociation as last scored; unknown stays a dash, and an old sedation says that it is."""
    found = [_last_score(bedside.events, key) for key in (MOAAS.key, CADSS6.key)]
    title = "MOAA/S · CADSS-6"
    if not any(found):
        return Tile(key="mind", title=title, value="◆ not scored yet", says="score both", is_stale=True)
    value = " · ".join("–" if score is None or score.total is None else str(score.total) for score in found)
    newest = max((score for score in found if score), key=lambda score: score.at)
    age_s = max((bedside.now - newest.at).total_seconds(), 0)
    sedation, limit_s = found[0], by_hand_for(bedside, MOAAS.key).total_seconds()
    old_s = max((bedside.now - sedation.at).total_seconds(), 0) if sedation else None
    if bedside.given is not None and bedside.state not in CLOSED and (old_s is None or old_s > limit_s):
        says = "◆ MOAA/S not scored" if old_s is None else f"◆ old: MOAA/S {ago(old_s)}, score again"
        return Tile(key="mind", title=title, value=value, says=says, is_stale=True)
    return Tile(key="mind", title=title, value=value, says=f"{newest.by}, {ago(age_s)}", age_s=age_s)


def _last_score(events: Sequence[Event], key: str) -> ScaleScored | None:
    return next((e for e in reversed(events) if isinstance(e, ScaleScored) and e.scale_key == key), None)
