"""The vital signs before going home: two readings in a row, apart, and near the patient's own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from leeward.evidence import Cited
from leeward.infusion.gate import GateItem
from leeward.infusion.vitals import Baseline, GenerationMode, Reading, usable
from leeward.protocol.discharge import Leaving
from leeward.protocol.monitoring import span
from leeward.protocol.vital_kind import VitalKind
from leeward.truth import NO, UNKNOWN, YES, Truth, any_of, truth


def pressure(
    readings: Sequence[Reading], baseline: Baseline, *, since: datetime, now: datetime, mode: GenerationMode
) -> GateItem:
    """At most 140/90, or within 20 % of the own baseline and not rising, twice, ten minutes apart."""
    says = "Blood pressure is at most 140/90 mmHg, or near the own baseline and not rising, twice, 10 min apart."
    limits = {VitalKind.SYSTOLIC: Leaving.systolic, VitalKind.DIASTOLIC: Leaving.diastolic}
    truths: list[Truth] = []
    for kind, limit in limits.items():
        pair = _two_apart(usable(readings, kind, now=now, mode=mode), since=since, now=now)
        if pair is None:
            return GateItem(key="pressure", says=says, truth=UNKNOWN, why=_TWO)
        truths.append(_pressure_met(pair, limit.to(kind.unit), baseline.get(kind)))
    return GateItem(key="pressure", says=says, truth=truths[0] & truths[1])


def oxygen(
    readings: Sequence[Reading], baseline: Baseline, *, since: datetime, now: datetime, mode: GenerationMode
) -> GateItem:
    """At least 94 % on air, or the own value before the start, twice, ten minutes apart."""
    says = "SpO2 on air is at least 94 %, or the own value before the start, twice, 10 min apart."
    kind = VitalKind.SPO2
    pair = _two_apart(usable(readings, kind, now=now, mode=mode), since=since, now=now)
    if pair is None:
        return GateItem(key="oxygen", says=says, truth=UNKNOWN, why=_TWO)
    least = min(Leaving.spo2.to(kind.unit), baseline.get(kind, Leaving.spo2.to(kind.unit)))
    return GateItem(
        key="oxygen", says=says, truth=truth(min(pair) >= least), why=f"It was {pair[0]:g} and {pair[1]:g} %."
    )


def heart_rate(
    readings: Sequence[Reading], baseline: Baseline, *, since: datetime, now: datetime, mode: GenerationMode
) -> GateItem:
    """From 50 to 100 a minute, or within 20 % of the own baseline, twice, ten minutes apart."""
    says = "Heart rate is 50 to 100 /min, or near the own baseline, twice, 10 min apart."
    kind = VitalKind.HEART_RATE
    rows = usable(readings, kind, now=now, mode=mode) or usable(readings, VitalKind.PULSE_RATE, now=now, mode=mode)
    pair = _two_apart(rows, since=since, now=now)
    if pair is None:
        return GateItem(key="heart-rate", says=says, truth=UNKNOWN, why=_TWO)
    low, high = Leaving.heart_rate_low.to(kind.unit), Leaving.heart_rate_high.to(kind.unit)
    met = [truth(low <= value <= high) | _is_near(value, baseline.get(kind)) for value in pair]
    return GateItem(
        key="heart-rate", says=says, truth=_known(met[0] & met[1]), why=f"It was {pair[0]:g} and {pair[1]:g} /min."
    )


_TWO = "Two fresh readings at least 10 min apart are needed."


def _two_apart(rows: Sequence[Reading], *, since: datetime, now: datetime) -> tuple[float, float] | None:
    """Return the last value and the one at least ten minutes before it, both after the end of the infusion."""
    after = [row for row in rows if row.at >= since]
    if not after or now - after[-1].at > span(Leaving.fresh_for):
        return None
    apart: timedelta = span(Leaving.readings_apart)
    earlier = [row for row in after if after[-1].at - row.at >= apart]
    if not earlier or earlier[-1].value is None or after[-1].value is None:
        return None
    return earlier[-1].value, after[-1].value


def _pressure_met(pair: tuple[float, float], limit: float, own: float | None) -> Truth:
    low = truth(max(pair) <= limit)
    near = _is_near(pair[0], own) & _is_near(pair[1], own) & truth(pair[1] <= pair[0])
    return _known(any_of((low, near)))


def _is_near(value: float, own: float | None) -> Truth:
    if own is None:
        return UNKNOWN
    tolerance: Cited = Leaving.within_baseline
    return truth(abs(value - own) <= tolerance.to("1") * own)


def _known(met: Truth) -> Truth:
    """Without an own baseline a value beyond the fixed limit is not met: there is nothing it could be near."""
    return YES if met is YES else NO
