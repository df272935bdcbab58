"""The vital signs before going home: two readings in a row, apart, and near the patient's own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from leeward.evidence import Cited
from leeward.infusion.gate import GateItem
from leeward.infusion.vitals import Baseline, GenerationMode, Reading, usable
from leeward.protocol.discharge import DischargeCriteria
from leeward.protocol.monitoring import span
from leeward.protocol.vital_kind import VitalKind
from leeward.truth import NO, UNKNOWN, YES, Truth, any_of, truth


def pressure(
    readings: Sequence[Reading],
    baseline: Baseline,
    criteria: DischargeCriteria,
    *,
    since: datetime,
    now: datetime,
    mode: GenerationMode,
) -> GateItem:
    """At most the limits, or near the own baseline and not rising, twice and apart."""
    limits = {VitalKind.SYSTOLIC: criteria.systolic, VitalKind.DIASTOLIC: criteria.diastolic}
    most = "/".join(f"{limit.to(kind.unit):g}" for kind, limit in limits.items())
    says = f"Blood pressure is at most {most} mmHg, or near the own baseline and not rising, {_apart(criteria)}."
    truths: list[Truth] = []
    for kind, limit in limits.items():
        pair = _two_apart(usable(readings, kind, now=now, mode=mode), criteria, since=since, now=now)
        if pair is None:
            return GateItem(key="pressure", says=says, truth=UNKNOWN, why=_two(criteria))
        truths.append(_pressure_met(pair, limit.to(kind.unit), baseline.get(kind), criteria.within_baseline))
    return GateItem(key="pressure", says=says, truth=truths[0] & truths[1])


def oxygen(
    readings: Sequence[Reading],
    baseline: Baseline,
    criteria: DischargeCriteria,
    *,
    since: datetime,
    now: datetime,
    mode: GenerationMode,
) -> GateItem:
    """At least the limit on air, or the own value before the start, twice and apart."""
    kind = VitalKind.SPO2
    limit = criteria.spo2.to(kind.unit)
    says = f"SpO2 on air is at least {limit:g} %, or the own value before the start, {_apart(criteria)}."
    pair = _two_apart(usable(readings, kind, now=now, mode=mode), criteria, since=since, now=now)
    if pair is None:
        return GateItem(key="oxygen", says=says, truth=UNKNOWN, why=_two(criteria))
    least = min(limit, baseline.get(kind, limit))
    return GateItem(
        key="oxygen", says=says, truth=truth(min(pair) >= least), why=f"It was {pair[0]:g} and {pair[1]:g} %."
    )


def heart_rate(
    readings: Sequence[Reading],
    baseline: Baseline,
    criteria: DischargeCriteria,
    *,
    since: datetime,
    now: datetime,
    mode: GenerationMode,
) -> GateItem:
    """Between the limits, or near the own baseline, twice and apart."""
    kind = VitalKind.HEART_RATE
    low, high = criteria.heart_rate_low.to(kind.unit), criteria.heart_rate_high.to(kind.unit)
    says = f"Heart rate is {low:g} to {high:g} /min, or near the own baseline, {_apart(criteria)}."
    rows = usable(readings, kind, now=now, mode=mode) or usable(readings, VitalKind.PULSE_RATE, now=now, mode=mode)
    pair = _two_apart(rows, criteria, since=since, now=now)
    if pair is None:
        return GateItem(key="heart-rate", says=says, truth=UNKNOWN, why=_two(criteria))
    met = [
        truth(low <= value <= high) | _is_near(value, baseline.get(kind), criteria.within_baseline) for value in pair
    ]
    return GateItem(
        key="heart-rate", says=says, truth=_known(met[0] & met[1]), why=f"It was {pair[0]:g} and {pair[1]:g} /min."
    )


def _apart(criteria: DischargeCriteria) -> str:
    return f"twice, {criteria.readings_apart.to('min'):g} min apart"


def _two(criteria: DischargeCriteria) -> str:
    return f"Two fresh readings at least {criteria.readings_apart.to('min'):g} min apart are needed."


def _two_apart(
    rows: Sequence[Reading], criteria: DischargeCriteria, *, since: datetime, now: datetime
) -> tuple[float, float] | None:
    """Return the last value and the one long enough before it, both after the end of the infusion."""
    after = [row for row in rows if row.at >= since]
    if not after or now - after[-1].at > span(criteria.fresh_for):
        return None
    apart: timedelta = span(criteria.readings_apart)
    earlier = [row for row in after if after[-1].at - row.at >= apart]
    if not earlier or earlier[-1].value is None or after[-1].value is None:
        return None
    return earlier[-1].value, after[-1].value


def _pressure_met(pair: tuple[float, float], limit: float, own: float | None, tolerance: Cited) -> Truth:
    low = truth(max(pair) <= limit)
    near = _is_near(pair[0], own, tolerance) & _is_near(pair[1], own, tolerance) & truth(pair[1] <= pair[0])
    return _known(any_of((low, near)))


def _is_near(value: float, own: float | None, tolerance: Cited) -> Truth:
    if own is None:
        return UNKNOWN
    return truth(abs(value - own) <= tolerance.to("1") * own)


def _known(met: Truth) -> Truth:
    """Without an own baseline a value beyond the fixed limit is not met: there is nothing it could be near."""
    return YES if met is YES else NO
