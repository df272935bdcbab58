"""What is wrong with a device as a whole: it fell silent, its clock is wrong or was set, its numbers stand still."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Final, NamedTuple

from leeward.infusion.condition import Condition, lasting
from leeward.infusion.vitals import BY_HAND, GenerationMode, Reading, is_usable
from leeward.protocol.alarm_limit import AlarmKind, Priority
from leeward.protocol.artefact import Frozen
from leeward.protocol.monitoring import Monitoring, span
from leeward.protocol.vital_kind import VitalKind

CONTINUOUS: Final = frozenset(
    {VitalKind.HEART_RATE, VitalKind.PULSE_RATE, VitalKind.SPO2, VitalKind.RESPIRATORY_RATE, VitalKind.ETCO2}
)
DISCONNECTED: Final = "disconnected"
WINDOW: Final = timedelta(minutes=10)  # plain: how far back the readings of the devices are kept at hand
came: Final = attrgetter("received_at", "at", "reading_id.int")
"""By what readings stand in the order in which they came."""
_HEART: Final = frozenset({VitalKind.HEART_RATE, VitalKind.PULSE_RATE})
FROZEN_AFTER: Final = span(Frozen.after)
_FROZEN_AT_LEAST: Final = int(Frozen.at_least.quantity.number)


def devices(
    readings: Iterable[Reading], *, now: datetime, running: bool, mode: GenerationMode, monitoring: Monitoring
) -> Iterator[Condition]:
    """Yield what is wrong with the devices that send continuous values; `readings` are in order of measurement."""
    window = monitoring.escalates_after
    sent = {
        device: Sent(
            rows,
            [r for r in rows if timedelta(0) <= now - r.received_at <= window],
            [r for r in rows if is_usable(r, now=now, mode=mode)],
        )
        for device, rows in _by_device(in_window(readings, now=now)).items()
    }
    return of_devices(sent, now=now, running=running, monitoring=monitoring)


class Sent(NamedTuple):
    """What one device sent: all of it, what came within the last minute, and what can be used; oldest first."""

    rows: Sequence[Reading]
    recent: Sequence[Reading]
    usable: Sequence[Reading]


def of_devices(
    sent: Mapping[str, Sent], *, now: datetime, running: bool, monitoring: Monitoring
) -> Iterator[Condition]:
    """Yield what is wrong with the devices: the same thing of one at a time, the most urgent, then the first by name.

    Of `rows` the newest of each kind and the last that came are enough.
    """
    found: dict[str, Condition] = {}
    for device, (rows, recent, usable) in sorted(sent.items()):
        if not (rows or recent or usable):
            continue
        for one in (
            *_silent(device, rows, now=now, running=running, monitoring=monitoring),
            *_behind(device, recent, monitoring=monitoring),
            *_jumped(device, recent, monitoring=monitoring),
            *_frozen(device, usable, now=now),
        ):
            if one.key not in found or one.priority.rank < found[one.key].priority.rank:
                found[one.key] = one
    yield from found.values()


def in_window(readings: Iterable[Reading], *, now: datetime) -> tuple[Reading, ...]:
    """Return what still says something of its device: what came in the last minutes, and the last of what ceased.

    A monitor that was replaced is so forgotten after some minutes, once another brings all that it brought.
    """
    known = tuple(readings)
    newest: dict[VitalKind, datetime] = {}
    for r in known:
        if r.source != BY_HAND:
            newest[r.kind] = max(newest.get(r.kind, r.received_at), r.received_at)
    return tuple(r for r in known if r.received_at >= min(now - WINDOW, newest.get(r.kind, r.received_at)))


def _by_device(readings: Iterable[Reading]) -> Mapping[str, list[Reading]]:
    found: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.device and reading.kind in CONTINUOUS and reading.source != BY_HAND:
            found[reading.device].append(reading)
    return found


def _silent(
    device: str, rows: Sequence[Reading], *, now: datetime, running: bool, monitoring: Monitoring
) -> Iterator[Condition]:
    """Has a device that sent more than one kind fallen silent as a whole?"""
    if not rows:
        return
    last = max(rows, key=came)
    gone = now - last.received_at
    if gone <= monitoring.stale_after(last.kind, infusing=running) or len({r.kind for r in rows}) == 1:
        return
    is_urgent = running and gone > monitoring.escalates_after
    says = (
        f"Nothing from {device} for {lasting(gone)}: cable, network or power. Look at the patient and at the monitor."
    )
    yield _technical(DISCONNECTED, says, last, since=last.received_at, is_urgent=is_urgent)


def _behind(device: str, recent: Sequence[Reading], *, monitoring: Monitoring) -> Iterator[Condition]:
    """Do even the newest readings look old when they arrive? A backlog after a gap does not."""
    if not recent or any(r.received_at - r.at <= monitoring.clock_tolerance for r in recent):
        return
    newest = min(recent, key=lambda r: (r.received_at - r.at, r.at, r.reading_id.int))
    says = (
        f"The readings of {device} are {lasting(newest.received_at - newest.at)} old when they arrive: "
        "its clock is behind, or the way is slow. Set its clock."
    )
    yield _technical("clock-behind", says, newest, since=min(r.received_at for r in recent))


def _jumped(device: str, recent: Sequence[Reading], *, monitoring: Monitoring) -> Iterator[Condition]:
    """Did what came later claim to be earlier?"""
    newest, tolerance = datetime.min.replace(tzinfo=UTC), monitoring.clock_tolerance
    for reading in sorted(recent, key=came):
        if reading.at > newest:
            newest = reading.at
        elif newest - reading.at > tolerance:
            says = (
                f"The times of {device} went back by {lasting(newest - reading.at)}: its clock was set, or old "
                "readings came late. Compare its clock with the room's."
            )
            yield _technical("clock-jump", says, reading, since=reading.received_at)
            return


def _frozen(device: str, rows: Sequence[Reading], *, now: datetime) -> Iterator[Condition]:
    """Has nothing of what a live body moves moved for minutes?"""
    recent = [r for r in rows if now - r.at <= FROZEN_AFTER]
    values: dict[VitalKind, set[float | None]] = defaultdict(set)
    for reading in recent:
        values[reading.kind].add(reading.value)
    is_long = bool(recent) and len(rows) > len(recent) and len(recent) >= _FROZEN_AT_LEAST
    if is_long and len(values) > 1 and _HEART & values.keys() and all(len(one) == 1 for one in values.values()):
        says = f"No number of {device} has moved for {lasting(FROZEN_AFTER)}: look whether it stands still."
        yield _technical("frozen", says, recent[-1], since=recent[0].at)


def _technical(key: str, says: str, reading: Reading, *, since: datetime, is_urgent: bool = False) -> Condition:
    return Condition(
        key=key,
        kind=AlarmKind.TECHNICAL,
        priority=Priority.HIGH if is_urgent else Priority.MEDIUM,
        says=says,
        since=since,
        reading=reading,
    )
