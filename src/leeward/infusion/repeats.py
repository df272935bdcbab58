"""A value between go and no-go: repeated twice, five minutes apart, and accepted by the prescriber or not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.infusion.events import Event, RecheckAccepted
from leeward.infusion.vitals import GenerationMode, Reading, VitalKind, usable
from leeward.protocol.monitoring import span
from leeward.protocol.starting import Readiness, Start, StartBand


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """The measurements that count, five minutes apart, the oldest first; `furthest` is the one farthest from go."""

    taken: tuple[tuple[datetime, float], ...]
    furthest: float | None

    @property
    def missing(self) -> int:
        """How many repeats are still to be taken."""
        return max(0, int(Start.recheck_repeats.to("1")) - max(0, len(self.taken) - 1))

    @property
    def says(self) -> str:
        """The measurements in words."""
        return ", ".join(f"{value:g}" for _, value in self.taken)


def of_kind(
    readings: Iterable[Reading], kind: VitalKind, *, now: datetime, mode: GenerationMode
) -> tuple[Reading, ...]:
    """Return the usable readings of a kind; a pulse stands in for a heart rate that nobody measured."""
    known = tuple(readings)
    rows = usable(known, kind, now=now, mode=mode)
    if not rows and kind is VitalKind.HEART_RATE:
        return usable(known, VitalKind.PULSE_RATE, now=now, mode=mode)
    return rows


def repeats(rows: Sequence[Reading], band: StartBand, *, now: datetime) -> Repeats:
    """Return the measurements of the last half hour, each five minutes or more after the one before."""
    recent = [(row.at, row.value) for row in rows if row.value is not None and now - row.at <= _WITHIN]
    taken: list[tuple[datetime, float]] = []
    for at, value in recent:
        if not taken or at - taken[-1][0] >= _APART:
            taken.append((at, value))
    values = [value for _, value in recent]
    return Repeats(taken=tuple(taken), furthest=max(values, key=band.beyond, default=None))


def is_accepted(events: Iterable[Event], band: StartBand, *, value: float, now: datetime) -> bool:
    """Does a prescriber's acceptance stand: given in these minutes, and nothing farther from go has come since?"""
    found = [event for event in events if isinstance(event, RecheckAccepted) and event.item == band.vital.value]
    if not found or band.place(value) is not Readiness.RECHECK:
        return False
    return now - found[-1].at <= span(band.fresh_for) and band.beyond(value) <= band.beyond(found[-1].furthest)


def accepted_kinds(
    events: Sequence[Event],
    bands: Iterable[StartBand],
    readings: Sequence[Reading],
    *,
    now: datetime,
    mode: GenerationMode,
) -> frozenset[VitalKind]:
    """Return the vital signs whose last value between go and no-go a prescriber accepted."""
    found = set()
    for band in bands:
        rows = of_kind(readings, band.vital, now=now, mode=mode)
        value = rows[-1].value if rows else None
        if value is not None and is_accepted(events, band, value=value, now=now):
            found.add(band.vital)
    return frozenset(found)


_APART: timedelta = span(Start.recheck_apart)
_WITHIN: timedelta = span(Start.recheck_within)
