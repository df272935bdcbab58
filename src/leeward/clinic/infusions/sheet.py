"""The flowsheet of one infusion: its events and readings laid out in minutes from the start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone

from leeward.clinic.infusions import sheet_marks
from leeward.clinic.infusions.bedside import CLOSED, Bedside
from leeward.clinic.infusions.forecast import NO_PLAN, Foreseen, foreseen
from leeward.clinic.infusions.snapshot import BandCurve
from leeward.clinic.web import charts
from leeward.clinic.web.figure import plain
from leeward.infusion.account import Delivered
from leeward.infusion.events import ScaleScored
from leeward.infusion.foreseen import Curve, strays
from leeward.infusion.vitals import BY_HAND, Reading, Validity, VitalKind
from leeward.instruments import CADSS6
from leeward.protocol.alarms import Pressure

BEFORE_MIN: Final = 10.0
AFTER_MIN: Final = 75.0
SILENT_MIN: Final = 1.0
PER_MIN: Final = 4.0


def zero(bedside: Bedside) -> datetime:
    """Return the start of the infusion; before it, now."""
    return bedside.given.started_at if bedside.given else bedside.now


def minute(bedside: Bedside, at: datetime) -> float:
    """Return the minutes from the start."""
    return (at - zero(bedside)).total_seconds() / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The flowsheet to draw, and what is to be thought of what it predicts."""

    chart: charts.FlowsheetChart
    predicted_says: str
    strays: str
    """Where what is measured parts from what was predicted."""
    doubts: tuple[str, ...]


def flowsheet_chart(bedside: Bedside) -> charts.FlowsheetChart:
    """Lay the sheet out for drawing."""
    return sheet_of(bedside).chart


