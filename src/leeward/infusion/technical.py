"""What is wrong with the means of watching: nothing came yet, nothing comes any more, or nothing that can be used."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from leeward.infusion.clocks import CONTINUOUS, DISCONNECTED, devices
from leeward.infusion.condition import Condition, lasting
from leeward.infusion.vitals import BY_HAND, Baseline, GenerationMode, Reading, Validity, is_usable
from leeward.protocol.alarm_limit import AlarmKind, Priority
from leeward.protocol.monitoring import Monitoring
from leeward.protocol.vital_kind import NIBP, VitalKind

STANDS_FOR: Final = {VitalKind.PULSE_RATE: VitalKind.HEART_RATE}
WHEN_SEEN: Final = (VitalKind.RESPIRATORY_RATE, VitalKind.ETCO2)


def technical(
    readings: Sequence[Reading],
    baseline: Baseline,
    *,
    now: datetime,
    running: bool,
    mode: GenerationMode,
    monitoring: Monitoring,
    since_end: timedelta = timedelta(0),
) -> tuple[Condition, ...]:
    """Return the technical conditions; `readings` are in order of measurement and each stands once."""
    by_kind: dict[VitalKind, list[Reading]] = {kind: [] for kind in VitalKind}
    for reading in readings:
        if is_watched(reading):
            by_kind[STANDS_FOR.get(reading.kind, reading.kind)].append(reading)
    return (
        *silences(
            by_kind, now=now, running=running, mode=mode, monitoring=monitoring, since_end=since_end,
            about=list(devices(readings, now=now, running=running, mode=mode, monitoring=monitoring)),
        ),
        *strange(readings, now=now, running=running, mode=mode, monitoring=monitoring),
        *no_baseline(baseline, now=now, running=running),
    )  # fmt: skip


def is_watched(reading: Reading) -> bool:
    """Does its silence count? What a person measured in between is not expected to go on."""
    return reading.kind in NIBP or reading.source != BY_HAND


def silences(
    by_kind: Mapping[VitalKind, Sequence[Reading]],
    *,
    now: datetime,
    running: bool,
    mode: GenerationMode,
    monitoring: Monitoring,
    since_end: timedelta,
    about: Sequence[Condition],
) -> tuple[Condition, ...]:
    """Return what does not come, and `about`, what is wrong with whole devices; neither says what the other does.

    Of each kind the last usable reading and whatever is newer are enough; a pulse counts as a heart rate.
    """
    found: list[Condition] = []
    limits = monitoring.patience(infusing=running, since_end=since_end)
    for kind in (*monitoring.expected, *(kind for kind in WHEN_SEEN if by_kind[kind])):
        silent = _silence(kind, by_kind[kind], limits[kind], now=now, running=running, mode=mode, monitoring=monitoring)
        found += [silent] if silent else []
    whole = next((one for one in about if one.key == DISCONNECTED), None)
    return (*(one for one in found if whole is None or not _is_part(one, whole)), *about)


def _is_part(one: Condition, silent: Condition) -> bool:
    """Does the silence of the whole device say this already, and as urgently?"""
    return (
        one.key.endswith("-stale")
        and one.reading is not None
        and one.reading.kind in CONTINUOUS
        and silent.reading is not None
        and one.reading.device == silent.reading.device
        and one.priority.rank >= silent.priority.rank
    )


def _silence(
    kind: VitalKind,
    rows: Sequence[Reading],
    limit: timedelta,
    *,
    now: datetime,
    running: bool,
    mode: GenerationMode,
    monitoring: Monitoring,
) -> Condition | None:
    """Has nothing usable come for longer than the limit? Three ways, three sentences."""
    if rows and now - rows[-1].at <= limit and is_usable(rows[-1], now=now, mode=mode):
        return None  # nearly always
    last = next((r for r in reversed(rows) if is_usable(r, now=now, mode=mode)), None)
    known = (r for r in reversed(rows) if r.at <= now + monitoring.clock_tolerance)
    newest = next(known, None)
    arriving = newest if newest is not None and now - newest.at <= limit else None
    failed_cuff = kind in NIBP and arriving is not None and arriving is not last
    if last is not None and now - last.at <= limit and not failed_cuff:
        return None
    name = "Blood pressure" if kind in NIBP else kind.label
    key = "nibp" if kind in NIBP else kind.value
    if arriving is not None:
        what, says = "no-signal", f"{name}: {_why(arriving, mode)}. Check the sensor and measure again."
    elif last is None:
        what, says = "never-seen", f"{name}: no reading yet. Attach the sensor or measure by hand."
    else:
        gone = lasting(now - last.at)
        what, says = "stale", f"{name}: nothing new for {gone}. Look at the patient and at the monitor."
    gone_for = now - last.at if last is not None else timedelta.max
    is_urgent = running and (gone_for > monitoring.escalates_after or kind is VitalKind.ETCO2) and not (
        failed_cuff and gone_for <= limit
    )  # fmt: skip
    return Condition(
        key=f"{key}-{what}",
        kind=AlarmKind.TECHNICAL,
        priority=Priority.HIGH if is_urgent else Priority.MEDIUM,
        says=says,
        since=min(last.at, now) if last is not None else now,
        reading=last,
    )


def _why(reading: Reading, mode: GenerationMode) -> str:
    """Say why the reading cannot be used."""
    if reading.mode is not mode:
        return f"only {reading.mode.value} data arrive"
    if reading.artefact_reason is not None:
        return f"the last value was marked as artefact ({reading.artefact_reason})"
    if reading.value is None or reading.validity is Validity.INVALID:
        return "the monitor sends no valid value"
    if not reading.is_plausible:
        return f"{reading.value:g} {reading.unit} is not plausible"
    if reading.validity is Validity.VALID:
        return "the last value came with a time that had not come yet"
    return f"the monitor calls its value {reading.validity.value}"


def strange(
    readings: Iterable[Reading], *, now: datetime, running: bool, mode: GenerationMode, monitoring: Monitoring
) -> Iterator[Condition]:
    """Yield what should not arrive at all: another mode's data, and readings from the future."""
    priority = Priority.HIGH if running else Priority.MEDIUM
    window = monitoring.escalates_after
    recent = [r for r in readings if now - r.at <= window]
    others = [r for r in recent if r.mode is not mode]
    if others:
        says = f"{others[-1].mode.value.capitalize()} data arrive in a {mode.value} session. They are not used."
        yield _technical("wrong-mode", priority, says, since=min(others[0].at, now), reading=others[-1])
    ahead = [r for r in recent if r.at > now + monitoring.clock_tolerance]
    if ahead:
        by = lasting(ahead[-1].at - now)
        says = f"The clock of {ahead[-1].device or 'a device'} is {by} ahead. Its readings are not used; set the clock."
        yield _technical("clock-ahead", priority, says, since=now, reading=ahead[-1])


def no_baseline(baseline: Baseline, *, now: datetime, running: bool) -> Iterator[Condition]:
    """Yield that no rise can be watched where no pressure from before the start is known."""
    if running and VitalKind.SYSTOLIC not in baseline:
        says = "No blood pressure from before the start: the rise from the own baseline cannot be watched."
        yield _technical("no-baseline", Priority.MEDIUM, says, since=now, reading=None)


def _technical(key: str, priority: Priority, says: str, *, since: datetime, reading: Reading | None) -> Condition:
    return Condition(key=key, kind=AlarmKind.TECHNICAL, priority=priority, says=says, since=since, reading=reading)
