"""Watch the readings: which alarm conditions stand now, as a function of the readings and the instant alone."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from leeward.evidence import Cited, Status
from leeward.infusion.artefact import Judged, judged, leap
from leeward.infusion.condition import Changes as Changes
from leeward.infusion.condition import Condition as Condition
from leeward.infusion.condition import as_events as as_events
from leeward.infusion.condition import by_urgency
from leeward.infusion.condition import changes as changes
from leeward.infusion.events import Event, LimitChanged, ScaleScored
from leeward.infusion.sustained import find, held, is_beyond
from leeward.infusion.technical import technical
from leeward.infusion.vitals import Baseline, GenerationMode, Reading, in_order, is_usable
from leeward.protocol.alarm_limit import AlarmKind, AlarmLimit, Beyond, Priority, ScoreLimit
from leeward.protocol.alarms import SCORE_LIMITS
from leeward.protocol.artefact import GATES
from leeward.protocol.monitoring import MONITORING, Monitoring
from leeward.protocol.vital_kind import VitalKind
from leeward.units import Quantity


def watch(
    readings: Iterable[Reading],
    baseline: Baseline,
    limits: Sequence[AlarmLimit],
    *,
    now: datetime,
    running: bool,
    mode: GenerationMode = GenerationMode.REAL,
    monitoring: Monitoring = MONITORING,
    active: Collection[str] = (),
    since_end: timedelta = timedelta(0),
) -> tuple[Condition, ...]:
    """Return every condition that stands at `now`, the most urgent first.

    Give the readings of the last five minutes and the last cuff reading; order and duplicates do not matter. `running`
    is true while drug goes in or could at once (running and paused). `active` are the keys that stood at the last look:
    with them a condition that began before the window is not forgotten. Of the limits that say the same thing only
    the most urgent is told.
    """
    ordered = in_order(readings)
    usable: dict[VitalKind, list[Reading]] = {kind: [] for kind in VitalKind}
    for reading in ordered:
        if is_usable(reading, now=now, mode=mode):
            usable[reading.kind].append(reading)
    vital = physiological(usable, baseline, limits, now=now, running=running, monitoring=monitoring, active=active)
    about_technique = technical(
        ordered, baseline, now=now, running=running, mode=mode, monitoring=monitoring, since_end=since_end
    )
    leaps = (leap(kind, rows, now=now) for kind, rows in usable.items() if kind in GATES)
    return by_urgency((*vital, *about_technique, *(one for one in leaps if one is not None)))


def physiological(
    usable: Mapping[VitalKind, Sequence[Reading]],
    baseline: Baseline,
    limits: Sequence[AlarmLimit],
    *,
    now: datetime,
    running: bool,
    monitoring: Monitoring,
    active: Collection[str],
) -> Iterable[Condition]:
    """Return the most urgent condition of each group of limits; `usable` holds the readings by kind, oldest first."""
    strongest: dict[str, Condition] = {}
    series = {kind: _series(kind, usable, now=now, running=running, monitoring=monitoring) for kind in usable}
    seen: dict[VitalKind, tuple[Judged, ...]] = {}
    for limit in by_rank(limits):
        rows = series[limit.vital]
        if not rows or limit.group in strongest:
            continue
        # Most of the time nothing is beyond any limit, and a median lies between the values that it is of.
        if limit.key not in active and not _reaches(limit, rows, baseline):
            continue
        if limit.vital not in seen:
            seen[limit.vital] = tuple(judged(rows))
        condition = find(limit, seen[limit.vital], baseline, now=now, was_active=limit.key in active)
        if condition is not None:
            strongest[limit.group] = condition
    return strongest.values()


def by_rank(limits: Iterable[AlarmLimit]) -> list[AlarmLimit]:
    """Return the limits, the most urgent first, in their own order within a priority."""
    return sorted(limits, key=lambda limit: limit.priority.rank)


def _reaches(limit: AlarmLimit, rows: Sequence[Reading], baseline: Baseline) -> bool:
    """Does any of the values lie beyond the limit, for however short?"""
    holds = held(limit, baseline)
    if holds is None:
        return False
    values = [row.value for row in rows if row.value is not None]
    worst = min(values) if holds.is_low else max(values)
    return is_beyond(limit.beyond, worst - holds.own, holds.bound)


def _series(
    vital: VitalKind,
    usable: Mapping[VitalKind, Sequence[Reading]],
    *,
    now: datetime,
    running: bool,
    monitoring: Monitoring,
) -> Sequence[Reading]:
    """Return the readings that a limit looks at; the pulse stands in for a heart rate that no longer comes."""
    rows = usable[vital]
    if vital is not VitalKind.HEART_RATE:
        return rows
    if rows and now - rows[-1].at <= monitoring.stale_after(vital, infusing=running):
        return rows
    return usable[VitalKind.PULSE_RATE] or rows


def watch_scores(events: Iterable[Event], limits: Sequence[ScoreLimit] = SCORE_LIMITS) -> tuple[Condition, ...]:
    """Return the conditions that follow from the last score of each bedside scale; a score with a gap says nothing."""
    last: dict[str, ScaleScored] = {}
    for event in events:
        if isinstance(event, ScaleScored) and (event.scale_key not in last or event.at >= last[event.scale_key].at):
            last[event.scale_key] = event
    found: dict[str, Condition] = {}
    for limit in sorted(limits, key=lambda limit: limit.priority.rank):
        scored = last.get(limit.scale_key)
        if scored is None or scored.total is None or not is_beyond(limit.beyond, scored.total, _points(limit)):
            continue
        says = f"{limit.label} {scored.total} is {limit.beyond.value} {_points(limit):g}."
        condition = Condition(
            key=limit.key,
            kind=AlarmKind.PHYSIOLOGICAL,
            priority=limit.priority,
            says=says,
            since=scored.at,
            proposes=limit.proposes,
        )
        found.setdefault(limit.scale_key, condition)
    return by_urgency(found.values())


def _points(limit: ScoreLimit) -> float:
    return limit.limit.to("points")


class CannotChangeLimit(ValueError):
    """The alarm limit may not be set to this."""


def change_limit(
    limits: Sequence[AlarmLimit], change: LimitChanged, *, shipped: Sequence[AlarmLimit] | None = None
) -> tuple[AlarmLimit, ...]:
    """Return the limits with one changed; a high-priority limit may be tightened and never loosened.

    `shipped` are the protocol's own: what was tightened may come back to them, and no further.
    """
    limit = next((limit for limit in limits if limit.key == change.alarm_key), None)
    if limit is None:
        raise CannotChangeLimit(f"No alarm limit is called {change.alarm_key!r}.")
    if not change.reason.strip():
        raise CannotChangeLimit("Give the reason for the new limit.")
    quantity = Quantity(change.value, change.unit)
    number = quantity.to(limit.vital.unit)
    if limit.beyond is not Beyond.RISE and number not in limit.vital.plausible:
        raise CannotChangeLimit(f"{limit.vital.label} is never {quantity}. Check the number and its unit.")
    why = f"changed for this infusion by {change.by}: {change.reason}"
    changed = replace(limit, limit=Cited(quantity, None, why, Status.ASSUMED, limit.limit.name))
    own = next((one for one in shipped or limits if one.key == limit.key), limit)
    if limit.priority is Priority.HIGH and is_looser(changed, own):
        raise CannotChangeLimit(
            f"{limit.vital.label} {limit.beyond.value} {own.limit.quantity} is a high-priority limit: "
            "it can be tightened for a patient, not loosened."
        )
    return tuple(changed if limit.key == change.alarm_key else limit for limit in limits)


def is_looser(new: AlarmLimit, old: AlarmLimit) -> bool:
    """Does the new limit call later than the old one?"""
    return new.value < old.value if old.beyond.is_low else new.value > old.value


def in_force(limits: Sequence[AlarmLimit], events: Iterable[Event]) -> tuple[AlarmLimit, ...]:
    """Return the protocol's limits with this infusion's own changes; the next infusion begins from the protocol."""
    standing = tuple(limits)
    for event in events:
        if isinstance(event, LimitChanged):
            standing = change_limit(standing, event, shipped=limits)
    return standing
