"""Leeward's own limits followed reading by reading: what `watch` says of a growing window, without looking back.

The steps are those of the product (`Judge`, `after`, `condition_of`); a law holds the whole equal to `watch`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np

from benchmarks.alarm_work import Mask
from leeward.infusion.alarms import by_rank
from leeward.infusion.artefact import Judge
from leeward.infusion.condition import Condition
from leeward.infusion.sustained import QUIET, Held, Standing, after, condition_of, held, is_beyond
from leeward.infusion.vitals import Baseline, GenerationMode, Reading, Validity, VitalKind
from leeward.protocol.alarm_limit import AlarmLimit, Priority
from leeward.protocol.alarms import LIMITS
from leeward.protocol.monitoring import MONITORING, Monitoring

SOUNDING: Final = tuple(limit for limit in LIMITS if limit.priority is not Priority.LOW)
PULSE: Final = {VitalKind.HEART_RATE: VitalKind.PULSE_RATE}


class Follower:
    """The limits of one patient; give it usable readings in the order of measurement."""

    def __init__(
        self,
        limits: Sequence[AlarmLimit],
        baseline: Baseline,
        *,
        running: bool = True,
        monitoring: Monitoring = MONITORING,
    ) -> None:
        known = ((limit, held(limit, baseline)) for limit in by_rank(limits))
        self._limits: list[tuple[AlarmLimit, Held]] = [(limit, holds) for limit, holds in known if holds is not None]
        self._running, self._monitoring = running, monitoring
        self._judges: dict[VitalKind, Judge] = {}
        self._last: dict[VitalKind, datetime] = {}
        self._standing: dict[tuple[VitalKind, str], Standing] = {}
        self._of: dict[VitalKind, list[tuple[AlarmLimit, Held]]] = {
            kind: [(limit, holds) for limit, holds in self._limits if kind in (limit.vital, PULSE.get(limit.vital))]
            for kind in VitalKind
        }

    def take(self, reading: Reading) -> None:
        """Take the next reading."""
        kind = reading.kind
        one = self._judges.setdefault(kind, Judge()).take(reading)
        self._last[kind] = reading.at
        for limit, holds in self._of[kind]:
            place = (kind, limit.key)
            self._standing[place] = after(self._standing.get(place, QUIET), one, holds)

    def conditions(self, *, now: datetime) -> Iterable[Condition]:
        """Return the most urgent condition of each group of limits."""
        strongest: dict[str, Condition] = {}
        for limit, holds in self._limits:
            standing = self._standing.get((self._kind(limit.vital, now), limit.key))
            if standing is None or standing.began is None or limit.group in strongest:
                continue
            condition = condition_of(standing, holds, now=now)
            if condition is not None:
                strongest[limit.group] = condition
        return strongest.values()

    @property
    def is_quiet(self) -> bool:
        """Does no limit have anything to remember?"""
        return all(standing == QUIET for standing in self._standing.values())

    def _kind(self, vital: VitalKind, now: datetime) -> VitalKind:
        """The pulse stands in for a heart rate that no longer comes."""
        pulse, last = PULSE.get(vital), self._last.get(vital)
        if pulse is None or pulse not in self._last:
            return vital
        is_fresh = last is not None and now - last <= self._monitoring.stale_after(vital, infusing=self._running)
        return vital if is_fresh else pulse


def sounding(name: str, *, is_low: bool) -> tuple[AlarmLimit, ...]:
    """Return the limits of one vital sign and side that sound."""
    return tuple(limit for limit in SOUNDING if limit.vital.value == name and limit.beyond.is_low is is_low)


def beyond(
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


def reading_of(kind: VitalKind, value: float | None, at: datetime, *, number: int) -> Reading:
    """Return a reading as a monitor would send it."""
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
