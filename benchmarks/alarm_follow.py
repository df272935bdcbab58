"""The limits that sound, where a value is beyond them, and a reading as a monitor would send it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np

from benchmarks.alarm_work import Mask
from leeward.infusion.sustained import held, is_beyond
from leeward.infusion.vitals import GenerationMode, Reading, Validity, VitalKind
from leeward.protocol.alarm_limit import AlarmLimit, Priority
from leeward.protocol.alarms import LIMITS

SOUNDING: Final = tuple(limit for limit in LIMITS if limit.priority is not Priority.LOW)


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
