"""A bedside for tests: readings and events with as little said as a test needs."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from leeward.infusion.events import Completed, ItemChecked, ScaleScored, Started, TimeOutPassed
from leeward.infusion.vitals import Reading, VitalKind

T0 = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
BASELINE = {VitalKind.SYSTOLIC: 122.0, VitalKind.DIASTOLIC: 78.0, VitalKind.HEART_RATE: 70.0, VitalKind.SPO2: 98.0}
_numbers = count(1)


def at(minutes: float = 0, *, s: float = 0) -> datetime:
    """Minutes and seconds after the start."""
    return T0 + timedelta(minutes=minutes, seconds=s)


def a_reading(kind: VitalKind, value: float | None, when: datetime, **own) -> Reading:
    own = {"reading_id": UUID(int=next(_numbers)), "received_at": when, "source": "device", "device": "mon-1"} | own
    return Reading(kind=kind, value=value, unit=kind.unit, at=when, **own)


def each_second(kind: VitalKind, values, start: datetime, **own) -> list[Reading]:
    """One reading a second."""
    return [a_reading(kind, value, start + timedelta(seconds=n), **own) for n, value in enumerate(values)]


def an_event(what, when: datetime, /, **own):
    own = {"event_id": UUID(int=next(_numbers)), "by": "nurse", "source": "person"} | own
    return what(at=when, **own)


def a_start(when: datetime = T0, **own) -> list:
    """Time-out and start: 40 mg at 1 mg/mL over 40 min for 80 kg."""
    own = {
        "rate_ml_per_h": 60.0, "concentration_mg_per_ml": 1.0, "dose_mg": 40.0, "weight_kg": 80.0, "vtbi_ml": 40.0,
    } | own  # fmt: skip
    return [an_event(TimeOutPassed, when, checks=()), an_event(Started, when, **own)]


def an_end(when: datetime):
    return an_event(Completed, when, delivered_ml=40.0)


def a_score(scale_key: str, total: int | None, when: datetime, answers=()):
    return an_event(ScaleScored, when, scale_key=scale_key, total=total, answers=answers)


def a_check(item: str, truth, when: datetime):
    return an_event(ItemChecked, when, item=item, truth=truth)