def sheet_of(bedside: Bedside) -> Sheet:
    """Lay the sheet out, with the forecast from the rates as they ran."""
    last = max([AFTER_MIN, *(minute(bedside, r.at) for r in bedside.readings[-1:])])
    last_minute = -(-last // 5) * 5
    found = _or_as_ordered(foreseen(bedside, last_minute=last_minute), bedside)
    drawn = _drawn(bedside, found, last_minute=last_minute)
    stray = ""
    if found.systolic is not None:
        pairs = [(cuff.minute, cuff.systolic) for cuff in drawn.cuffs if cuff.artefact is None]
        stray = strays(found.systolic, pairs, name="systolic", unit="mmHg")
    return Sheet(chart=drawn, predicted_says=found.says, strays=stray, doubts=found.doubts)


def _or_as_ordered(found: Foreseen, bedside: Bedside) -> Foreseen:
    """Fall back on the bands that came with the order, which know nothing of what was given since."""
    order = bedside.order
    if found.says != NO_PLAN or order.systolic is None:
        return found
    says = "predicted before the start for the plan as ordered, and not computed again: pauses are not in it"
    return Foreseen(says=says, systolic=_stored(order.systolic), cadss=_stored(order.cadss))


def _drawn(bedside: Bedside, found: Foreseen, *, last_minute: float) -> charts.FlowsheetChart:
    now_minute = minute(bedside, bedside.now) if bedside.state not in CLOSED else None
    kinds = (VitalKind.HEART_RATE, VitalKind.SPO2, VitalKind.RESPIRATORY_RATE)
    heart, oxygen, breaths = (_trace(bedside, kind) for kind in kinds)
    limit = bedside.baseline.get(VitalKind.SYSTOLIC)
    rise = bedside.protocol.thresholds.of(Pressure.systolic_rise).to("mmHg")
    return charts.FlowsheetChart(
        started=f"{timezone.localtime(zero(bedside)):%H:%M}" if bedside.given else "",
        first_minute=-BEFORE_MIN,
        last_minute=last_minute,
        now_minute=now_minute,
        given=_given(bedside),
        planned=_planned(bedside, now_minute),
        given_says=given_says(bedside.given),
        dose=sheet_marks.dose(bedside),
        dose_ordered=bedside.order.dose_mg_per_kg,
        concentration=_predicted(found.concentration),
        systolic=_predicted(found.systolic),
        systolic_limit=None if limit is None else limit + rise,
        limit_says="" if limit is None else f"{limit + rise:.0f} = baseline + {rise:.0f}",
        cuffs=_cuffs(bedside),
        heart_rate=thinned(heart),
        heart_rate_gaps=gaps(heart, until=now_minute),
        spo2=thinned(oxygen),
        spo2_gaps=gaps(oxygen, until=now_minute),
        breaths=thinned(breaths),
        breaths_gaps=gaps([b for b in breaths if not b.by_hand], until=now_minute),
        scale_name="CADSS-6",
        dissociation_name="CADSS",
        dissociation=_predicted(found.cadss),
        scores=tuple(
            charts.Sample(minute=minute(bedside, event.at), value=event.total)
            for event in bedside.events
            if isinstance(event, ScaleScored) and event.scale_key == CADSS6.key and event.total is not None
        ),
        score_rows=sheet_marks.score_rows(bedside),
        marks=sheet_marks.marks(bedside),
        ghost=sheet_marks.ghost(bedside),
    )


def given_says(given: Delivered | None) -> str:
    """Say what has gone in."""
    return f"{plain(given.mg, 1)} mg · {plain(given.mg_per_kg, 2)} mg/kg so far" if given else ""


def thinned(samples: Sequence[charts.Sample]) -> tuple[charts.Sample, ...]:
    """Keep the lowest and the highest of every quarter of a minute: thinning must not hide a fall."""
    kept: dict[int, tuple[charts.Sample, charts.Sample]] = {}
    for sample in samples:
        place = int(sample.minute * PER_MIN // 1)
        low, high = kept.get(place, (sample, sample))
        kept[place] = (min(low, sample, key=_value), max(high, sample, key=_value))
    pairs = (sorted(set(pair), key=lambda sample: sample.minute) for pair in kept.values())
    return tuple(sample for pair in pairs for sample in pair)


def gaps(samples: Sequence[charts.Sample], *, until: float | None) -> tuple[charts.Gap, ...]:
    """Return the stretches of more than a minute in which nothing usable came, up to now."""
    minutes = [sample.minute for sample in samples if sample.artefact is None]
    if not minutes:
        return ()
    ends = [*minutes[1:], until] if until is not None else minutes[1:]
    return tuple(
        charts.Gap(from_minute=start, to_minute=end)
        for start, end in zip(minutes, ends, strict=False)
        if end - start > SILENT_MIN
    )


def _value(sample: charts.Sample) -> float:
    return sample.value


def _trace(bedside: Bedside, kind: VitalKind) -> list[charts.Sample]:
    """Return what the device measured; what is invalid or implausible counts as no signal, never as a value."""
    return [
        charts.Sample(
            minute=minute(bedside, r.at), value=r.value, artefact=r.artefact_reason, by_hand=r.source == BY_HAND
        )
        for r in bedside.readings
        if r.kind is kind and r.value is not None and r.validity is Validity.VALID and r.is_plausible
        and minute(bedside, r.at) >= -BEFORE_MIN
    ]  # fmt: skip


def _cuffs(bedside: Bedside) -> tuple[charts.Cuff, ...]:
    found = [r for r in bedside.readings if r.value is not None and minute(bedside, r.at) >= -BEFORE_MIN]
    below = {_measurement(r): r.value for r in found if r.kind is VitalKind.DIASTOLIC}
    return tuple(
        charts.Cuff(
            minute=minute(bedside, r.at),
            systolic=r.value,
            diastolic=below.get(_measurement(r)),
            artefact=r.artefact_reason,
            by_hand=r.source == BY_HAND,
        )
        for r in found
        if r.kind is VitalKind.SYSTOLIC and r.value is not None
    )


def _measurement(reading: Reading) -> tuple[datetime, str | None, str]:
    """Tell which measurement a pressure belongs to: the last word of a monitor's source is the value's own place."""
    return reading.at, reading.device, reading.source.rpartition(" ")[0]


def _given(bedside: Bedside) -> tuple[charts.RatePiece, ...]:
    if bedside.given is None:
        return ()
    pieces = [
        charts.RatePiece(
            from_minute=minute(bedside, s.started_at),
            to_minute=minute(bedside, s.ended_at),
            ml_per_h=s.rate_ml_per_h,
            still_says="empty" if bedside.given.is_all and s is bedside.given.segments[-1] else "paused",
        )
        for s in bedside.given.segments
    ]
    return tuple(piece for piece in pieces if piece.to_minute > piece.from_minute)


def _planned(bedside: Bedside, now_minute: float | None) -> tuple[charts.RatePiece, ...]:
    if now_minute is None:
        return ()
    if bedside.given is None:
        return (charts.RatePiece(from_minute=0, to_minute=bedside.order.minutes, ml_per_h=bedside.order.rate_ml_per_h),)
    end = bedside.given.expected_end
    if end is None or not bedside.given.segments:  # at the very instant of the start nothing has run yet
        return ()
    rate = bedside.given.segments[-1].rate_ml_per_h
    return (charts.RatePiece(from_minute=now_minute, to_minute=minute(bedside, end), ml_per_h=rate),)


def _stored(curve: BandCurve | None) -> Curve | None:
    if curve is None:
        return None
    return Curve(minutes=curve.minutes, median=curve.median, low=curve.low, high=curve.high)


def _predicted(curve: Curve | None) -> charts.Predicted | None:
    if curve is None:
        return None
    return charts.Predicted(minutes=curve.minutes, median=curve.median, low=curve.low, high=curve.high)
